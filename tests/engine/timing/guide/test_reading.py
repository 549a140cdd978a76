from __future__ import annotations

import numpy as np
import pytest

from foleystudio import errors
from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.clip import open_clip
from foleystudio.engine.timing.guide import reading
from foleystudio.engine.timing.guide.reading import GuideReader, mono_of
from tests.conftest import MakeClip
from tests.engine.timing.sounds import RATE, hits, noise

TIMES = (0.4, 1.3, 2.21)


def test_mono_is_the_mean() -> None:
    stereo = np.stack([noise(0.1, 0.3), noise(0.1, 0.3, seed=1)], axis=1)
    np.testing.assert_allclose(mono_of(stereo), stereo.mean(axis=1), atol=1e-7)


def test_mono_of_opposite_channels_is_the_louder() -> None:
    wave = noise(0.1, 0.3)
    np.testing.assert_array_equal(mono_of(np.stack([0.9 * wave, -wave], axis=1)), -wave)


def test_mono_of_nothing_is_nothing() -> None:
    assert mono_of(np.zeros((0, 2), np.float32)).shape == (0,)


@pytest.mark.parametrize("block_s", [30, 1])
def test_blocks_make_the_whole(make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, block_s: int) -> None:
    monkeypatch.setattr(reading, "_BLOCK_S", block_s)
    wave = hits(TIMES, 3.0, floor=0.002)
    clip = open_clip(make_clip("a.mov", frames=75, audio=wave))
    with GuideReader(clip) as reader:
        low = reader.at_onset_rate()
        attacks = reader.attacks([t + 0.01 for t in TIMES])
    expected = resample(wave, RATE, ONSET_RATE_HZ)
    assert abs(len(low) - len(expected)) <= 1
    np.testing.assert_allclose(low[: len(expected)], expected[: len(low)], atol=1e-4)
    np.testing.assert_allclose(attacks, TIMES, atol=0.002)


def test_needs_a_sound(make_clip: MakeClip) -> None:
    with pytest.raises(errors.FoleyError, match="no sound of its own"):
        GuideReader(open_clip(make_clip("a.mp4")))


def test_stops_when_cancelled(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("a.mov", audio=noise(1.0, 0.1)))
    with GuideReader(clip, cancelled=lambda: True) as reader, pytest.raises(errors.CancelledError):
        reader.at_onset_rate()
