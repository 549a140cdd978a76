"""Level over time: RMS envelopes, and decibels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave

SILENCE_DB = -100.0
"""The level that decibels of digital silence are held at."""

_BLOCK_COLUMNS = 4096  # windows summed at once: memory stays bounded whatever the sound's length


def rms(mono: Wave, window: int, hop: int, *, centred: bool = True) -> NDArray[np.float32]:
    """Root mean square over a sliding rectangular window.

    Parameters
    ----------
    mono
        ``float32 [N]``.
    window, hop
        In samples.
    centred
        True: value ``m`` is of the window centred on sample ``m * hop``, silence assumed outside, and there are
        ``N // hop + 1``. False: value ``m`` is of the window that starts at sample ``m * hop``, only windows that
        lie inside the sound count, and there are ``(N - window) // hop + 1``, none when the sound is shorter.

    Returns
    -------
    ``float32 [M]``.
    """
    if centred:
        mono = np.pad(mono, (window // 2, window - window // 2))
    if len(mono) < window:
        return np.zeros(0, dtype=np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(mono, window)[::hop]
    if centred:
        windows = windows[: (len(mono) - window) // hop + 1]
    out = np.empty(len(windows), dtype=np.float32)
    for first in range(0, len(windows), _BLOCK_COLUMNS):
        block = windows[first : first + _BLOCK_COLUMNS]
        out[first : first + len(block)] = np.sqrt(np.einsum("mn,mn->m", block, block, dtype=np.float64) / window)
    return out


def amplitude_to_db(amplitude: NDArray[np.float32], floor_db: float = SILENCE_DB) -> NDArray[np.float32]:
    """Decibels relative to full scale, held at a floor."""
    floor = 10.0 ** (floor_db / 20.0)
    db: NDArray[np.float32] = (20.0 * np.log10(np.maximum(np.abs(amplitude), floor))).astype(np.float32)
    return db


def db_to_amplitude(db: float) -> float:
    """Linear factor of a gain in decibels."""
    return float(10.0 ** (db / 20.0))
