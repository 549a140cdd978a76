"""How events look: a stem as high as its strength, a round head, and a fading bar as long as its sustain.

States differ in shape as well as in colour: events that the user marked have a ring round the head, proposals
have a hollow head and a dashed stem, selected ones are larger and white. Events that fade in have a ramp in place of
stem and head: nothing is struck there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF

from foleystudio.gui.look.theme import Tokens, ui_font
from foleystudio.gui.timeline.axis.axis import View
from foleystudio.gui.timeline.events.geometry import HEAD_RADIUS_PX, EventGeometry, EventPart
from foleystudio.gui.timeline.lane import device_column
from foleystudio.project.events import Event

_CROWD = 200  # events at once: of fewer every one is drawn
_MARGIN_PX = 40.0  # beside the view, where what is drawn may still reach into it
_LABEL_PX = 80.0  # widest label


@dataclass(frozen=True)
class EventLook:
    """State of an event that shows."""

    selected: bool = False
    hovered: bool = False
    proposed: bool = False
    marked: bool = False
    fades: bool = False
    group: int | None = None

    @property
    def token(self) -> str:
        """Name of its colour."""
        return "text" if self.selected else "events" if self.group is None else group_token(self.group)


def group_token(group: int) -> str:
    """Name of a group's colour, counted from 0."""
    return f"group_{letter_of(group).lower()}"


def letter_of(group: int) -> str:
    """What a group is called, counted from 0."""
    return chr(ord("A") + group)


def thin_out(events: Sequence[Event], geometry: EventGeometry, kept: frozenset[int]) -> list[Event]:
    """Where heads would lie upon each other, only the strongest in every four pixels (and all in ``kept``)."""
    if len(events) < _CROWD:
        return list(events)
    view = geometry.view
    strongest: dict[int, Event] = {}
    for event in events:
        # Counted from 0 s, so that scrolling does not change which ones show.
        place = int(event.time_s * view.pixels_per_second // 4)
        other = strongest.get(place)
        if other is None or event.strength > other.strength:
            strongest[place] = event
    shown = {event.key for event in strongest.values()} | kept
    return [event for event in events if event.key in shown]


def paint_sustain(painter: QPainter, geometry: EventGeometry, event: Event, look: EventLook, colours: Tokens) -> None:
    """The fading bar behind an event, shaped by its envelope."""
    if event.sustain_s <= 0:
        return
    view = geometry.view
    left, right = view.x_of(event.time_s), view.x_of(event.end_s)
    if right - left < 2:
        return
    if right - left < 12 and not look.selected:  # too short for a gradient to show
        top = geometry.y_of(event.strength)
        painter.fillRect(QRectF(left, top, right - left, geometry.base_y - top), colours.colour(look.token, 0.25))
        return
    name = look.token
    fill = QLinearGradient(left, 0, right, 0)
    fill.setColorAt(0, colours.colour(name, 0.34 if not look.proposed else 0.16))
    fill.setColorAt(1, colours.colour(name, 0.05))
    outline = QLinearGradient(left, 0, right, 0)
    outline.setColorAt(0, colours.colour(name, 0.75 if not look.proposed else 0.4))
    outline.setColorAt(1, colours.colour(name, 0.18))
    tops = [QPointF(x, geometry.y_of(event.strength * level)) for x, level in _levels_in_view(view, event, left, right)]
    first, last = QPointF(tops[0].x(), geometry.base_y), QPointF(tops[-1].x(), geometry.base_y)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(fill))
    painter.drawPolygon(QPolygonF([first, *tops, last]))
    painter.setPen(QPen(QBrush(outline), 1))
    painter.drawPolyline(QPolygonF(tops))


def _levels_in_view(view: View, event: Event, left: float, right: float) -> list[tuple[float, float]]:
    """Where an envelope's levels lie, as far as they can be seen: close up, the rest is too far away to be painted."""
    levels = event.envelope if len(event.envelope) > 1 else (event.envelope or (1.0,)) * 2
    step = (right - left) / (len(levels) - 1)
    start, stop = max(left, -_MARGIN_PX), min(right, view.width_px + _MARGIN_PX)
    inner = range(max(0, ceil((start - left) / step)), min(len(levels) - 1, floor((stop - left) / step)) + 1)
    at = sorted({start, *(left + number * step for number in inner), stop})
    return list(zip(at, np.interp(at, np.linspace(left, right, len(levels)), levels).tolist(), strict=True))


