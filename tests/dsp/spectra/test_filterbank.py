from __future__ import annotations

import librosa
import numpy as np
import pytest

from foleystudio.dsp.spectra.filterbank import band_edges_hz, hz_to_mel, mel_filterbank, mel_to_hz


@pytest.mark.parametrize(
    "shape", [(22_050, 1024, 80, 125.0, 7600.0), (44_100, 2048, 128, 0.0, 22_050.0), (22_050, 2048, 128, 0.0, 11_025.0)]
)
def test_equals_librosa(shape: tuple[int, int, int, float, float]) -> None:
    rate_hz, n_fft, n_bands, low_hz, high_hz = shape
    expected = librosa.filters.mel(sr=rate_hz, n_fft=n_fft, n_mels=n_bands, fmin=low_hz, fmax=high_hz)
    np.testing.assert_allclose(mel_filterbank(*shape), expected, atol=1e-8)


def test_hertz_and_mels_are_inverses_and_rise() -> None:
    hz = np.linspace(0, 20_000, 500)
    mels = hz_to_mel(hz)
    assert (np.diff(mels) > 0).all()
    np.testing.assert_allclose(mel_to_hz(mels), hz, atol=1e-6)


def test_edges_span_the_range() -> None:
    edges = band_edges_hz(80, 125.0, 7600.0)
    assert len(edges) == 82
    assert edges[[0, -1]] == pytest.approx([125.0, 7600.0])


def test_bands_above_half_the_rate_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        mel_filterbank(16_000, 1024, 80, 0.0, 9000.0)


def test_shared_filters_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        mel_filterbank(22_050, 1024, 80, 125.0, 7600.0)[0, 0] = 1
