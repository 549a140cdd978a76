"""Slow film: a contact between two frames shows in both, and is the less sure in each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_LONG_S = 0.07  # frames that stand no longer lie within what is one peak anyhow
_NEIGHBOURS = 1.5  # frames, within which two peaks are of one contact: two contacts could not be told there


def joined_contacts(
    columns: NDArray[np.int64], sure: Floats, frame_s: float, columns_per_s: float
) -> tuple[NDArray[np.int64], Floats]:
    """Peaks of an activation; where neighbouring frames share a contact, one between them, as sure as both together.

    Parameters
    ----------
    columns, sure
        ``int64 [n]``, rising, and ``float32 [n]``: where the peaks are, and how likely something starts there.
    frame_s
        How long a frame stands; where frames are short, nothing is joined.
    columns_per_s
        Of the activation.
    """
    if frame_s <= _LONG_S:
        return columns, sure
    reach, taken = _NEIGHBOURS * frame_s * columns_per_s, np.zeros(len(columns), np.bool_)
    joined: list[tuple[int, float]] = []
    for at in np.argsort(-sure, kind="stable").tolist():
        if taken[at]:
            continue
        beside = (n for n in (at - 1, at + 1) if 0 <= n < len(columns) and not taken[n])
        near = [n for n in beside if abs(int(columns[n]) - int(columns[at])) <= reach]
        both = [at, *sorted(near, key=lambda n: -float(sure[n]))[:1]]
        taken[[at, *near]] = True
        joined.append((round(float(np.average(columns[both], weights=sure[both]))), float(sure[both].sum())))
    joined.sort()
    return np.array([column for column, _ in joined], np.int64), np.array([each for _, each in joined], np.float32)
