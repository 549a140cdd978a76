from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures import speech_embedding
from foleystudio.media.sound.files import write_sound
from tests.cli.conftest import RATE_HZ, Foley, hits
from tests.conftest import MakeClip

TIMES_S = [0.3, 0.9, 1.4, 2.2]


@pytest.fixture(autouse=True)
def without_speech_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The optional encoder takes seconds to load, and its figures are tested where they are made."""
    monkeypatch.setattr(speech_embedding, "is_installed", lambda: False)


@pytest.fixture
def target(make_clip: MakeClip) -> Path:
    return make_clip("target.mov", frames=75, audio=hits(TIMES_S, 3.0))


def test_a_sound_is_measured_against_a_clip(foley: Foley, target: Path, knock: Path, tmp_path: Path) -> None:
    same, late = tmp_path / "same.wav", tmp_path / "late.flac"
    write_sound(same, Sound(hits(TIMES_S, 3.0)[:, None], RATE_HZ))
    write_sound(late, Sound(hits([t + 0.25 for t in TIMES_S], 3.0)[:, None], RATE_HZ))
    good = foley("measure", target, same, "--reference", knock, "--json").json()
    bad = foley("measure", target, late, "--reference", knock, "--json").json()
    assert good["onsets"]["f1"] == 1.0
    assert good["e_l1"] < 1e-4 < bad["e_l1"]
    assert bad["onsets"]["f1"] < good["onsets"]["f1"]
    assert good["envelope_r"] > 0.99 > bad["envelope_r"]
    assert good["references"] == ["knock"]


def test_for_people(foley: Foley, target: Path) -> None:
    outcome = foley("measure", target, target)
    assert outcome.code == 0
    assert "onset F1" in outcome.out
    assert "1.000" in outcome.out
    assert "Resemblyzer is not installed" in outcome.out


def test_a_missing_or_silent_side(foley: Foley, target: Path, make_clip: MakeClip, tmp_path: Path) -> None:
    assert foley("measure", target, tmp_path / "none.wav").refused("none.wav", "no such file")
    assert foley("measure", target, make_clip("mute.mp4")).refused("mute.mp4")
    assert foley("measure", target, target, "--reference", tmp_path / "none.wav").refused("no such file")
