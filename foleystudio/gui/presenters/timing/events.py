"""The shown track's events: judged and edited by hand; every change can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from foleystudio.engine.request import Timing
from foleystudio.engine.timing.sources import TIMING_SOURCES, joinable
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.panels.transport import joins_of
from foleystudio.gui.presenters.timing import words
from foleystudio.gui.presenters.timing.proposals import TOPIC, ProposalsPresenter
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project import event_edits
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.events import Event, EventTrack, decode_events
from foleystudio.project.proposals import ghosts_of
from foleystudio.project.tracks import Track

_HERE_S = 0.001
"""An event this near to where one is to be added is that event."""


class EventsPresenter(QObject):
    """Connects the event lane with the chosen track.

    Signals
    -------
    looked_at
        An event is to be judged: its instant, seconds.
    """

    looked_at = Signal(float)

    def __init__(self, session: Session, window: StudioWindow, proposals: ProposalsPresenter) -> None:
        super().__init__(session)
        self._session, self._timeline, self._transport = session, window.timeline, window.transport
        self._status, self._actions = window.status, window.actions_table
        session.changed.connect(self._follow)
        session.track_chosen.connect(lambda _key: self._show_another_track())
        for told in (session.guide_known, session.clip_opened, proposals.refused):
            told.connect(self._show)
        proposals.learnt.connect(self._begin_judging)
        self._shown_track: Track | None = None
        self._connect_lane()
        self._show()

    def _connect_lane(self) -> None:
        lane = self._timeline.events
        lane.events_moved.connect(lambda times: self._edit("Move", event_edits.moved, times))
        lane.events_nudged.connect(self._nudge)
        lane.strength_changed.connect(lambda values: self._edit("Change strength of", event_edits.strengthened, values))
        lane.sustain_changed.connect(lambda values: self._edit("Change length of", event_edits.sustained, values))
        lane.event_added.connect(lambda seconds: self.add(seconds))
        lane.events_rejected.connect(self.strike_out)
        lane.events_accepted.connect(self.accept)

    # Judging proposals ---------------------------------------------------------------------------------------------

    def _awaiting(self) -> list[Event]:
        """Proposals that the user is to judge: those learnt from the marks."""
        events = self._session.events
        source = TIMING_SOURCES.find(events.source)
        return [e for e in events if not e.marked] if source is not None and source.learn is not None else []

    def _begin_judging(self) -> None:
        awaiting = self._awaiting()
        if awaiting:
            self._look_at(awaiting[0])
            judged = words.awaiting(len(awaiting), words.keys_of(self._actions))
            text = f"{judged}. Then find more again: it learns from that too."
            self._session.notice(Notice(text, "info", topic=TOPIC, holds=lambda: bool(self._awaiting())))

    def _after_judging(self, judged: Sequence[int]) -> Event | None:
        """The proposal that is to be judged when these have been; None when these were not on trial."""
        awaiting = self._awaiting()
        mine = [event.time_s for event in awaiting if event.key in judged]
        left = [event for event in awaiting if event.key not in judged]
        if not mine:
            return None
        return next((event for event in left if event.time_s > mine[-1]), next(iter(left), None))

    def _look_at(self, event: Event) -> None:
        self._timeline.events.select((event.key,))
        self.look_at_selected()

    def look_at_selected(self) -> None:
        """Bring the first selected event and its picture into view."""
        selected = self._timeline.events.selected
        if selected:
            at_s = self._session.events.get(selected[0]).time_s
            self._timeline.axis.ensure_visible(at_s)
            self.looked_at.emit(at_s)

    # Edits by hand -------------------------------------------------------------------------------------------------

    def _edit(
        self, verb: str, change: Callable[[EventTrack, Mapping[int, float]], EventTrack], values: Mapping[int, float]
    ) -> None:
        self._apply(_named(verb, len(values)), change(self._session.events, values))

    def _apply(self, step: str, events: EventTrack) -> None:
        self._session.edit_events(step, events)

    def add(self, seconds: float, strength: float | None = None) -> None:
        """Mark an event, and select it, ready to be nudged, made stronger or deleted; one that is there is kept.

        It is as strong as its neighbours are, unless it is said how strong.
        """
        if self._session.clip is None:
            return
        before = self._session.events
        here = [event for event in before if abs(event.time_s - seconds) <= _HERE_S]
        if here:
            self.accept([event.key for event in here if not event.marked])
            self._timeline.events.select(event.key for event in here)
            return
        strength = event_edits.usual_strength(before, seconds) if strength is None else strength
        self._apply("Add event", event_edits.added(before, seconds, strength))
        known = {event.key for event in before}
        self._timeline.events.select(e.key for e in self._session.events if e.key not in known)

    def accept(self, keys: Sequence[int]) -> None:
        """Confirm events."""
        self._judge(keys, "Keep", event_edits.accepted)

    def strike_out(self, keys: Sequence[int]) -> None:
        """Delete events; proposals are not made there again."""
        self._judge(keys, "Delete", event_edits.struck_out)

    def _judge(self, keys: Sequence[int], verb: str, edit: Callable[[EventTrack, Sequence[int]], EventTrack]) -> None:
        if not keys:
            return
        following = self._after_judging(keys)
        self._apply(_named(verb, len(keys)), edit(self._session.events, keys))
        if following is not None:
            self._look_at(following)

    def accept_selected(self) -> None:
        """Confirm the selected events."""
        self.accept(self._timeline.events.selected)

    def delete_selected(self) -> None:
        """Delete the selected events."""
        self.strike_out(self._timeline.events.selected)

    def split(self, seconds: float) -> None:
        """Make two of the sustained event under an instant."""
        events = event_edits.split(self._session.events, seconds)
        if events == self._session.events:
            self._session.say("There is no sustained event under the playhead to split")
        else:
            self._apply("Split event", events)

    def nudge_by(self, seconds: float) -> None:
        """Move the selected events by a time."""
        events = self._session.events
        before = [events.get(key) for key in self._timeline.events.selected]
        if before:
            self._nudge({event.key: max(0.0, event.time_s + seconds) for event in before})
            self._timeline.events.tell(before)

    def _nudge(self, times: Mapping[int, float]) -> None:
        """Move events by a key that may be held: its repeats are one step."""
        events = event_edits.moved(self._session.events, times)
        self._session.edit_events(_named("Nudge", len(times)), events, ("nudge", *sorted(times)))

    def import_file(self, path: Path) -> None:
        """Replace the events by those of a file."""

        def load() -> None:
            try:
                data = path.read_bytes()
            except OSError as error:
                raise FoleyError(f"it cannot be read ({error.strerror})", file=path, remedy="check the path") from error
            events = decode_events(data, file=path)
            if self._session.clip is not None:
                late = [event for event in events if event.time_s >= self._session.duration_s]
                events = events.without(event.key for event in late)
            self._session.edit_events("Import events", replace(events, source="file"), timing=Timing.FILE)
            self._session.say(f"{len(events)} events from {path.name}")

        self._session.attempt(load, "reading events")

    # Showing -------------------------------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if change.parts & {Part.EVENTS, Part.TIMING, Part.TRACKS} or change.cause is Cause.LOAD:
            self._show()

    def _show_another_track(self) -> None:
        if self._session.events_track is not self._shown_track:
            self._timeline.events.select(())
            self._show()

    def _show(self) -> None:
        session, track = self._session, self._session.events_track
        self._shown_track = track
        awaiting = [event.key for event in self._awaiting()]
        self._timeline.set_events(session.events, awaiting)
        found = session.project.found_for(track) if track is not None and session.clip is not None else None
        if track is None or found is None:
            self._timeline.set_proposals((), None, None)
        else:
            voices = track.ignore_voices if found.has_speech else None
            self._timeline.set_proposals(ghosts_of(track.events, found), track.sensitivity, voices)
        several = track is not None and len(session.project.tracks) > 1
        self._timeline.name_events(f"{track.name} events" if track is not None and several else "")
        self._show_timing(len(awaiting))

    def _show_timing(self, awaiting: int) -> None:
        session = self._session
        self._transport.timing.set_chosen(*session.timing.parts)
        for row in joinable():
            self._actions[joins_of(row)].setChecked(row.name in session.timing.parts)
        opened, has_guide = session.clip is not None, session.has_guide
        for row in TIMING_SOURCES:
            self._transport.timing.set_enabled(row.name, opened and (has_guide or not row.needs_guide))
        if session.clip is None:
            self._status.show_lasting("")
            return
        offset_ms = session.project.offset_ms
        offset = f"{offset_ms:+.0f}".replace("-", "−") if offset_ms else "0"
        count, title = words.counted(len(session.events)), words.title_of(session.timing)
        keys = words.keys_of(self._actions)
        judging = f", {words.awaiting(awaiting, keys)}" if awaiting else f", {offset} ms offset"
        self._status.show_lasting(f"{title}: {count}{judging}")


def _named(verb: str, count: int) -> str:
    return f"{verb} event" if count == 1 else f"{verb} {count} events"
