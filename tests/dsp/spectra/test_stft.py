from __future__ import annotations

import librosa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foleystudio.dsp.spectra.stft import column_count, hann, magnitudes
from tests.dsp.sounds import noise


@pytest.mark.parametrize("n_samples", [0, 1, 255, 256, 5000, 300_001])
@pytest.mark.parametrize(("n_fft", "hop"), [(1024, 256), (2048, 512), (2048, 1000)])
def test_equals_librosa(n_samples: int, n_fft: int, hop: int) -> None:
    wave = noise(n_samples)
    ours = magnitudes(wave, n_fft, hop)
    assert ours.shape == (n_fft // 2 + 1, column_count(n_samples, hop))
    if n_samples:
        padded = np.pad(wave, n_fft // 2)
        theirs = np.abs(librosa.stft(padded, n_fft=n_fft, hop_length=hop, center=False))
        np.testing.assert_allclose(ours, theirs, atol=2e-4)
    else:
        assert not ours.any()


def test_column_is_centred_on_its_sample() -> None:
    click = np.zeros(8192, dtype=np.float32)
    click[7 * 256] = 1.0
    energy = (magnitudes(click, 1024, 256) ** 2).sum(axis=0)
    assert int(energy.argmax()) == 7
    np.testing.assert_allclose(energy[7 - 3 : 7], energy[8:11][::-1], rtol=1e-4)


@given(start=st.integers(-3, 40), length=st.integers(0, 20), hop=st.sampled_from([100, 256]))
@settings(max_examples=30)
def test_range_equals_that_part_of_the_whole(start: int, length: int, hop: int) -> None:
    wave = noise(9000)
    whole = magnitudes(wave, 512, hop, -3, 70)
    np.testing.assert_array_equal(
        magnitudes(wave, 512, hop, start, start + length), whole[:, start + 3 : start + 3 + length]
    )


def test_delay_by_whole_hops_moves_the_columns() -> None:
    wave = noise(5000)
    later = np.concatenate([np.zeros(3 * 256, np.float32), wave])
    np.testing.assert_allclose(magnitudes(later, 1024, 256)[:, 5:], magnitudes(wave, 1024, 256)[:, 2:], atol=1e-5)


def test_windows_overlap_to_a_constant() -> None:
    window = hann(1024)
    np.testing.assert_allclose(sum(np.roll(window, k * 256) for k in range(4)), 2.0, atol=1e-6)
