"""Pulling what was played to the picture: hits move some of their way to the nearest proposals, in one step."""

from __future__ import annotations

from collections.abc import Collection

from foleystudio.gui.presenters.performing.recorder import RecordPresenter
from foleystudio.gui.presenters.timing.words import counted
from foleystudio.gui.session import Session
from foleystudio.gui.timeline.events.lane import EventLane
from foleystudio.project.performing.pulling import SURE, pulled
from foleystudio.project.proposals import Candidates
from foleystudio.project.settings import Timing
from foleystudio.project.tracks import Track


class PullPresenter:
    """Pulls the selected hits, or else the last pass, or else all that the user has marked."""

    def __init__(self, session: Session, lane: EventLane, record: RecordPresenter) -> None:
        self._session, self._lane, self._record = session, lane, record

    def pull(self) -> None:
        """Pull by the degree that is set."""
        session, track = self._session, self._session.events_track
        found = self._found(track) if track is not None else None
        if track is None or found is None:
            session.say("There are no proposals to pull to: choose a timing first")
            return
        keys, degree = self._keys(track), self._record.habits.pull_degree
        places_s = [each.event.time_s for each in found.found if each.certainty >= SURE]
        events = pulled(track.events, keys, places_s, degree)
        before = {event.key: event.time_s for event in track.events}
        moved = sum(before[event.key] != event.time_s for event in events)
        if moved:
            what = "event" if moved == 1 else counted(moved)
            session.edit_events(f"Pull {what} to proposals", events)
        session.say(f"Pulled {moved} of {counted(len(keys))} by {degree:.0%} to what the {found.source} proposes")

    def _keys(self, track: Track) -> Collection[int]:
        there = {event.key for event in track.events}
        last = self._record.last
        played = last[1] & there if last is not None and last[0] == track.key else frozenset()
        return self._lane.selected or played or [event.key for event in track.events if event.marked]

    def _found(self, track: Track) -> Candidates | None:
        """What the track's own timing found, or else the picture, or else the guide."""
        own = self._session.project.found_for(track)
        if own is not None and len(own):
            return own
        pools = {found.source: found for found in self._session.project.proposals if len(found)}
        return next((pools[name] for name in (Timing.PICTURE, Timing.GUIDE) if name in pools), None)
