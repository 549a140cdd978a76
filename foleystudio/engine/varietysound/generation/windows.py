"""Windows in which the networks hear a clip of any length, and the fades that join them.

Windows are as long as those the networks were trained on and lie on one grid, so that what is made of a stretch does
not depend on which stretch was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WINDOW = 344
"""Columns of a window: 4 s."""

STEP = 294
"""Columns from window to window: a whole number of samples at 44.1 and at 48 kHz."""

FADE = WINDOW - STEP
"""Columns over which one window leads to the next."""


def first_column(number: int) -> int:
    """First column of a window; that of window 0 lies before the clip, so that its fade-in is never heard."""
    return number * STEP - FADE


def windows_of(first: int, stop: int) -> Iterator[int]:
    """Windows that say something of the columns ``[first, stop)``."""
    yield from range(max(0, (first + FADE - WINDOW) // STEP + 1), (stop - 1 + FADE) // STEP + 1)


def joined(read: Callable[[int], Floats], first: int, stop: int) -> Floats:
    """Values ``[F, stop - first]`` of columns, windows led over into one another.

    Parameters
    ----------
    read
        Window ``number``: ``float32 [F, WINDOW]``.
    """
    parts, weights = [], _weights()
    for number in windows_of(first, stop):
        values, begin = read(number), first_column(number)
        a, b = max(first, begin), min(stop, begin + WINDOW)
        parts.append((a, b, values[:, a - begin : b - begin] * weights[a - begin : b - begin]))
    out = np.zeros((parts[0][2].shape[0], stop - first), dtype=np.float32)
    for a, b, values in parts:
        out[:, a - first : b - first] += values
    return out


def _weights() -> Floats:
    ramp = ((np.arange(FADE, dtype=np.float32) + 0.5) / FADE).astype(np.float32)
    weights = np.ones(WINDOW, dtype=np.float32)
    weights[STEP:] = ramp[::-1]
    weights[:FADE] = ramp
    return weights
