"""Which sample is heard now: the audio clock, smoothed by the monotonic one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

# A sound server whose stream began on a busy machine gives readings that wander by some 10 ms for seconds, while
# the card itself drifts by parts in 10^4 at most: the mean of the middle half over this long is steady and near
# enough. Until a second's readings have settled (vary by less than this), only the latest two seconds' count.
_WINDOW_S = 10.0
_EVERY_S = 0.02
_SETTLED_S = 0.004
_SECOND = round(1.0 / _EVERY_S)
# Readings that are off by more, several in a row, are no jitter: the card skipped or slept.
_JUMP_S = 0.04
_JUMPS_TO_BELIEVE = 5


class PlayClock:
    """Maps monotonic seconds to the output sample that is heard then.

    ``update`` and ``reset`` belong to the audio thread; ``heard`` may be asked from any (it reads one number).

    Parameters
    ----------
    rate_hz
        Output samples a second.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._readings: deque[float] = deque(maxlen=2 * _SECOND)
        self._settled: deque[float] = deque(maxlen=round(_WINDOW_S / _EVERY_S))
        self._strays: list[float] = []
        self._taken_s = 0.0
        self._zero_s: float | None = None  # when sample 0 was heard, had it all been one stretch

    def reset(self) -> None:
        """Forget all readings: the card was opened anew, or ran dry."""
        self._readings.clear()
        self._settled.clear()
        self._strays.clear()
        self._zero_s = None

    def update(self, sample: int, at_s: float) -> None:
        """Take a reading: ``sample`` reaches the ear at ``at_s`` (monotonic seconds)."""
        zero_s = at_s - sample / self._rate_hz
        if self._zero_s is not None and abs(zero_s - self._zero_s) > _JUMP_S:
            self._strays.append(zero_s)
            if len(self._strays) < _JUMPS_TO_BELIEVE:
                return
            self._readings.clear()
            self._settled.clear()
            self._readings.extend(self._strays)
        elif self._zero_s is None or at_s - self._taken_s >= _EVERY_S or len(self._readings) < _JUMPS_TO_BELIEVE:
            self._take(zero_s)
            self._taken_s = at_s
        self._strays.clear()
        believed = np.sort(self._settled if len(self._settled) >= _SECOND else self._readings)
        self._zero_s = float(np.mean(believed[len(believed) // 4 :][: (len(believed) + 1) // 2]))

    def _take(self, zero_s: float) -> None:
        self._readings.append(zero_s)
        if len(self._readings) >= _SECOND:
            last = [self._readings[-i] for i in range(1, _SECOND + 1)]
            if max(last) - min(last) < _SETTLED_S:
                self._settled.append(zero_s)

    def heard(self, now_s: float) -> float | None:
        """Number of the output sample heard at ``now_s``, with its fraction; None before the first reading."""
        zero_s = self._zero_s
        return None if zero_s is None else (now_s - zero_s) * self._rate_hz


@dataclass(frozen=True)
class PlayedRun:
    """A run of output samples that follow the clip at one speed.

    Parameters
    ----------
    sample
        First output sample.
    position
        Place in the clip, in samples at the studio rate.
    speed
        Clip samples per output sample; 0 holds.
    generation
        Of the command that asked for it.
    """

    sample: int
    position: float
    speed: float
    generation: int

    def position_at(self, sample: float) -> float:
        """Place in the clip of an output sample."""
        return self.position + (sample - self.sample) * self.speed


class PlayedRuns:
    """The latest runs: what was played where. Written by the audio thread, read by any."""

    _KEPT = 64  # more than sound between two looks at them

    def __init__(self) -> None:
        self._rows: tuple[PlayedRun, ...] = ()

    def note(self, stretch: PlayedRun) -> None:
        """Add a stretch that begins now; the one before it ends."""
        if self._rows and self._rows[-1].sample == stretch.sample:
            self._rows = (*self._rows[:-1], stretch)
        else:
            self._rows = (*self._rows[1 - self._KEPT :], stretch)

    @property
    def last(self) -> PlayedRun | None:
        """The stretch that is being written."""
        return self._rows[-1] if self._rows else None

    def at(self, sample: float) -> PlayedRun | None:
        """Stretch that an output sample lies in; None when it is older than what is kept."""
        for stretch in reversed(self._rows):
            if stretch.sample <= sample:
                return stretch
        return None
