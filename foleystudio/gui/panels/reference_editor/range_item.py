"""The in and out points in the waveform: flags at its top, and a shade over what is not used."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from foleystudio.gui.look import theme
from foleystudio.gui.panels.reference_editor.handles import HandledItem
from foleystudio.gui.panels.reference_editor.values import SHORTEST_S

_FLAG_SHARE = 0.93  # of the height: above it the flags are taken
_FLAG_PX = 10.0  # side


class RangeItem(HandledItem):
    """In and out.

    Attributes
    ----------
    in_s, out_s
        Where they are, a drag under way included.
    """

    def __init__(self) -> None:
        super().__init__()
        self.in_s, self.out_s, self._duration_s = 0.0, 1.0, 1.0
        self.setZValue(20)

    def set_range(self, in_s: float, out_s: float, duration_s: float) -> None:
        """Show them."""
        self.prepareGeometryChange()
        self.in_s, self.out_s, self._duration_s = in_s, out_s, duration_s
        self.update()

    def handles(self) -> dict[str, float]:
        """Both."""
        return {"in": self.in_s, "out": self.out_s}

    def preferred(self, share: float) -> str:
        """Only at the top."""
        return "in" if share > _FLAG_SHARE else ""

    def move(self, handle: str, seconds: float) -> None:
        """Drag one; the other stays behind it or before it."""
        if handle == "in":
            self.in_s = max(0.0, min(seconds, self.out_s - SHORTEST_S))
        else:
            self.out_s = min(self._duration_s, max(seconds, self.in_s + SHORTEST_S))
        self.update()

    def boundingRect(self) -> QRectF:
        """All of the plot."""
        return QRectF(self.view_rect())

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Shades, lines, flags."""
        rect, colours = self.view_rect(), theme.tokens()
        shade = colours.colour("ground", 0.72)
        for left, right in ((rect.left(), self.in_s), (self.out_s, rect.right())):
            if right > left:
                painter.fillRect(QRectF(left, rect.top(), right - left, rect.height()), shade)
        size = (self.pixelWidth(), self.pixelHeight())
        if not size[0] or not size[1]:
            return
        for name, at, side in (("in", self.in_s, 1), ("out", self.out_s, -1)):
            colour = colours.colour("text" if self.lit == name else "guide")
            pen = QPen(colour)
            pen.setWidthF(2.0 if self.lit == name else 1.0)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLine(QPointF(at, rect.top()), QPointF(at, rect.bottom()))
            painter.setBrush(colour)
            width, height = side * _FLAG_PX * size[0], _FLAG_PX * size[1]
            top = rect.bottom()
            corners = [QPointF(at, top), QPointF(at + width, top), QPointF(at, top - height)]
            painter.drawPolygon(QPolygonF(corners))
