"""Ghosts in the event lane: what a timing source found but is not sure of. They do not sound until they are adopted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from foleystudio.gui.look.theme import Tokens
from foleystudio.gui.timeline.events.geometry import HEAD_RADIUS_PX, EventGeometry
from foleystudio.project.events import Event
from foleystudio.project.proposals import Candidate

_REACH_PX = 6.0  # the mouse finds a ghost from so far
_APART_PX = 3.0  # of ghosts that are nearer one alone is drawn
_FAINTEST, _CLEAREST = 0.3, 0.7
"""How much of the events' colour a ghost has, by its certainty."""


@dataclass(frozen=True)
class Ghosts:
    """The ghosts of a lane.

    Parameters
    ----------
    found
        In order of time.
    """

    found: Sequence[Candidate] = ()

    def __len__(self) -> int:
        return len(self.found)

    def at(self, geometry: EventGeometry, position: QPointF) -> Candidate | None:
        """The nearest ghost whose head or stem is at a position."""
        view = geometry.view
        near = self._between(view.seconds_at(position.x() - _REACH_PX), view.seconds_at(position.x() + _REACH_PX))
        reached = [each for each in near if position.y() >= geometry.y_of(each.event.strength) - _REACH_PX]
        return min(reached, key=lambda each: abs(view.x_of(each.event.time_s) - position.x()), default=None)

    def within(self, geometry: EventGeometry, area: QRectF) -> tuple[float, ...]:
        """Instants of the ghosts that a rubber band touches, in seconds."""
        view = geometry.view
        near = self._between(view.seconds_at(area.left()), view.seconds_at(area.right()))
        return tuple(e.event.time_s for e in near if area.bottom() >= geometry.y_of(e.event.strength) - 4)

    def paint(
        self, painter: QPainter, geometry: EventGeometry, colours: Tokens, lit: Candidate | None, band: QRectF | None
    ) -> None:
        """Draw those in view, the doubtful fainter; where they lie upon each other, one in three pixels."""
        view = geometry.view
        held = () if band is None else self.within(geometry, band)
        last_x = -_APART_PX
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for each in self._between(view.seconds_at(-20), view.seconds_at(view.width_px + 20)):
            x = view.x_of(each.event.time_s)
            is_lit = each == lit or each.event.time_s in held
            if x - last_x < _APART_PX and not is_lit:
                continue
            last_x = x
            _paint_ghost(painter, geometry, each, colours, is_lit)

    def _between(self, start_s: float, stop_s: float) -> Sequence[Candidate]:
        start = bisect_left(self.found, start_s, key=_time_of)
        return self.found[start : bisect_left(self.found, stop_s, key=_time_of)]


def described(ghost: Candidate) -> str:
    """What the tooltip says."""
    return (
        f"Perhaps an event ({ghost.certainty:.0%} sure): it does not sound.\nClick to adopt it, or drag over several."
    )


def _time_of(ghost: Candidate) -> float:
    return ghost.event.time_s


def _paint_ghost(painter: QPainter, geometry: EventGeometry, ghost: Candidate, colours: Tokens, is_lit: bool) -> None:
    share = 1.0 if is_lit else _FAINTEST + (_CLEAREST - _FAINTEST) * ghost.certainty
    pen = QPen(colours.colour("events", share), 1.0, Qt.PenStyle.DotLine)
    event: Event = ghost.event
    head, radius = geometry.head(event), HEAD_RADIUS_PX - (0.5 if is_lit else 1.5)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(QPointF(head.x(), head.y() + radius + 1), QPointF(head.x(), geometry.base_y))
    if event.sustain_s > 0:
        right = geometry.view.x_of(event.end_s)
        painter.drawLine(QPointF(head.x() + radius + 1, head.y()), QPointF(max(right, head.x() + radius + 1), head.y()))
    painter.setPen(QPen(colours.colour("events", share), 1.2))
    painter.drawEllipse(head, radius, radius)
