"""Where events lie in their lane, and what of them is under the mouse."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF

from foleystudio.gui.timeline.axis.axis import View
from foleystudio.project.events import Event

HEAD_RADIUS_PX = 4.5  # small enough that a roll's heads are told apart
_HEAD_REACH_PX = 8.0  # the mouse grabs a head from so far
_STEM_REACH_PX = 4.0  # ... a stem
_EDGE_REACH_PX = 5.0  # ... the end of what is kept up
_BUTTON_PX = 15.0  # side of the buttons at a ghost


class EventPart(StrEnum):
    """Parts of an event that the mouse can take hold of."""

    BODY = "body"
    EDGE = "edge"
    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True)
class Hit:
    """What is under the mouse."""

    key: int
    part: EventPart


def _time_of(event: Event) -> float:
    return event.time_s


@dataclass(frozen=True)
class EventGeometry:
    """Maps events to lane coordinates.

    Parameters
    ----------
    view
        Horizontal mapping.
    height_px
        Lane height.
    """

    view: View
    height_px: int

    @property
    def base_y(self) -> float:
        """Where stems stand."""
        return self.height_px - 6.0

    @property
    def top_y(self) -> float:
        """Where the head of a full-strength event is."""
        return 9.0

    def y_of(self, strength: float) -> float:
        """Where the head of an event is."""
        return self.base_y - 4 - strength * (self.base_y - 4 - self.top_y)

    def strength_at(self, y: float) -> float:
        """Strength of a head at a height, 0-1."""
        return max(0.0, min(1.0, (self.base_y - 4 - y) / (self.base_y - 4 - self.top_y)))

    def head(self, event: Event) -> QPointF:
        """Centre of an event's head."""
        return QPointF(self.view.x_of(event.time_s), self.y_of(event.strength))

    def edge_x(self, event: Event) -> float:
        """Where the grip for the sustain is: at its end, beside the stem when there is none."""
        return max(self.view.x_of(event.end_s), self.view.x_of(event.time_s) + 9)

    def button(self, event: Event, part: EventPart) -> QRectF:
        """Where a proposal's accept or strike-out button is."""
        head = self.head(event)
        step = 0 if part is EventPart.ACCEPT else _BUTTON_PX + 2
        left = head.x() + HEAD_RADIUS_PX + 5 + step
        top = max(1.0, min(head.y() - _BUTTON_PX / 2, self.height_px - _BUTTON_PX - 1))
        return QRectF(left, top, _BUTTON_PX, _BUTTON_PX)

    def visible(self, events: Sequence[Event], longest_s: float, margin_px: float = 60) -> Sequence[Event]:
        """Events of which something is in view; ``longest_s`` is the longest sustain among them."""
        start = bisect_left(events, self.view.seconds_at(-margin_px) - longest_s, key=_time_of)
        stop = bisect_left(events, self.view.seconds_at(self.view.width_px + margin_px), key=_time_of)
        return events[start:stop]

    def hit(
        self, events: Sequence[Event], position: QPointF, proposed: Container[int], handled: Container[int]
    ) -> Hit | None:
        """Part of an event at a position: the nearest head or stem first, then buttons and grips.

        Parameters
        ----------
        events
            Those in view, in time order.
        position
            In lane coordinates.
        proposed
            Keys that await a verdict: these show buttons when handled.
        handled
            Keys that are hovered or selected: only these show buttons and grips.
        """
        for event in events:
            if event.key in handled and event.key in proposed:
                for part in (EventPart.ACCEPT, EventPart.REJECT):
                    if self.button(event, part).contains(position):
                        return Hit(event.key, part)
        body = self._body_at(events, position)
        edge = self._edge_at(events, position, handled)
        if body is not None and (edge is None or self._near_head(body, position)):
            return Hit(body.key, EventPart.BODY)
        return None if edge is None else Hit(edge.key, EventPart.EDGE)

    def _near_head(self, event: Event, position: QPointF) -> bool:
        away = position - self.head(event)
        return away.x() ** 2 + away.y() ** 2 <= _HEAD_REACH_PX**2 or abs(away.x()) <= 2

    def _body_at(self, events: Sequence[Event], position: QPointF) -> Event | None:
        found: tuple[float, Event] | None = None
        for event in events:
            away = position - self.head(event)
            near_head = away.x() ** 2 + away.y() ** 2 <= _HEAD_REACH_PX**2
            near_stem = abs(away.x()) <= _STEM_REACH_PX and away.y() >= -_HEAD_REACH_PX
            if (near_head or near_stem) and (found is None or abs(away.x()) <= found[0]):
                found = (abs(away.x()), event)
        return None if found is None else found[1]

    def _edge_at(self, events: Sequence[Event], position: QPointF, handled: Container[int]) -> Event | None:
        for event in reversed(events):
            shown = event.key in handled or event.sustain_s > 0
            below_head = position.y() >= self.y_of(event.strength) - 2
            if shown and below_head and abs(position.x() - self.edge_x(event)) <= _EDGE_REACH_PX:
                return event
        return None
