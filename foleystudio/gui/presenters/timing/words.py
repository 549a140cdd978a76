"""What the window says about timing sources: what they are called, that one found nothing, and what to do then."""

from __future__ import annotations

from dataclasses import dataclass

from foleystudio.engine.timing.sources import TIMING_SOURCES, TimingRow, row_of
from foleystudio.gui.actions.actions import Actions
from foleystudio.project.settings import Timing

_NOT_SOURCES = {Timing.AUTO: "Automatic timing", Timing.FILE: "Timing from a file"}


def title_of(timing: Timing) -> str:
    """What a user calls a timing; one that this foleystudio does not have by its name."""
    row = row_of(timing)
    return row.title if row is not None else _NOT_SOURCES.get(timing, f"Timing by {timing}")


def under_way(timing: Timing) -> str:
    """What is said while events are looked for."""
    return "Finding events" if timing == Timing.AUTO else _row(timing).under_way


def step_of(timing: Timing) -> str:
    """What undo calls the events of a source."""
    row = _row(timing)
    return row.step or row.title


def _row(timing: Timing) -> TimingRow:
    return row_of(timing) or TIMING_SOURCES[timing]


@dataclass(frozen=True)
class Keys:
    """Keys as the user has them now; empty for none.

    Parameters
    ----------
    add, keep, strike_out, following
        Of adding an event, keeping and striking out proposals, going to the next one.
    """

    add: str
    keep: str
    strike_out: str
    following: str


def keys_of(actions: Actions) -> Keys:
    """The keys that judging goes by."""
    return Keys(*(actions.key(name) for name in ("add_event", "confirm", "delete", "select_after")))


def only_guesses(timing: Timing, guesses: int, keys: Keys) -> str:
    """That a source is sure of no event, but shows guesses, and what can be done."""
    row = row_of(timing)
    nothing = row.nothing if row is not None else "No events were found"
    shown = f"{guesses} guess{'es' * (guesses != 1)} stand in the lane and do not sound"
    added = f"{keys.add} marks" if keys.add else "a double click marks"
    ways = f"Click those that are right, turn up the sensitivity, or mark a few hits ({added} one) and find more."
    return f"{nothing} for sure. {shown}. {ways}"


def nothing_found(timing: Timing, keys: Keys) -> str:
    """That a source found no event, and what can be done."""
    row = row_of(timing)
    nothing = row.nothing if row is not None else "No events were found"
    if row is not None and row.learn is not None:
        return f"{nothing}. {mark(keys)}: every mark teaches, then find more again."
    return f"{nothing}. {mark(keys)}, or take the timing from elsewhere."


def mark_first(keys: Keys) -> str:
    """What to do before more can be found."""
    kept = f" ({keys.keep} keeps one that is proposed)" if keys.keep else ""
    return f"First mark a few hits: {_lower(mark(keys))}{kept}. Then find more like them."


def mark(keys: Keys) -> str:
    """How an event is marked."""
    return f"Put the playhead on a hit and press {keys.add}" if keys.add else "Double-click a hit in the event lane"


def awaiting(proposed: int, keys: Keys) -> str:
    """How proposals are judged."""
    named = ((keys.keep, "keeps"), (keys.strike_out, "strikes out"), (keys.following, "goes to the next"))
    how = ", ".join(f"{key} {verb}" for key, verb in named if key)
    return f"{proposed} proposed" + (f": {how}" if how else "")


def counted(number: int) -> str:
    """So many events."""
    return f"{number} event{'' if number == 1 else 's'}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
