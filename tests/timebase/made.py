"""Made clips of any rate."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from foleystudio.timebase import (
    FrameTimes,
)


@st.composite
def frame_times(draw: st.DrawFn) -> FrameTimes:
    """Any clip: constant or variable rate, starting at 0 or later, in any time base."""
    steps = draw(st.lists(st.integers(1, 5_000), min_size=1, max_size=40))
    first = draw(st.integers(0, 10_000))
    pts = np.cumsum([first, *steps], dtype=np.int64)
    base = draw(st.sampled_from([Fraction(1, 90_000), Fraction(1, 12_800), Fraction(1, 1000), Fraction(1001, 30_000)]))
    return FrameTimes(pts[:-1], base, int(pts[-1]))
