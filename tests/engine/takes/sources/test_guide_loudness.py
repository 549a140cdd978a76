"""How loud a guide is: where its hits are, whatever the blocks it is read in, and takes brought to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import open_clip
from foleystudio.engine.loudness.loudness import loudness_of
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.engine.takes.sources import guide_loudness as module
from foleystudio.engine.takes.sources.guide_loudness import guide_loudness
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import LevelMatch
from tests.conftest import MakeClip

RATE_HZ = 48_000


def _guide() -> np.ndarray:
    mono = np.zeros(4 * RATE_HZ, np.float32)
    t = np.arange(RATE_HZ // 4) / RATE_HZ
    for at_s, level in ((0.5, 0.5), (2.5, 0.05)):
        first = round(at_s * RATE_HZ)
        mono[first : first + len(t)] += (level * np.sin(2 * np.pi * 1000 * t)).astype(np.float32)
    return mono


def test_levels_are_those_of_the_hits(make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = open_clip(make_clip("clip.mov", frames=100, audio=_guide()))
    heard = guide_loudness(clip)
    assert len(heard.levels_db) * heard.step_s == pytest.approx(4.0, abs=0.1)
    for at_s, level in ((0.6, 0.5), (2.6, 0.05)):
        known = 20 * np.log10(level / np.sqrt(2)) + 0.0
        assert heard.levels_db[round(at_s / heard.step_s)] == pytest.approx(known, abs=0.8)
    assert heard.levels_db[round(1.5 / heard.step_s)] < -90
    monkeypatch.setattr(module, "_PIECE", 1 << 15)
    np.testing.assert_allclose(guide_loudness(clip).levels_db, heard.levels_db, atol=0.1)
    with pytest.raises(CancelledError):
        guide_loudness(clip, lambda: True)


def test_a_clip_without_sound_says_so(make_clip: MakeClip) -> None:
    with pytest.raises(FoleyError, match="no sound that the level could be matched to"):
        guide_loudness(open_clip(make_clip("mute.mov", frames=20)))


def test_takes_are_as_loud_as_what_they_replace(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("clip.mov", frames=100, audio=_guide()))
    knock = np.exp(-np.arange(9600) / 1500) * np.sin(np.arange(9600) * 0.13)
    reference = Sound((0.2 * knock[:, None]).astype(np.float32), RATE_HZ)
    settings = SynthesisSettings(humanise=0, level_match=LevelMatch.HITS)
    events = EventTrack((Event(0.5, 0.6), Event(2.5, 0.6)))
    asked = SynthesisRequest(4.0, events, (reference,), settings=settings, guide=guide_loudness(clip))
    out = synthesise(asked).sound.samples
    quiet = synthesise(replace(asked, settings=SynthesisSettings(humanise=0))).sound.samples
    for first, level in ((0, 0.5), (2 * RATE_HZ, 0.05)):
        heard = 20 * np.log10(loudness_of(out[first : first + 2 * RATE_HZ], RATE_HZ))
        assert heard == pytest.approx(20 * np.log10(level / np.sqrt(2)), abs=3.0)
    assert np.abs(out[:RATE_HZ]).max() > np.abs(quiet[:RATE_HZ]).max()
