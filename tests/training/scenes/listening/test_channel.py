from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.training.scenes.listening import channel


def burst(at: int, length: int = 30_000) -> np.ndarray:
    wave = np.zeros(length, np.float32)
    wave[at : at + 2000] = np.random.default_rng(1).standard_normal(2000) * np.exp(-np.arange(2000) / 400)
    return wave


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_moved_in_time(seed: int) -> None:
    wave = burst(9000)
    for through in (channel.in_a_room, channel.coded, channel.limited, channel.clipped):
        heard = through(wave, np.random.default_rng(seed))
        assert heard.shape == wave.shape
        assert np.isfinite(heard).all()
        loud = np.flatnonzero(np.abs(heard) > 0.3 * np.abs(heard).max())
        assert abs(int(loud[0]) - 9000) < 0.002 * ONSET_RATE_HZ, through.__name__


def test_rooms_ring_on() -> None:
    wet = channel.in_a_room(burst(1000), np.random.default_rng(0))
    assert np.square(wet[5000:]).sum() > 100 * np.square(burst(1000)[5000:]).sum()


def test_codecs_limit_the_band() -> None:
    gains = channel.response(257, True, np.random.default_rng(2))
    assert gains[-10:].max() < 0.2 * gains.max()


def test_limiters_hold_the_loud_down() -> None:
    soft_and_loud = np.concatenate([0.05 * burst(1000), burst(1000)])
    held = channel.limited(soft_and_loud, np.random.default_rng(0))
    assert np.abs(held[:30_000]).max() / np.abs(held[30_000:]).max() > 0.06


def test_fades_end_in_silence() -> None:
    gains = [channel.fade(4 * ONSET_RATE_HZ, np.random.default_rng(n)) for n in range(8)]
    assert all(min(gain[0], gain[-1]) == 0 and gain.max() == 1 for gain in gains)
