"""What the window says about timing sources: what they are called, that one found nothing, and what to do then."""

from __future__ import annotations

from dataclasses import dataclass

from foleystudio.project.settings import Timing

TITLES = {
    Timing.AUTO: "Automatic timing",
    Timing.PICTURE: "Picture timing",
    Timing.GUIDE: "Guide timing",
    Timing.TAUGHT: "Timing by your marks",
    Timing.FILE: "Timing from a file",
}

UNDER_WAY = {
    Timing.AUTO: "Finding events",
    Timing.PICTURE: "Timing from the picture",
    Timing.GUIDE: "Timing from the guide",
    Timing.TAUGHT: "Finding more like these",
}

STEPS = {
    Timing.AUTO: "Automatic timing",
    Timing.PICTURE: "Picture timing",
    Timing.GUIDE: "Guide timing",
    Timing.TAUGHT: "Find more like these",
}
"""What undo calls them."""

_NOTHING = {
    Timing.PICTURE: "Nothing in the picture looks like a hit",
    Timing.GUIDE: "Nothing stands out in the clip's own sound",
    Timing.TAUGHT: "Nothing else in the clip moves like what you marked",
}


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


def nothing_found(timing: Timing, keys: Keys) -> str:
    """That a source found no event, and what can be done."""
    if timing == Timing.TAUGHT:
        return f"{_NOTHING[timing]}. {mark(keys)}: every mark teaches, then find more again."
    return f"{_NOTHING.get(timing, 'No events were found')}. {mark(keys)}, or take the timing from elsewhere."


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
