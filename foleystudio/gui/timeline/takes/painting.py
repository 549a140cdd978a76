"""How takes look: a box over the time they fill, with name and waveform; amber, bright when it sounds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from foleystudio.gui.look.theme import Tokens, tokens, ui_font
from foleystudio.gui.timeline.axis.axis import View
from foleystudio.gui.timeline.view_models import RenderingView, TakeView
from foleystudio.gui.timeline.waveform.lane import WavePainter
from foleystudio.project.events import Event

_RADIUS_PX = 4.0  # of a box's corners
_FACTS_GAP_PX = 8.0  # between a take's name and what is told of it
_TICKS_TOP_PX, _LOW_TICK_PX, _HIGH_TICK_PX = 1, 2, 6  # of what a track performs
_TICKS_SPAN_PX = _HIGH_TICK_PX - _LOW_TICK_PX


@dataclass(frozen=True)
class TakeLook:
    """State of a take that shows."""

    active: bool = False
    other: bool = False
    selected: bool = False
    muted: bool = False
    compact: bool = False


def paint_events(painter: QPainter, view: View, events: Sequence[Event], *, faint: bool) -> None:
    """What a track performs, as ticks above its waveform, higher for what is stronger; one a pixel."""
    start = bisect_left(events, view.seconds_at(-2), key=_time_of)
    stop = bisect_left(events, view.seconds_at(view.width_px + 2), key=_time_of)
    strongest: dict[int, float] = {}
    left, per_second = view.left_px, view.pixels_per_second
    for event in events[start:stop]:
        x = round(event.time_s * per_second - left)
        strength = event.strength
        if strength > strongest.get(x, -1.0):
            strongest[x] = strength
    heights = ((x, _LOW_TICK_PX + round(_TICKS_SPAN_PX * strength)) for x, strength in strongest.items())
    # Ticks that lie over their neighbours add up, as drawn one by one.
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens().colour("events", 0.4 if faint else 0.9))
    painter.drawRects([QRect(x, _TICKS_TOP_PX + _HIGH_TICK_PX - high, 2, high) for x, high in heights])


def _time_of(event: Event) -> float:
    return event.time_s


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
    amplitude: float = 1.0,
) -> None:
    """Box and waveform of a take (its label is drawn by `paint_label`, which stays in view)."""
    colours = tokens()
    edge_px = max(1, round((1.6 if look.selected else 1.0) * ratio))
    paint_box(painter, box, ratio, take_fill(look, colours), _take_edge(look, colours), edge_px)
    if wave is not None:
        alpha = (0.4 if look.muted else 1.0) * (1.0 if look.active else 0.55)
        inner = QRectF(box.left(), box.top() + 4, box.width(), box.height() - 8)
        painter.save()
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        wave.paint(painter, view, ratio, inner, colours.colour("foley", alpha), amplitude)
        painter.restore()


def paint_used(painter: QPainter, box: QRectF, view: View, start_s: float, stop_s: float, text: str = "") -> None:
    """A stretch in which a take sounds that is not the one in use, over its own box or over the one in use."""
    colours = tokens()
    left, right = max(box.left(), view.x_of(start_s)), min(box.right(), view.x_of(stop_s))
    if right - left < 1:
        return
    band = QRectF(left, box.top(), right - left, box.height())
    painter.fillRect(band, colours.colour("ground", 0.72) if text else colours.colour("foley", 0.22))
    for x in (left, right - 1):
        painter.fillRect(QRectF(x, box.top(), 1, box.height()), colours.colour("foley"))
    if text:
        painter.setFont(ui_font(11))
        painter.setPen(colours.colour("foley"))
        room = band.adjusted(5, 0, -3, 0)
        told = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room.adjusted(0, 0, 0, -2), Qt.AlignmentFlag.AlignBottom, told if len(told) > 2 else "")


def paint_box(painter: QPainter, box: QRectF, ratio: float, fill: QColor, edge: QColor, edge_px: int) -> None:
    """A rounded box on whole device pixels.

    Only its corners are drawn with soft edges (once, then copied): a soft outline thousands of pixels long
    would cost more than everything in it.
    """
    radius = round(_RADIUS_PX * ratio)
    left, top = round(box.left() * ratio), round(box.top() * ratio)
    wide, high = round(box.width() * ratio), round(box.height() * ratio)
    if wide < 2 * radius or high < 2 * radius:
        painter.fillRect(box, fill)
        return
    corners = _corners(radius, fill.rgba(), edge.rgba(), edge_px)
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    for x, y, column, row in (
        (left, top, 0, 0), (left + wide - radius, top, radius, 0),
        (left, top + high - radius, 0, radius), (left + wide - radius, top + high - radius, radius, radius),
    ):  # fmt: skip
        painter.drawImage(QPoint(x, y), corners, QRect(column, row, radius, radius))
    middle, inner = wide - 2 * radius, high - 2 * radius
    painter.fillRect(left + radius, top + edge_px, middle, high - 2 * edge_px, fill)
    painter.fillRect(left + edge_px, top + radius, radius - edge_px, inner, fill)
    painter.fillRect(left + wide - radius, top + radius, radius - edge_px, inner, fill)
    for x, y, w, h in (
        (left + radius, top, middle, edge_px), (left + radius, top + high - edge_px, middle, edge_px),
        (left, top + radius, edge_px, inner), (left + wide - edge_px, top + radius, edge_px, inner),
    ):  # fmt: skip
        painter.fillRect(x, y, w, h, edge)
    painter.restore()


@lru_cache(maxsize=64)
def _corners(radius: int, fill: int, edge: int, edge_px: int) -> QImage:
    """The four corners of a box side by side, as one small round box."""
    image = QImage(2 * radius, 2 * radius, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = edge_px / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromRgba(fill))
    frame = QRectF(half, half, 2 * radius - edge_px, 2 * radius - edge_px)
    painter.drawRoundedRect(frame, radius - half, radius - half)
    painter.setPen(QPen(QColor.fromRgba(edge), edge_px))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, radius - half, radius - half)
    painter.end()
    return image


def take_fill(look: TakeLook, colours: Tokens) -> QColor:
    """Fill of a take's box (opaque: quicker than see-through, and the same upon the lane's ground)."""
    return _mixed(colours.colour("ground"), colours.colour("foley"), 0.14 if look.active else 0.06)


def _take_edge(look: TakeLook, colours: Tokens) -> QColor:
    share = 1.0 if look.selected else 0.38 if look.muted or not look.active else 0.75
    return _mixed(colours.colour("ground"), colours.colour("foley"), share)


def paint_label(painter: QPainter, box: QRectF, take: TakeView, look: TakeLook) -> None:
    """Number and name at the box's left, or at the view's left when the box begins before it."""
    colours = tokens()
    left = max(box.left(), 0.0) + 7
    room = box.right() - left - 6
    if room < 14:
        return
    font, small = ui_font(11, QFont.Weight.Medium if look.active else QFont.Weight.Normal), ui_font(11)
    metrics, small_metrics = QFontMetricsF(font), QFontMetricsF(small)
    text = metrics.elidedText(take.label, Qt.TextElideMode.ElideMiddle, room)
    name_width = metrics.horizontalAdvance(text)
    facts = small_metrics.elidedText(
        take.facts, Qt.TextElideMode.ElideRight, max(0.0, room - name_width - _FACTS_GAP_PX)
    )
    facts = facts if len(facts) > 2 else ""  # an ellipsis alone says nothing
    width = name_width + (small_metrics.horizontalAdvance(facts) + _FACTS_GAP_PX if facts else 0)
    back = QPainterPath()
    back.addRoundedRect(QRectF(left - 3, box.top() + 2.5, width + 6, 15), 3, 3)
    painter.fillPath(back, colours.colour("ground", 0.55))
    painter.setFont(font)
    painter.setPen(_mixed(colours.colour("foley"), colours.colour("text"), 0.45 if look.active else 0.25))
    painter.drawText(QPointF(left, box.top() + 14), text)
    if facts:
        painter.setFont(small)
        painter.setPen(colours.colour("dim"))
        painter.drawText(QPointF(left + name_width + _FACTS_GAP_PX, box.top() + 14), facts)
    if look.other and room > width + 40:
        _paint_tag(painter, QPointF(left + width + 8, box.top() + 4), "B")
    elif look.active and look.compact and room > width + 40:
        _paint_tag(painter, QPointF(left + width + 8, box.top() + 4), "in use")


def _paint_tag(painter: QPainter, corner: QPointF, text: str) -> None:
    colours = tokens()
    font = ui_font(10)
    width = QFontMetricsF(font).horizontalAdvance(text) + 8
    place = QRectF(corner.x(), corner.y(), width, 13)
    painter.setPen(QPen(colours.colour("foley", 0.6), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setFont(font)
    painter.setPen(colours.colour("foley"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def paint_empty(painter: QPainter, area: QRectF, text: str) -> None:
    """A dashed place that invites a drop."""
    colours = tokens()
    painter.setPen(QPen(colours.colour("line"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setFont(ui_font(12))
    painter.setPen(colours.colour("dim"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def cancel_place(area: QRectF) -> QRectF:
    """Where the cross that cancels a rendering is."""
    return QRectF(area.left() + 8, area.center().y() - 8, 16, 16)


def rendering_area(rendering: RenderingView, view: View, top: float, height: float) -> QRectF:
    """What part of the lane a rendering is shown over."""
    left = max(0.0, view.x_of(rendering.start_s))
    right = min(float(view.width_px), view.x_of(rendering.stop_s))
    return QRectF(left, top, max(0.0, right - left), height)


def paint_rendering(painter: QPainter, area: QRectF, rendering: RenderingView, *, hot: bool) -> None:
    """A take being made: how far it is, what is being done, and the cross that cancels it."""
    colours = tokens()
    if area.width() < 4:
        return
    box = QPainterPath()
    box.addRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS_PX, _RADIUS_PX)
    painter.save()
    painter.fillPath(box, colours.colour("ground", 0.72))
    painter.setClipPath(box)
    share = max(0.0, min(1.0, rendering.share))
    done = QRectF(area.left(), area.top(), area.width() * share, area.height())
    painter.fillRect(done, colours.colour("foley", 0.2))
    painter.fillRect(QRectF(area.left(), area.bottom() - 3, done.width(), 3), colours.colour("foley"))
    painter.restore()
    painter.setPen(QPen(colours.colour("foley", 0.6), 1, Qt.PenStyle.DashLine))
    painter.drawPath(box)
    cross = cancel_place(area)
    if area.width() > 60:
        _paint_cross(painter, cross, hot)
        percent = "" if rendering.share < 0 else f"  {share:.0%}"
        painter.setFont(ui_font(12, tabular=True))
        painter.setPen(colours.colour("text"))
        room = QRectF(cross.right() + 7, area.top(), area.width() - 40, area.height())
        text = QFontMetricsF(painter.font()).elidedText(
            rendering.stage + percent, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def _paint_cross(painter: QPainter, place: QRectF, hot: bool) -> None:
    colours = tokens()
    painter.setPen(QPen(colours.colour("bad" if hot else "strong_line"), 1))
    painter.setBrush(colours.colour("hover" if hot else "raised"))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    pen = QPen(colours.colour("bad" if hot else "text"), 1.5)
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
