"""A waveform for any zoom: smallest and largest samples at several scales, so that long sounds are drawn at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave

# samples that a point of the finest outline stands for, and how many times more those of the next
_FIRST_SPAN, _FACTOR = 16, 8
_FEWEST = 2048  # points of an outline: about a screen's width, coarser ones would be drawn by nobody


class WaveOutline:
    """Picks what to draw of a waveform.

    Parameters
    ----------
    mono
        ``float32 [N]``.
    rate_hz
        Its rate.
    """

    def __init__(self, mono: Wave, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._levels: list[tuple[int, Wave, Wave]] = [(1, mono, mono)]
        span = _FIRST_SPAN
        while len(mono) // span > _FEWEST:
            step = span // self._levels[-1][0]
            _, low, high = self._levels[-1]
            starts = np.arange(0, len(low), step)
            self._levels.append((span, np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)))
            span *= _FACTOR

    def pick(self, start_s: float, stop_s: float, width_px: int) -> tuple[NDArray[np.float64], Wave]:
        """Seconds and values of a line that draws a range: ``float64 [n]``, ``float32 [n]``.

        Close up these are the samples themselves, farther off the smallest and largest of each pixel's.
        """
        per_pixel = max(0.0, stop_s - start_s) * self._rate_hz / max(1, width_px)
        span, low, high = next(level for level in reversed(self._levels) if level[0] <= max(1.0, per_pixel))
        first = max(0, int(start_s * self._rate_hz / span) - 1)
        last = min(len(low), int(stop_s * self._rate_hz / span) + 2)
        low, high = low[first:last], high[first:last]
        middle = 0.5 if span > 1 else 0.0
        seconds = (np.arange(first, first + len(low), dtype=np.float64) + middle) * (span / self._rate_hz)
        together = int(per_pixel / span)
        if len(low) and together > 1:
            starts = np.arange(0, len(low), together)
            low, high, seconds = np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts), seconds[starts]
        if span == 1 and together <= 1:
            return seconds, low
        values = np.empty(2 * len(low), np.float32)
        values[::2], values[1::2] = low, high
        return np.repeat(seconds, 2), values
