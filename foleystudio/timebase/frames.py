"""When a clip's frames are shown: from its list of pts, never from a rate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor

import numpy as np
from numpy.typing import NDArray

from foleystudio.timebase.rates import Seconds

_FLOAT_SLACK_S = Fraction(1, 10**9)  # far above a float's rounding over days, far below any tick of a clip


@dataclass(frozen=True, eq=False)
class FrameTimes:
    """The exact display times of a clip's frames, from its list of pts (never ``n / fps``).

    Parameters
    ----------
    pts
        ``int64 [T]``, strictly rising, in units of ``time_base``, counted from the clip's start (the
        first frame may start later than 0).
    time_base
        Seconds per pts unit.
    end_pts
        Where the last frame's interval ends.
    """

    pts: NDArray[np.int64]
    time_base: Fraction
    end_pts: int

    @classmethod
    def regular(cls, count: int, rate_fps: Fraction) -> FrameTimes:
        """Frames at a constant rate from 0."""
        return cls(np.arange(count, dtype=np.int64), 1 / rate_fps, count)

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def duration(self) -> Fraction:
        """Seconds from the clip's start to the end of the last frame."""
        return self.end_pts * self.time_base

    @cached_property
    def seconds(self) -> NDArray[np.float64]:
        """``float64 [T]``: display time of every frame."""
        return self.pts.astype(np.float64) * float(self.time_base)

    def time_of(self, frame: int) -> Fraction:
        """Exact display time of a frame; ``len(self)`` gives the end of the last."""
        if frame == len(self.pts):
            return self.duration
        return int(self.pts[frame]) * self.time_base

    def frame_at(self, seconds: Seconds) -> int:
        """Frame whose interval holds an instant, clamped to the first and last frame.

        A frame's time that went through a float (49/25 comes back as 1.96 - 4e-17) still is that frame's.
        """
        slack = _FLOAT_SLACK_S if isinstance(seconds, float) else 0
        units = floor((Fraction(seconds) + slack) / self.time_base)
        return self.frame_of_pts(units)

    def frame_of_pts(self, pts: int) -> int:
        """Frame whose interval holds a pts, clamped to the first and last frame."""
        return max(0, min(len(self.pts) - 1, int(np.searchsorted(self.pts, pts, side="right")) - 1))

    def nearest_frame(self, seconds: Seconds) -> int:
        """Frame whose display time is nearest to an instant."""
        frame = self.frame_at(seconds)
        after = min(frame + 1, len(self.pts) - 1)
        at = Fraction(seconds)
        return after if abs(self.time_of(after) - at) < abs(self.time_of(frame) - at) else frame

    def place_of(self, seconds: Seconds) -> float:
        """An instant in frames, with the share of the frame that has passed; beyond the last one at its length."""
        frame = self.frame_at(seconds)
        begin = self.time_of(frame)
        return float(
            frame + (Fraction(seconds) - begin) / ((self.time_of(frame + 1) - begin) or 1 / self.mean_rate_fps)
        )

    def slots(self, rate_fps: Fraction) -> NDArray[np.int64]:
        """``int64 [T]``: in which interval of a regular rate, counted from 0, each frame begins to be shown; exact."""
        step = self.time_base * rate_fps
        # Python's integers: pts of fine clocks times the step's numerator may pass 64 bits.
        numbers = [pts * step.numerator // step.denominator for pts in self.pts.tolist()]
        return np.array(numbers, dtype=np.int64)

    @cached_property
    def is_variable(self) -> bool:
        """Whether frame intervals differ by more than the rounding of their time base, or of milliseconds (VFR)."""
        if len(self.pts) < 3:
            return False
        steps = np.diff(self.pts)
        # Many files hold times once rounded to milliseconds (Matroska's unit) on a finer clock.
        return bool(int(steps.max() - steps.min()) * self.time_base > max(self.time_base, Fraction(1, 1000)))

    @cached_property
    def mean_rate_fps(self) -> Fraction:
        """Mean frame rate: for labels and estimates, never for positions."""
        span = self.end_pts - (int(self.pts[0]) if len(self.pts) else 0)
        return Fraction(len(self.pts)) / (span * self.time_base) if span else Fraction(25)
