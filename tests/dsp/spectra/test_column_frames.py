import numpy as np
import pytest
import torch

from foleystudio.dsp.spectra.column_frames import ColumnFrames
from foleystudio.dsp.spectra.mel import STUDIO, log_mel
from foleystudio.dsp.waves.resample import resample


def _noise(rate_hz: int, seconds: float = 1.5) -> np.ndarray:
    wave = 0.1 * np.random.default_rng(0).standard_normal(int(seconds * 44_100)).astype(np.float32)
    wave *= np.exp(-np.arange(len(wave)) / 20_000).astype(np.float32)
    return np.asarray(resample(wave, 44_100, rate_hz), dtype=np.float32)


def _padded(wave: np.ndarray, frames: ColumnFrames, first: int, stop: int) -> np.ndarray:
    start, end = frames.span(first, stop)
    out = np.zeros((end - start, 1), dtype=np.float32)
    a, b = max(0, start), min(len(wave), end)
    out[a - start : b - start, 0] = wave[a:b]
    return out


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_the_mel_is_the_networks_own_at_any_rate(rate_hz: int) -> None:
    frames = ColumnFrames(STUDIO, rate_hz)
    spectra = frames.analyse(_padded(_noise(rate_hz), frames, 0, 100), 0, 100)
    known = log_mel(torch.from_numpy(_noise(44_100)), STUDIO)[:, :100].numpy()
    difference = np.abs(frames.log_mel(spectra) - known)[2:110, 2:-2]  # resampling ends short of the highest bands
    assert difference.mean() < (1e-3 if rate_hz == 44_100 else 0.05)


def test_unshaped_spectra_give_the_sound_back() -> None:
    frames, wave = ColumnFrames(STUDIO, 48_000), _noise(48_000)
    samples = _padded(wave, frames, 10, 90)
    out, weights = frames.overlapped(frames.analyse(samples, 10, 90), 10)
    inner = slice(frames.size, -frames.size)
    np.testing.assert_allclose(out[inner] / weights[inner, None], samples[inner], atol=1e-5)


def test_a_gain_raises_its_band_and_no_other() -> None:
    frames = ColumnFrames(STUDIO, 48_000)
    spectra = frames.analyse(_padded(_noise(48_000), frames, 0, 60), 0, 60)
    gain = np.zeros((128, 60), dtype=np.float32)
    gain[40:60] = 1.0
    rise = frames.log_mel(frames.shaped(spectra, gain)) - frames.log_mel(spectra)
    assert np.abs(rise[42:58, 2:-2] - 1).max() < 0.05
    assert np.abs(rise[:38, 2:-2]).max() < 0.05
