"""Commands on references: adding, hearing, editing, choosing."""

from __future__ import annotations

from functools import partial

from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.commands.desk import Desk, needs_reference
from foleystudio.gui.dialogs import questions


def add_references(desk: Desk) -> None:
    """Ask for sounds and put them into the bin."""
    title = "Add references"
    paths = questions.open_files(desk.window, desk.session.settings, title, questions.sounds(), several=True)
    if paths:
        desk.references.add(paths)


def _remove(desk: Desk) -> None:
    key = desk.session.reference
    if key is not None:
        desk.references.remove(key)


def _audition(number: int, desk: Desk) -> None:
    desk.references.audition_number(number)


ROWS = (
    ActionRow(
        "add_references", "&Add references…", ("Ctrl+R",), "Reference", "Put sounds into the bin", add_references
    ),
    ActionRow(
        "audition", "A&udition reference", ("P",), "Reference", "Hear the chosen reference",
        lambda desk: desk.references.audition(), needs=needs_reference,
    ),
    ActionRow(
        "edit_reference", "&Edit reference…", ("Shift+E",), "Reference", "See, hear and change how it is cut",
        lambda desk: desk.reference_editor.open(), needs=needs_reference,
    ),
    ActionRow(
        "remove_reference", "&Remove reference", (), "Reference", "Take the chosen reference out of the bin",
        _remove, needs=needs_reference,
    ),
    ActionRow(
        "reference_up", "Choose reference above", ("Alt+Up",), "Reference", "",
        lambda desk: desk.references.choose_by(-1), needs=needs_reference,
    ),
    ActionRow(
        "reference_down", "Choose reference below", ("Alt+Down",), "Reference", "",
        lambda desk: desk.references.choose_by(+1), needs=needs_reference,
    ),
)  # fmt: skip
NUMBER_KEYS = tuple(
    ActionRow(
        f"reference_{n}", f"Audition reference {n}", (str(n),), "", "Choose and hear it; held: only while held",
        partial(_audition, n),
    )
    for n in range(1, 10)
)  # fmt: skip
