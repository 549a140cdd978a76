import numpy as np
import pytest
import torch

from foleystudio.dsp.mel import STUDIO
from foleystudio.dsp.sound import Sound
from foleystudio.engine.varietysound.timbre import HIT_COLUMNS, mel_of, timbre_of
from foleystudio.errors import FoleyError


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
