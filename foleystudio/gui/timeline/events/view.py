"""The event lane as a picture: what is there, what is selected, what is being dragged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from foleystudio.gui.look.theme import tokens
from foleystudio.gui.timeline.axis.axis import TimeAxis, View
from foleystudio.gui.timeline.events.geometry import EventGeometry, EventPart, Hit
from foleystudio.gui.timeline.events.gestures import BandGesture, DraggedValue, Gesture
from foleystudio.gui.timeline.events.ghosts import Ghosts
from foleystudio.gui.timeline.events.painting import (
    EventLook,
    EventPainter,
    paint_buttons,
    paint_grip,
    paint_labels,
    paint_rejected,
    paint_sustain,
    thin_out,
)
from foleystudio.gui.timeline.events.readout import Readout, continued, paint_readout, readout_of
from foleystudio.gui.timeline.lane import Lane, paint_hint
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidate
from foleystudio.timebase import FrameTimes, Timecode

HEIGHT_PX = 48  # strengths are set by dragging up and down in it
DENSE_PX = 40  # the same on a low board
_TOLD_MS = 1600
"""How long it is told what a key has moved."""


class EventView(Lane):
    """Draws an event track; `EventLane` adds what the mouse and the keyboard do.

    Signals
    -------
    selection_changed
        Tuple of keys in time order.
    peeked
        Seconds of the frame that is wanted to be seen while an event is moved; None when that is over.
    """

    selection_changed = Signal(tuple)
    peeked = Signal(object)

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, "Events", HEIGHT_PX, DENSE_PX, parent)
        self._track = EventTrack()
        self._proposed: frozenset[int] = frozenset()
        self._selected: frozenset[int] = frozenset()
        self._hovered: Hit | None = None
        self._gesture: Gesture | BandGesture | None = None
        self._grabbed: int | None = None
        self._preview: dict[int, Event] = {}
        self._told: Readout | None = None  # of keys; a drag's is made from its preview
        self._peek_s: float | None = None
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(_TOLD_MS)
        self._telling.timeout.connect(self._tell_no_more)
        self._frames: FrameTimes | None = None
        self._timecode: Timecode | None = None
        self._longest_s = 0.0
        self._hint = ""
        self._ghosts = Ghosts()
        self._lit: Candidate | None = None
        self._groups: dict[int, int] = {}
        self._painter: EventPainter | None = None

    def set_events(self, track: EventTrack, proposed: Iterable[int] = ()) -> None:
        """Set the track, and which of its events await a verdict."""
        self._track, self._proposed = track, frozenset(proposed)
        self._longest_s = max((event.sustain_s for event in track), default=0.0)
        keys = {event.key for event in track}
        if self._gesture is None or not keys >= self._preview.keys():
            self._gesture, self._preview = None, {}
        if not self._selected <= keys:
            self._select(self._selected & keys)
        if self._hovered is not None and self._hovered.key not in keys:
            self._hovered = None
        marked = sum(event.marked for event in track)
        self.setAccessibleDescription(f"{len(track)} events, {marked} marked, {len(self._proposed)} proposed")
        if self._told is not None and self._told.event.key not in keys:
            self._tell_no_more()
        self._peek()
        self.invalidate()

    def set_frames(self, frames: FrameTimes | None, timecode: Timecode | None = None) -> None:
        """Set the frames that dragged events snap to, and how they are labelled."""
        self._frames, self._timecode = frames, timecode

    def set_ghosts(self, ghosts: Sequence[Candidate]) -> None:
        """Set what may be events too, in order of time; they are shown, and do not sound."""
        if tuple(ghosts) != self._ghosts.found:
            self._ghosts, self._lit = Ghosts(tuple(ghosts)), None
            self.invalidate()

    def set_groups(self, groups: Mapping[int, int]) -> None:
        """Set which group each event is of, by key, counted from 0: their colours and letters are shown."""
        if groups != self._groups:
            self._groups = dict(groups)
            self.invalidate()

    def set_hint(self, hint: str) -> None:
        """What to say while there are no events."""
        self._hint = hint
        self.invalidate()

    def select(self, keys: Iterable[int]) -> None:
        """Select these events."""
        self._select(frozenset(keys) & {event.key for event in self._track})

    @property
    def selected(self) -> tuple[int, ...]:
        """Keys of the selected events, in time order."""
        return tuple(event.key for event in self._track if event.key in self._selected)

    def _select(self, keys: frozenset[int]) -> None:
        if keys != self._selected:
            self._selected = keys
            self.invalidate()
            self.selection_changed.emit(self.selected)

    def _chosen(self) -> list[Event]:
        return [event for event in self._track if event.key in self._selected]

    def geometry_now(self) -> EventGeometry:
        """Where events lie in the lane now."""
        return EventGeometry(self.axis.view, self.height())

    def _shown(self) -> tuple[Event, ...]:
        if not self._preview:
            return self._track.events
        return tuple(
            sorted((self._preview.get(event.key, event) for event in self._track), key=lambda event: event.time_s)
        )

    def _in_view(self, view: View) -> list[Event]:
        events = self._shown()
        longest_s = max((event.sustain_s for event in self._preview.values()), default=0.0)
        return list(EventGeometry(view, self.height()).visible(events, max(longest_s, self._longest_s)))

    def paint_content(self, painter: QPainter, view: View, ratio: float) -> None:
        """Events in view."""
        colours, geometry = tokens(), EventGeometry(view, self.height())
        painter.fillRect(QRectF(0, geometry.base_y, view.width_px, 1), colours.colour("line", 0.6))
        for seconds in self._track.rejected_s:
            if -10 < view.x_of(seconds) < view.width_px + 10:
                paint_rejected(painter, geometry, seconds, colours)
        self._ghosts.paint(painter, geometry, colours, self._lit, self._band())
        raised = self._raised()
        events = thin_out(self._in_view(view), geometry, raised)
        marks = [(event, self._look(event)) for event in events]
        for event, look in marks:
            paint_sustain(painter, geometry, event, look, colours)
        if self._painter is None or (self._painter.colours, self._painter.ratio) != (colours, ratio):
            self._painter = EventPainter(colours, ratio)
        self._painter.paint(painter, geometry, (m for m in marks if m[0].key not in raised))
        self._painter.paint(painter, geometry, (m for m in marks if m[0].key in raised))
        if self._groups or any(event.label for event in events):
            paint_labels(painter, geometry, events, self._groups, colours)
        for event in events:
            if event.key in raised:
                self._paint_handles(painter, geometry, event)

    def _band(self) -> QRectF | None:
        """The rubber band as long as it touches no event: the ghosts in it are adopted when it is let go."""
        gesture = self._gesture
        is_free = isinstance(gesture, BandGesture) and not gesture.selected(self._track.events)
        return gesture.area if isinstance(gesture, BandGesture) and is_free else None

    def _raised(self) -> frozenset[int]:
        return self._selected | ({self._hovered.key} if self._hovered is not None else set())

    def _paint_handles(self, painter: QPainter, geometry: EventGeometry, event: Event) -> None:
        hovered = self._hovered.part if self._hovered is not None and self._hovered.key == event.key else None
        paint_grip(painter, geometry, event, tokens(), strong=hovered is EventPart.EDGE)
        alone = len(self._selected) <= 1 or hovered is not None
        if event.key in self._proposed and not self._preview and alone:
            paint_buttons(painter, geometry, event, hovered, tokens())

    def _look(self, event: Event) -> EventLook:
        hovered = self._hovered is not None and self._hovered.key == event.key
        return EventLook(
            event.key in self._selected, hovered, event.key in self._proposed, event.marked, event.fades_in,
            self._groups.get(event.key),
        )  # fmt: skip

    def paint_live(self, painter: QPainter, view: View) -> None:
        """Hint, rubber band, focus and the value under the mouse."""
        colours = tokens()
        if not len(self._track) and not len(self._ghosts) and self.axis.duration_s:
            paint_hint(painter, QRectF(self.rect()), self._hint, Qt.AlignmentFlag.AlignVCenter)
        if isinstance(self._gesture, BandGesture) and self._gesture.area is not None:
            painter.setPen(QPen(colours.colour("events", 0.8), 1))
            painter.setBrush(colours.colour("events", 0.14))
            painter.drawRect(self._gesture.area.intersected(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)))
        if self.hasFocus():
            edge, wide, high = colours.colour("events", 0.55), self.width(), self.height()
            for area in ((0, 0, wide, 1), (0, high - 1, wide, 1), (0, 1, 1, high - 2), (wide - 1, 1, 1, high - 2)):
                painter.fillRect(*area, edge)
        readout = self.readout()
        if readout is not None:
            words = readout.words(self._frames, self._timecode, view.seconds_per_pixel)
            paint_readout(painter, QRectF(self.rect()), view.x_of(readout.seconds), words)

    def readout(self) -> Readout | None:
        """What is told beside the event that is being dragged, or was moved by a key a moment ago."""
        change = getattr(self._gesture, "change", None)
        if not self._preview or change is None:
            return self._told
        key = next(iter(self._preview)) if self._grabbed is None else self._grabbed
        return readout_of({event.key: event for event in self._track}, self._preview, key, change)

    def tell(self, before: Sequence[Event], change: DraggedValue = DraggedValue.TIME) -> None:
        """Tell for a moment what keys have done to events, which were as given before; repeats are counted together."""
        was = {event.key: event for event in before}
        now = {event.key: event for event in self._track if event.key in was}
        if now:
            key = min(now.values(), key=lambda event: event.time_s).key
            self._told = continued(readout_of(was, now, key, change), self._told)
            self._telling.start()
            self.update()
            self._peek()

    def _tell_no_more(self) -> None:
        self._telling.stop()
        self._told = None
        self.update()
        self._peek()

    def _peek(self) -> None:
        """Have the frame seen that the moved event lies on now."""
        readout = self.readout()
        wanted = None if readout is None else readout.seconds
        if wanted != self._peek_s:
            self._peek_s = wanted
            self.peeked.emit(wanted)
