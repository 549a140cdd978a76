"""The table of all commands, in the order of the menus; one row added here is in menu, keys and the sheet of keys."""

from __future__ import annotations

from foleystudio.engine.timing.sources import TIMING_SOURCES, joinable
from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.commands import edit, file, play, reference, take, track, view
from foleystudio.registry import Registry

COMMANDS = Registry(
    "action",
    (
        *file.ROWS, *edit.ROWS, *play.ROWS, *take.ROWS, *track.ROWS, *reference.ROWS, *view.ROWS,
        *reference.NUMBER_KEYS,
    ),
)  # fmt: skip
"""Every `gui.actions.row.ActionRow`; what is added before a window is made is in that window."""


def commands() -> tuple[ActionRow, ...]:
    """The rows of a window that is made now: what was added to other tables brings its command, in its place."""
    rows = list(COMMANDS)
    sources = [edit.command_of(source) for source in TIMING_SOURCES]
    place = max(number for number, row in enumerate(rows) if row in edit.OF_TIMING) + 1
    joining = [edit.joining_command_of(source) for source in joinable()]
    rows[place:place] = [row for row in sources if row.name not in COMMANDS]
    place = max(number for number, row in enumerate(rows) if row in edit.JOINING) + 1
    rows[place:place] = [row for row in joining if row.name not in COMMANDS]
    return tuple(rows)
