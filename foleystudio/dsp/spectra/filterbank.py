"""Mel filterbanks: triangles over the bins of a spectrum. The one definition of "mel" for nets, onsets and display.

By hand, since onsets and display run without torch, whose import takes a second. torchaudio's ``melscale_fbanks``
computes the same in float32: its filters differ by at most 1.1e-7, its log mels by 1.2e-5.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Slaney's Auditory Toolbox scale: linear to 1 kHz (15 mels), logarithmic above (27 mels for each factor of 6.4).
_LINEAR_HZ_PER_MEL = 200 / 3
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27


def hz_to_mel(hz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Mels of frequencies in Hz."""
    hz = np.asarray(hz, dtype=np.float64)
    above = _BREAK_MEL + np.log(np.maximum(hz, _BREAK_HZ) / _BREAK_HZ) / _LOG_STEP
    return np.where(hz < _BREAK_HZ, hz / _LINEAR_HZ_PER_MEL, above)


def mel_to_hz(mels: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Frequencies in Hz of mels."""
    mels = np.asarray(mels, dtype=np.float64)
    above = _BREAK_HZ * np.exp(_LOG_STEP * (np.maximum(mels, _BREAK_MEL) - _BREAK_MEL))
    return np.where(mels < _BREAK_MEL, mels * _LINEAR_HZ_PER_MEL, above)


def band_edges_hz(n_bands: int, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Corner frequencies of the triangles.

    Returns
    -------
    ``float64 [F + 2]``: band ``f`` rises from edge ``f``, peaks at ``f + 1`` and falls to ``f + 2``.
    """
    return mel_to_hz(np.linspace(hz_to_mel(low_hz), hz_to_mel(high_hz), n_bands + 2))


@lru_cache(maxsize=16)
def mel_filterbank(rate_hz: int, n_fft: int, n_bands: int, low_hz: float, high_hz: float) -> NDArray[np.float32]:
    """Triangular filters of equal area (Slaney's normalisation), to be multiplied with a spectrum.

    Parameters
    ----------
    rate_hz, n_fft
        Of the spectrum.
    n_bands, low_hz, high_hz
        Number of bands F, and the edges of the first and the last.

    Returns
    -------
    ``float32 [F, n_fft // 2 + 1]``, read-only, because it is shared.

    Raises
    ------
    ValueError
        When the edges are out of order or above half the rate.
    """
    if not 0 <= low_hz < high_hz <= rate_hz / 2:
        raise ValueError(f"mel bands from {low_hz} to {high_hz} Hz do not fit a rate of {rate_hz} Hz")
    bins_hz = np.arange(n_fft // 2 + 1) * (rate_hz / n_fft)
    edges = band_edges_hz(n_bands, low_hz, high_hz)
    rising = (bins_hz - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins_hz) / np.diff(edges)[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    filters: NDArray[np.float32] = (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)
    filters.setflags(write=False)
    return filters
