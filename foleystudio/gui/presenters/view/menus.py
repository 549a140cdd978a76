"""Binds the actions of menus and keys, and makes the menus that depend on what is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from foleystudio.engine.request import Timing
from foleystudio.file_names import as_text
from foleystudio.gui.dialogs import questions
from foleystudio.gui.session import GUIDE
from foleystudio.project.events import encode_events
from foleystudio.project.storage.saved import write_atomically
from foleystudio.project.takes import safe_name

if TYPE_CHECKING:
    from foleystudio.gui.studio import Studio

_NUDGES = (("frame", "1 frame"), ("quarter", "¼ frame"), ("ms", "1 ms"), ("ms10", "10 ms"), ("sample", "1 sample"))
_NEEDS_CLIP = (
    "play", "shuttle_back", "shuttle_stop", "shuttle_on", "frame_back", "frame_on", "second_back", "second_on",
    "event_before", "event_after", "go_start", "go_end", "go_to", "loop", "mark_in", "mark_out", "clear_range",
    "marker", "timing_picture", "timing_guide", "find_more", "estimate_offset", "generate",
    "make_again", "four_variations", "export", "export_events", "import_events", "add_event", "select_all", "split",
    "select_before", "select_after",
    "add_track", "delete_track", "rename_track", "mute", "solo", "mute_guide", "zoom_in", "zoom_out", "zoom_fit",
)  # fmt: skip
_NAME_OF_TAKE = "Name (empty: after the sounds it is made from)"
_NEEDS_TAKE = ("compare", "rename_take", "delete_take", "save_take")
_NEEDS_OTHER_TAKE = ("flip_take", "next_take", "previous_take")
_NEEDS_REFERENCE = ("audition", "edit_reference", "remove_reference", "reference_up", "reference_down")


class MenusPresenter(QObject):
    """Connects every row of the action table with what does it."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self._studio, self._actions = studio, studio.window.actions_table
        self._bind_file()
        self._bind_play()
        self._bind_events()
        self._bind_takes()
        self._bind_tracks()
        self._bind_references()
        self._fill_nudges()
        for told in (studio.session.changed, studio.session.track_chosen, studio.session.reference_chosen):
            told.connect(lambda _what: self._enable())
        studio.session.clip_opened.connect(self._enable)
        studio.session.loudness_known.connect(self._enable)
        studio.project.recent_changed.connect(self._fill_recent)
        studio.session.clip_opened.connect(self._fill_recent)
        studio.window.timeline.tracks.menu_wanted.connect(self._track_menu)
        studio.window.timeline.events.menu_wanted.connect(self._event_menu)
        studio.window.timeline.tracks.track_rename_wanted.connect(self._rename_track)
        self._fill_recent()
        self._enable()

    def _enable(self) -> None:
        session = self._studio.session
        opened, track = session.clip is not None, session.track
        takes = [take.key for take in track.takes] if opened and track is not None else []
        active = track.active if takes and track is not None else None
        self._actions.enable(_NEEDS_CLIP, opened)
        self._actions.enable(_NEEDS_TAKE, active is not None)
        self._actions.enable(_NEEDS_OTHER_TAKE, any(key != active for key in takes))
        self._actions.enable(_NEEDS_REFERENCE, session.reference is not None)
        self._actions.enable(("normalise",), session.loudness is not None and session.loudness.over_db > 0)
        gains_db = [session.project.guide.gain_db, *(track.gain_db for track in session.project.tracks)]
        self._actions.enable(("levels_back",), any(gains_db))

    # Files ---------------------------------------------------------------------------------------------------------

    def _bind_file(self) -> None:
        project, bind = self._studio.project, self._actions.bind
        bind("new", project.new)
        bind("open", self._open)
        bind("open_example", project.open_example)
        bind("save", project.save)
        bind("save_as", project.save_as)
        bind("import_events", self._import_events)
        bind("export_events", self._export_events)
        bind("export", self._studio.export.open)
        bind("quit", self._studio.window.close)
        bind("undo", self._studio.session.document.undo)
        bind("redo", self._studio.session.document.redo)

    def _open(self) -> None:
        paths = questions.open_files(self._studio.window, self._studio.settings, "Open", questions.CLIPS)
        if paths:
            self._studio.project.open(paths[0])

    def _fill_recent(self) -> None:
        menu = self._actions.submenus["open_recent"]
        menu.clear()
        menu.setToolTipsVisible(True)
        recent = self._studio.settings.recent()
        for path in recent:
            is_one_of_several = sum(path.name == other.name for other in recent) > 1
            text = as_text(f"{path.name} in {path.parent.name}" if is_one_of_several else path.name)
            action = menu.addAction(text.replace("&", "&&"), partial(self._studio.project.open, path))
            action.setToolTip(as_text(str(path)))
        menu.setEnabled(not menu.isEmpty())

    def _import_events(self) -> None:
        paths = questions.open_files(self._studio.window, self._studio.settings, "Import events", questions.EVENTS)
        if paths:
            self._studio.events.import_file(paths[0])

    def _export_events(self) -> None:
        session = self._studio.session
        name = f"{session.file_name()} events.json"
        path = questions.save_file(
            self._studio.window, self._studio.settings, "Export events", questions.EVENTS_OUT, name
        )
        if path is not None and session.attempt(lambda: self.write_events(path), "writing events"):
            session.say(f"Exported {len(session.project.events)} events to {path.name}")

    def write_events(self, path: Path) -> None:
        """Write the events as JSON, or with the markers as CSV.

        Raises
        ------
        FoleyError
            When the file cannot be written.
        """
        from foleystudio.engine.mix.export import export_markers

        session = self._studio.session
        if path.suffix.lower() == ".csv" and session.clip is not None:
            export_markers(session.project, session.clip, path)
        else:
            write_atomically(path, encode_events(session.project.events))

    # Transport -----------------------------------------------------------------------------------------------------

    def _bind_play(self) -> None:
        playback, lanes, bind = self._studio.playback, self._studio.lanes, self._actions.bind
        bind("play", playback.toggle)
        bind("shuttle_back", lambda: playback.shuttle(-1))
        bind("shuttle_stop", playback.stop)
        bind("shuttle_on", lambda: playback.shuttle(+1))
        bind("frame_back", lambda: playback.step(-1))
        bind("frame_on", lambda: playback.step(+1))
        bind("second_back", lambda: playback.skip(-1.0))
        bind("second_on", lambda: playback.skip(+1.0))
        bind("event_before", lambda: playback.go_to_event(-1))
        bind("event_after", lambda: playback.go_to_event(+1))
        bind("go_start", lambda: playback.go_to_edge(-1))
        bind("go_end", lambda: playback.go_to_edge(+1))
        bind("go_to", self._studio.window.transport.timecode.begin)
        self._actions.bind_switch("loop", playback.set_loop)
        bind("mark_in", lambda: lanes.set_range(playback.position_s, self._studio.session.project.out_s))
        bind("mark_out", lambda: lanes.set_range(self._studio.session.project.in_s, playback.position_s))
        bind("clear_range", lambda: lanes.set_range(None, None))
        bind("marker", lambda: lanes.toggle_marker(playback.position_s))

    # Events --------------------------------------------------------------------------------------------------------

    def _bind_events(self) -> None:
        events, lane, bind = self._studio.events, self._studio.window.timeline.events, self._actions.bind
        playback = self._studio.playback
        bind("add_event", lambda: events.add(playback.position_s))
        bind("delete", events.delete_selected)
        bind("confirm", events.accept_selected)
        bind("select_all", lambda: lane.select(event.key for event in self._studio.session.project.events))
        bind("select_before", lambda: self._select_neighbour(-1))
        bind("select_after", lambda: self._select_neighbour(+1))
        bind("select_none", self._let_go)
        bind("split", lambda: events.split(playback.position_s))
        for name, frames in (("nudge_left", -1), ("nudge_right", 1), ("nudge_left_5", -5), ("nudge_right_5", 5)):
            bind(name, partial(lane.nudge, frames))
        bind("nudge_less", lambda: events.nudge_by(-self._nudge_s()))
        bind("nudge_more", lambda: events.nudge_by(self._nudge_s()))
        for timing in (Timing.PICTURE, Timing.GUIDE):
            bind(f"timing_{timing.value}", partial(events.use_timing, timing))
        bind("find_more", events.find_more)
        bind("estimate_offset", events.estimate_offset)

    def _select_neighbour(self, step: int) -> None:
        self._studio.window.timeline.events.select_neighbour(step)
        self._studio.events.look_at_selected()

    def _let_go(self) -> None:
        self._studio.window.timeline.events.give_up()
        self._studio.window.timeline.events.select(())
        self._studio.references.stop()

    def _nudge_s(self) -> float:
        chosen = self._studio.settings.text("nudge", "frame")
        rate = float(self._studio.session.timecode.rate_fps)
        return {"frame": 1 / rate, "quarter": 0.25 / rate, "ms": 0.001, "ms10": 0.01, "sample": 1 / 48_000}.get(
            chosen, 1 / rate
        )

    def _fill_nudges(self) -> None:
        menu, group = self._actions.submenus["nudge_value"], QActionGroup(self)
        chosen = self._studio.settings.text("nudge", "frame")
        for name, text in _NUDGES:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.triggered.connect(lambda _checked=False, name=name: self._studio.settings.put("nudge", name))
            group.addAction(action)

    # Takes ---------------------------------------------------------------------------------------------------------

    def _bind_takes(self) -> None:
        generate, tracks, bind = self._studio.generate, self._studio.tracks, self._actions.bind
        bind("generate", generate.generate)
        bind("make_again", generate.make_again)
        bind("four_variations", lambda: generate.make_again(4))
        bind("cancel", self._studio.status.cancel)
        bind("flip_take", tracks.flip)
        bind("next_take", lambda: tracks.step_take(+1))
        bind("previous_take", lambda: tracks.step_take(-1))
        bind("rename_take", lambda: self._with_take("rename"))
        bind("delete_take", lambda: self._with_take("delete"))
        bind("save_take", lambda: self._with_take("save"))
        self._studio.window.inspector.takes.wanted.connect(self._with_take)
        self._studio.window.timeline.tracks.take_rename_wanted.connect(
            lambda _track, take: self._with_take("rename", take)
        )

    def _take_at_hand(self) -> int | None:
        """The take under the keyboard in a list of takes, else the one in use."""
        window, track = self._studio.window, self._studio.session.track
        for listed in (window.inspector.takes.key_at_hand(), window.outline.take_at_hand()):
            if listed is not None:
                return listed
        return track.active if track is not None else None

    def _with_take(self, what: str, key: int | None = None) -> None:
        studio, key = self._studio, key if key is not None else self._take_at_hand()
        if key is None:
            return
        take = studio.session.project.track_of(key).take(key)
        if what == "delete":
            studio.tracks.delete_take(key)
        elif what == "rename":
            name = questions.name(studio.window, "Rename take", _NAME_OF_TAKE, take.name, may_be_empty=True)
            if name is not None and name != take.name:
                studio.tracks.rename_take(key, name)
        else:
            path = questions.save_file(
                studio.window, studio.settings, "Save take", questions.WAVES, f"{safe_name(take.name)}.wav"
            )
            if path is not None:
                studio.tracks.save_take(key, path)

    # Tracks --------------------------------------------------------------------------------------------------------

    def _bind_tracks(self) -> None:
        tracks, bind = self._studio.tracks, self._actions.bind
        bind("add_track", tracks.add_track)
        bind("delete_track", tracks.delete_track)
        bind("rename_track", lambda: self._rename_track(None))
        bind("track_up", lambda: tracks.choose_by(-1))
        bind("track_down", lambda: tracks.choose_by(+1))
        bind("mute", tracks.toggle_mute)
        bind("solo", tracks.toggle_solo)
        bind("mute_guide", tracks.toggle_guide)
        bind("normalise", self._studio.measure.normalise)
        bind("levels_back", self._studio.measure.levels_back)

    def _rename_track(self, key: int | None) -> None:
        session, chosen = self._studio.session, self._studio.session.track
        track = session.project.track(key) if key is not None else chosen
        if track is not None:
            name = questions.name(self._studio.window, "Rename track", "Name", track.name)
            if name is not None:
                self._studio.tracks.rename_track(track.key, name)

    def _track_menu(self, key: int, take: object, place: QPoint) -> None:
        menu, session = QMenu(self._studio.window), self._studio.session
        if key == GUIDE:
            menu.addAction("Show its spectrogram", lambda: session.choose_track(GUIDE))
            menu.addAction(self._actions["mute_guide"])
            menu.addAction(self._actions.submenus["guide_track"].menuAction())
        else:
            session.choose_track(key)
            if isinstance(take, int):
                menu.addAction("Use this take", lambda: self._studio.tracks.use_take(take))
                menu.addAction("Compare with the one in use (A/B)", lambda: self._studio.tracks.compare(take))
                for what, text in (("rename", "Rename take…"), ("save", "Save as WAV…"), ("delete", "Delete take")):
                    menu.addAction(text, partial(self._with_take, what, take))
                menu.addSeparator()
            names = ("generate", "make_again", "four_variations", "add_track", "rename_track", "delete_track")
            for name in names:
                menu.addAction(self._actions[name])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _event_menu(self, key: object, seconds: float, place: QPoint) -> None:
        menu, timeline = QMenu(self._studio.window), self._studio.window.timeline
        menu.setAccessibleName("Events")
        if key is None:
            menu.addAction("Add event here", lambda: timeline.events.event_added.emit(seconds))
            names: tuple[str, ...] = ("select_all", "find_more")
        else:
            names = ("confirm", "delete", "split", "nudge_left", "nudge_right", "find_more")
        for name in names:
            menu.addAction(self._actions[name])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    # References ----------------------------------------------------------------------------------------------------

    def _bind_references(self) -> None:
        references, bind = self._studio.references, self._actions.bind
        bind("add_references", self._add_references)
        bind("audition", references.audition)
        bind("edit_reference", self._studio.reference_editor.open)
        bind("remove_reference", self._remove_reference)
        bind("reference_up", lambda: references.choose_by(-1))
        bind("reference_down", lambda: references.choose_by(+1))
        for number in range(1, 10):
            bind(f"reference_{number}", partial(references.audition_number, number))
        self._studio.window.bin.add_wanted.connect(self._add_references)
        self._studio.keys.released.connect(self._key_released)

    def _key_released(self, key: int, held_s: float) -> None:
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._studio.references.key_released(key, held_s)

    def _add_references(self) -> None:
        paths = questions.open_files(
            self._studio.window, self._studio.settings, "Add references", questions.SOUNDS, several=True
        )
        if paths:
            self._studio.references.add(paths)

    def _remove_reference(self) -> None:
        key = self._studio.session.reference
        if key is not None:
            self._studio.references.remove(key)
