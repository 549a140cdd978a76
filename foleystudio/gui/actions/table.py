"""One table of actions: it gives the menus, the keys and the sheet that ``?`` shows.

Every action can be rebound. Keys without Ctrl or Alt stay off while a text field has the focus (Qt's
fields keep printable keys and arrows to themselves), and arrows stay with a focused slider; `gui.keys` has the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from foleystudio.gui.settings import Settings


@dataclass(frozen=True)
class ActionRow:
    """One row of the table.

    Parameters
    ----------
    name
        What presenters and settings call it.
    text
        What menus and the sheet call it (``&`` marks the menu letter).
    keys
        Default keys, first one shown in the menu; portable names.
    menu
        Title of its menu; empty for keys only.
    tip
        One line for tooltips and screen readers.
    checkable
        Whether it is a switch.
    repeats
        Whether holding the key repeats it.
    before
        Begins a new group in its menu.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    tip: str = ""
    checkable: bool = False
    repeats: bool = False
    before: bool = False


_FILE = (
    ActionRow("new", "&New project", ("Ctrl+N",), "File", "Begin an empty project"),
    ActionRow("open", "&Open…", ("Ctrl+O",), "File", "Open a clip or a project"),
    ActionRow("open_recent", "Open &recent", (), "File", "Clips and projects opened lately"),
    ActionRow("open_example", "Open the &example", (), "File", "Open the project that comes with the studio"),
    ActionRow("save", "&Save", ("Ctrl+S",), "File", "Save the project", before=True),
    ActionRow("save_as", "Save &as…", ("Ctrl+Shift+S",), "File", "Save the project under another name"),
    ActionRow("import_events", "&Import events…", (), "File", "Replace the events by those of a file", before=True),
    ActionRow("export_events", "Export e&vents…", (), "File", "Write the events to a JSON or CSV file"),
    ActionRow("export", "&Export…", ("Ctrl+E",), "File", "Write the clip with its new sound, or the sound alone"),
    ActionRow("quit", "&Quit", ("Ctrl+Q",), "File", "Close the studio", before=True),
)
_EDIT = (
    ActionRow("undo", "&Undo", ("Ctrl+Z",), "Edit", "Take the last edit back", repeats=True),
    ActionRow("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", "Make the undone edit again", repeats=True),
    ActionRow(
        "add_event", "&Add event at playhead", ("E", "Insert"), "Edit", "Mark a hit where the playhead is", before=True
    ),
    ActionRow("delete", "&Delete selected events", ("Delete", "Backspace"), "Edit", "Strike out the selected events"),
    ActionRow("confirm", "&Keep selected events", ("Y",), "Edit", "Mark proposed events as right"),
    ActionRow("select_all", "Select &all events", ("Ctrl+A",), "Edit", "Select every event"),
    ActionRow(
        "select_before", "Select the event &before", ("[",), "Edit", "Select it and show its picture", repeats=True
    ),
    ActionRow("select_after", "Select the &next event", ("]",), "Edit", "Select it and show its picture", repeats=True),
    ActionRow("select_none", "Select n&one", ("Escape",), "Edit", "Let go of the selection; stops an audition too"),
    ActionRow("split", "Spl&it sustain at playhead", ("S",), "Edit", "Make two events of a sustained one"),
    ActionRow(
        "nudge_left", "Nudge one frame earlier", (",",), "Edit", "Move the selected events", repeats=True, before=True
    ),
    ActionRow("nudge_right", "Nudge one frame later", (".",), "Edit", "Move the selected events", repeats=True),
    ActionRow(
        "nudge_left_5", "Nudge five frames earlier", ("Shift+,", "<"), "", "Move the selected events", repeats=True
    ),
    ActionRow(
        "nudge_right_5", "Nudge five frames later", ("Shift+.", ">"), "", "Move the selected events", repeats=True
    ),
    ActionRow("nudge_less", "Nudge earlier by the set value", ("Num+-",), "", "Move the selected events", repeats=True),
    ActionRow("nudge_more", "Nudge later by the set value", ("Num++",), "", "Move the selected events", repeats=True),
    ActionRow("nudge_value", "Nudge &value", (), "Edit", "By how much the numpad keys move events"),
    ActionRow("snap", "Snap to &frames", ("N",), "Edit", "Dragged events stop at frames", checkable=True),
)
_PLAY = (
    ActionRow("play", "&Play / pause", ("Space",), "Play", "Play from the playhead"),
    ActionRow(
        "shuttle_back", "Shuttle &back", ("J",), "Play", "Play backwards; again for faster; with K held: one frame"
    ),
    ActionRow("shuttle_stop", "&Stop", ("K",), "Play", "Stop the shuttle"),
    ActionRow("shuttle_on", "Shuttle f&orward", ("L",), "Play", "Play; again for faster; with K held: one frame"),
    ActionRow("frame_back", "One frame back", ("Left",), "Play", "Show the frame before", repeats=True, before=True),
    ActionRow("frame_on", "One frame on", ("Right",), "Play", "Show the next frame", repeats=True),
    ActionRow("second_back", "One second back", ("Shift+Left",), "Play", "", repeats=True),
    ActionRow("second_on", "One second on", ("Shift+Right",), "Play", "", repeats=True),
    ActionRow("event_before", "Previous event", ("Ctrl+Left",), "Play", "Go to the event before", repeats=True),
    ActionRow("event_after", "Next event", ("Ctrl+Right",), "Play", "Go to the next event", repeats=True),
    ActionRow("go_start", "Go to start", ("Home",), "Play", "To the in point, then to the clip's start"),
    ActionRow("go_end", "Go to end", ("End",), "Play", "To the out point, then to the clip's end"),
    ActionRow("go_to", "&Go to timecode…", ("G", "Ctrl+G"), "Play", "Type a position, or +20 / -5 to move by frames"),
    ActionRow(
        "loop",
        "&Loop",
        ("Ctrl+L",),
        "Play",
        "Repeat between in and out, or the whole clip",
        checkable=True,
        before=True,
    ),
    ActionRow("mark_in", "Mark &in", ("I",), "Play", "Begin the range at the playhead"),
    ActionRow("mark_out", "Mark &out", ("O",), "Play", "End the range at the playhead"),
    ActionRow("clear_range", "&Clear in and out", ("Alt+X",), "Play", "Work on the whole clip"),
    ActionRow("marker", "&Marker", ("M",), "Play", "Set a marker at the playhead, or remove it"),
    ActionRow("sound_card", "&Sound card", (), "Play", "Where the sound is heard", before=True),
)
_TIMING = (
    ActionRow(
        "timing_picture", "From the &picture", ("Alt+1",), "Timing", "Propose events from what moves in the picture"
    ),
    ActionRow(
        "timing_guide", "From the &guide sound", ("Alt+2",), "Timing", "Propose events from the clip's own sound"
    ),
    ActionRow(
        "find_more",
        "&Mark a few, find more",
        ("Ctrl+F", "Alt+3"),
        "Timing",
        "Learn from the hits that you marked (E, or Y on proposed ones), and propose the others like them",
    ),
    ActionRow(
        "estimate_offset",
        "&Estimate the offset",
        (),
        "Timing",
        "How late the clip's sound is, from picture and guide",
        before=True,
    ),
)
_TAKE = (
    ActionRow(
        "generate", "&Generate", ("Ctrl+Return", "Ctrl+Enter"), "Take", "Perform the chosen reference on the events"
    ),
    ActionRow("make_again", "&Make again", ("R",), "Take", "Render the take in use once more, with another variation"),
    ActionRow(
        "four_variations", "&4 variations", ("Shift+R",), "Take", "Four takes with different seeds, to choose from"
    ),
    ActionRow("cancel", "&Cancel", ("Ctrl+.",), "Take", "Stop what is being made"),
    ActionRow(
        "flip_take",
        "&A/B: other take",
        ("A",),
        "Take",
        "Flip between the two latest takes, levels matched",
        before=True,
    ),
    ActionRow(
        "compare",
        "&Compare…",
        ("C",),
        "Take",
        "The chosen hit over its sound's and the guide's; loudness",
    ),
    ActionRow("next_take", "Next take", ("Ctrl+Down",), "Take", "Use the next take of the track"),
    ActionRow("previous_take", "Previous take", ("Ctrl+Up",), "Take", "Use the take before"),
    ActionRow("rename_take", "Re&name take…", ("F2",), "Take", "Give the take in use a name"),
    ActionRow("delete_take", "&Delete take", ("Ctrl+Delete",), "Take", "Remove the take in use from its track"),
    ActionRow("save_take", "Save take as &WAV…", (), "Take", "Write the take in use to a file"),
)
_TRACK = (
    ActionRow("add_track", "&Add track", ("Ctrl+T",), "Track", "One more Foley track"),
    ActionRow("delete_track", "&Delete track", (), "Track", "Remove the selected track and its takes"),
    ActionRow("rename_track", "Re&name track…", (), "Track", "Give the selected track a name"),
    ActionRow("track_up", "Select track above", ("Up",), "Track", "", before=True),
    ActionRow("track_down", "Select track below", ("Down",), "Track", ""),
    ActionRow("mute", "&Mute", ("Shift+M",), "Track", "Silence the selected track"),
    ActionRow("solo", "&Solo", ("Shift+S",), "Track", "Hear the selected track alone"),
    ActionRow("mute_guide", "Mute &guide", ("Shift+G",), "Track", "Silence the clip's own sound"),
    ActionRow("guide_track", "So&und track of the guide", (), "Track", "Which of the clip's sound tracks is the guide"),
    ActionRow("levels_back", "Levels back to &0 dB", (), "Track", "All tracks and the guide as loud as they are"),
    ActionRow("normalise", "&Normalise the mix", (), "Track", "Turn a mix that passes full scale down to −1 dBTP"),
    ActionRow("clear_lights", "Put &clip lights out", (), "Track", "Forget where the meters passed full scale"),
)
_REFERENCE = (
    ActionRow("add_references", "&Add references…", ("Ctrl+R",), "Reference", "Put sounds into the bin"),
    ActionRow("audition", "A&udition reference", ("P",), "Reference", "Hear the chosen reference"),
    ActionRow("edit_reference", "&Edit reference…", ("Shift+E",), "Reference", "See, hear and change how it is cut"),
    ActionRow("remove_reference", "&Remove reference", (), "Reference", "Take the chosen reference out of the bin"),
    ActionRow("reference_up", "Choose reference above", ("Alt+Up",), "Reference", ""),
    ActionRow("reference_down", "Choose reference below", ("Alt+Down",), "Reference", ""),
)
_VIEW = (
    ActionRow("zoom_in", "Zoom &in", ("Ctrl+=", "Ctrl++", "="), "View", "See less, larger", repeats=True),
    ActionRow("zoom_out", "Zoom &out", ("Ctrl+-", "-"), "View", "See more, smaller", repeats=True),
    ActionRow("zoom_fit", "&Fit clip", ("F",), "View", "See the whole clip"),
    ActionRow("follow", "Follow &playhead", (), "View", "Scroll along while playing", checkable=True),
    ActionRow(
        "safe_area",
        "&Safe areas",
        ("Shift+'", '"'),
        "View",
        "Draw action and title safe areas",
        checkable=True,
        before=True,
    ),
    ActionRow(
        "timecode_overlay", "&Timecode on picture", (), "View", "Draw the timecode on the picture", checkable=True
    ),
    ActionRow("show_bin", "&References", ("Ctrl+1",), "View", "Show the reference bin", checkable=True, before=True),
    ActionRow("show_inspector", "&Inspector", ("Ctrl+2",), "View", "Show the inspector", checkable=True),
    ActionRow(
        "show_list",
        "&List of takes and events",
        ("Ctrl+3",),
        "View",
        "Everything on the timeline as a list",
        checkable=True,
    ),
    ActionRow("theme", "&Appearance", (), "View", "Follow the system, light or dark", before=True),
    ActionRow("full_screen", "F&ull screen", ("F11",), "View", "", checkable=True),
)
_HELP = (
    ActionRow("shortcuts", "&Keyboard shortcuts", ("?", "F1"), "Help", "All keys; change them here"),
    ActionRow("about", "&About foleystudio", (), "Help", "Version and licences"),
)
REFERENCE_KEYS = tuple(
    ActionRow(f"reference_{n}", f"Audition reference {n}", (str(n),), "", "Choose and hear it; held: only while held")
    for n in range(1, 10)
)

