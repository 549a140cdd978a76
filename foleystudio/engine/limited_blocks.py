"""What a renderer makes, held below the ceiling, in blocks: any stretch equals that stretch of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from foleystudio.dsp.envelope import db_to_amplitude
from foleystudio.dsp.limiter import CELL, REACH_CELLS, limit
from foleystudio.dsp.sound import Wave
from foleystudio.engine.request import Cancelled, never_cancelled
from foleystudio.errors import Cancelled as CancelledError

BLOCK = 256 * CELL
"""Samples made at once; blocks lie on this grid whatever stretch is asked for."""

CEILING = db_to_amplitude(-1.0)
"""No sample of a take is further from zero."""

MARGIN = REACH_CELLS * CELL
"""Samples to either side that have a say in what the limiter does."""


class LimitedBlocks:
    """Blocks of a take, made once each as they are needed.

    Parameters
    ----------
    make
        Block ``number`` of the sound as it is before limiting, ``float32 [BLOCK, C]``; silence below 0.
    """

    def __init__(self, make: Callable[[int], Wave]) -> None:
        self._make = make
        self._made: dict[int, Wave] = {}

    def read(self, start: int, stop: int, cancelled: Cancelled = never_cancelled) -> Iterator[Wave]:
        """Samples ``[start, stop)`` in pieces of at most `BLOCK`.

        Raises
        ------
        Cancelled
            When the user cancelled.
        """
        for number in range(max(0, start) // BLOCK, -(-stop // BLOCK)):
            if cancelled():
                raise CancelledError
            base = number * BLOCK
            yield self._limited(number)[max(0, start - base) : stop - base]

    def _limited(self, number: int) -> Wave:
        before, here, after = (self._block(n) for n in (number - 1, number, number + 1))
        for old in [n for n in self._made if n < number]:
            del self._made[old]
        joined = np.concatenate([before[len(before) - MARGIN :], here, after[:MARGIN]])
        return limit(joined, CEILING)

    def _block(self, number: int) -> Wave:
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]


def limited_blocks(
    make: Callable[[int], Wave], n_samples: int, start: int, stop: int | None, cancelled: Cancelled
) -> Iterator[Wave]:
    """The samples of a take of ``n_samples`` from ``start`` to ``stop`` (its end).

    Yields
    ------
    ``float32 [n, C]``, at most `BLOCK` samples each.

    Raises
    ------
    Cancelled
        When the user cancelled.
    """
    yield from LimitedBlocks(make).read(start, n_samples if stop is None else min(stop, n_samples), cancelled)
