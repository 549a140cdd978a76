"""Comping: which take of a track sounds where; what is heard bounced to a take of its own."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.takes.bounce import bounce
from foleystudio.engine.takes.take_names import number_of
from foleystudio.errors import FoleyError
from foleystudio.gui.presenters.takes.render_queue import RenderQueue
from foleystudio.gui.session import Session
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.project.takes import Take, new_take_path

_LANE = "bounce"


class CompingPresenter(QObject):
    """Connects swipes along takes with the project, and bounces tracks."""

    def __init__(self, session: Session, timeline: TimelineWidget, queue: RenderQueue) -> None:
        super().__init__(session)
        self._session, self._queue = session, queue
        timeline.tracks.comp_wanted.connect(self.use)

    def use(self, track_key: int, take_key: int, start_s: float, stop_s: float) -> None:
        """Let a take sound in a stretch."""
        session = self._session
        track = session.project.track(track_key)
        session.choose_track(track_key)
        session.change_track("Comp", track.comped(start_s, stop_s, take_key))
        what = f"take {number_of(track, take_key)} from {session.label(start_s)} to {session.label(stop_s)}"
        session.say(f"{track.name} uses {what}")

    def use_in_range(self, take_key: int | None) -> None:
        """Let a take sound between the in and the out point."""
        session, project = self._session, self._session.project
        if take_key is None:
            return
        if project.in_s is None or project.out_s is None or project.out_s <= project.in_s:
            session.say("Mark the range first: I sets where it begins, O where it ends")
            return
        self.use(project.track_of(take_key).key, take_key, project.in_s, project.out_s)

    def clear(self) -> None:
        """Let the take in use sound throughout."""
        track = self._session.track
        if track is not None and track.comp:
            self._session.change_track("Clear comp", replace(track, comp=()))

    def bounce(self) -> None:
        """Make what sounds on the chosen track one take."""
        session, track = self._session, self._session.track
        if session.clip is None or track is None or track.active_take is None:
            return
        name = f"{track.active_take.name} bounced"
        try:
            path = new_take_path(session.document.file, name)
        except FoleyError as error:
            session.fail(error, about="bouncing")
            return
        project, duration_s = session.project, session.duration_s

        def work(progress: Progress, cancelled: Cancelled) -> Take:
            return bounce(project, track.key, duration_s, path, name, progress, cancelled)

        session.jobs.start(
            _LANE, work, lambda take: self._adopt(track.key, take), title=f"Bouncing {track.name}",
            failed=lambda error: session.fail(error, about="bouncing"),
        )  # fmt: skip

    def _adopt(self, track_key: int, take: Take) -> None:
        session, project = self._session, self._session.project
        self._queue.replaced.note_made(take.path)
        if not any(track.key == track_key for track in project.tracks):
            session.say("Its track is gone, so the bounced take was dropped")
            return
        project = project.with_take(track_key, take)
        track = project.track(track_key)
        session.edit("Bounce", project.with_changed_track(replace(track, comp=())))
        session.choose_track(track_key)
        session.say(f"Bounced what sounds on {track.name} to take {len(track.takes)}")
