"""The rows of the Foley tracks: made, kept and removed as the project's tracks come and go."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QResizeEvent

from foleystudio.gui.timeline.axis.axis import TimeAxis
from foleystudio.gui.timeline.board import Board
from foleystudio.gui.timeline.headers import FoldButton, Header, SmallToggle
from foleystudio.gui.timeline.lane import LaneRow
from foleystudio.gui.timeline.strip import Strip
from foleystudio.gui.timeline.takes.lane import TakeLane
from foleystudio.gui.timeline.view_models import TrackView
from foleystudio.gui.widgets.level_meter import LevelMeter


class TrackRow(LaneRow):
    """Header and lane of one Foley track.

    Signals
    -------
    unfolded
        All takes show, and the row has become as high as that takes.
    """

    unfolded = Signal()

    def __init__(self, track: TrackView, axis: TimeAxis) -> None:
        self.head = Header(track.name, track.token)
        self.takes = TakeLane(axis, track)
        super().__init__(self.head, self.takes)
        self.key = track.key
        self.fold = FoldButton()
        self.flip = SmallToggle("A/B", "Flip between two takes", "foley")
        self.mute = SmallToggle("M", "Mute", "bad")
        self.solo = SmallToggle("S", "Solo", "solo")
        for button in (self.mute, self.solo):
            self.head.add_button(button)
        self.head.add_below(self.fold, left=True)
        self.strip = Strip(self.head)
        self.head.add_below(self.flip)
        self.meter = LevelMeter(_level_of(track))
        self.head.add_meter(self.meter)
        self.flip.setCheckable(False)
        self.head.set_selectable(True)
        self._is_unfolding = False
        self.fold.toggled.connect(self._set_unfolded)
        self.takes.main_height_changed.connect(lambda: self.head.keep_within(self.takes.main_height_px))
        self.set_track(track)

    def _set_unfolded(self, unfolded: bool) -> None:
        self._is_unfolding = unfolded
        self.takes.set_unfolded(unfolded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell when there is room for all takes: layouts give it some turns of the event loop later."""
        super().resizeEvent(event)
        if self._is_unfolding and event.size().height() >= self.takes.minimumHeight():
            self._is_unfolding = False
            self.unfolded.emit()

    def set_track(self, track: TrackView) -> None:
        """Show another state of the track."""
        self.head.set_title(track.name)
        self.head.set_token(track.token)
        self.strip.show_strip(track.name, track.gain_db, track.pan)
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
    """Keeps one `TrackRow` for each track, and tells what is done in them.

    Parameters
    ----------
    board
        Where the rows go.
    first_row
        Which row of the board the first track takes.

    Signals
    -------
    mute_toggled, solo_toggled
        Track key and the new state.
    strip_dragged, strip_typed
        Track key, ``gain_db`` or ``pan``, and its new value, or what was typed.
    strip_released
        The drag is over.
    track_selected, ab_requested, rendering_cancelled, track_rename_wanted
        Track key.
    comp_wanted
        Track key, take key and the seconds between which it should sound.
    comp_edited
        Track key, what was done to a stretch, and the comp that came of it.
    take_selected, take_activated, take_rename_wanted
        Track key and take key.
    menu_wanted
        Track key, take key or None, and the global position.
    seek_requested
        Seconds.
    """

    mute_toggled = Signal(int, bool)
    solo_toggled = Signal(int, bool)
    strip_dragged = Signal(int, str, float)
    strip_typed = Signal(int, str, str)
    strip_released = Signal()
    track_selected = Signal(int)
    track_rename_wanted = Signal(int)
    ab_requested = Signal(int)
    rendering_cancelled = Signal(int)
    comp_wanted = Signal(int, int, float, float)
    comp_edited = Signal(int, str, object)
    take_selected = Signal(int, int)
    take_activated = Signal(int, int)
    take_rename_wanted = Signal(int, int)
    menu_wanted = Signal(int, object, QPoint)
    seek_requested = Signal(float)

    def __init__(self, board: Board, first_row: int) -> None:
        super().__init__(board)
        self._board, self._first_row = board, first_row
        self._rows: dict[int, TrackRow] = {}
        self._order: tuple[int, ...] = ()
        self._selected: int | None = None
        self.selected_take: int | None = None

    def row(self, key: int) -> TrackRow:
        """Row of a track."""
        return self._rows[key]

    def meters(self) -> dict[int, LevelMeter]:
        """Level meters by track."""
        return {key: row.meter for key, row in self._rows.items()}

    def set_tracks(self, tracks: tuple[TrackView, ...]) -> None:
        """Make, change, remove and order rows."""
        board = self._board
        keys = tuple(track.key for track in tracks)
        for key in [key for key in self._rows if key not in keys]:
            board.remove_row(self._rows.pop(key))
        any_solo = any(track.solo for track in tracks)
        for place, track in enumerate(tracks):
            row = self._rows.get(track.key)
            if row is None:
                row = self._rows[track.key] = TrackRow(track, board.axis)
                self._connect(row)
                board.insert_row(self._first_row + place, row)
                board.let_grow(row.head, row.takes)
            else:
                row.set_track(track)
            row.takes.set_silenced(track.mute or (any_solo and not track.solo))
        if keys != self._order:
            self._order = keys
            for place, key in enumerate(keys):
                board.move_row(self._first_row + place, self._rows[key])
        self.set_selected(self._selected)

    def fit_heights(self) -> None:
        """Give rows the heights that the board remembers."""
        for row in self._rows.values():
            row.takes.set_extra(self._board.heights.get(row.head.texts[0], 0))

    def grow_selected(self, by_px: int) -> None:
        """Make the selected track's lane higher, or lower."""
        row = self._rows.get(self._selected) if self._selected is not None else None
        if row is not None:
            row.takes.set_extra(row.takes.extra_px + by_px)
            self._board.note_height(row.head, row.takes)

    def set_selected(self, key: int | None) -> None:
        """Show which track is selected; another one than before is brought into view."""
        is_another, self._selected = key != self._selected, key
        for row in self._rows.values():
            row.head.set_selected(row.key == key)
            row.takes.set_selected(row.key == key)
        if is_another and key in self._rows:
            self._board.bring_into_view(self._rows[key])

    def set_selected_take(self, key: int | None) -> None:
        """Show which take is selected."""
        self.selected_take = key
        for row in self._rows.values():
            row.takes.set_selected_take(key)

    def tell_of(self, strip: Strip, key: int) -> None:
        """Tell what is done to a strip, as that of a track."""
        strip.dragged.connect(lambda name, value: self.strip_dragged.emit(key, name, value))
        strip.typed.connect(lambda name, text: self.strip_typed.emit(key, name, text))
        strip.released.connect(self.strip_released)

    def _connect(self, row: TrackRow) -> None:
        key, lane, head = row.key, row.takes, row.head
        self.tell_of(row.strip, key)
        row.unfolded.connect(lambda: self._board.bring_into_view(row))
        row.flip.clicked.connect(lambda: self.ab_requested.emit(key))
        row.mute.clicked.connect(lambda on: self.mute_toggled.emit(key, on))
        row.solo.clicked.connect(lambda on: self.solo_toggled.emit(key, on))
        head.pressed.connect(lambda: self.track_selected.emit(key))
        head.rename_wanted.connect(lambda: self.track_rename_wanted.emit(key))
        head.menu_wanted.connect(lambda place: self.menu_wanted.emit(key, None, place))
        lane.take_selected.connect(lambda take: self.take_selected.emit(key, take))
        lane.comp_wanted.connect(lambda take, start_s, stop_s: self.comp_wanted.emit(key, take, start_s, stop_s))
        lane.comp_edited.connect(lambda step, comp: self.comp_edited.emit(key, step, comp))
        lane.take_activated.connect(lambda take: self.take_activated.emit(key, take))
        lane.take_rename_wanted.connect(lambda take: self.take_rename_wanted.emit(key, take))
        lane.cancel_requested.connect(lambda: self.rendering_cancelled.emit(key))
        lane.menu_wanted.connect(lambda take, place: self.menu_wanted.emit(key, take, place))
        lane.seek_requested.connect(self.seek_requested)
