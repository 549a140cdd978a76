"""The ruler: timecode, markers and the in/out range; click or drag to seek."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from foleystudio.gui.look.theme import HEADER_WIDTH_PX, mono_font, tokens, ui_font
from foleystudio.gui.timeline.axis.axis import TimeAxis, View
from foleystudio.gui.timeline.axis.ticks import Tick, ticks
from foleystudio.gui.timeline.lane import Lane, crisp_line, within
from foleystudio.gui.timeline.view_models import MarkerView
from foleystudio.timebase import FrameTimes, Timecode

HEIGHT_PX = 28  # timecode, and markers below it
_GRAB_PX = 6  # the mouse grabs a marker or an end of the range from so far
_FLAG_PX, _NAME_PX = 10, 120  # how far a marker is seen to the left and, with its name, to the right
_CROWD, _APART_PX = 200, 4  # of more markers in view, one in so many pixels is painted


class Ruler(Lane):
    """Timecode along the top.

    Signals
    -------
    seek_requested
        Seconds; while dragging too.
    seek_finished
        Seconds; the button was released.
    marker_moved
        Key and seconds; a marker was dragged.
    range_changed
        In and out in seconds, either None; an end of the range was dragged.
    """

    seek_requested = Signal(float)
    seek_finished = Signal(float)
    marker_moved = Signal(int, float)
    range_changed = Signal(object, object)

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, "Ruler", HEIGHT_PX, HEIGHT_PX, parent)
        self._frames = FrameTimes.regular(0, Fraction(25))
        self._timecode = Timecode(Fraction(25))
        self._markers: tuple[MarkerView, ...] = ()  # in time order
        self._times_s: list[float] = []
        self._grabbed: MarkerView | str | None = None
        self._dragged = False
        self._hovered: MarkerView | str | None = None
        self.setToolTip("")

    def set_frames(self, frames: FrameTimes, timecode: Timecode) -> None:
        """Set the clip's frames and how they are labelled."""
        self._frames, self._timecode = frames, timecode
        self.invalidate()

    def set_markers(self, markers: tuple[MarkerView, ...]) -> None:
        """Set the markers, in any order."""
        self._markers = tuple(sorted(markers, key=lambda marker: marker.time_s))
        self._times_s = [marker.time_s for marker in self._markers]
        self.update()

    def _between(self, view: View, left: float, right: float) -> tuple[MarkerView, ...]:
        """Markers between two pixels."""
        if not self._markers:
            return ()
        first = bisect_left(self._times_s, view.seconds_at(left))
        stop = bisect_right(self._times_s, view.seconds_at(right))
        return self._markers[first:stop]

    def _shown(self, view: View) -> list[MarkerView]:
        """Markers in view; of those that would lie upon each other, the last and the one under the mouse."""
        seen = self._between(view, -_NAME_PX, view.width_px + _FLAG_PX)
        if len(seen) < _CROWD:
            return list(seen)
        # Counted from 0 s, so that scrolling does not change which ones show.
        last = {int(marker.time_s * view.pixels_per_second // _APART_PX): marker for marker in seen}
        hovered = [marker for marker in seen if marker == self._hovered]
        return [*last.values(), *hovered]

    def background(self) -> QColor:
        """The ruler belongs to the panel, not to the canvas."""
        return tokens().colour("panel")

    def moves_along(self, _view: View) -> bool:
        """At variable frame rates, which labels fit depends on those before them."""
        return False

    def ticks_now(self, view: View | None = None) -> list[Tick]:
        """What is marked in a view, in the present one by default."""
        label_px = QFontMetricsF(mono_font(11)).horizontalAdvance("00:00:00:00")
        return ticks(view or self.axis.view, self._frames, self._timecode, label_px)

    def paint_content(self, painter: QPainter, view: View, ratio: float) -> None:
        """Ticks and labels."""
        colours, height = tokens(), self.height()
        painter.setFont(mono_font(11))
        shown = self.ticks_now(view)
        stands_out = any(tick.is_within for tick in shown)  # then timecode is told from what lies within its frames
        self._paint_ticks(painter, shown, ratio)
        for tick in shown:
            if tick.label:
                name = "faint" if tick.is_within else "text" if stands_out else "dim"
                painter.setPen(colours.colour(name))
                painter.drawText(QPointF(round((tick.label_x + 6) * ratio) / ratio, 13.0), tick.label)
        painter.fillRect(QRectF(0, height - 1, view.width_px, 1), colours.colour("line"))

    def _paint_ticks(self, painter: QPainter, shown: list[Tick], ratio: float) -> None:
        """The lines, those of a kind in one go: there are hundreds."""
        height, small, labelled = self.height(), list[QRectF](), list[QRectF]()
        for tick in shown:
            if not -1 <= tick.x <= self.width() + 1:
                continue  # the label of a frame that begins far out of view
            if tick.label:
                top = height - 12.0 if tick.is_within else 4.0
                labelled.append(crisp_line(tick.x, top, height - top, ratio))
            else:
                small.append(crisp_line(tick.x, height - 6, 6, ratio))
        painter.setPen(Qt.PenStyle.NoPen)
        for lines, name in ((small, "line"), (labelled, "strong_line")):
            painter.setBrush(tokens().colour(name))
            painter.drawRects(lines)

    def paint_live(self, painter: QPainter, view: View) -> None:
        """Range and markers."""
        self._paint_range(painter, view)
        for marker in self._shown(view):
            self._paint_marker(painter, marker, view.x_of(marker.time_s))

    def _paint_range(self, painter: QPainter, view: View) -> None:
        in_s, out_s = self.axis.in_s, self.axis.out_s
        if in_s is None and out_s is None:
            return
        colours = tokens()
        left = view.x_of(in_s) if in_s is not None else view.x_of(0)
        right = view.x_of(out_s) if out_s is not None else view.x_of(self.axis.duration_s)
        painter.fillRect(within(view, left, 0, right, 4), colours.colour("text", 0.55))
        for x, end, way in ((left, in_s, 1), (right, out_s, -1)):
            if end is not None:
                name = "in" if way == 1 else "out"
                colour = colours.colour("text", 1.0 if self._hovered == name else 0.85)
                bracket = QPolygonF([QPointF(x, 0), QPointF(x + way * 7, 0), QPointF(x, 10)])
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawPolygon(bracket)
                painter.fillRect(QRectF(x - (way == -1), 0, 1, self.height()), colour)

    def _paint_marker(self, painter: QPainter, marker: MarkerView, x: float) -> None:
        colours = tokens()
        colour = colours.colour("warning" if self._hovered == marker else "good")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if marker.name:
            font = ui_font(10)
            width = QFontMetricsF(font).horizontalAdvance(marker.name)
            painter.fillRect(QRectF(x, 16, width + 11, 11), colours.colour("panel"))
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(QPointF(x + 7, 25), marker.name)
            painter.setPen(Qt.PenStyle.NoPen)
        flag = [(-4.5, 16), (4.5, 16), (4.5, 22), (0, 27), (-4.5, 22)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y) for dx, y in flag]))

    def _part_at(self, position: QPointF) -> MarkerView | str | None:
        view, x = self.axis.view, position.x()
        if position.y() >= 12:
            near = self._between(view, x - _GRAB_PX, x + _GRAB_PX)
            if near:
                return near[-1]
        for name, end in (("in", self.axis.in_s), ("out", self.axis.out_s)):
            if end is not None and abs(view.x_of(end) - x) <= _GRAB_PX and position.y() < 12:
                return name
        return None

    def _snapped(self, x: float) -> float:
        seconds = max(0.0, min(self.axis.seconds_at(x), self.axis.duration_s))
        return float(self._frames.time_of(self._frames.nearest_frame(seconds))) if len(self._frames) else seconds

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a seek, or take hold of a marker or an end of the range."""
        if event.button() != Qt.MouseButton.LeftButton or not self.axis.duration_s:
            return
        self._grabbed, self._dragged = self._part_at(event.position()), False
        if self._grabbed is None:
            self._grabbed = "seek"
            self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Seek or drag along."""
        x = event.position().x()
        if self._grabbed == "seek":
            self._seek(x)
        elif self._grabbed is not None:
            self._drag(x)
        else:
            hovered = self._part_at(event.position())
            if hovered != self._hovered:
                self._hovered = hovered
                grabbable = Qt.CursorShape.SizeHorCursor if hovered else Qt.CursorShape.ArrowCursor
                self.setCursor(grabbable)
                if isinstance(hovered, MarkerView):
                    QToolTip.showText(event.globalPosition().toPoint(), hovered.name or "Marker", self)
                self.update()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the seek or the drag."""
        grabbed, self._grabbed = self._grabbed, None
        x = event.position().x()
        if grabbed == "seek":
            self.seek_finished.emit(self.instant_at(x))
        elif isinstance(grabbed, MarkerView) and self._dragged:
            self.marker_moved.emit(grabbed.key, self._snapped(x))
        elif isinstance(grabbed, MarkerView):
            self.seek_requested.emit(grabbed.time_s)
            self.seek_finished.emit(grabbed.time_s)
        elif grabbed is not None and self._dragged:
            self.range_changed.emit(self.axis.in_s, self.axis.out_s)

    def _seek(self, x: float) -> None:
        self.axis.scroll_by(min(0.0, x) / 4 + max(0.0, x - self.width()) / 4)  # beyond the edge the view comes along
        self.seek_requested.emit(self.instant_at(x))

    def _drag(self, x: float) -> None:
        self._dragged = True
        seconds = self._snapped(x)
        if isinstance(self._grabbed, MarkerView):
            moved = MarkerView(self._grabbed.key, seconds, self._grabbed.name)
            self.set_markers(tuple(moved if m.key == moved.key else m for m in self._markers))
        elif self._grabbed == "in":
            self.axis.set_range(min(seconds, self._end_of_range()), self.axis.out_s)
        elif self._grabbed == "out":
            self.axis.set_range(self.axis.in_s, max(seconds, self.axis.in_s or 0.0))

    def _end_of_range(self) -> float:
        return self.axis.duration_s if self.axis.out_s is None else self.axis.out_s


class Corner(QWidget):
    """Between ruler and headers: the time under the mouse, else the playhead's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._hovering = "", False
        self.setFixedWidth(HEADER_WIDTH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setToolTip("Time under the mouse, else the playhead's")
        self.setAccessibleName("Time")

    def set_time(self, text: str, *, hovering: bool) -> None:
        """Set what is shown, and whether it is the mouse's time."""
        if (text, hovering) != (self._text, self._hovering):
            self._text, self._hovering = text, hovering
            self.setAccessibleDescription(text)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The time in digits of one width."""
        colours = tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.colour("panel"))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), colours.colour("line"))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), colours.colour("line"))
        painter.setFont(mono_font(11))
        painter.setPen(colours.colour("text" if self._hovering else "dim"))
        painter.drawText(self.rect().adjusted(12, 0, 0, -1), Qt.AlignmentFlag.AlignVCenter, self._text)
