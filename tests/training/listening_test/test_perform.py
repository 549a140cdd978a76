from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.request import Timing
from foleystudio.errors import FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound
from foleystudio.training.listening_test.perform import SAMPLER, Performance, perform, usual_performers
from tests.clips import write_clip
from tests.training.listening_test.made import RATE_HZ, struck


def wanted(folder: Path, **how: object) -> Performance:
    hits = np.concatenate([struck(300.0)] * 3)
    clip = write_clip(folder / "door-2.mp4", frames=36, audio=hits)
    references = [write_sound_file(folder / f"{name}.flac", hz) for name, hz in (("cup-1", 900.0), ("tin-1", 1900.0))]
    given = {"performers": ("exemplar", SAMPLER), "timing": Timing.GUIDE} | how
    return Performance((clip,), references, **given)  # type: ignore[arg-type]  # whatever a test gives


def write_sound_file(path: Path, hz: float) -> Path:
    write_sound(path, Sound(struck(hz), RATE_HZ))
    return path


def test_all_perform_the_same_events_of_each_clip_with_each_reference(tmp_path: Path) -> None:
    told: list[str] = []
    source = perform(wanted(tmp_path, every=True), tmp_path / "made", told.append, told.append)
    assert dict(source.systems) == {"exemplar": "Exemplar", "sampler": "Plain sampler"}
    assert [case.name for case in source.cases] == ["door-2 by cup-1 (1)", "door-2 by tin-1 (2)"]
    assert "performing 2 of 2: door-2.mp4 with tin-1.flac" in told
    for case in source.cases:
        assert (case.category, case.timbre_category) in {("door", "cup"), ("door", "tin")}
        attacks = [_attacks_s(read_sound(case.sounds[name])) for name in ("exemplar", "sampler")]
        assert len(attacks[0]) == len(attacks[1]) == 3
        assert np.allclose(attacks[0], attacks[1], atol=0.02)


def _attacks_s(sound: Sound) -> list[float]:
    loud = np.flatnonzero(np.abs(sound.mono()) > 0.3 * np.abs(sound.mono()).max())
    begins = loud[np.flatnonzero(np.diff(loud, prepend=-RATE_HZ) > RATE_HZ // 5)]
    return [float(at) / sound.rate_hz for at in begins]


def test_references_are_taken_in_turn(tmp_path: Path) -> None:
    asked = wanted(tmp_path)
    assert [pair[1].stem for pair in asked.pairs] == ["cup-1"]
    assert usual_performers()[-1] == SAMPLER


def test_the_sampler_alone_needs_no_other(tmp_path: Path) -> None:
    source = perform(wanted(tmp_path, performers=(SAMPLER,)), tmp_path / "made", lambda _: None, lambda _: None)
    assert [list(case.sounds) for case in source.cases] == [[SAMPLER]]


def test_what_cannot_be_performed_is_told_before_anything_is(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no performer 'robot'"):
        perform(wanted(tmp_path, performers=("robot",)), tmp_path / "made", lambda _: None, lambda _: None)
    with pytest.raises(FoleyError, match="no reference"):
        perform(Performance((tmp_path / "a.mp4",), (), (SAMPLER,)), tmp_path, lambda _: None, lambda _: None)
    assert not (tmp_path / "made").exists()
