"""The rows of the Foley tracks: made, kept and removed as the project's tracks come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from foleystudio.gui.timeline.board import LaneRow
from foleystudio.gui.timeline.headers import FoldButton, Header, SmallToggle, gain_note
from foleystudio.gui.timeline.takes.lane import TakeLane
from foleystudio.gui.timeline.view_models import TrackView
from foleystudio.gui.widgets.level_meter import LevelMeter

if TYPE_CHECKING:
    from foleystudio.gui.timeline.timeline import TimelineWidget


class TrackRow(LaneRow):
    """Header and lane of one Foley track."""

    def __init__(self, track: TrackView, timeline: TimelineWidget) -> None:
        self.head = Header(track.name, "foley")
        self.takes = TakeLane(timeline.axis, track)
        super().__init__(self.head, self.takes)
        self.key = track.key
        self.fold = FoldButton()
        self.flip = SmallToggle("A/B", "Flip between two takes", "foley")
        self.mute = SmallToggle("M", "Mute", "bad")
        self.solo = SmallToggle("S", "Solo", "solo")
        for button in (self.mute, self.solo):
            self.head.add_button(button)
        self.head.add_below(self.fold, left=True)
        self.head.add_below(self.flip)
        self.meter = LevelMeter(_level_of(track))
        self.head.add_meter(self.meter)
        self.flip.setCheckable(False)
        self.head.set_selectable(True)
        self._connect(timeline)
        self.set_track(track)

    def _connect(self, timeline: TimelineWidget) -> None:
        key, lane = self.key, self.takes
        self.fold.toggled.connect(lane.set_unfolded)
        self.flip.clicked.connect(lambda: timeline.ab_requested.emit(key))
        self.mute.clicked.connect(lambda on: timeline.mute_toggled.emit(key, on))
        self.solo.clicked.connect(lambda on: timeline.solo_toggled.emit(key, on))
        self.head.pressed.connect(lambda: timeline.track_selected.emit(key))
        self.head.rename_wanted.connect(lambda: timeline.track_rename_wanted.emit(key))
        self.head.menu_wanted.connect(lambda place: timeline.menu_wanted.emit(key, None, place))
        lane.take_selected.connect(lambda take: timeline.take_selected.emit(key, take))
        lane.take_activated.connect(lambda take: timeline.take_activated.emit(key, take))
        lane.take_rename_wanted.connect(lambda take: timeline.take_rename_wanted.emit(key, take))
        lane.cancel_requested.connect(lambda: timeline.rendering_cancelled.emit(key))
        lane.menu_wanted.connect(lambda take, place: timeline.menu_wanted.emit(key, take, place))
        lane.seek_requested.connect(timeline.seek_here)
        lane.main_height_changed.connect(lambda: self.head.keep_within(lane.main_height_px))

    def set_track(self, track: TrackView) -> None:
        """Show another state of the track."""
        self.head.set_title(track.name)
        self.head.set_note(gain_note(track.gain_db))
        self.meter.set_name(_level_of(track))
        self.takes.set_track(track)
        self.mute.setChecked(track.mute)
        self.solo.setChecked(track.solo)
        for button, verb in ((self.mute, "Mute"), (self.solo, "Solo")):
            button.setAccessibleName(f"{verb} {track.name}")
            button.setToolTip(f"{verb} {track.name}")
        self.fold.set_count(len(track.takes))
        self.fold.setVisible(len(track.takes) > 1)
        self.flip.setVisible(track.other is not None)
        self.head.keep_within(self.takes.main_height_px)


def _level_of(track: TrackView) -> str:
    return f"Level of {track.name}"


class TrackRows(QObject):
    """Keeps one `TrackRow` for each track.

    Parameters
    ----------
    timeline
        Where the rows go and whose signals they send.
    first_row
        Which row of the board the first track takes.
    """

    def __init__(self, timeline: TimelineWidget, first_row: int) -> None:
        super().__init__(timeline)
        self._timeline, self._first_row = timeline, first_row
        self._rows: dict[int, TrackRow] = {}
        self._order: tuple[int, ...] = ()
        self._selected: int | None = None

    def row(self, key: int) -> TrackRow:
        """Row of a track."""
        return self._rows[key]

    def meters(self) -> dict[int, LevelMeter]:
        """Level meters by track."""
        return {key: row.meter for key, row in self._rows.items()}

    def set_tracks(self, tracks: tuple[TrackView, ...]) -> None:
        """Make, change, remove and order rows."""
        board = self._timeline
        keys = tuple(track.key for track in tracks)
        for key in [key for key in self._rows if key not in keys]:
            board.remove_row(self._rows.pop(key))
        any_solo = any(track.solo for track in tracks)
        for place, track in enumerate(tracks):
            row = self._rows.get(track.key)
            if row is None:
                row = self._rows[track.key] = TrackRow(track, board)
                board.insert_row(self._first_row + place, row)
            else:
                row.set_track(track)
            row.takes.set_silenced(track.mute or (any_solo and not track.solo))
        if keys != self._order:
            self._order = keys
            for place, key in enumerate(keys):
                board.move_row(self._first_row + place, self._rows[key])
        self.set_selected(self._selected)

    def set_selected(self, key: int | None) -> None:
        """Show which track is selected."""
        self._selected = key
        for row in self._rows.values():
            row.head.set_selected(row.key == key)
            row.takes.set_selected(row.key == key)

    def set_selected_take(self, key: int | None) -> None:
        """Show which take is selected."""
        for row in self._rows.values():
            row.takes.set_selected_take(key)
