"""The board that lanes stand on: headers at the left, one axis, scrolling, zooming, drops and overlay lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from foleystudio.gui.file_urls import REFERENCE_MIME, dropped_files, paths_of
from foleystudio.gui.look.theme import HEADER_WIDTH_PX
from foleystudio.gui.timeline.axis.axis import TimeAxis
from foleystudio.gui.timeline.headers import Header
from foleystudio.gui.timeline.lane import Lane, LaneRow
from foleystudio.gui.timeline.overlay import DropMark, EmptyBoard, Ground, HoverLine, Playhead
from foleystudio.gui.timeline.takes.lane import TakeLane

_ZOOM_A_NOTCH = 1.2  # of the wheel, times
_SCROLL_A_NOTCH_PX = 90  # of the wheel
_DENSE_BELOW_PX = 380  # a lower board has low lanes
_DOCKS_FROM_PX, _UNDOCKS_BELOW_PX = 340, 260  # apart by more than what bars at the foot take and give back
_MOST_BAR_STEPS = 1 << 30  # half of what Qt's whole numbers hold: page and range are added


class _Scroll(QScrollArea):
    """Scrolls lanes up and down; leaves the wheel to the board."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The bar lies over the lanes: beside them it would make them narrower than the ruler.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Not here."""
        event.ignore()


