"""Track templates: the passes that Foley is recorded in, each with what its track begins with."""

from __future__ import annotations

from dataclasses import dataclass

from foleystudio.project.settings import Timing
from foleystudio.registry import Registry


@dataclass(frozen=True)
class TrackTemplate:
    """What a new track begins with.

    Parameters
    ----------
    name
        Of the template, and in the command's name.
    title
        The track's name; a number follows where there is one already.
    menu
        Its command in the menu (``&`` marks the menu letter).
    tip
        What it is for.
    timing
        Which source its events come from; None leaves it empty.
    keys
        Default keys of its command.
    """

    name: str
    title: str
    menu: str
    tip: str
    timing: Timing | None = None
    keys: tuple[str, ...] = ()


TRACK_TEMPLATES = Registry(
    "track template",
    (
        TrackTemplate("feet", "Feet", "Add &feet", "A track whose events are the steps of who walks", Timing.FEET),
        TrackTemplate("moves", "Moves", "Add m&oves", "A track whose events are cloth and body movement", Timing.MOVES),
        TrackTemplate("props", "Props", "Add &props", "A track whose events are the hits of things", Timing.AUTO),
        TrackTemplate("empty", "Foley", "Add &empty track", "A track without events: mark them, or send some to it"),
    ),
)
"""Every template, in the order of the menu."""


def free_name(title: str, taken: set[str]) -> str:
    """A template's title, with the first number that makes it another than those of other tracks."""
    return next(n for n in (title, *(f"{title} {i}" for i in range(2, len(taken) + 3))) if n not in taken)
