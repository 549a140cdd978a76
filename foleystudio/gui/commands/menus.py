"""Menus that depend on what is there: tracks, takes, events, recent files, nudges; and what can be done now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from foleystudio.engine.timing.templates import TRACK_TEMPLATES, track_templates
from foleystudio.files.file_names import as_text
from foleystudio.gui.choice import GUIDE
from foleystudio.gui.commands.desk import Desk, needs_clip
from foleystudio.gui.commands.edit import NUDGES
from foleystudio.gui.commands.reference import add_references
from foleystudio.gui.commands.take import with_take
from foleystudio.gui.commands.track import add_from, rename_track
from foleystudio.gui.look import icons
from foleystudio.gui.look.track_colours import COLOUR_NAMES, token_of

_OF_TRACK = (
    "generate", "make_again", "four_variations", "add_track", "add_feet_track", "add_moves_track", "add_props_track",
    "add_empty_track", "split_likeness", "rename_track", "delete_track",
)  # fmt: skip
_HEAT_MAPS = (
    ("inferno", "&Inferno"),
    ("cividis", "&Cividis, the same to colour-blind eyes"),
    ("grey", "&Grey"),
)
_OF_EVENT = (
    "confirm",
    "delete",
    "cut_events",
    "copy_events",
    "repeat_events",
    "split",
    "nudge_left",
    "nudge_right",
    "find_more",
    "split_likeness",
)
_BESIDE_EVENTS = ("paste_events", "select_all", "find_more", "split_likeness")


class Menus(QObject):
    """Binds the rows of the table to a desk, enables them, and pops menus up where they are wanted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk, self._actions = desk, desk.window.actions_table
        self._actions.bind_rows(desk)
        session, timeline = desk.session, desk.window.timeline
        for told in (session.changed, session.track_chosen, session.reference_chosen):
            told.connect(lambda _what: self._enable())
        session.clip_opened.connect(self._enable)
        session.loudness_known.connect(self._enable)
        desk.project.recent_changed.connect(self._fill_recent)
        session.clip_opened.connect(self._fill_recent)
        timeline.tracks.menu_wanted.connect(self._track_menu)
        timeline.events.menu_wanted.connect(self._event_menu)
        timeline.tracks.track_rename_wanted.connect(partial(rename_track, desk))
        timeline.tracks.take_rename_wanted.connect(lambda _track, take: with_take(desk, "rename", take))
        desk.window.inspector.takes.wanted.connect(partial(with_take, desk))
        desk.window.bin.add_wanted.connect(partial(add_references, desk))
        self._own_templates: list[QAction] = []
        self._fill_nudges()
        self._actions.submenus["spectrogram"].aboutToShow.connect(self._fill_spectrogram)
        self._show_templates()
        desk.preferences.templates_changed.connect(self._show_templates)
        self._actions.submenus["track_colour"].aboutToShow.connect(self._fill_colours)
        self._fill_recent()
        self._actions.submenus["send_events"].aboutToShow.connect(self._fill_tracks)
        self._actions.submenus["duplicate_to"].aboutToShow.connect(self._fill_duplicates)
        self._enable()

    def _enable(self) -> None:
        self._actions.enable(self._desk)
        for action in self._own_templates:
            action.setEnabled(needs_clip(self._desk))

    def _fill_recent(self) -> None:
        menu = self._actions.submenus["open_recent"]
        menu.clear()
        menu.setToolTipsVisible(True)
        recent = self._desk.session.settings.recent()
        for path in recent:
            is_one_of_several = sum(path.name == other.name for other in recent) > 1
            text = as_text(f"{path.name} in {path.parent.name}" if is_one_of_several else path.name)
            action = menu.addAction(text.replace("&", "&&"), partial(self._desk.project.open, path))
            action.setToolTip(as_text(str(path)))
        menu.setEnabled(not menu.isEmpty())

    def _fill_nudges(self) -> None:
        menu, group, settings = self._actions.submenus["nudge_value"], QActionGroup(self), self._desk.session.settings
        chosen = settings.text("nudge", "frame")
        for name, text in NUDGES:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.triggered.connect(lambda _checked=False, name=name: settings.put("nudge", name))
            group.addAction(action)

    def _show_templates(self) -> None:
        """Templates that ship are called as the user calls them, and gone where they were removed."""
        templates = {template.name: template for template in track_templates()}
        for row in TRACK_TEMPLATES:
            action, template = self._actions[f"add_{row.name}_track"], templates.get(row.name)
            action.setVisible(template is not None)
            if template is not None:
                action.setText(template.menu)
        menu = self._actions.menus["Track"]
        for action in self._own_templates:
            menu.removeAction(action)
            action.deleteLater()
        self._own_templates = []
        for template in (each for each in templates.values() if each.name not in TRACK_TEMPLATES):
            action = QAction(template.menu, menu)
            action.setToolTip(template.tip)
            action.triggered.connect(lambda _checked=False, name=template.name: add_from(name, self._desk))
            menu.insertAction(self._actions["edit_templates"], action)
            self._own_templates.append(action)
        self._enable()

    def _fill_spectrogram(self) -> None:
        """How frequencies are spaced, and the colours: all of them rise evenly in lightness."""
        shown, menu = self._desk.spectrogram, self._actions.submenus["spectrogram"]
        menu.clear()
        frequencies = (("&Mel: as the ear hears", False), ("&Linear: even in hertz", True))
        rows = [(text, shown.is_linear == linear, partial(shown.set_linear, linear)) for text, linear in frequencies]
        rows += [(text, shown.heat_map == name, partial(shown.set_heat_map, name)) for name, text in _HEAT_MAPS]
        for number, (text, is_chosen, choose) in enumerate(rows):
            if number == len(frequencies):
                menu.addSeparator()
            action = menu.addAction(text, choose)
            action.setCheckable(True)
            action.setChecked(is_chosen)

    def _fill_colours(self) -> None:
        """The colours that the chosen track may have."""
        desk, menu = self._desk, self._actions.submenus["track_colour"]
        menu.clear()
        track = desk.session.track
        for colour, text in COLOUR_NAMES.items():
            action = menu.addAction(icons.icon("record", token_of(colour)), text)
            action.setCheckable(True)
            action.setEnabled(track is not None)
            if track is not None:
                action.setChecked(track.colour == colour)
                action.triggered.connect(partial(desk.tracks.colour_track, track.key, colour))

    def _fill_tracks(self) -> None:
        """The tracks that the selected events can be sent to."""
        desk, menu = self._desk, self._actions.submenus["send_events"]
        menu.clear()
        shown = desk.session.events_track
        for track in desk.session.project.tracks:
            if shown is not None and track.key != shown.key:
                menu.addAction(track.name.replace("&", "&&"), partial(desk.transfer.send, track.key))
        if menu.isEmpty():
            menu.addAction("There is no other track").setEnabled(False)

    def _fill_duplicates(self) -> None:
        """The tracks that the stretch at hand can sound on too."""
        desk, menu = self._desk, self._actions.submenus["duplicate_to"]
        menu.clear()
        chosen = desk.session.track
        for track in desk.session.project.tracks:
            if chosen is not None and track.key != chosen.key:
                menu.addAction(track.name.replace("&", "&&"), partial(desk.regions.duplicate, track.key))
        if menu.isEmpty():
            menu.addAction("There is no other track").setEnabled(False)

    def _track_menu(self, key: int, take: object, place: QPoint) -> None:
        desk, menu = self._desk, QMenu(self._desk.window)
        if key == GUIDE:
            menu.addAction("Show its spectrogram", lambda: desk.session.choose_track(GUIDE))
            menu.addAction(self._actions["mute_guide"])
            menu.addAction(self._actions.submenus["guide_track"].menuAction())
        else:
            desk.session.choose_track(key)
            if isinstance(take, int):
                self._add_take(menu, take)
            for name in _OF_TRACK:
                menu.addAction(self._actions[name])
                if name == "add_empty_track":
                    menu.addActions(self._own_templates)
            menu.addAction(self._actions.submenus["track_colour"].menuAction())
        self._pop_up(menu, place)

    def _add_take(self, menu: QMenu, take: int) -> None:
        desk = self._desk
        menu.addAction("Use this take", lambda: desk.tracks.use_take(take))
        for name in ("split_take", "trim_start", "trim_end", "fade_in", "fade_out", "fade_shape", "silence_stretch"):
            menu.addAction(self._actions[name])
        menu.addAction(self._actions.submenus["duplicate_to"].menuAction())
        menu.addAction("Use it in the range", lambda: desk.comping.use_in_range(take))
        menu.addAction("Compare with the one in use (A/B)", lambda: desk.tracks.compare(take))
        for what, text in (("rename", "Rename take…"), ("save", "Save as WAV…"), ("delete", "Delete take")):
            menu.addAction(text, partial(with_take, desk, what, take))
        menu.addSeparator()

    def _event_menu(self, key: object, seconds: float, place: QPoint) -> None:
        menu = QMenu(self._desk.window)
        menu.setAccessibleName("Events")
        if key is None:
            menu.addAction("Add event here", lambda: self._desk.window.timeline.events.event_added.emit(seconds))
        for name in _BESIDE_EVENTS if key is None else _OF_EVENT:
            menu.addAction(self._actions[name])
        if key is not None:
            menu.addAction(self._actions.submenus["send_events"].menuAction())
        self._pop_up(menu, place)

    @staticmethod
    def _pop_up(menu: QMenu, place: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)
