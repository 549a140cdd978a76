"""Commands on references: adding, hearing, editing, choosing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.choice import GUIDE
from foleystudio.gui.commands.desk import Desk, needs_clip, needs_reference, needs_take
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


def _find(desk: Desk) -> None:
    if desk.window.bin_panel.isHidden():
        desk.window.actions_table["show_bin"].trigger()
    desk.window.finder.setFocus(Qt.FocusReason.ShortcutFocusReason)
    desk.window.finder.selectAll()


def _cut_take(desk: Desk) -> None:
    track = desk.session.track
    if track is not None and track.active is not None:
        desk.marks.cut(track.active)


ROWS = (
    ActionRow(
        "add_references", "&Add references…", ("Ctrl+R",), "Reference", "Put sounds into the bin", add_references
    ),
    ActionRow(
        "watch_folder", "&Watch a folder…", (), "Reference", "Its sounds are in the library, new ones by themselves",
        lambda desk: desk.library.ask(),
    ),
    ActionRow(
        "find_reference", "&Find in the bin", ("/",), "Reference", "By name or tag, in the library too",
        _find,
    ),
    ActionRow(
        "cut_take", "From the &take", (), "Reference", "Make a reference of the take in use, from in to out",
        _cut_take, needs=needs_take, before=True,
    ),
    ActionRow(
        "cut_guide", "From the &guide", (), "Reference", "Make a reference of the clip's own sound, from in to out",
        lambda desk: desk.marks.cut(GUIDE), needs=needs_clip,
    ),
    ActionRow(
        "audition", "A&udition reference", ("P",), "Reference", "Hear the chosen reference",
        lambda desk: desk.references.audition(), needs=needs_reference,
    ),
    ActionRow(
        "preview_events", "&Preview on coming events", ("Shift+P",), "Reference",
        "While the clip plays, the chosen sound is heard at the events, without a take",
        switch=lambda desk, on: desk.preview.set_on(on), needs=needs_reference,
    ),
    ActionRow(
        "edit_reference", "&Edit reference…", ("Shift+E",), "Reference", "See, hear and change how it is cut",
        lambda desk: desk.reference_editor.open(), needs=needs_reference,
    ),
    ActionRow(
        "tag_reference", "Ta&gs…", ("Shift+T",), "Reference", "Words to find the chosen references by",
        lambda desk: desk.marks.tag(), needs=needs_reference,
    ),
    ActionRow(
        "favourite_reference", "Fa&vourite", ("Shift+F",), "Reference", "Star the chosen references, or no longer",
        lambda desk: desk.marks.toggle_favourite(), needs=needs_reference,
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
