"""Peaks of a curve that says how sure one is that something starts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_APART_COLUMNS = 6  # 70 ms
_LEAST = 0.02


def candidates_of(sure: NDArray[np.float32], least: float = _LEAST, apart: int = _APART_COLUMNS) -> NDArray[np.int64]:
    """Columns at which something may start: local maxima, the surest first to claim their surroundings.

    Parameters
    ----------
    sure
        ``float32 [M]``, 0-1.
    least
        Maxima below this are none.
    apart
        Columns within which the surer of two stands.

    Returns
    -------
    ``int64 [n]``, rising.
    """
    if not len(sure):
        return np.zeros(0, np.int64)
    padded = np.pad(sure, 1, constant_values=-np.inf)
    peaks = np.flatnonzero((sure >= padded[:-2]) & (sure > padded[2:]) & (sure >= least))
    taken = np.zeros(len(sure), np.bool_)
    kept = []
    for peak in peaks[np.argsort(-sure[peaks], kind="stable")]:
        if not taken[peak]:
            kept.append(int(peak))
            taken[max(0, peak - apart) : peak + apart + 1] = True
    return np.array(sorted(kept), np.int64)
