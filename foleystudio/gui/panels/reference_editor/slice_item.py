"""A slice in the waveform: a coloured region with its number, dragged at its start, at its hit and at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyqtgraph
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from foleystudio.gui.look import theme
from foleystudio.gui.panels.reference_editor.handles import HandledItem
from foleystudio.gui.panels.reference_editor.values import SHORTEST_S, ShownSlice

_ATTACK_SHARE = 0.25  # of the height, from the foot: there the hit is taken first
_LABEL_SHARE = 0.93  # of the height, from the foot: the number lies below the flags
_LABEL_COVERS = 0.85  # opacity
# half the width of the mark at the hit; what is drawn beside a slice, and has to be drawn anew with it
_MARK_PX, _AIR_PX = 5.0, 8.0


class SliceItem(HandledItem):
    """One slice.

    Attributes
    ----------
    picked
        Called when it is clicked.
    shown
        The slice as it is drawn, a drag under way included.
    """

    def __init__(self, number: int, shown: ShownSlice) -> None:
        super().__init__()
        self.picked: Callable[[], None] = lambda: None
        self.shown, self._duration_s = shown, shown.stop_s
        self._is_selected = False
        self._label = pyqtgraph.TextItem(str(number), anchor=(0, 0))
        self._label.setParentItem(self)
        self.set_selected(False)

    def set_shown(self, shown: ShownSlice, duration_s: float) -> None:
        """Show other values; ``duration_s`` is the length of the sound."""
        self.shown, self._duration_s = shown, duration_s
        self._dress()
        self._place()

    def set_selected(self, selected: bool) -> None:
        """Draw it as the selected one, above the others."""
        self._is_selected = selected
        self.setZValue(12 if selected else 10)
        self._dress()
        self._place()

    def _dress(self) -> None:
        sounds = self.shown.enabled and self.shown.is_used
        self._label.fill = QBrush(theme.tokens().colour("ground", _LABEL_COVERS))  # loud waves lie behind it
        self._label.setFont(theme.ui_font(theme.SMALL_SIZE_PX))
        self._label.setColor(theme.tokens().colour("foley" if self._is_selected else "text" if sounds else "dim"))

    def _place(self) -> None:
        self.prepareGeometryChange()
        rect = self.view_rect()
        self._label.setPos(self.shown.start_s, rect.top() + _LABEL_SHARE * rect.height() if rect.height() else 0.9)
        self.update()

    def viewTransformChanged(self) -> None:
        """Keep the number at the top."""
        super().viewTransformChanged()
        self._place()

    # Dragging ------------------------------------------------------------------------------------------------------

    def handles(self) -> dict[str, float]:
        """Start, hit and end."""
        return {"start": self.shown.start_s, "stop": self.shown.stop_s, "attack": self.shown.attack_s}

    def preferred(self, share: float) -> str:
        """The hit at the foot, the edges above it."""
        return "attack" if share < _ATTACK_SHARE else "start"

    def move(self, handle: str, seconds: float) -> None:
        """Drag one of the three; they keep their order."""
        self.set_shown(moved(self.shown, handle, seconds, self._duration_s), self._duration_s)

    def mouseClickEvent(self, event: Any) -> None:
        """It was clicked."""
        inside = self.shown.start_s <= event.pos().x() <= self.shown.stop_s
        if event.button() == Qt.MouseButton.LeftButton and inside and not event.double():
            event.accept()
            self.picked()
        else:
            event.ignore()

    # Drawing -------------------------------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        """From a little before it to a little behind it, as high as the plot."""
        rect, air = self.view_rect(), _AIR_PX * self.px_s()
        left, right = self.shown.start_s - air, self.shown.stop_s + air
        return QRectF(left, rect.top(), right - left, rect.height())

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Region, edges, hit."""
        colours, rect, one = theme.tokens(), self.view_rect(), self.shown
        sounds = one.enabled and one.is_used
        colour = "foley" if sounds else "dim"
        alpha = (0.26 if self._is_selected else 0.13) * (1.0 if sounds else 0.7)
        area = QRectF(one.start_s, rect.top(), one.length_s, rect.height()) & rect
        painter.fillRect(area, colours.colour(colour, alpha))
        if not sounds:
            hatch = QBrush(colours.colour("dim", 0.35), Qt.BrushStyle.BDiagPattern)
            hatch.setTransform(painter.transform().inverted()[0])
            painter.fillRect(area, hatch)
        for name, at in (("start", one.start_s), ("stop", one.stop_s)):
            self._draw_line(painter, at, colour, name, rect)
        self._draw_line(painter, one.attack_s, "events", "attack", rect)
        self._draw_mark(painter, rect)

    def _draw_line(self, painter: QPainter, at: float, colour: str, name: str, rect: QRectF) -> None:
        strong = self.lit == name or (self._is_selected and name != "attack")
        pen = QPen(theme.tokens().colour(colour, 1.0 if strong or name == "attack" else 0.6))
        pen.setWidthF(3.0 if self.lit == name else 1.5 if strong else 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLine(QPointF(at, rect.top()), QPointF(at, rect.bottom()))

    def _draw_mark(self, painter: QPainter, rect: QRectF) -> None:
        """A small triangle at the foot of the hit: where it is taken."""
        size = (self.pixelWidth(), self.pixelHeight())
        if not size[0] or not size[1]:
            return
        half, height, at = _MARK_PX * size[0], 2 * _MARK_PX * size[1], self.shown.attack_s
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens().colour("events"))
        foot = rect.top()
        corners = [QPointF(at - half, foot), QPointF(at + half, foot), QPointF(at, foot + height)]
        painter.drawPolygon(QPolygonF(corners))


def moved(one: ShownSlice, handle: str, seconds: float, duration_s: float) -> ShownSlice:
    """A slice with its start, hit (``attack``) or end (``stop``) elsewhere; they keep their order and the file's."""
    if handle == "start":
        return replace(one, start_s=min(max(0.0, seconds), one.attack_s))
    if handle == "stop":
        return replace(one, stop_s=max(min(duration_s, seconds), min(duration_s, one.attack_s + SHORTEST_S)))
    return replace(one, attack_s=min(max(one.start_s, seconds), max(one.start_s, one.stop_s - SHORTEST_S)))
