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


def nuance_of(event: Event, seed: int, variation: float) -> Nuance:
    """The nuance of an event: of its key and the seed alone, so that it stays when other events are edited."""
    pitch, level, length = (2 * uniform(seed, event.key, n) - 1 for n in (11, 12, 13))
    cents = round(pitch * _WIDEST_CENTS * variation / _CENT_STEP) * _CENT_STEP
    shortest = 1 - (1 - _SHORTEST_SHARE) * variation
    return Nuance(cents, level * _WIDEST_DB * variation, 1 - (1 - shortest) * (0.5 + 0.5 * length))


def choose_hits(events: Sequence[Event], hardness: Sequence[float], seed: int) -> list[int]:
    """A hit for every event: as hard as the event, and not the one that was just heard.

    An event's choice depends on its own key and strength and on its two neighbours', so an edit changes no
    choice further away than that.

    Parameters
    ----------
    events
        In time order.
    hardness
        Of every hit, 0-1.

    Returns
    -------
    The number of a hit for every event.
    """
    if len(hardness) == 1:
        return [0] * len(events)
    pools = [_pool(event.strength, hardness) for event in events]
    first = [pool[(event.key + hashed(seed, 21)) % len(pool)] for event, pool in zip(events, pools, strict=True)]
    chosen = list(first)
    for n, event in enumerate(events):
        if n == 0 or first[n] != first[n - 1]:
            continue
        following = first[n + 1] if n + 1 < len(first) else -1
        others = [hit for hit in pools[n] if hit not in (first[n - 1], following)]
        others = others or [hit for hit in pools[n] if hit != first[n - 1]]
        chosen[n] = others[event.key % len(others)]
    return chosen


def _pool(strength: float, hardness: Sequence[float]) -> list[int]:
    """The half of the hits, two at least, that are nearest to a strength."""
    size = max(2, ceil(len(hardness) / 2))
    nearest = sorted(range(len(hardness)), key=lambda hit: (abs(hardness[hit] - strength), hit))
    return sorted(nearest[:size])