TABLE: tuple[ActionRow, ...] = (
    *_FILE, *_EDIT, *_PLAY, *_TIMING, *_TAKE, *_TRACK, *_REFERENCE, *_VIEW, *_HELP, *REFERENCE_KEYS,
)  # fmt: skip
LANE_KEYS: tuple[ActionRow, ...] = (
    ActionRow("lane_stronger", "Make selected events stronger", ("Shift+Up",), "Event lane, when it has the focus"),
    ActionRow("lane_weaker", "Make selected events weaker", ("Shift+Down",), "Event lane, when it has the focus"),
    ActionRow("lane_keep", "Keep selected proposals", ("Return",), "Event lane, when it has the focus"),
)
"""Keys that the focused event lane takes itself: fixed, and only for the sheet of all keys."""
_IN_EDITOR = "Reference editor"
EDITOR_KEYS: tuple[ActionRow, ...] = (
    ActionRow("editor_hear", "Hear the selected slice", ("P", "Space"), _IN_EDITOR),
    ActionRow("editor_hear_number", "Hear slice 1 to 9; 0 hears all", ("1", "0"), _IN_EDITOR),
    ActionRow("editor_add", "Add a slice at the cursor", ("Insert",), _IN_EDITOR),
    ActionRow("editor_delete", "Remove the selected slice", ("Delete", "Backspace"), _IN_EDITOR),
    ActionRow("editor_tick", "Tick or untick the selected slice", ("T",), _IN_EDITOR),
    ActionRow("editor_in", "Set the in point at the cursor", ("I",), _IN_EDITOR),
    ActionRow("editor_out", "Set the out point at the cursor", ("O",), _IN_EDITOR),
    ActionRow("editor_fit", "See the whole sound", ("F",), _IN_EDITOR),
)
"""Keys of the reference editor's own window: fixed, and only for the sheet of all keys."""
SUBMENUS = ("open_recent", "nudge_value", "sound_card", "guide_track", "theme")
"""Rows that open a submenu instead of doing something."""


