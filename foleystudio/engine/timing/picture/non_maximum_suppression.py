"""Non-maximum suppression: peaks of an onset curve, each the highest of its surroundings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_APART_COLUMNS = 6  # 70 ms
_LEAST = 0.02  # nothing so unlikely is proposed at any sensitivity


def non_maximum_suppression(
    activation: NDArray[np.float32], least: float = _LEAST, apart: int = _APART_COLUMNS
) -> NDArray[np.int64]:
    """Columns at which something may start: local maxima, the highest first to claim their surroundings.

    Parameters
    ----------
    activation
        ``float32 [M]``, from 0: how likely something starts.
    least
        Maxima below this are none.
    apart
        Columns within which the higher of two stands.

    Returns
    -------
    ``int64 [n]``, rising.
    """
    if not len(activation):
        return np.zeros(0, np.int64)
    padded = np.pad(activation, 1, constant_values=-np.inf)
    peaks = np.flatnonzero((activation >= padded[:-2]) & (activation > padded[2:]) & (activation >= least))
    taken = np.zeros(len(activation), np.bool_)
    kept = []
    for peak in peaks[np.argsort(-activation[peaks], kind="stable")]:
        if not taken[peak]:
            kept.append(int(peak))
            taken[max(0, peak - apart) : peak + apart + 1] = True
    return np.array(sorted(kept), np.int64)
