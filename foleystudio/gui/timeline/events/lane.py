"""The event lane: the event track drawn and edited; says what is wanted, changes nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from foleystudio.gui.timeline.axis.axis import TimeAxis
from foleystudio.gui.timeline.events.geometry import EventPart, Hit
from foleystudio.gui.timeline.events.gestures import BandGesture, DraggedValue, Gesture, MoveGesture, SustainGesture
from foleystudio.gui.timeline.events.ghosts import described
from foleystudio.gui.timeline.events.view import EventView
from foleystudio.project.proposals import Candidate

_STRENGTH_STEP = 0.05  # of a press of the up or down key


class EventLane(EventView):
    """Events that can be selected, dragged, added and deleted.

    Signals
    -------
    events_moved, strength_changed, sustain_changed
        Key to the new time, strength or sustain; once, when a drag ends or a key was pressed.
    events_nudged
        Key to the new time; for every repeat of a held key.
    event_added
        Seconds.
    events_accepted, events_rejected
        Tuples of keys of proposals.
    ghosts_adopted
        Tuple of the instants, in seconds, of ghosts that are to be events.
    seek_requested
        Seconds; an empty place was clicked.
    menu_wanted
        Key of the event (selected by now) or None, seconds, and the global position.
    """

    events_moved = Signal(object)
    events_nudged = Signal(object)
    strength_changed = Signal(object)
    sustain_changed = Signal(object)
    event_added = Signal(float)
    events_rejected = Signal(tuple)
    events_accepted = Signal(tuple)
    ghosts_adopted = Signal(tuple)
    seek_requested = Signal(float)
    menu_wanted = Signal(object, float, QPoint)

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pressed: Hit | None = None
        self._snaps = True

    def set_snap(self, snaps: bool) -> None:
        """Whether dragged events stop at frames (Ctrl and Shift, or Alt, do the opposite while held)."""
        self._snaps = snaps

    # -- keyboard -------------------------------------------------------------------------------------

    def nudge(self, frames: int) -> None:
        """Move the selected events by frames, each from the frame it is nearest to."""
        if not self._selected or self._frames is None or not len(self._frames):
            return
        times, before = {}, self._chosen()
        for event in before:
            nearest = self._frames.nearest_frame(event.time_s)
            target = max(0, min(nearest + frames, len(self._frames) - 1))
            delta_s = float(self._frames.time_of(target) - self._frames.time_of(nearest))
            times[event.key] = max(0.0, event.time_s + delta_s)
        self.events_nudged.emit(times)
        self.tell(before)

    def accept_selected(self) -> None:
        """Ask for the selected proposals to be kept."""
        keys = tuple(key for key in self.selected if key in self._proposed)
        if keys:
            self.events_accepted.emit(keys)

    def change_strength(self, delta: float) -> None:
        """Ask for the selected events to be made stronger or weaker."""
        if self._selected:
            before = self._chosen()
            self.strength_changed.emit({e.key: max(0.0, min(1.0, e.strength + delta)) for e in before})
            self.tell(before, DraggedValue.STRENGTH)

    def select_neighbour(self, step: int) -> None:
        """Select the next (1) or previous (-1) event and bring it into view."""
        events = self._track.events
        if not events:
            return
        chosen = [i for i, event in enumerate(events) if event.key in self._selected]
        at = (chosen[-1] if step > 0 else chosen[0]) + step if chosen else self._near_playhead(step)
        event = events[max(0, min(at, len(events) - 1))]
        self._select(frozenset({event.key}))
        self.axis.ensure_visible(event.time_s)

    def give_up(self) -> bool:
        """Give up the drag in progress; whether there was one."""
        if self._gesture is None:
            return False
        self._gesture, self._preview = None, {}
        self._peek()
        self.invalidate()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The lane's own keys, told in `gui.actions.fixed_keys`; all others are the window's actions."""
        shift, key = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier), event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept_selected()
        elif shift and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.change_strength(_STRENGTH_STEP if key == Qt.Key.Key_Up else -_STRENGTH_STEP)
        else:
            super().keyPressEvent(event)

    # -- mouse ----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection or a drag."""
        if event.button() != Qt.MouseButton.LeftButton or not self.axis.duration_s:
            return
        self._tell_no_more()
        position = event.position()
        adds = bool(event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
        hit = self._pressed = self._hit(position)
        self._grabbed = None if hit is None else hit.key
        if hit is None:
            self._gesture = BandGesture(self.geometry_now(), position, self._selected if adds else frozenset())
            return
        if hit.part in (EventPart.ACCEPT, EventPart.REJECT):
            return
        if adds:
            self._select(self._selected ^ {hit.key})
        elif hit.key not in self._selected:
            self._select(frozenset({hit.key}))
        if hit.key in self._selected:
            self._grab(hit, position)

    def _grab(self, hit: Hit, position: QPointF) -> None:
        kind = SustainGesture if hit.part is EventPart.EDGE else MoveGesture
        grabbed, chosen = self._track.get(hit.key), tuple(self._chosen())
        self._gesture = kind(self.geometry_now(), position, grabbed, chosen, self.axis.duration_s)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag along, or show what can be taken hold of."""
        position = event.position()
        if isinstance(self._gesture, BandGesture):
            self._gesture.to(position)
            self._select(self._gesture.selected(self._track.events))
            self.invalidate() if len(self._ghosts) else self.update()
        elif self._gesture is not None:
            self._drag(self._gesture, event)
        else:
            hit = self._hit(position)
            self._hover(hit)
            self._light(self._ghosts.at(self.geometry_now(), position) if hit is None else None)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Commit the drag, or take a click for what it is."""
        gesture, self._gesture = self._gesture, None
        pressed, self._pressed = self._pressed, None
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if pressed is not None and pressed.part in (EventPart.ACCEPT, EventPart.REJECT):
            self._press_button(pressed, event.position())
        elif isinstance(gesture, BandGesture):
            self._end_band(gesture, event.position())
        elif gesture is not None:
            self._commit(gesture)

    def _end_band(self, band: BandGesture, position: QPointF) -> None:
        """A band over ghosts alone adopts them, as a click on one does; a click beside them goes there."""
        if band.area is not None:
            ghosts = () if self._selected else self._ghosts.within(band.geometry, band.area)
        else:
            self._select(band.kept)
            ghost = self._ghosts.at(self.geometry_now(), position)
            ghosts = () if ghost is None else (ghost.event.time_s,)
            if ghost is None:
                self.seek_requested.emit(self.instant_at(position.x()))
        if ghosts:
            self.ghosts_adopted.emit(ghosts)
        self.invalidate()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add an event where there is none; kept down and moved up or down, the mouse sets its strength."""
        if event.button() != Qt.MouseButton.LeftButton or not self.axis.duration_s:
            return
        position = event.position()
        if self._hit(position) is None:
            seconds = self.instant_at(position.x())
            if self._snaps_with(event):
                seconds = self._snapped(seconds)
            before = self._selected
            self.event_added.emit(seconds)
            if len(self._selected) == 1 and self._selected != before:
                (self._grabbed,) = self._selected
                self._grab(Hit(self._grabbed, EventPart.BODY), position)

    def event(self, event: QEvent) -> bool:
        """Tooltips by event."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self._hit(QPointF(event.pos())) if self._gesture is None else None
            if hit is not None or self._lit is not None:
                text = self.described(hit) if hit is not None else described(self._lit) if self._lit else ""
                QToolTip.showText(event.globalPos(), text, self)
                return True
            QToolTip.hideText()
        return super().event(event)

    def described(self, hit: Hit) -> str:
        """What the tooltip says about a part of an event."""
        if hit.part in (EventPart.ACCEPT, EventPart.REJECT):
            return "Keep this event (Return)" if hit.part is EventPart.ACCEPT else "Strike it out (Delete)"
        event = self._track.get(hit.key)
        facts = [*([event.label] if event.label else []), f"strength {event.strength:.0%}"]
        if event.sustain_s:
            begins = "running before the clip, " if event.was_running else "fades in, " if event.fades_in else ""
            facts.append(f"{begins}sustained {event.sustain_s:.2f} s")
        if event.key in self._proposed:
            facts.append("proposed")
        elif event.marked:
            facts.append("marked by you")
        frames = self._frames
        when = f"{event.time_s:.3f} s"
        if frames is not None and len(frames) and self._timecode is not None:
            when = f"{self._timecode.label(frames.frame_at(event.time_s))}  ({when})"
        told = f"{when}\n{', '.join(facts)}"
        return f"{told}\n{event.note}" if event.note else told

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Hand on where a menu is wanted; what it is about is selected first."""
        if not self.axis.duration_s:
            return
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._want_menu_of_selected()
            return
        position = QPointF(event.pos())
        hit = self._hit(position)
        if hit is not None and hit.key not in self._selected:
            self._select(frozenset({hit.key}))
        seconds = max(0.0, min(self._snapped(self.axis.seconds_at(position.x())), self.axis.duration_s))
        self.menu_wanted.emit(None if hit is None else hit.key, seconds, event.globalPos())

    def _want_menu_of_selected(self) -> None:
        """The menu key is about what is selected, or else about the playhead."""
        event = next(iter(self._chosen()), None)
        seconds = self.axis.playhead_s if event is None else event.time_s
        place = QPoint(round(self.axis.x_of(seconds)), self.height() // 2)
        self.menu_wanted.emit(None if event is None else event.key, seconds, self.mapToGlobal(place))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self._hover(None)
        self._light(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus is gone."""
        self.update()
        super().focusOutEvent(event)

    def _drag(self, gesture: Gesture, event: QMouseEvent) -> None:
        x = event.position().x()
        self.axis.scroll_by(min(0.0, x) / 4 + max(0.0, x - self.width()) / 4)  # beyond the edge the view comes along
        # In the view that the drag began in: scrolling may have changed it since.
        began = gesture.geometry.view
        position = QPointF(began.x_of(self.axis.seconds_at(x)), event.position().y())
        preview = gesture.to(position, self._snapped if self._snaps_with(event) else self._unsnapped)
        if preview != self._preview:
            self._preview = preview
            self.invalidate()
            self._peek()

    def _commit(self, gesture: Gesture) -> None:
        preview, self._preview = self._preview, {}
        self.invalidate()
        self._peek()
        now = {event.key: event for event in self._track}
        changed = [event for event in preview.values() if now.get(event.key, event) != event]
        if not changed:
            return
        if gesture.change is DraggedValue.TIME:
            self.events_moved.emit({event.key: event.time_s for event in changed})
        elif gesture.change is DraggedValue.STRENGTH:
            self.strength_changed.emit({event.key: event.strength for event in changed})
        else:
            self.sustain_changed.emit({event.key: event.sustain_s for event in changed})

    def _press_button(self, pressed: Hit, position: QPointF) -> None:
        if self._hit(position) != pressed:
            return
        keys = self.selected if pressed.key in self._selected else (pressed.key,)
        keys = tuple(key for key in keys if key in self._proposed)
        (self.events_accepted if pressed.part is EventPart.ACCEPT else self.events_rejected).emit(keys)

    def _hover(self, hit: Hit | None) -> None:
        if hit == self._hovered:
            return
        self._hovered = hit
        if hit is None:
            self.unsetCursor()
        elif hit.part is EventPart.BODY:
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            self.setCursor(
                Qt.CursorShape.SizeHorCursor if hit.part is EventPart.EDGE else Qt.CursorShape.PointingHandCursor
            )
        self.invalidate()

    def _light(self, ghost: Candidate | None) -> None:
        if ghost != self._lit:
            self._lit = ghost
            if self._hovered is None:
                self.setCursor(Qt.CursorShape.PointingHandCursor) if ghost is not None else self.unsetCursor()
            self.invalidate()

    def _hit(self, position: QPointF) -> Hit | None:
        return self.geometry_now().hit(self._in_view(self.axis.view), position, self._proposed, self._raised())

    def _snaps_with(self, event: QMouseEvent) -> bool:
        return self._snaps != _does_the_opposite(event.modifiers()) and not self._is_within_a_frame()

    def _is_within_a_frame(self) -> bool:
        """Whether one is so close that hardly a frame's beginning is in view: one came there to go between them."""
        frames = self._frames
        if frames is None or not len(frames):
            return False
        return self.axis.pixels_per_second / float(frames.mean_rate_fps) > self.width() / 2

    def _unsnapped(self, seconds: float) -> float:
        return self.instant_at(self.axis.x_of(seconds))

    def _snapped(self, seconds: float) -> float:
        frames = self._frames
        if frames is None or not len(frames):
            return seconds
        seconds = max(0.0, seconds)
        return float(frames.time_of(frames.nearest_frame(seconds)))

    def _near_playhead(self, step: int) -> int:
        after = sum(event.time_s < self.axis.playhead_s for event in self._track)
        return after if step > 0 else after - 1


def _does_the_opposite(keys: Qt.KeyboardModifier) -> bool:
    """Alt, or what does for it where the window manager takes Alt for itself."""
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return bool(keys & Qt.KeyboardModifier.AltModifier) or keys & both == both
