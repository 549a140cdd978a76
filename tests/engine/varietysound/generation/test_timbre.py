from dataclasses import replace

import numpy as np
import pytest
import torch

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import GuideLoudness, SynthesisRequest, SynthesisSettings
from foleystudio.engine.varietysound.generation.timbre import HIT_COLUMNS, heard_mel, mel_of, timbre_of, told_scale
from foleystudio.errors import FoleyError
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import LevelMatch


def _knock(seconds: float = 1.0, at_s: float = 0.2, level: float = 0.3) -> Sound:
    rate_hz = 48_000
    wave = np.zeros(int(seconds * rate_hz), dtype=np.float32)
    t = np.arange(int(0.3 * rate_hz)) / rate_hz
    start = int(at_s * rate_hz)
    wave[start : start + len(t)] += (level * np.sin(2 * np.pi * 800 * t) * np.exp(-t / 0.05)).astype(np.float32)
    return Sound(wave[:, None], rate_hz)


def test_level_does_not_matter_and_the_hit_begins_at_once() -> None:
    loud, soft = timbre_of(_knock(), STUDIO), timbre_of(_knock(level=0.01), STUDIO)
    assert loud.hit.shape == (128, HIT_COLUMNS)
    torch.testing.assert_close(loud.mel, soft.mel, atol=0.05, rtol=0)
    assert soft.gain == pytest.approx(30 * loud.gain, rel=0.02)
    assert int(loud.hit.mean(0).argmax()) <= 2


def test_a_mel_at_the_take_s_rate_is_that_at_the_nets_own() -> None:
    own, heard = timbre_of(_knock(), STUDIO).mel, heard_mel(prepare(_knock(), 48_000), STUDIO)
    assert heard.shape == own.shape
    loud = own > own.max() - 4.0
    assert (heard - own)[loud].abs().mean() < 0.1


def test_a_reference_played_higher_is_heard_higher_and_shorter() -> None:
    exemplar = prepare(_knock(), 48_000)
    own, higher = heard_mel(exemplar, STUDIO), heard_mel(exemplar, STUDIO, 12.0)
    assert abs(higher.shape[1] - own.shape[1] / 2) <= 1
    assert int(higher.amax(1).argmax()) > int(own.amax(1).argmax()) + 10


def test_of_a_long_reference_the_sounding_part_is_heard() -> None:
    timbre = timbre_of(_knock(seconds=40, at_s=30), STUDIO)
    assert timbre.mel.amax() > 0
    assert timbre.mel.shape[1] <= 12.1 * 86.2


def test_short_sounds_end_in_silence() -> None:
    mel = mel_of(np.ones(512, dtype=np.float32), STUDIO, 10)
    assert mel.shape == (128, 10)
    assert (mel[:, 5:] == STUDIO.silence).all()


def test_a_silent_reference_is_refused() -> None:
    with pytest.raises(FoleyError):
        timbre_of(Sound(np.zeros((48_000, 1), dtype=np.float32), 48_000), STUDIO)


@pytest.mark.parametrize("settings", [SynthesisSettings(), SynthesisSettings(level_match=LevelMatch.WHOLE)])
def test_networks_are_told_of_a_full_hit_at_the_level_they_know(settings: SynthesisSettings) -> None:
    guide = GuideLoudness(np.full(100, -40.0, dtype=np.float32), 0.02)
    sound = _knock()
    struck = EventTrack((Event(0.5, 1.0),))
    request = SynthesisRequest(2.0, struck, (sound,), settings=replace(settings, humanise=0.0), guide=guide)
    exemplar = prepare(sound, 48_000)
    made = synthesise(request).sound.samples * np.float32(told_scale(request, exemplar))
    known = exemplar.samples[exemplar.loudest.attack :] * np.float32(exemplar.gain)
    assert np.abs(made).max() == pytest.approx(np.abs(known).max(), rel=0.02)
