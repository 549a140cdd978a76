"""How far the numbers of a document may go: whoever wrote them, they can be counted, drawn and rendered with.

Each is far beyond what work needs; the types of the document check them as they are made, so that no file gets others
in. How many there may be of something stands at the fields' types too (`at_most`): what a file lists is counted before
any of it is made.
"""

from __future__ import annotations

import math
from collections.abc import Sized

from msgspec import Meta

LARGEST_KEY = 2**31 - 1
"""What the window can hand on; nobody adds that many things."""

LONGEST_S = 1_000_000.0
"""Eleven days: no time, and no length of a sound, is further."""

LONGEST_TAKE_S = 86_400.0
"""A day: room for that much is kept as soon as a take says that it is so long."""

FARTHEST_MS = 1_000_000.0
"""Of the sound from the picture."""

WIDEST_DB = 144.0
"""A level further up or down is a mistake."""

WIDEST_SEMITONES = 96.0
"""Eight octaves."""

HIGHEST_RATE_HZ = 1_536_000  # 32 times 48 kHz
MOST_CHANNELS = 64  # of a sound: a sound field of the seventh order has as many
LONGEST_NAME = 500  # letters

MOST_EVENTS = 200_000  # of a track: hits at 55 a second for an hour
MOST_POINTS = 200_000
"""Of one event's envelope."""
MOST_POINTS_OF_ALL = 5_000_000
"""Of the envelopes of a track's events together."""
MOST_MARKERS = 5_000  # of a project
MOST_TRACKS = 200  # of a project; each is a lane, and a strip of the mix
MOST_LAYERS = 32
"""Of a track; more than anybody can tell apart."""
MOST_SOURCES = 32  # of timing, whose proposals are kept
MOST_TAKES = 5_000  # of a project: fifty of each of a hundred tracks
MOST_REFERENCES = 5_000  # in a project's bin
MOST_SLICES = 20_000  # of a reference: a part every 30 ms of the ten minutes that are read


def at_most(count: int) -> Meta:
    """For the type of a field that is a tuple: how many a file may list."""
    return Meta(max_length=count)


def check_numbers(limit: float, *, least: float | None = None, **numbers: float | None) -> None:
    """Refuse numbers further from 0 than a limit, below the least, or not finite; None is none and passes.

    Raises
    ------
    ValueError
        Naming the number and its range.
    """
    lowest = -limit if least is None else least
    for name, number in numbers.items():
        if number is None:
            continue
        if not math.isfinite(number):
            raise ValueError(f"{name} must be a finite number")
        if not lowest <= number <= limit:
            raise ValueError(f"{name} must lie between {lowest:g} and {limit:g}")


def check_counts(most: int, **several: Sized) -> None:
    """Refuse more of something than can be.

    Raises
    ------
    ValueError
        Naming what there are too many of.
    """
    for name, things in several.items():
        if len(things) > most:
            raise ValueError(f"there are more than {most} {name}")


def check_key(key: int) -> None:
    """Refuse a key that nothing can have; -1 is that of what has none yet.

    Raises
    ------
    ValueError
        When it is below -1 or above `LARGEST_KEY`.
    """
    if not -1 <= key <= LARGEST_KEY:
        raise ValueError("a key is beyond all that a project can count")


def short_name(name: str) -> str:
    """A name, its end left out where it is longer than any list can show."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
