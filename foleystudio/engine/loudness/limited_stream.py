"""What a renderer makes, held below the ceiling, in blocks: any stretch equals that stretch of the whole."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.dsp.waves.limiter import CELL, REACH_CELLS, held_down
from foleystudio.engine.request import Cancelled, never_cancelled
from foleystudio.progress import stop_if

BLOCK = 256 * CELL
"""Samples made at once; blocks lie on this grid whatever stretch is asked for."""

CEILING = db_to_amplitude(-1.0)
"""No sample of a take is further from zero."""

MARGIN = REACH_CELLS * CELL
"""Samples to either side that have a say in what the limiter does."""


HEARD_DB = 0.5
"""The limiter is spoken of from here on; less is not heard."""

Held = dict[int, float]
"""By number of the block: the lowest gain that the limiter took there; blocks that it let be are left out."""


def held_db(held: Mapping[int, float]) -> float:
    """How many dB the limiter takes off at most."""
    return -20 * math.log10(min(held.values(), default=1.0))


class LimitedBlocks:
    """Blocks of a take, made once each as they are needed.

    Parameters
    ----------
    make
        Block ``number`` of the sound as it is before limiting, ``float32 [BLOCK, C]``; silence below 0.
    held
        Takes down what the limiter does.
    """

    def __init__(self, make: Callable[[int], Wave], held: Held | None = None) -> None:
        self._make = make
        self._held: Held = {} if held is None else held
        self._made: dict[int, Wave] = {}

    def read(self, start: int, stop: int, cancelled: Cancelled = never_cancelled) -> Iterator[Wave]:
        """Samples ``[start, stop)`` in pieces of at most `BLOCK`.

        Raises
        ------
        CancelledError
            When the user cancelled.
        """
        for number in range(max(0, start) // BLOCK, -(-stop // BLOCK)):
            stop_if(cancelled)
            base = number * BLOCK
            yield self._limited(number)[max(0, start - base) : stop - base]

    def _limited(self, number: int) -> Wave:
        before, here, after = (self._block(n) for n in (number - 1, number, number + 1))
        for old in [n for n in self._made if n < number]:
            del self._made[old]
        joined = np.concatenate([before[len(before) - MARGIN :], here, after[:MARGIN]])
        wave, gain = held_down(joined, CEILING)
        self._held.pop(number, None)
        if gain < 1:
            self._held[number] = gain
        return wave

    def _block(self, number: int) -> Wave:
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]


def limited_stream(
    make: Callable[[int], Wave],
    n_samples: int,
    start: int,
    stop: int | None,
    cancelled: Cancelled,
    held: Held | None = None,
) -> Iterator[Wave]:
    """The samples of a take of ``n_samples`` from ``start`` to ``stop`` (its end).

    Yields
    ------
    ``float32 [n, C]``, at most `BLOCK` samples each.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    yield from LimitedBlocks(make, held).read(start, n_samples if stop is None else min(stop, n_samples), cancelled)
