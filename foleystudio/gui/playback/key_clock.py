"""When a key was pressed: the window system's time stamps on the monotonic clock. No Qt in here."""

from __future__ import annotations

from collections import deque

_KEPT = 256  # latest keys, of which the quickest to arrive tells how the clocks lie
_ANOTHER_CLOCK_S = 60.0  # no key waits for a minute


class KeyClock:
    """Maps the milliseconds that events carry to monotonic seconds.

    A window system counts from an instant of its own, and an event is seen when its turn comes, never before it
    happened: of the latest events, the one that was seen soonest tells how the clocks stand to each other.
    """

    def __init__(self) -> None:
        self._seen: deque[float] = deque(maxlen=_KEPT)

    def see(self, stamp_ms: int, now_s: float) -> None:
        """An event with a stamp is seen now (monotonic seconds); a stamp of 0 says nothing."""
        if stamp_ms <= 0:
            return
        offset_s = now_s - stamp_ms / 1000
        if self._seen and abs(offset_s - min(self._seen)) > _ANOTHER_CLOCK_S:
            self._seen.clear()  # its counter went round, or the computer slept
        self._seen.append(offset_s)

    def at_s(self, stamp_ms: int, now_s: float) -> float:
        """Monotonic second of a stamp that is looked at now; now, where the stamp says nothing."""
        if stamp_ms <= 0 or not self._seen:
            return now_s
        return min(now_s, stamp_ms / 1000 + min(self._seen))
