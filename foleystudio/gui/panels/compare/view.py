"""What the Compare window shows: values, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.measures.comparison import HitReading

TAKE, REFERENCE, GUIDE, MIX = "take", "reference", "guide", "mix"


@dataclass(frozen=True, eq=False)
class LoudnessCurve:
    """Loudness over time.

    Parameters
    ----------
    times_s, levels_db
        ``[n]``.
    """

    times_s: NDArray[np.float64]
    levels_db: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CompareView:
    """One hit, and the whole.

    Parameters
    ----------
    title
        "Event 3 of 12 at 00:00:02:11: hit 2 of anvil".
    time_s
        Of the event.
    hits
        By `TAKE`, `REFERENCE`, `GUIDE`, as far as there are any.
    loudness
        By `TAKE`, `MIX`, `GUIDE`, as far as they are known.
    """

    title: str = ""
    time_s: float = 0.0
    hits: dict[str, HitReading] = field(default_factory=dict)
    loudness: dict[str, LoudnessCurve] = field(default_factory=dict)
