"""Track templates: the passes that Foley is recorded in, each with what its track begins with, as the user has them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foleystudio.engine.timing.sources import is_known
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.json_text import json_of, parsed, read_bytes
from foleystudio.paths import data_dir
from foleystudio.project.knobs import KNOBS, KnobValue
from foleystudio.project.ranges import short_name
from foleystudio.project.settings import OpenName, Timing
from foleystudio.project.tracks import TRACK_COLOURS
from foleystudio.registry import Registry

MOST_TEMPLATES = 32
"""The menu stays readable."""
_LARGEST_BYTES = 1 << 20  # a page of text, even with all of them
_VERSION = 1


@dataclass(frozen=True)
class TrackTemplate:
    """What a new track begins with.

    Parameters
    ----------
    name
        Of the template, in recipes and in the command's name.
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
    colour
        The track's colour, one of `foleystudio.project.tracks.TRACK_COLOURS`.
    knobs
        Those that it turns, with their values.
    """

    name: str
    title: str
    menu: str = ""
    tip: str = ""
    timing: Timing | None = None
    keys: tuple[str, ...] = ()
    colour: str = ""
    knobs: dict[str, KnobValue] = field(default_factory=dict)


TRACK_TEMPLATES = Registry(
    "track template",
    (
        TrackTemplate(
            "feet", "Feet", "Add &feet", "A track whose events are the steps of who walks", Timing.FEET, colour="sky",
            knobs={"humanise": 0.6},  # no two steps sound the same
        ),
        TrackTemplate(
            "moves", "Moves", "Add m&oves", "A track whose events are cloth and body movement", Timing.MOVES,
            colour="violet", knobs={"follow": 1.0},  # cloth is as loud as the body is fast
        ),
        TrackTemplate("props", "Props", "Add &props", "A track whose events are the hits of things", Timing.AUTO),
        TrackTemplate(
            "empty", "Foley", "Add &empty track", "A track without events: mark them, or send some to it", colour="sand"
        ),
    ),
)  # fmt: skip
"""The templates that ship, in the order of the menu."""


def free_name(title: str, taken: set[str]) -> str:
    """A template's title, with the first number that makes it another than those of other tracks."""
    return next(n for n in (title, *(f"{title} {i}" for i in range(2, len(taken) + 3))) if n not in taken)


def track_templates() -> tuple[TrackTemplate, ...]:
    """The templates as the user has them: those that ship, unless they were edited."""
    with suppress(FoleyError, ValueError, KeyError, TypeError):
        tree = parsed(read_bytes(_file(), _LARGEST_BYTES))
        if tree["version"] == _VERSION:
            return tuple(_of_tree(row) for row in tree["templates"][:MOST_TEMPLATES])
    return tuple(TRACK_TEMPLATES)


def find_template(name: str) -> TrackTemplate | None:
    """The user's template of a name; None when there is none."""
    return next((template for template in track_templates() if template.name == name), None)


def keep_templates(templates: Sequence[TrackTemplate]) -> None:
    """Have these templates from now on.

    Raises
    ------
    FoleyError
        When they cannot be written.
    """
    if tuple(templates) == tuple(TRACK_TEMPLATES):
        with suppress(OSError):
            _file().unlink(missing_ok=True)
        return
    rows = [
        {
            "name": row.name, "title": row.title, "timing": None if row.timing is None else str(row.timing),
            "colour": row.colour, "knobs": row.knobs,
        }
        for row in templates
    ]  # fmt: skip
    with whole_file(_file()) as temporary:
        temporary.write_bytes(json_of({"version": _VERSION, "templates": rows}))


def new_template(templates: Sequence[TrackTemplate]) -> TrackTemplate:
    """One more, with a name that none of these has."""
    taken = {template.name for template in templates}
    title = free_name("New", {template.title for template in templates})
    return TrackTemplate(next(n for i in range(1, len(taken) + 2) if (n := f"own-{i}") not in taken), title)


def _file() -> Path:
    return data_dir() / "track-templates.json"


def _of_tree(row: dict[str, Any]) -> TrackTemplate:
    """A template of plain values.

    Raises
    ------
    ValueError, KeyError, TypeError
        When they are not a template's.
    """
    name, title, timing = str(OpenName(row["name"])), short_name(str(row["title"])), row["timing"]
    if row["colour"] not in TRACK_COLOURS or (timing is not None and not is_known(str(timing))):
        raise ValueError(f"{name} has a colour or a timing that there is not")
    knobs = {knob: KNOBS[knob].check(value) for knob, value in row["knobs"].items() if knob in KNOBS}
    shipped = TRACK_TEMPLATES.find(name)
    own = f"Add {_within_a_sentence(title).replace('&', '&&')}"
    menu = shipped.menu if shipped is not None and shipped.title == title else own
    tip = shipped.tip if shipped is not None else "A track of your own template"
    keys = shipped.keys if shipped is not None else ()
    return TrackTemplate(
        name, title, menu, tip, Timing(timing) if timing is not None else None, keys, row["colour"], knobs
    )


def _within_a_sentence(title: str) -> str:
    """A track's name after a verb: its first letter is small, unless the name is written in capitals."""
    first = title.split(" ", 1)[0]
    return title[:1].lower() + title[1:] if first[1:].islower() else title
