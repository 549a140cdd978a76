"""What lies under and over all lanes. Lines: moving them copies a few pixels of each lane and draws none anew."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from foleystudio.gui.look.theme import HEADER_WIDTH_PX, tokens, ui_font
from foleystudio.gui.timeline.axis.axis import TimeAxis
from foleystudio.gui.timeline.lane import device_column

_HALF_PX = 7  # half the width of what a line repaints


class _Line(QWidget):
    """A narrow, see-through widget that stands at an instant."""

    def __init__(self, axis: TimeAxis, parent: QWidget) -> None:
        super().__init__(parent)
        self._axis = axis
        self._seconds: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        axis.view_changed.connect(self.place)

    def stand_at(self, seconds: float | None) -> None:
        """Go to an instant; None hides the line."""
        if seconds != self._seconds:
            self._seconds = seconds
            self.place()

    def place(self) -> None:
        """Take the place that belongs to the instant now."""
        seconds, parent = self._seconds, self.parentWidget()
        x = self._axis.x_of(seconds) if seconds is not None else -1.0
        if seconds is None or parent is None or not -0.5 <= x <= self._axis.view.width_px or not self._axis.duration_s:
            self.hide()
            return
        area = QRect(HEADER_WIDTH_PX + floor(x) - _HALF_PX, self.top(), 2 * _HALF_PX + 1, parent.height())
        area.setHeight(self.bottom() - self.top())
        moved = area != self.geometry()
        self.setGeometry(area)
        if self.isHidden():
            self.show()
        elif not moved:
            self.update()

    def top(self) -> int:
        """Where the line begins, in the parent."""
        return 0

    def bottom(self) -> int:
        """Where the line ends, in the parent."""
        parent = self.parentWidget()
        return 0 if parent is None else parent.height() - 13

    def line_place(self, width_px: float) -> QRectF:
        """The line in this widget's coordinates, on whole device pixels, over the column of its instant."""
        ratio = self.devicePixelRatioF()
        wide = max(1, round(width_px * ratio))
        x = 0.0 if self._seconds is None else self._axis.x_of(self._seconds)
        column = device_column(HEADER_WIDTH_PX + x, ratio) - (wide - 1) // 2
        return QRectF(column / ratio - self.x(), 0, wide / ratio, self.height())


class Playhead(_Line):
    """Where the clip is now: a red line with a head in the ruler."""

    def __init__(self, axis: TimeAxis, parent: QWidget) -> None:
        super().__init__(axis, parent)
        self.setAccessibleName("Playhead")
        axis.playhead_changed.connect(self.stand_at)
        axis.duration_changed.connect(lambda _seconds: self.place())
        self.stand_at(axis.playhead_s)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Line and head."""
        painter = QPainter(self)
        colour = tokens().colour("playhead")
        line = self.line_place(1.5)
        painter.fillRect(line, colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = line.center().x()
        head = QPainterPath(QPointF(x - 6, 0))
        for dx, y in ((6, 0), (6, 4), (0, 11), (-6, 4)):
            head.lineTo(QPointF(x + dx, y))
        head.closeSubpath()
        painter.fillPath(head, colour)


class HoverLine(_Line):
    """Where the mouse is: a faint line that helps to compare lanes."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A hairline."""
        QPainter(self).fillRect(self.line_place(1.0), tokens().colour("text", 0.22))


class Ground(QWidget):
    """What no row covers: the headers' panel and the lanes' ground go on to the foot."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Panel, ground and the line between them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().colour("ground"))
        painter.fillRect(QRect(0, 0, HEADER_WIDTH_PX, self.height()), tokens().colour("panel"))
        painter.fillRect(QRect(HEADER_WIDTH_PX - 1, 0, 1, self.height()), tokens().colour("line"))


class EmptyBoard(QWidget):
    """Says what to do while there is no clip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hot = False
        self.setAccessibleName("Drop a clip here, or open one with Ctrl+O")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_hot(self, hot: bool) -> None:
        """Whether something to drop is over it."""
        if hot != self.hot:
            self.hot = hot
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed place with two lines of text."""
        colours = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colours.colour("ground"))
        area = QRectF(self.rect()).adjusted(18, 18, -18, -22)
        pen = painter.pen()
        pen.setColor(colours.colour("foley" if self.hot else "strong_line"))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colours.colour("foley", 0.08 if self.hot else 0.0))
        painter.drawRoundedRect(area, 8, 8)
        painter.setFont(ui_font(15))
        painter.setPen(colours.colour("text"))
        painter.drawText(area.translated(0, -11), Qt.AlignmentFlag.AlignCenter, "Drop a clip here")
        painter.setFont(ui_font(12))
        painter.setPen(colours.colour("dim"))
        painter.drawText(
            area.translated(0, 13), Qt.AlignmentFlag.AlignCenter, "then a sound, and hear it in time with the picture"
        )


class DropMark(QWidget):
    """Shows which lane would take what is dragged."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A tinted frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(tokens().colour("foley"))
        painter.setBrush(QColor(tokens().colour("foley", 0.12)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), 5, 5)
