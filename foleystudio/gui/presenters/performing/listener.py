"""Playing hits by sound: what is tapped or voiced into the microphone is read by the ears that read guides."""

from __future__ import annotations

import time
from bisect import bisect_right
from dataclasses import replace

from PySide6.QtCore import QObject

from foleystudio.engine.render.renderers import default_renderer
from foleystudio.gui.playback.microphone import Microphone, Recording
from foleystudio.gui.playback.player import Player
from foleystudio.gui.presenters.performing.recorder import RecordPresenter
from foleystudio.gui.presenters.playback.transport import PlaybackPresenter
from foleystudio.gui.presenters.timing.words import counted
from foleystudio.gui.session import Session
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.performing import passes

_STEP = "Perform by sound"
_BEFORE_S = 0.05
"""A sound that begins this little before the clip runs is of its first moment."""


class ListenerPresenter(QObject):
    """Records while a track is armed, and writes down what was heard once the pass is over."""

    def __init__(
        self,
        session: Session,
        player: Player,
        playback: PlaybackPresenter,
        record: RecordPresenter,
        microphone: Microphone | None = None,
    ) -> None:
        super().__init__(session)
        self._session, self._player, self._record = session, player, record
        self._microphone = microphone or Microphone()
        self._is_on = False
        self._track: int | None = None
        self._seen: list[tuple[float, float]] = []
        record.armed.connect(self._arm)
        playback.moved.connect(self._move)

    def _arm(self, on: bool) -> None:
        if on and self._record.habits.listens:
            track = self._session.events_track
            self._track, self._seen = track.key if track is not None else None, []
            self._is_on = self._session.attempt(self._start, "recording sound")
        elif self._is_on:
            self._is_on = False
            recording = self._microphone.stop()
            if recording is not None and self._seen:
                self._read(recording)

    def _start(self) -> None:
        self._microphone.start(self._record.habits.microphone or None)

    def _move(self, _seconds: float) -> None:
        """Note where the clip is, to tell afterwards where it was."""
        if self._is_on and self._player.is_playing:
            now_s = time.monotonic()
            self._seen.append((now_s, self._player.position_at_s(now_s)))

    def _read(self, recording: Recording) -> None:
        seen, track = tuple(self._seen), self._track
        latency_s = self._record.habits.latency_s(self._player.card.name)

        def work(_progress: object, _cancelled: object) -> list[Event]:
            from foleystudio.engine.timing.guide.guide import candidates_of_sound  # which loads the net

            heard = candidates_of_sound(recording.sound).events(ignore_voices=False)  # a voice may be the performer's
            return placed(heard, recording.began_s - latency_s, seen)

        self._session.jobs.start(
            "listening", work, lambda hits: self._write(hits, track), title="Listening to what was played",
            failed=self._session.fail, shown=True,
        )  # fmt: skip

    def _write(self, hits: list[Event], key: int | None) -> None:
        session, project = self._session, self._session.project
        track = next((each for each in project.tracks if each.key == key), None)
        if not hits:
            session.say("Nothing was heard that could be a hit")
            return
        if track is None:
            project = project.with_track(renderer=default_renderer())
            track = project.tracks[-1]
        known, events = {event.key for event in track.events}, track.events
        for hit in hits:
            events = passes.played(events, hit)
        session.edit(_STEP, project.with_changed_track(replace(track, events=events)))
        self._record.last = (track.key, frozenset(event.key for event in events) - known)
        session.say(f"Heard {counted(len(hits))} for {track.name}")

    def close(self) -> None:
        """Record no more."""
        if self._is_on:
            self._is_on = False
            self._microphone.stop()


def placed(heard: EventTrack, began_s: float, seen: tuple[tuple[float, float], ...]) -> list[Event]:
    """Events of a recording where the clip was then; those are left out that came while it did not run.

    Parameters
    ----------
    began_s
        Monotonic second of the recording's first sample.
    seen
        Monotonic seconds in order, and where in the clip the listener was then.
    """
    instants = [at_s for at_s, _ in seen]
    hits = []
    for event in heard:
        at_s = began_s + event.time_s
        number = max(0, bisect_right(instants, at_s) - 1)
        since_s = at_s - instants[number]
        if since_s >= -_BEFORE_S:
            hits.append(replace(event, time_s=max(0.0, seen[number][1] + since_s), key=-1))
    return hits
