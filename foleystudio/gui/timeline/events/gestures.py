"""What dragging in the event lane does: pure steps from mouse positions to changed events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF

from foleystudio.gui.timeline.events.geometry import EventGeometry
from foleystudio.project.events import Event

DRAG_STARTS_PX = 4.0  # a hand that moves less has clicked

_SHORTEST_SUSTAIN_S = 1e-3  # what is kept up for less is a hit

Snap = Callable[[float], float]
"""Nearest instant that an event may have; seconds to seconds."""


class DraggedValue(StrEnum):
    """What a finished drag has changed."""

    TIME = "time"
    STRENGTH = "strength"
    SUSTAIN = "sustain"


class Gesture(Protocol):
    """A drag in progress."""

    geometry: EventGeometry
    change: DraggedValue | None

    def to(self, position: QPointF, snap: Snap | None) -> dict[int, Event]:
        """Events as they would be if the mouse were let go here; empty before the drag has begun."""


@dataclass
class _EventsGesture:
    """A drag of events by one of them.

    Parameters
    ----------
    geometry
        Of the lane.
    start
        Where the button went down.
    grabbed
        The event under the mouse: it snaps, the others keep their distance from it.
    events
        All that move, the grabbed one among them.
    limit_s
        Length of the clip.
    """

    geometry: EventGeometry
    start: QPointF
    grabbed: Event
    events: Sequence[Event]
    limit_s: float
    change: DraggedValue | None = None


class MoveGesture(_EventsGesture):
    """Moves events in time, or sets their strength: whichever way the mouse leaves first."""

    def to(self, position: QPointF, snap: Snap | None) -> dict[int, Event]:
        """See `Gesture.to`."""
        away = position - self.start
        if self.change is None:
            if max(abs(away.x()), abs(away.y())) < DRAG_STARTS_PX:
                return {}
            self.change = DraggedValue.TIME if abs(away.x()) >= abs(away.y()) else DraggedValue.STRENGTH
        if self.change is DraggedValue.TIME:
            return self._moved(away.x() * self.geometry.view.seconds_per_pixel, snap)
        moved_by = self.geometry.strength_at(self.geometry.y_of(self.grabbed.strength) + away.y())
        delta = moved_by - self.grabbed.strength
        return {e.key: replace(e, strength=max(0.0, min(1.0, e.strength + delta))) for e in self.events}

    def _moved(self, delta_s: float, snap: Snap | None) -> dict[int, Event]:
        wanted = self.grabbed.time_s + delta_s
        if snap is not None:
            wanted = snap(wanted)
        first, last = min(e.time_s for e in self.events), max(e.time_s for e in self.events)
        delta_s = max(-first, min(wanted - self.grabbed.time_s, self.limit_s - last))
        return {e.key: replace(e, time_s=max(0.0, e.time_s + delta_s)) for e in self.events}


class SustainGesture(_EventsGesture):
    """Drags the end of a sustain; all selected events are lengthened by as much."""

    def to(self, position: QPointF, snap: Snap | None) -> dict[int, Event]:
        """See `Gesture.to`."""
        away = position.x() - self.start.x()
        if self.change is None and abs(away) < DRAG_STARTS_PX:
            return {}
        self.change = DraggedValue.SUSTAIN
        wanted = self.grabbed.end_s + away * self.geometry.view.seconds_per_pixel
        if snap is not None:
            wanted = snap(wanted)
        delta_s = max(wanted, self.grabbed.time_s) - self.grabbed.end_s
        return {e.key: self._lengthened(e, delta_s) for e in self.events}

    def _lengthened(self, event: Event, delta_s: float) -> Event:
        sustain_s = max(0.0, min(event.sustain_s + delta_s, self.limit_s - event.time_s))
        sustain_s = sustain_s if sustain_s >= _SHORTEST_SUSTAIN_S else 0.0
        # An envelope means nothing without a sustain; it stretches with it otherwise.
        return replace(event, sustain_s=sustain_s, envelope=event.envelope if sustain_s else ())


@dataclass
class BandGesture:
    """A rubber band: selects what it touches, beside what was selected before."""

    geometry: EventGeometry
    start: QPointF
    kept: frozenset[int]
    area: QRectF | None = None

    def to(self, position: QPointF) -> None:
        """Stretch the band to the mouse."""
        area = QRectF(self.start, position).normalized()
        if self.area is not None or max(area.width(), area.height()) >= DRAG_STARTS_PX:
            self.area = area

    def selected(self, events: Sequence[Event]) -> frozenset[int]:
        """Keys of what is selected now."""
        if self.area is None:
            return self.kept
        area, geometry = self.area, self.geometry
        touched = set()
        for event in events:
            x = geometry.view.x_of(event.time_s)
            if area.left() <= x <= area.right() and area.bottom() >= geometry.y_of(event.strength) - 4:
                touched.add(event.key)
        return self.kept | touched