class Actions(QObject):
    """The window's actions, bound to what they do and to keys that the user may change."""

    rebound = Signal(str)

    def __init__(self, window: QWidget, settings: QSettings) -> None:
        super().__init__(window)
        self._settings = Settings(settings)
        self._actions: dict[str, QAction] = {}
        self.submenus: dict[str, QMenu] = {}
        for row in TABLE:
            action = QAction(row.text, window)
            action.setObjectName(row.name)
            action.setCheckable(row.checkable)
            action.setAutoRepeat(row.repeats)
            action.setStatusTip(row.tip)
            action.setShortcuts(self._keys(row))
            action.setToolTip(self._tooltip(row, action))
            self._actions[row.name] = action
            if row.name not in SUBMENUS:
                window.addAction(action)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def key(self, name: str) -> str:
        """The first key of an action as the user reads it; empty when it has none."""
        return self._actions[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def bind(self, name: str, slot: Callable[[], object]) -> None:
        """Call ``slot()`` when an action is triggered."""
        self._actions[name].triggered.connect(lambda _checked=False: slot())

    def bind_switch(self, name: str, slot: Callable[[bool], object]) -> None:
        """Call ``slot(on)`` when a checkable action is switched by the user."""
        self._actions[name].triggered.connect(lambda checked=False: slot(bool(checked)))

    def enable(self, names: Iterable[str], enabled: bool) -> None:
        """Enable or disable several actions."""
        for name in names:
            self._actions[name].setEnabled(enabled)

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus."""
        menus: dict[str, QMenu] = {}
        for row in TABLE:
            if not row.menu:
                continue
            if row.menu not in menus:
                menus[row.menu] = bar.addMenu(f"&{row.menu}")
            menu = menus[row.menu]
            if row.before:
                menu.addSeparator()
            if row.name in SUBMENUS:
                self.submenus[row.name] = menu.addMenu(row.text)
            else:
                menu.addAction(self._actions[row.name])

    def rebind(self, name: str, keys: Iterable[QKeySequence]) -> None:
        """Give an action other keys, take them from whoever had them, and remember it."""
        wanted = [key for key in keys if not key.isEmpty()]
        for other, action in self._actions.items():
            kept = [key for key in action.shortcuts() if key not in wanted]
            if other != name and len(kept) != len(action.shortcuts()):
                self._set_keys(other, kept)
        self._set_keys(name, wanted)

    def reset(self) -> None:
        """All keys as they came."""
        self._settings.store.remove("keys")
        for row in TABLE:
            self._actions[row.name].setShortcuts(self._keys(row))
            self._actions[row.name].setToolTip(self._tooltip(row, self._actions[row.name]))
            self.rebound.emit(row.name)

    def _set_keys(self, name: str, keys: list[QKeySequence]) -> None:
        action = self._actions[name]
        action.setShortcuts(keys)
        self._settings.put(f"keys/{name}", [key.toString() for key in keys] or [""])
        action.setToolTip(self._tooltip(next(row for row in TABLE if row.name == name), action))
        self.rebound.emit(name)

    def _keys(self, row: ActionRow) -> list[QKeySequence]:
        saved = self._settings.texts(f"keys/{row.name}")
        return [QKeySequence(text) for text in (row.keys if saved is None else saved) if text]

    @staticmethod
    def _tooltip(row: ActionRow, action: QAction) -> str:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        name = row.text.replace("&", "").rstrip("…")
        about = f"{name} — {row.tip}" if row.tip else name
        return f"{about}  [{key}]" if key else about
