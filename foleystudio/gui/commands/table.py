"""The table of all commands, in the order of the menus; one row added here is in menu, keys and the sheet of keys."""

from __future__ import annotations

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
