"""Which hit plays which event, and how it differs from the last time it played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from foleystudio.dsp.grains import hashed, uniform
from foleystudio.project.events import Event

_WIDEST_CENTS = 60.0
_CENT_STEP = 5
_WIDEST_DB = 2.0
_SHORTEST_SHARE = 0.7


@dataclass(frozen=True)
class Nuance:
    """How one performance of a hit differs from the hit.

    Parameters
    ----------
    cents
        Pitch, a multiple of 5 (so that repeats share their resampling).
    gain_db
        Level.
    length
        Share of its length that is played.
    """

    cents: int
    gain_db: float
    length: float


def nuance_of(event: Event, seed: int, humanise: float) -> Nuance:
    """The nuance of an event: of its key and the seed alone, so that it stays when other events are edited."""
    pitch, level, length = (2 * uniform(seed, event.key, n) - 1 for n in (11, 12, 13))
    cents = round(pitch * _WIDEST_CENTS * humanise / _CENT_STEP) * _CENT_STEP
    shortest = 1 - (1 - _SHORTEST_SHARE) * humanise
    return Nuance(cents, level * _WIDEST_DB * humanise, 1 - (1 - shortest) * (0.5 + 0.5 * length))


def choose_hits(events: Sequence[Event], hardness: Sequence[float], seed: int, references: int = 1) -> list[int]:
    """A hit for every event: as hard as the event, and not the one that was just heard.

    Events of even numbers choose first, going round the hits that suit them; those of odd numbers take what their
    neighbours left. So a choice depends on the event and its two neighbours, and an edit changes none further away.

    Parameters
    ----------
    events
        In time order.
    hardness
        Of every hit, 0-1.
    references
        How many references take turns: of the keys in a row, these events have every so-many-th.

    Returns
    -------
    The number of a hit for every event.
    """
    if len(hardness) == 1:
        return [0] * len(events)
    numbers = [event.key // references for event in events]
    if len(hardness) == 2:
        return [(number + hashed(seed, 21)) % 2 for number in numbers]
    pools = [_nearest(event.strength, hardness) for event in events]
    turns = [number // 2 + hashed(seed, 21) for number in numbers]
    first = [_in_turn(pool[: _pool_size(len(hardness))], turn) for pool, turn in zip(pools, turns, strict=True)]
    chosen = list(first)
    for n, number in enumerate(numbers):
        before = first[n - 1] if n else -1
        after = first[n + 1] if n + 1 < len(events) else -1
        meets = n > 0 and numbers[n - 1] % 2 == 0 and before == first[n]
        if number % 2 or meets:
            left = [hit for hit in pools[n] if hit not in (before, after)]
            suiting = [hit for hit in left if hit in pools[n][: _pool_size(len(hardness))]]
            chosen[n] = _in_turn(suiting or left[:1], turns[n])
    return chosen


def _nearest(strength: float, hardness: Sequence[float]) -> list[int]:
    return sorted(range(len(hardness)), key=lambda hit: (abs(hardness[hit] - strength), hit))


def _pool_size(hits: int) -> int:
    """The nearer half of the hits suits an event; two at least, or there would be nothing to go round."""
    return max(2, ceil(hits / 2))


def _in_turn(pool: Sequence[int], turn: int) -> int:
    return sorted(pool)[turn % len(pool)]
