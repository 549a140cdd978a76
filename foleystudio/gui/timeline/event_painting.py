"""How events look: a stem as high as its strength, a round head, and a fading bar as long as its sustain.

States differ in shape as well as in colour: events that the user marked have a ring round the head, proposals
have a hollow head and a dashed stem, selected ones are larger and white.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QPolygonF

from foleystudio.gui.theme import Tokens
from foleystudio.gui.timeline.event_geometry import HEAD_RADIUS_PX, EventGeometry, Part
from foleystudio.gui.timeline.lane import crisp_line
from foleystudio.project.events import Event


@dataclass(frozen=True)
class EventLook:
    """State of an event that shows."""

    selected: bool = False
    hovered: bool = False
    proposed: bool = False
    marked: bool = False


def thin_out(events: Sequence[Event], geometry: EventGeometry, kept: frozenset[int]) -> list[Event]:
    """Where heads would lie upon each other, only the strongest in every two pixels (and all in ``kept``)."""
    if len(events) < 200:
        return list(events)
    strongest: dict[int, Event] = {}
    for event in events:
        place = int(geometry.view.x_of(event.time_s) // 2)
        if place not in strongest or event.strength > strongest[place].strength:
            strongest[place] = event
    shown = {event.key for event in strongest.values()} | kept
    return [event for event in events if event.key in shown]


def paint_sustain(painter: QPainter, geometry: EventGeometry, event: Event, look: EventLook, colors: Tokens) -> None:
    """The fading bar behind an event, shaped by its envelope."""
    if event.sustain_s <= 0:
        return
    view = geometry.view
    left, right = view.x_of(event.time_s), view.x_of(event.end_s)
    if right - left < 1:
        return
    name = "text" if look.selected else "events"
    fill = QLinearGradient(left, 0, right, 0)
    fill.setColorAt(0, colors.color(name, 0.34 if not look.proposed else 0.16))
    fill.setColorAt(1, colors.color(name, 0.05))
    outline = QLinearGradient(left, 0, right, 0)
    outline.setColorAt(0, colors.color(name, 0.75 if not look.proposed else 0.4))
    outline.setColorAt(1, colors.color(name, 0.18))
    levels = event.envelope or (1.0, 1.0)
    step = (right - left) / (len(levels) - 1) if len(levels) > 1 else 0.0
    tops = [QPointF(left + i * step, geometry.y_of(event.strength * level)) for i, level in enumerate(levels)]
    if len(levels) == 1:
        tops.append(QPointF(right, tops[0].y()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(fill))
    painter.drawPolygon(QPolygonF([QPointF(left, geometry.base_y), *tops, QPointF(right, geometry.base_y)]))
    painter.setPen(QPen(QBrush(outline), 1))
    painter.drawPolyline(QPolygonF(tops))


def paint_event(
    painter: QPainter, geometry: EventGeometry, event: Event, look: EventLook, colors: Tokens, ratio: float
) -> None:
    """Stem and head."""
    head = geometry.head(event)
    color = colors.color("text" if look.selected else "events", 0.75 if look.proposed and not look.selected else 1.0)
    stem = crisp_line(head.x(), head.y(), geometry.base_y - head.y(), ratio, 1.5)
    if look.proposed:
        painter.setPen(QPen(color, stem.width(), Qt.PenStyle.CustomDashLine))
        pen = painter.pen()
        pen.setDashPattern([2.0, 1.6])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QLineF(stem.center().x(), head.y() + HEAD_RADIUS_PX, stem.center().x(), geometry.base_y))
    else:
        painter.fillRect(stem, color)
    centre = QPointF(stem.center().x(), head.y())
    radius = HEAD_RADIUS_PX + (0.8 if look.selected or look.hovered else 0.0)
    if look.hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_fainter(color, 0.22))
        painter.drawEllipse(centre, radius + 5, radius + 5)
    if look.marked:
        painter.setPen(QPen(color, 1.2))
        painter.setBrush(colors.color("ground"))
        painter.drawEllipse(centre, radius + 2.2, radius + 2.2)
        radius -= 0.6
    painter.setPen(QPen(color, 1.5) if look.proposed else Qt.PenStyle.NoPen)
    painter.setBrush(colors.color("ground") if look.proposed else color)
    painter.drawEllipse(centre, radius, radius)


def paint_grip(painter: QPainter, geometry: EventGeometry, event: Event, colors: Tokens, strong: bool) -> None:
    """What one takes hold of to change the sustain."""
    x = geometry.edge_x(event)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.color("text", 0.95 if strong else 0.55))
    painter.drawRoundedRect(QRectF(x - 1.5, geometry.base_y - 11, 3, 11), 1.5, 1.5)


def paint_buttons(painter: QPainter, geometry: EventGeometry, event: Event, hovered: Part | None, c: Tokens) -> None:
    """Accept and strike-out buttons of a proposal."""
    for part, name in ((Part.ACCEPT, "good"), (Part.REJECT, "bad")):
        place = geometry.button(event, part)
        lit = hovered is part
        painter.setPen(QPen(c.color(name), 1))
        painter.setBrush(c.color(name) if lit else c.color("raised"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        pen = QPen(c.color("ground" if lit else name), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, y = place.center().x(), place.center().y()
        if part is Part.ACCEPT:
            painter.drawPolyline([QPointF(x - 3.2, y + 0.2), QPointF(x - 0.9, y + 2.6), QPointF(x + 3.4, y - 2.8)])
        else:
            painter.drawLine(QPointF(x - 2.7, y - 2.7), QPointF(x + 2.7, y + 2.7))
            painter.drawLine(QPointF(x - 2.7, y + 2.7), QPointF(x + 2.7, y - 2.7))


def paint_rejected(painter: QPainter, geometry: EventGeometry, seconds: float, colors: Tokens) -> None:
    """A small cross where a proposal was struck out."""
    x, y = geometry.view.x_of(seconds), geometry.base_y - 3
    painter.setPen(QPen(colors.color("faint"), 1.2))
    painter.drawLine(QPointF(x - 2.5, y - 2.5), QPointF(x + 2.5, y + 2.5))
    painter.drawLine(QPointF(x - 2.5, y + 2.5), QPointF(x + 2.5, y - 2.5))


def _fainter(color: QColor, share: float) -> QColor:
    fainter = QColor(color)
    fainter.setAlphaF(color.alphaF() * share)
    return fainter
