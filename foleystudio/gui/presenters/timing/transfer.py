"""Events on their way: cut, copied, pasted and repeated, and sent to another track."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from foleystudio.errors import FoleyError
from foleystudio.gui.presenters.timing.words import counted
from foleystudio.gui.session import Session
from foleystudio.gui.timeline.events.lane import EventLane
from foleystudio.project import event_edits
from foleystudio.project.events import Event, EventTrack, decode_events, encode_events
from foleystudio.project.ranges import MOST_EVENTS

_MIME = "application/json"


class EventTransfer(QObject):
    """Moves the selected events between tracks, projects and windows.

    What is copied is an event file's text, so that it can be pasted into a text editor, and back from there.

    Parameters
    ----------
    strike_out
        Deletes events by their keys.
    position_s
        Where the playhead is.
    """

    def __init__(
        self,
        session: Session,
        lane: EventLane,
        strike_out: Callable[[tuple[int, ...]], None],
        position_s: Callable[[], float],
    ) -> None:
        super().__init__(session)
        self._session, self._lane, self._strike_out, self._position_s = session, lane, strike_out, position_s

    def copy(self) -> bool:
        """Copy the selected events; answers whether there were any."""
        chosen = self._chosen()
        if not chosen:
            self._session.say("Select events first: click one, or drag over several")
            return False
        text = encode_events(EventTrack(tuple(chosen)))
        data = QMimeData()
        data.setData(_MIME, text)
        data.setText(text.decode())
        QGuiApplication.clipboard().setMimeData(data)
        self._session.say(f"Copied {counted(len(chosen))}")
        return True

    def cut(self) -> None:
        """Copy the selected events and delete them."""
        keys = self._lane.selected
        if self.copy():
            self._strike_out(keys)

    def paste(self) -> None:
        """Put copied events where the playhead is, the first of them there."""
        text = QGuiApplication.clipboard().text()
        try:
            events = decode_events(text.encode())
        except FoleyError:
            self._session.say("There are no copied events to paste")
            return
        self._add("Paste", event_edits.begun_at(events, self._position_s()))

    def repeat(self) -> None:
        """Put the selected events once more after themselves, in their own rhythm."""
        chosen = self._chosen()
        if chosen:
            follows_s = event_edits.period_s(chosen)
            self._add("Repeat", event_edits.begun_at(EventTrack(tuple(chosen)), chosen[0].time_s + follows_s))

    def send(self, target: int) -> None:
        """Give the selected events to another track; this one does not propose them again."""
        session, source, chosen = self._session, self._session.events_track, self._chosen()
        if source is None or not chosen or target == source.key:
            return
        project = session.project
        receiver = project.track(target)
        left, given = event_edits.sent(source.events, receiver.events, [event.key for event in chosen])
        project = project.with_changed_track(replace(source, events=left))
        project = project.with_changed_track(replace(receiver, events=given))
        session.edit(f"Send {counted(len(chosen))} to {receiver.name}", project)
        session.say(f"Sent {counted(len(chosen))} to {receiver.name}")

    def send_by(self, step: int) -> None:
        """Give the selected events to the track above (-1) or below (1)."""
        keys, source = [track.key for track in self._session.project.tracks], self._session.events_track
        at = keys.index(source.key) + step if source is not None else -1
        if 0 <= at < len(keys):
            self.send(keys[at])
        else:
            self._session.say("There is no track there to send events to: Ctrl+T adds one")

    def _chosen(self) -> list[Event]:
        selected = set(self._lane.selected)
        return [event for event in self._session.events if event.key in selected]

    def _add(self, verb: str, events: EventTrack) -> None:
        session = self._session
        if session.clip is None:
            return
        before = session.events
        fits = [event for event in events if event.time_s < session.duration_s]
        fits = fits[: MOST_EVENTS - len(before)]
        if not fits:
            session.say("They would lie after the end of the clip")
            return
        session.edit_events(f"{verb} {counted(len(fits))}", event_edits.with_copies(before, fits))
        known = {event.key for event in before}
        self._lane.select(event.key for event in session.events if event.key not in known)
