"""How takes look: a box over the time they fill, with name and waveform; amber, bright when it sounds."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from foleystudio.gui.theme import Tokens, tokens, ui_font
from foleystudio.gui.timeline.axis import View
from foleystudio.gui.timeline.values import Rendering, TakeView
from foleystudio.gui.timeline.waveform import WavePainter

_RADIUS_PX = 4.0


@dataclass(frozen=True)
class TakeLook:
    """State of a take that shows."""

    active: bool = False
    other: bool = False
    selected: bool = False
    muted: bool = False
    compact: bool = False


def take_box(take: TakeView, view: View, top: float, height: float) -> QRectF:
    """Where a take lies; cut off a little outside the view, so that very long boxes stay drawable."""
    left = max(-8.0, view.x_of(take.start_s))
    right = min(view.width_px + 8.0, view.x_of(take.stop_s))
    return QRectF(left, top, max(0.0, right - left), height)


def paint_take(
    painter: QPainter,
    view: View,
    ratio: float,
    box: QRectF,
    wave: WavePainter | None,
    look: TakeLook,
) -> None:
    """Box and waveform of a take (its label is drawn by `paint_label`, which stays in view)."""
    colors = tokens()
    frame = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(take_fill(look, colors))
    painter.drawRoundedRect(frame, _RADIUS_PX, _RADIUS_PX)
    if wave is not None:
        alpha = (0.4 if look.muted else 1.0) * (1.0 if look.active else 0.55)
        inner = QRectF(box.left(), box.top() + 4, box.width(), box.height() - 8)
        painter.save()
        painter.setClipRect(box)
        wave.paint(painter, view, ratio, inner, colors.color("foley", alpha))
        painter.restore()
    painter.setPen(QPen(_take_edge(look, colors), 1.6 if look.selected else 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, _RADIUS_PX, _RADIUS_PX)


def take_fill(look: TakeLook, colors: Tokens) -> QColor:
    """Fill of a take's box."""
    return colors.color("foley", 0.14 if look.active else 0.06)


def _take_edge(look: TakeLook, colors: Tokens) -> QColor:
    if look.selected:
        return colors.color("foley")
    return colors.color("foley", 0.75 if look.active else 0.38)


def paint_label(painter: QPainter, box: QRectF, take: TakeView, look: TakeLook) -> None:
    """Number and name at the box's left, or at the view's left when the box begins before it."""
    colors = tokens()
    left = max(box.left(), 0.0) + 7
    room = box.right() - left - 6
    if room < 14:
        return
    font = ui_font(11, QFont.Weight.Medium if look.active else QFont.Weight.Normal)
    metrics = QFontMetricsF(font)
    text = metrics.elidedText(take.label, Qt.TextElideMode.ElideRight, room)
    width = metrics.horizontalAdvance(text)
    back = QPainterPath()
    back.addRoundedRect(QRectF(left - 3, box.top() + 2.5, width + 6, 15), 3, 3)
    painter.fillPath(back, colors.color("ground", 0.55))
    painter.setFont(font)
    painter.setPen(_mixed(colors.color("foley"), colors.color("text"), 0.45 if look.active else 0.25))
    painter.drawText(QPointF(left, box.top() + 14), text)
    if look.other and room > width + 40:
        _paint_tag(painter, QPointF(left + width + 8, box.top() + 4), "B")
    elif look.active and look.compact and room > width + 40:
        _paint_tag(painter, QPointF(left + width + 8, box.top() + 4), "in use")


def _paint_tag(painter: QPainter, corner: QPointF, text: str) -> None:
    colors = tokens()
    font = ui_font(10)
    width = QFontMetricsF(font).horizontalAdvance(text) + 8
    place = QRectF(corner.x(), corner.y(), width, 13)
    painter.setPen(QPen(colors.color("foley", 0.6), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setFont(font)
    painter.setPen(colors.color("foley"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def paint_empty(painter: QPainter, area: QRectF, text: str, *, hot: bool = False) -> None:
    """A dashed place that invites a drop."""
    colors = tokens()
    painter.setPen(QPen(colors.color("foley" if hot else "line", 1.0), 1, Qt.PenStyle.DashLine))
    painter.setBrush(colors.color("foley", 0.1) if hot else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setFont(ui_font(12))
    painter.setPen(colors.color("foley" if hot else "dim"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def cancel_place(area: QRectF) -> QRectF:
    """Where the cross that cancels a rendering is."""
    return QRectF(area.left() + 8, area.center().y() - 8, 16, 16)


def rendering_area(rendering: Rendering, view: View, top: float, height: float) -> QRectF:
    """What part of the lane a rendering is shown over."""
    left = max(0.0, view.x_of(rendering.start_s))
    right = min(float(view.width_px), view.x_of(rendering.stop_s))
    return QRectF(left, top, max(0.0, right - left), height)


def paint_rendering(painter: QPainter, area: QRectF, rendering: Rendering, *, hot: bool) -> None:
    """A take being made: how far it is, what is being done, and the cross that cancels it."""
    colors = tokens()
    if area.width() < 4:
        return
    box = QPainterPath()
    box.addRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS_PX, _RADIUS_PX)
    painter.save()
    painter.fillPath(box, colors.color("ground", 0.72))
    painter.setClipPath(box)
    share = max(0.0, min(1.0, rendering.share))
    done = QRectF(area.left(), area.top(), area.width() * share, area.height())
    painter.fillRect(done, colors.color("foley", 0.2))
    painter.fillRect(QRectF(area.left(), area.bottom() - 3, done.width(), 3), colors.color("foley"))
    painter.restore()
    painter.setPen(QPen(colors.color("foley", 0.6), 1, Qt.PenStyle.DashLine))
    painter.drawPath(box)
    cross = cancel_place(area)
    if area.width() > 60:
        _paint_cross(painter, cross, hot)
        percent = "" if rendering.share < 0 else f"  {share:.0%}"
        painter.setFont(ui_font(12, tabular=True))
        painter.setPen(colors.color("text"))
        room = QRectF(cross.right() + 7, area.top(), area.width() - 40, area.height())
        text = QFontMetricsF(painter.font()).elidedText(
            rendering.stage + percent, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def _paint_cross(painter: QPainter, place: QRectF, hot: bool) -> None:
    colors = tokens()
    painter.setPen(QPen(colors.color("bad" if hot else "strong_line"), 1))
    painter.setBrush(colors.color("hover" if hot else "raised"))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    pen = QPen(colors.color("bad" if hot else "text"), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    x, y = place.center().x(), place.center().y()
    painter.drawLine(QPointF(x - 3, y - 3), QPointF(x + 3, y + 3))
    painter.drawLine(QPointF(x - 3, y + 3), QPointF(x + 3, y - 3))


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