class EventPainter:
    """Draws stems and heads; heads are drawn once for each look and then copied.

    Parameters
    ----------
    colors
        In force.
    ratio
        Device pixels a logical pixel.
    """

    def __init__(self, colours: Tokens, ratio: float) -> None:
        self.colours, self.ratio = colours, ratio
        self._stem_px = max(1, round(1.5 * ratio))
        self._heads: dict[EventLook, tuple[QColor, QImage]] = {}

    def paint(self, painter: QPainter, geometry: EventGeometry, marks: Iterable[tuple[Event, EventLook]]) -> None:
        """Draw events in the order given."""
        ratio, stem_px, view = self.ratio, self._stem_px, geometry.view
        base = round(geometry.base_y * ratio)
        radius = round(HEAD_RADIUS_PX * ratio)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        for event, look in marks:
            if not -_MARGIN_PX < view.x_of(event.time_s) < view.width_px + _MARGIN_PX:
                continue  # only its sustain reaches into view
            left = device_column(view.x_of(event.time_s), ratio) - (stem_px - 1) // 2
            top = round(geometry.y_of(event.strength) * ratio)
            colour, head = self._head(look)
            if look.fades:
                pass  # a stem would look like an attack
            elif look.proposed:
                dash = round(2.6 * ratio)
                for y in range(top + radius + dash // 2, base, 2 * dash):
                    painter.fillRect(left, y, stem_px, min(dash, base - y), colour)
            else:
                painter.fillRect(left, top, stem_px, base - top, colour)
            painter.drawImage(left - (head.width() - stem_px) // 2, top - head.height() // 2, head)
        painter.restore()

    def _colour(self, look: EventLook) -> QColor:
        return self.colours.colour(look.token, 0.8 if look.proposed else 1.0)

    def _head(self, look: EventLook) -> tuple[QColor, QImage]:
        head = self._heads.get(look)
        if head is None:
            head = self._heads[look] = (self._colour(look), self._drawn_head(look))
        return head

    def _drawn_head(self, look: EventLook) -> QImage:
        size = 2 * ceil((HEAD_RADIUS_PX + 7) * self.ratio) + self._stem_px
        head = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        head.fill(Qt.GlobalColor.transparent)
        painter = QPainter(head)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(size / 2, size / 2)
        painter.scale(self.ratio, self.ratio)
        colour, centre = self._colour(look), QPointF(0, 0)
        radius = HEAD_RADIUS_PX + (0.8 if look.selected or look.hovered else 0.0)
        painter.setPen(Qt.PenStyle.NoPen)
        if look.hovered:
            painter.setBrush(_fainter(colour, 0.22))
            painter.drawEllipse(centre, radius + 5, radius + 5)
        if look.marked:
            painter.setPen(QPen(colour, 1.2))
            painter.setBrush(self.colours.colour("ground"))
            painter.drawEllipse(centre, radius + 2.2, radius + 2.2)
            radius -= 0.6
        painter.setPen(QPen(colour, 1.5) if look.proposed else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(self.colours.colour("ground") if look.proposed else colour)
        if look.fades:
            painter.drawPolygon(
                QPolygonF([QPointF(-radius, radius * 0.7), QPointF(radius, -radius), QPointF(radius, radius * 0.7)])
            )
        else:
            painter.drawEllipse(centre, radius, radius)
        painter.end()
        return head


def paint_labels(
    painter: QPainter, geometry: EventGeometry, events: Sequence[Event], groups: Mapping[int, int], colours: Tokens
) -> None:
    """What events, or their groups (by key), are called, beside their heads, where there is room until the next."""
    painter.setFont(ui_font(10))
    metrics = painter.fontMetrics()
    nexts = [*(geometry.view.x_of(event.time_s) for event in events[1:]), geometry.view.width_px]
    for event, next_x in zip(events, nexts, strict=False):  # where there is no event, there is still an end
        left = geometry.head(event).x() + HEAD_RADIUS_PX + 3
        room = next_x - HEAD_RADIUS_PX - 2 - left
        label = letter_of(groups[event.key]) if event.key in groups else event.label
        if not label or room < metrics.averageCharWidth():
            continue
        painter.setPen(colours.colour(group_token(groups[event.key]) if event.key in groups else "dim"))
        text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, floor(min(room, _LABEL_PX)))
        painter.drawText(QPointF(left, geometry.y_of(event.strength) + metrics.ascent() / 2 - 1), text)


def paint_grip(painter: QPainter, geometry: EventGeometry, event: Event, colours: Tokens, strong: bool) -> None:
    """What one takes hold of to change the sustain."""
    x = geometry.edge_x(event)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour("text", 0.95 if strong else 0.55))
    painter.drawRoundedRect(QRectF(x - 1.5, geometry.base_y - 11, 3, 11), 1.5, 1.5)


def paint_buttons(
    painter: QPainter, geometry: EventGeometry, event: Event, hovered: EventPart | None, c: Tokens
) -> None:
    """Accept and strike-out buttons of a proposal."""
    for part, name in ((EventPart.ACCEPT, "good"), (EventPart.REJECT, "bad")):
        place = geometry.button(event, part)
        lit = hovered is part
        painter.setPen(QPen(c.colour(name), 1))
        painter.setBrush(c.colour(name) if lit else c.colour("raised"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        pen = QPen(c.colour("ground" if lit else name), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, y = place.center().x(), place.center().y()
        if part is EventPart.ACCEPT:
            painter.drawPolyline([QPointF(x - 3.2, y + 0.2), QPointF(x - 0.9, y + 2.6), QPointF(x + 3.4, y - 2.8)])
        else:
            painter.drawLine(QPointF(x - 2.7, y - 2.7), QPointF(x + 2.7, y + 2.7))
            painter.drawLine(QPointF(x - 2.7, y + 2.7), QPointF(x + 2.7, y - 2.7))


def paint_rejected(painter: QPainter, geometry: EventGeometry, seconds: float, colours: Tokens) -> None:
    """A small cross where a proposal was struck out."""
    x, y = geometry.view.x_of(seconds), geometry.base_y - 3
    painter.setPen(QPen(colours.colour("faint"), 1.2))
    painter.drawLine(QPointF(x - 2.5, y - 2.5), QPointF(x + 2.5, y + 2.5))
    painter.drawLine(QPointF(x - 2.5, y + 2.5), QPointF(x + 2.5, y - 2.5))


def _fainter(colour: QColor, share: float) -> QColor:
    fainter = QColor(colour)
    fainter.setAlphaF(colour.alphaF() * share)
    return fainter
