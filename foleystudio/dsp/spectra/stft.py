"""Magnitude spectra with numpy: any range of columns on its own, and streams of blocks."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.progress import heed

# Columns transformed at once: keeps the working set of a long sound at some 10 MB.
_BLOCK_COLUMNS = 512


def column_count(n_samples: int, hop: int) -> int:
    """Columns of a sound: one centred on every ``hop``-th sample from 0 to ``n_samples``, both included."""
    return n_samples // hop + 1


@lru_cache(maxsize=16)
def hann(size: int) -> Wave:
    """``float32 [size]``: periodic Hann window, read-only, because it is shared."""
    window: Wave = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)
    window.setflags(write=False)
    return window


def magnitudes(
    mono: Wave, n_fft: int, hop: int, start_column: int = 0, stop_column: int | None = None
) -> NDArray[np.float32]:
    """Magnitudes of the short-time spectrum; column ``m`` is centred on sample ``m * hop``.

    Outside the sound is silence, so a range of columns equals that range of the whole.

    Parameters
    ----------
    mono
        ``float32 [N]``.
    n_fft, hop
        Size of the Hann window and distance of the columns, in samples.
    start_column, stop_column
        Which columns; all when omitted. Columns beyond the sound are those of silence.

    Returns
    -------
    ``float32 [n_fft // 2 + 1, M]``.
    """
    stop = column_count(len(mono), hop) if stop_column is None else stop_column
    out = np.empty((n_fft // 2 + 1, max(0, stop - start_column)), dtype=np.float32)
    for first in range(start_column, stop, _BLOCK_COLUMNS):
        heed()
        last = min(first + _BLOCK_COLUMNS, stop)
        piece = _padded(mono, first * hop - n_fft // 2, (last - 1) * hop + n_fft - n_fft // 2)
        windows = np.lib.stride_tricks.sliding_window_view(piece, n_fft)[::hop]
        out[:, first - start_column : last - start_column] = np.abs(np.fft.rfft(windows * hann(n_fft), axis=1)).T
    return out


def _padded(mono: Wave, start: int, stop: int) -> Wave:
    """Samples ``[start, stop)`` of a sound, zeros outside it."""
    if start >= 0 and stop <= len(mono):
        return mono[start:stop]
    out = np.zeros(stop - start, dtype=np.float32)
    first, last = max(0, start), min(len(mono), stop)
    if first < last:
        out[first - start : last - start] = mono[first:last]
    return out
