from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import librosa
import numpy as np
import pytest

from foleystudio.dsp.spectra.mel_config import PAPER, STUDIO, MelConfig, mel_columns
from tests.dsp.sounds import noise


@pytest.mark.parametrize("config", [PAPER, STUDIO])
def test_equals_librosa(config: MelConfig) -> None:
    wave = noise(config.rate_hz)
    spectrum = np.abs(librosa.stft(wave, n_fft=config.n_fft, hop_length=config.hop, pad_mode="constant"))
    bands = librosa.feature.melspectrogram(
        S=spectrum, sr=config.rate_hz, n_mels=config.n_bands, fmin=config.low_hz, fmax=config.high_hz
    )
    if config is PAPER:
        expected = np.clip((20 * np.log10(np.maximum(1e-5, bands)) - 20 + 100) / 100, 0, 1)
    else:
        expected = np.log(np.maximum(1e-5, bands))
    np.testing.assert_allclose(mel_columns(wave, config), expected, atol=1e-4)


def test_both_have_the_same_columns() -> None:
    assert PAPER.grid.columns_per_second == STUDIO.grid.columns_per_second == Fraction(22_050, 256)
    assert STUDIO.column_count(44_100 * 10) == PAPER.column_count(22_050 * 10) == 862


@pytest.mark.parametrize("config", [PAPER, STUDIO])
def test_silence_has_its_value_everywhere(config: MelConfig) -> None:
    np.testing.assert_allclose(mel_columns(np.zeros(5000, np.float32), config), config.silence, atol=1e-6)


@pytest.mark.parametrize("config", [PAPER, STUDIO])
def test_range_equals_that_part_of_the_whole(config: MelConfig) -> None:
    wave = noise(config.rate_hz)
    np.testing.assert_allclose(mel_columns(wave, config, 20, 41), mel_columns(wave, config)[:, 20:41], atol=1e-5)


def test_ten_threads_compute_what_one_does() -> None:
    waves = [noise(20_000, seed) for seed in range(10)]
    with ThreadPoolExecutor(10) as threads:
        together = list(threads.map(lambda wave: mel_columns(wave, STUDIO), waves))
    for wave, columns in zip(waves, together, strict=True):
        np.testing.assert_array_equal(columns, mel_columns(wave, STUDIO))
