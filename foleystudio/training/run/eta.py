"""How far work in equal pieces is, told at a terminal: what is done, the total, and roughly how long the rest takes."""

from __future__ import annotations

import time
from collections.abc import Callable

from foleystudio.terminal_text import say
from foleystudio.timebase import round_half_up


class TimeLeft:
    """Prints a line a piece; call it with the pieces done and their total, first before the work begins.

    Parameters
    ----------
    what
        The pieces: "files of made scenes".
    clock
        Seconds that pass.
    """

    def __init__(self, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._what, self._clock = what, clock
        self._begun: tuple[float, int] | None = None

    def __call__(self, done: int, total: int) -> None:
        """Print how far it is."""
        if self._begun is None:
            self._begun = self._clock(), done  # what is done by now says nothing of how long the rest takes
        began_s, before = self._begun
        left = ""
        if before < done < total:
            left = f", about {rough((self._clock() - began_s) * (total - done) / (done - before))} left"
        say(f"{done} of {total} {self._what}{left}")


def rough(seconds: float) -> str:
    """A length of time as one would say it: "40 s", "12 min", "2 h 10 min"."""
    if seconds < 90:
        return f"{max(5, 5 * round_half_up(seconds / 5))} s"
    minutes = round_half_up(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, tens = divmod(round_half_up(minutes / 10), 6)
    return f"{hours} h {10 * tens} min" if tens else f"{hours} h"