class Board(Ground):
    """Rows over one `TimeAxis`.

    Signals
    -------
    files_dropped
        Track key (-1 for none), list of `Path`, and seconds.
    references_dropped
        Track key (-1 for none), tuple of reference keys, and seconds.
    hovered
        Seconds under the mouse, or None.
    heights_changed
        `heights` are others now.

    Attributes
    ----------
    heights
        By how much lanes are higher than usual (pixels), by the names of their rows.
    """

    files_dropped = Signal(int, object, float)
    references_dropped = Signal(int, object, float)
    hovered = Signal(object)
    heights_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heights: dict[str, int] = {}
        self.axis = TimeAxis(self)
        self.setAcceptDrops(True)
        self.setMinimumHeight(160)
        self._is_dense = self._is_tight = False
        self._last: LaneRow | None = None
        self._is_docked = False
        self._panned_from: float | None = None
        self._bar_px = 1.0
        self._hover_x: float | None = None
        self._pinned, self._dock = QVBoxLayout(), QVBoxLayout()
        self._pinned.setSpacing(0)
        self._stack = Ground()
        self._rows = QVBoxLayout(self._stack)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._scroll = _Scroll(self)
        self._scroll.setWidget(self._stack)
        self._bar = QScrollBar(Qt.Orientation.Horizontal)
        self._bar.setAccessibleName("Scroll through the clip")
        self._up_down = QScrollBar(Qt.Orientation.Vertical, self)
        self._up_down.setAccessibleName("Scroll through the tracks")
        self._lay_out()
        self.empty = EmptyBoard(self)
        self._hover_line = HoverLine(self.axis, self)
        self.playhead = Playhead(self.axis, self)
        self._drop_mark = DropMark(self)
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._pinned)
        column.addWidget(self._scroll, 1)
        column.addLayout(self._dock)
        foot = QHBoxLayout()
        foot.setContentsMargins(HEADER_WIDTH_PX, 0, 0, 0)
        foot.addWidget(self._bar)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.axis.view_changed.connect(self._view_changed)
        self._bar.valueChanged.connect(self._bar_moved)
        inner = self._scroll.verticalScrollBar()
        inner.rangeChanged.connect(self._tracks_ranged)
        inner.valueChanged.connect(self._up_down.setValue)
        self._up_down.valueChanged.connect(inner.setValue)
        self._up_down.hide()
        self._stack.installEventFilter(self)

    def pin(self, row: LaneRow) -> None:
        """Add a row that stays at the top."""
        self._pinned.addWidget(row)
        self._adopt(row.lane)

    def insert_row(self, at: int, row: LaneRow) -> None:
        """Add a row to those that scroll."""
        self._rows.insertWidget(at, row)
        row.show()  # now, not when the event loop next turns: rows would take their places one by one
        self._adopt(row.lane)

    def put_last(self, row: LaneRow) -> None:
        """Add the row that comes after all others, and takes what room is left.

        On a board that is high enough it stays at the foot, whatever scrolls above it.
        """
        self._last = row
        self._rows.addWidget(row, 1)
        self._rows.addStretch(0)
        self._adopt(row.lane)

    def let_grow(self, header: Header, lane: Lane) -> None:
        """Let a lane's height be dragged, and give it the height that a lane of its name had last."""
        lane.set_extra(self.heights.get(header.texts[0], 0))
        header.add_grip(lane).settled.connect(lambda: self.note_height(header, lane))

    def note_height(self, header: Header, lane: Lane) -> None:
        """Remember how high a lane is."""
        self.heights = {**self.heights, header.texts[0]: lane.extra_px}
        self.heights_changed.emit()

    def move_row(self, at: int, row: LaneRow) -> None:
        """Put a row that scrolls at another place."""
        if self._rows.indexOf(row) != at:
            self._rows.removeWidget(row)
            self._rows.insertWidget(at, row)

    def bring_into_view(self, row: LaneRow) -> None:
        """Scroll to a row, also one that was only just added: its place is known when the event loop has turned."""

        def show() -> None:
            self._scroll.ensureWidgetVisible(row, 0, 0)
            if row.height() > self._scroll.viewport().height():  # of what does not fit, the beginning
                self._scroll.verticalScrollBar().setValue(row.y())

        QTimer.singleShot(0, row, show)

    def remove_row(self, row: LaneRow) -> None:
        """Take a row away for good."""
        self._rows.removeWidget(row)
        row.setParent(None)
        row.deleteLater()

    def _adopt(self, lane: Lane) -> None:
        lane.set_dense(self._is_tight)
        lane.installEventFilter(self)
        lane.hovered.connect(self._lane_hovered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Over any lane, the middle button takes hold of the view and moves it; rows come, go and change height."""
        if watched is self._stack and event.type() == QEvent.Type.LayoutRequest:
            self._share_out()
        if isinstance(event, QMouseEvent):
            x = event.globalPosition().x()
            if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.MiddleButton:
                self._panned_from = x
                return True
            if event.type() == QEvent.Type.MouseMove and self._panned_from is not None:
                self.axis.scroll_by(self._panned_from - x)
                self._panned_from = x
                return True
            if event.type() == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.MiddleButton:
                self._panned_from = None
                return True
        return super().eventFilter(watched, event)

    def _lane_hovered(self, x: object) -> None:
        self._hover_x = x if isinstance(x, float) else None
        seconds = self.axis.seconds_at(x) if isinstance(x, float) and self.axis.duration_s else None
        if seconds is not None and seconds > self.axis.duration_s:
            seconds = None
        self._hover_line.stand_at(seconds)
        self.hovered.emit(seconds)

    # -- size and scrolling ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the axis how wide lanes are now."""
        super().resizeEvent(event)
        self._measure()

    def event(self, event: QEvent) -> bool:
        """Another screen may have other pixels; two fingers may zoom."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        elif event.type() == QEvent.Type.LayoutRequest:
            self._place_overlays()
        elif isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.axis.zoom(1 + event.value(), max(0.0, event.position().x() - HEADER_WIDTH_PX))
            return True
        return super().event(event)

    def _measure(self) -> None:
        self.axis.set_width(self.width() - HEADER_WIDTH_PX, self.devicePixelRatioF())
        self._share_out()
        self._place_overlays()

    def _share_out(self) -> None:
        """Low lanes on a low board, or where those that scroll would not fit; the last row stays at the foot."""
        high, last = self.height(), self._last
        self._is_dense = high < _DENSE_BELOW_PX
        pinned, scrolled = self._lanes_of(self._pinned), self._lanes_of(self._rows)
        for lane in pinned:
            lane.set_dense(self._is_dense)
        room = high - self._pinned.minimumSize().height() - self._bar.sizeHint().height()
        if last is not None and last.lane not in scrolled:
            scrolled.append(last.lane)
        self._is_tight = self._is_dense or sum(lane.usual_px + 1 for lane in scrolled) > room
        for lane in scrolled:
            lane.set_dense(self._is_tight)
        if last is not None:
            self._dock_last(last, high >= (_UNDOCKS_BELOW_PX if self._is_docked else _DOCKS_FROM_PX))
            if self._is_docked:
                left = room - self._rows.minimumSize().height()
                last.setFixedHeight(max(last.lane.minimumHeight() + 1, min(left, last.lane.maximumHeight() + 1)))

    def _dock_last(self, last: LaneRow, docked: bool) -> None:
        if docked == self._is_docked:
            return
        self._is_docked = docked
        if docked:
            self._rows.removeWidget(last)
            self._dock.addWidget(last)
            return
        self._dock.removeWidget(last)
        last.setMinimumHeight(0)
        last.setMaximumHeight(last.lane.maximumHeight() + 1)
        self._rows.insertWidget(self._rows.count() - 1, last, 1)

    @staticmethod
    def _lanes_of(rows: QVBoxLayout) -> list[Lane]:
        widgets = (item.widget() for n in range(rows.count()) if (item := rows.itemAt(n)) is not None)
        return [row.lane for row in widgets if isinstance(row, LaneRow)]

    def _place_overlays(self) -> None:
        self.empty.setGeometry(HEADER_WIDTH_PX, 0, self.width() - HEADER_WIDTH_PX, self.height())
        self.empty.setVisible(not self.axis.duration_s)
        area = self._scroll.geometry()
        wide = self._up_down.sizeHint().width()
        self._up_down.setGeometry(self.width() - wide, area.top(), wide, area.height())
        for over in (self.empty, self._up_down, self._hover_line, self.playhead, self._drop_mark):
            over.raise_()
        self.playhead.place()

    def _view_changed(self) -> None:
        axis = self.axis
        self._bar.blockSignals(True)
        # The bar counts in whole numbers of 32 bits; an hour of single samples has more pixels than that.
        unit = self._bar_px = max(1.0, axis.max_left_px / _MOST_BAR_STEPS)
        self._bar.setRange(0, round(axis.max_left_px / unit))
        self._bar.setPageStep(max(1, round(axis.view.width_px / unit)))
        self._bar.setSingleStep(max(1, round(60 / unit)))
        self._bar.setValue(round(axis.left_px / unit))
        self._bar.setEnabled(self._bar.maximum() > 0)
        self._bar.blockSignals(False)
        self._lane_hovered(self._hover_x)  # another instant lies under the mouse now

    def _bar_moved(self, value: int) -> None:
        self.axis.scroll_to(value * self._bar_px)

    def _tracks_ranged(self, least: int, most: int) -> None:
        self._up_down.setRange(least, most)
        self._up_down.setPageStep(self._scroll.viewport().height())
        self._up_down.setVisible(most > least)

    def scroll_tracks(self, delta_px: int) -> bool:
        """Scroll up (below 0) or down; whether there was anything to scroll."""
        inner = self._scroll.verticalScrollBar()
        inner.setValue(inner.value() + delta_px)
        return inner.maximum() > 0

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the mouse with Ctrl (waveforms' height with Shift too), else scroll: time, or tracks.

        Tracks are scrolled over the headers or with Shift held, where they do not all fit.
        """
        event.accept()
        x = event.position().x() - HEADER_WIDTH_PX
        fine, notches = event.pixelDelta(), event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.axis.set_amplitude(self.axis.amplitude * _ZOOM_A_NOTCH ** (notches.y() / 120))
                return
            self.axis.zoom(_ZOOM_A_NOTCH ** (notches.y() / 120), max(0.0, x))
            return
        if not fine.isNull():
            self.axis.scroll_by(-fine.x())
            if fine.y() and not self.scroll_tracks(-fine.y()):
                self.axis.scroll_by(-fine.y())
            return
        delta_px = -(notches.y() or notches.x()) / 120 * _SCROLL_A_NOTCH_PX
        sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or x < 0
        if not (sideways and self.scroll_tracks(round(delta_px / 2))):
            self.axis.scroll_by(delta_px)

    # -- drops ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and references, but not a take of our own."""
        self._offer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go."""
        self._offer(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._show_drop(None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Say what was dropped, on which track and when."""
        self._show_drop(None)
        if isinstance(event.source(), TakeLane):
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
            return
        lane = self._lane_at(event.position())
        track = lane.track.key if isinstance(lane, TakeLane) else -1
        x = event.position().x() - HEADER_WIDTH_PX
        seconds = max(0.0, min(self.axis.seconds_at(max(0.0, x)), self.axis.duration_s))
        data = event.mimeData()
        event.acceptProposedAction()
        if data.hasFormat(REFERENCE_MIME):
            text = bytes(data.data(REFERENCE_MIME).data()).decode()
            self.references_dropped.emit(track, tuple(int(key) for key in text.split(",") if key), seconds)
            return
        self.files_dropped.emit(track, paths_of(data), seconds)

    def _offer(self, event: QDragMoveEvent) -> None:
        data = event.mimeData()
        files = bool(dropped_files(data))
        if isinstance(event.source(), TakeLane):
            # Ours to refuse: ignored, it would be offered to the window, which takes any file.
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
            return
        if not (files or data.hasFormat(REFERENCE_MIME)):
            event.ignore()
            return
        event.acceptProposedAction()
        self._show_drop(event.position())

    def _show_drop(self, position: QPointF | None) -> None:
        self.empty.set_hot(position is not None)
        lane = None if position is None else self._lane_at(position)
        if lane is None or not self.axis.duration_s:
            self._drop_mark.hide()
            return
        corner = lane.mapTo(self, QPoint(0, 0))
        area = QRect(corner, lane.size()) if isinstance(lane, TakeLane) else self._drop_anywhere()
        self._drop_mark.setGeometry(area)
        self._drop_mark.show()

    def _drop_anywhere(self) -> QRect:
        return self._scroll.geometry().adjusted(HEADER_WIDTH_PX, 0, 0, 0)

    def _lane_at(self, position: QPointF) -> Lane | None:
        widget = self.childAt(position.toPoint())
        while widget is not None and widget is not self:
            if isinstance(widget, LaneRow):
                return widget.lane
            widget = widget.parentWidget()
        return None
