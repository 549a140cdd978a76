"""A peak limiter that looks ahead and depends on nothing far away: any stretch equals that stretch of the whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave

CELL = 64
"""Gains are found for cells of this many samples and led from one to the next in a straight line."""
REACH_CELLS = 48
"""No sample further away than this many cells has a say (64 ms at 48 kHz)."""

_ATTACK_CELLS = 3  # cells, twice averaged over: how far ahead of a peak it begins to give way
_RELEASE_CELLS = 20  # cells for which it stays down longer: shorter is heard as distortion, longer as pumping


def limit(samples: Wave, ceiling: float) -> Wave:
    """The inner part of a stretch, held below a ceiling; see `held_down`."""
    return held_down(samples, ceiling)[0]


def held_down(samples: Wave, ceiling: float) -> tuple[Wave, float]:
    """The inner part of a stretch, held below a ceiling, and the lowest gain that it took.

    Parameters
    ----------
    samples
        ``float32 [N, C]``: a whole number of cells, with `REACH_CELLS` cells of context on both sides (silence
        beyond the ends of the sound).
    ceiling
        Highest absolute sample allowed.

    Returns
    -------
    ``float32 [N - 2 * REACH_CELLS * CELL, C]``; the very samples where nothing is too loud. The gain is 1 there.
    """
    margin = REACH_CELLS * CELL
    inner = samples[margin : len(samples) - margin]
    peaks = np.abs(samples.reshape(-1, CELL * samples.shape[1])).max(axis=1)
    if peaks.max(initial=0.0) <= ceiling:
        return inner, 1.0
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks.astype(np.float64), 1e-12))
    # Every cell within reach of a peak is held down; averaging over no more than that reach keeps the peak held.
    held = _slid(wanted, _ATTACK_CELLS + _RELEASE_CELLS, 2 * _ATTACK_CELLS, np.minimum)
    gains = _averaged(_averaged(held, _ATTACK_CELLS), _ATTACK_CELLS)
    # A cell's gain runs from that of its left edge to that of its right edge, each the lower of two neighbours.
    edges = np.minimum(np.concatenate([gains[:1], gains]), np.concatenate([gains, gains[-1:]]))
    ramp = (np.arange(CELL) / CELL)[None, :]
    curve = edges[:-1, None] * (1 - ramp) + edges[1:, None] * ramp
    gain = curve.reshape(-1)[margin : margin + len(inner)]
    limited: Wave = (inner * gain[:, None]).astype(np.float32)
    return limited, float(gain.min(initial=1.0))


def _slid(values: NDArray[np.float64], before: int, after: int, join: np.ufunc) -> NDArray[np.float64]:
    padded = np.concatenate([np.ones(before), values, np.ones(after)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, before + after + 1)
    joined: NDArray[np.float64] = join.reduce(windows, axis=1)
    return joined


def _averaged(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    # Direct sums, not running ones: a value must not depend on where the stretch began.
    padded = np.concatenate([np.ones(reach), values, np.ones(reach)])
    mean: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).mean(axis=1)
    return mean
