from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.takes.sound_cuts import LONGEST_CUT_S, cut_place, write_cut
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound

RATE_HZ = 48_000


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "ramp.wav"
    ramp = np.linspace(-0.5, 0.5, 3 * RATE_HZ, dtype=np.float32)[:, None].repeat(2, axis=1)
    write_sound(path, Sound(ramp, RATE_HZ), "FLOAT")
    return path


def test_a_cut_is_the_stretch_to_the_sample(source: Path, tmp_path: Path) -> None:
    shares = list[float]()
    out = write_cut(source, 0.5, 2.25, tmp_path / "cut.wav", lambda share, _stage: shares.append(share), lambda: False)
    written, whole = read_sound(out).samples, read_sound(source).samples
    assert len(written) == round(1.75 * RATE_HZ)
    np.testing.assert_allclose(written, whole[RATE_HZ // 2 : RATE_HZ // 2 + len(written)], atol=1e-6)
    assert shares == sorted(shares)


@pytest.mark.parametrize(("start_s", "stop_s"), [(1.0, 1.0), (2.0, 1.0), (0.0, LONGEST_CUT_S + 1)])
def test_what_can_be_no_reference_is_refused(source: Path, tmp_path: Path, start_s: float, stop_s: float) -> None:
    with pytest.raises(FoleyError, match=r"nothing|at most"):
        write_cut(source, start_s, stop_s, tmp_path / "cut.wav", lambda *_: None, lambda: False)
    assert not (tmp_path / "cut.wav").exists()


def test_cancelling_leaves_nothing_behind(source: Path, tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        write_cut(source, 0.0, 2.0, tmp_path / "cut.wav", lambda *_: None, lambda: True)
    assert not (tmp_path / "cut.wav").exists()


def test_places_are_never_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))
    assert cut_place("a/b") != cut_place("a/b")
    assert cut_place("a/b").parent == tmp_path / "references"
