"""A cue: an event as a row of the list; and its columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far an event has got."""

    PROPOSED = "proposed"
    KEPT = "kept"
    APPROVED = "approved"


@dataclass(frozen=True)
class Cue:
    """An event of a track.

    Parameters
    ----------
    track, event
        Their keys in the project.
    time_s, timecode
        When, in seconds and as it is shown.
    track_name, sound
        What it is called, and what plays it.
    strength
        0-1.
    state, label, note
        As the event has them.
    """

    track: int
    event: int
    time_s: float
    timecode: str
    track_name: str
    sound: str
    strength: float
    state: State
    label: str
    note: str

    @property
    def place(self) -> tuple[int, int]:
        """Whose event it is, which tells it from all others."""
        return self.track, self.event


@dataclass(frozen=True)
class Column:
    """A column of the list.

    Parameters
    ----------
    name
        Field of `Cue` that it shows.
    title
        Its heading.
    tip
        What it is; of those that can be typed into, what can be typed.
    is_typed
        Whether it can be typed into.
    """

    name: str
    title: str
    tip: str
    is_typed: bool = False


COLUMNS = (
    Column("timecode", "Time", "When it sounds"),
    Column("track_name", "Track", "Which track plays it"),
    Column("sound", "Sound", "What plays it: its own reference, or its track's"),
    Column("strength", "Strength", "How hard, 0-100 %; +10 and -10% change what is there", is_typed=True),
    Column("state", "State", "proposed, kept or approved; the first letter is enough", is_typed=True),
    Column("label", "Label", "What it is, in a word: L, R, heel", is_typed=True),
    Column("note", "Note", "What is to be remembered of it", is_typed=True),
)


def shown(cue: Cue, column: Column) -> str:
    """What a cell shows."""
    return f"{cue.strength:.0%}" if column.name == "strength" else str(getattr(cue, column.name))


def rank(cue: Cue, column: Column) -> float | str:
    """What a column is sorted by."""
    by_number = {"timecode": cue.time_s, "strength": cue.strength, "state": float(list(State).index(cue.state))}
    return by_number[column.name] if column.name in by_number else str(getattr(cue, column.name)).casefold()
