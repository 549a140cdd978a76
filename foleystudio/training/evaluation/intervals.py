"""Means with what they may be off by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 1000  # bootstrap draws: intervals settle to what is printed
CONFIDENCE = 0.95  # of the intervals, as is usual


@dataclass(frozen=True)
class Estimate:
    """A statistic over cases with its interval.

    Parameters
    ----------
    value
        Of all cases; None when no case had one, or they have none together.
    low, high
        The middle 95 % of the same over cases drawn anew with replacement (percentile bootstrap).
    count
        Cases.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    count: int = 0

    def __str__(self) -> str:
        if self.value is None:
            return "-"
        return f"{self.value:.3f}" if self.low is None else f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean_of(values: Sequence[float | None], seed: int) -> Estimate:
    """Mean over the cases that have a value, with its interval; the same for the same seed."""
    known = np.array([value for value in values if value is not None and np.isfinite(value)], dtype=np.float64)
    return statistic_of(known, lambda rows: float(rows.mean()), seed)


def statistic_of(rows: Floats, statistic: Callable[[Floats], float], seed: int) -> Estimate:
    """Any statistic of rows ``[n, ...]``, with its interval.

    Parameters
    ----------
    rows
        One a case.
    statistic
        Of rows, such as were drawn; NaN where they have none.
    seed
        Draws them.
    """
    value = statistic(rows) if len(rows) else float("nan")
    if np.isnan(value):
        return Estimate(None)
    rng = np.random.default_rng(seed)
    drawn = [statistic(rows[rng.integers(0, len(rows), len(rows))]) for _ in range(RESAMPLES)]
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.nanpercentile(drawn, [tail, 100 - tail])
    return Estimate(value, float(low), float(high), len(rows))
