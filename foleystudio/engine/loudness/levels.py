"""Level curves on the renderer's own grid of 5 ms cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.progress import heed

CELLS_PER_S = 200  # levels are told of every 5 ms


def cell_samples(rate_hz: int) -> int:
    """Samples in a cell."""
    return rate_hz // CELLS_PER_S


def cell_powers(samples: Wave, rate_hz: int) -> NDArray[np.float64]:
    """Mean square of every whole 5 ms cell, over all channels; a last part of a cell counts as one.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.

    Returns
    -------
    ``float64 [ceil(N / cell)]``.
    """
    heed()
    cell = cell_samples(rate_hz)
    count = -(-len(samples) // cell)
    padded = np.zeros((count * cell, samples.shape[1]), dtype=np.float32)
    padded[: len(samples)] = samples
    cells = padded.reshape(count, -1)
    powers: NDArray[np.float64] = np.einsum("mn,mn->m", cells, cells, dtype=np.float64) / max(1, cells.shape[1])
    return powers


def spread(values: NDArray[np.float64], before: int, after: int) -> NDArray[np.float64]:
    """Mean of every value with so many before it and after it, zeros outside."""
    padded = np.concatenate([np.zeros(before), values, np.zeros(after)])
    mean: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(padded, before + after + 1).mean(axis=1)
    return mean


def level_curve(samples: Wave, rate_hz: int, window_s: float = 0.02) -> NDArray[np.float64]:
    """RMS around every cell, over all channels; ``float64 [ceil(N / cell)]``."""
    reach = max(0, round(window_s * CELLS_PER_S / 2))
    return np.sqrt(spread(cell_powers(samples, rate_hz), reach, reach))


def decibels(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Decibels of levels, held at -120."""
    return 20.0 * np.log10(np.maximum(levels, 1e-6))
