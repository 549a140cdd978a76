from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.resample import resample, resample_blocks, resample_sound
from foleystudio.timebase import rescale
from tests.dsp.sounds import noise

RATES = [8000, 16_000, 22_050, 44_100, 48_000, 96_000]


@pytest.mark.parametrize("from_hz", RATES)
@pytest.mark.parametrize("to_hz", [22_050, 48_000])
@pytest.mark.parametrize("n_samples", [0, 1, 100, 10_007])
def test_length_is_exact(from_hz: int, to_hz: int, n_samples: int) -> None:
    out = resample(noise(n_samples), from_hz, to_hz)
    assert len(out) == rescale(n_samples, from_hz, to_hz)
    assert out.dtype == np.float32


@pytest.mark.parametrize(("from_hz", "to_hz"), [(48_000, 22_050), (44_100, 48_000), (8000, 48_000)])
def test_a_tone_stays_the_same_tone_at_the_same_time(from_hz: int, to_hz: int) -> None:
    def tone(rate_hz: int) -> np.ndarray:
        return np.sin(2 * np.pi * 440.0 * np.arange(rate_hz) / rate_hz).astype(np.float32)

    middle = slice(to_hz // 10, -to_hz // 10)
    np.testing.assert_allclose(resample(tone(from_hz), from_hz, to_hz)[middle], tone(to_hz)[middle], atol=1e-3)


def test_equal_rates_change_nothing() -> None:
    wave = noise(100)
    assert resample(wave, 48_000, 48_000) is wave


@given(
    sizes=st.lists(st.integers(0, 4000), max_size=10),
    rates=st.sampled_from([(44_100, 48_000), (48_000, 22_050), (96_000, 48_000), (8000, 48_000), (48_000, 48_000)]),
)
@settings(max_examples=30)
def test_blocks_join_to_the_whole(sizes: list[int], rates: tuple[int, int]) -> None:
    wave = noise(2 * sum(sizes)).reshape(-1, 2)
    blocks = np.split(wave, np.cumsum(sizes)[:-1]) if sizes else []
    joined = np.concatenate([np.zeros((0, 2), np.float32), *resample_blocks(blocks, *rates, channels=2)])
    np.testing.assert_allclose(joined, resample(wave, *rates), atol=1e-6)


@pytest.mark.parametrize("channels", [0, 1, 2])
def test_in_pieces_a_long_sound_is_the_same(monkeypatch: pytest.MonkeyPatch, channels: int) -> None:
    sound = np.random.default_rng(0).uniform(-1, 1, (30_001, channels) if channels else 30_001).astype(np.float32)
    whole = resample(sound, 44_100, 48_000)
    monkeypatch.setattr("foleystudio.dsp.waves.resample._AT_ONCE", 8_000)
    pieces = resample(sound, 44_100, 48_000)
    assert pieces.shape == whole.shape
    assert pieces.dtype == whole.dtype
    assert np.abs(pieces - whole).max() < 1e-5


def test_sound_keeps_its_name_and_channels() -> None:
    sound = resample_sound(Sound(noise(200).reshape(100, 2), 24_000, "tick"), 48_000)
    assert (sound.rate_hz, sound.channels, len(sound), sound.name) == (48_000, 2, 200, "tick")
