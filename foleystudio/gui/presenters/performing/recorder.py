"""Recording hits that are played live: arming, pre-roll, the pass, and the one step that undo takes it back by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QTimer, Signal

from foleystudio.engine.render.renderers import default_renderer
from foleystudio.gui.actions.perform_keys import PerformKeys
from foleystudio.gui.playback.player import Player
from foleystudio.gui.presenters.performing.habits import Habits, Mode
from foleystudio.gui.presenters.performing.live_sounds import LiveSounds
from foleystudio.gui.presenters.playback.transport import PlaybackPresenter
from foleystudio.gui.presenters.timing.words import counted
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.performing import passes
from foleystudio.project.tracks import Track

STEP = "Perform live"
_EARLY_S = 0.1
"""What is struck this little before the pass begins is its first hit, not one of the pre-roll's."""


@dataclass
class _Pass:
    """What is being played.

    Parameters
    ----------
    track
        Key of the armed track; None until the first hit makes one.
    start_s
        Where it begins.
    reference
        Key of the reference that plays the hits from now on; None for the track's own.
    keys
        Of the events that were played.
    swept
        What it has gone over, from and to.
    has_step
        Whether undo has it as its last step.
    has_wrapped
        Whether a loop has begun again.
    """

    track: int | None
    start_s: float
    reference: int | None = None
    keys: set[int] = field(default_factory=set)
    down: dict[int, tuple[int, float]] = field(default_factory=dict)
    swept: tuple[float, float] = (0.0, 0.0)
    has_step: bool = False
    has_wrapped: bool = False


class RecordPresenter(QObject):
    """Arms the chosen track, runs the clip, and writes down what is played.

    Parameters
    ----------
    hold
        Told whether takes are to wait with following edits; with False they catch up at once.

    Signals
    -------
    armed
        A track is armed, or no longer.

    Attributes
    ----------
    last
        Track and keys of the events of the last pass; None before the first.
    """

    armed = Signal(bool)

    def __init__(
        self,
        session: Session,
        window: StudioWindow,
        player: Player,
        playback: PlaybackPresenter,
        keys: PerformKeys,
        sounds: LiveSounds,
        hold: Callable[[bool], None],
    ) -> None:
        super().__init__(session)
        self._session, self._window, self._player, self._playback = session, window, player, playback
        self._keys, self._sounds, self._hold = keys, sounds, hold
        self.habits = Habits(session.settings)
        self.last: tuple[int, frozenset[int]] | None = None
        self._pass: _Pass | None = None
        self._chosen: int | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._run)
        keys.struck.connect(self.strike)
        keys.lifted.connect(self.lift)
        keys.sound_chosen.connect(self.choose_sound)
        keys.ended.connect(self.end)
        playback.moved.connect(self._move)
        playback.halted.connect(self.end)
        session.changed.connect(self._follow)
        session.clip_opened.connect(self.end)

    @property
    def is_on(self) -> bool:
        """Whether a track is armed."""
        return self._pass is not None

    # Beginning and ending ------------------------------------------------------------------------------------------

    def set_on(self, on: bool) -> None:
        """The Record command."""
        if not on:
            self.end()
        elif self._session.clip is not None:
            self._begin()

    def _begin(self) -> None:
        session, track = self._session, self._session.events_track
        start_s = self._start_s()
        self._pass = _Pass(track.key if track is not None else None, start_s, swept=(start_s, start_s))
        self._chosen = session.reference
        self._window.take_keyboard()  # or else a field that is being typed in took the keys
        self._keys.arm()
        self.armed.emit(True)
        self._sounds.prepare()
        self._hold(True)
        self._say()
        if self._player.is_playing:
            return  # punched in
        pre_roll_s = self.habits.pre_roll_s
        self._playback.seek(max(0.0, start_s - pre_roll_s))
        short_s = pre_roll_s - min(pre_roll_s, start_s)  # nothing lies before the clip: hands still get their time
        self._wait.start(round(1000 * short_s))

    def _start_s(self) -> float:
        """The playhead; the in point where that is not within what is looped, the clip's start at its end."""
        project, at_s, end_s = self._session.project, self._playback.position_s, self._session.duration_s
        if self._playback.is_looping and not (project.in_s or 0.0) <= at_s < (project.out_s or end_s):
            return project.in_s or 0.0
        return at_s if at_s < end_s - 0.001 else 0.0

    def _run(self) -> None:
        if self._pass is not None and not self._player.is_playing:
            self._playback.play_from(self._playback.position_s)

    def end(self) -> None:
        """End the pass; what was played stays."""
        if self._pass is None:
            return
        self._sweep()
        done, self._pass = self._pass, None
        self._wait.stop()
        self._keys.disarm()
        self.armed.emit(False)
        self._playback.stop()
        self._session.document.seal()
        self._session.choose_reference(self._chosen)
        self._window.actions_table["record"].setChecked(False)
        self._hold(False)
        if done.track is not None and done.keys:
            self.last = (done.track, frozenset(done.keys))
            undo = self._window.actions_table.key("undo")
            name = self._session.project.track(done.track).name
            self._session.say(f"Recorded {counted(len(done.keys))} on {name}; {undo} takes the pass back")
        else:
            self._session.say("Nothing was recorded")

    def _follow(self, change: Change) -> None:
        running = self._pass
        if running is None or change.cause in (Cause.EDIT, Cause.SAVE, Cause.RELOCATE):
            return
        running.has_step = False  # what is undone is undone; a hit that follows is a step of its own
        if change.cause is Cause.LOAD or (running.track is not None and self._track() is None):
            running.track = None
            running.keys.clear()
            self.end()

    # Playing -------------------------------------------------------------------------------------------------------

    def strike(self, key: int, strength: float, at_s: float) -> None:
        """A hit, at a monotonic second; ``key`` tells it from others until it is lifted."""
        running = self._pass
        if running is None:
            return
        self._sounds.strike(self._track(), running.reference, strength)
        time_s = self._time_s(at_s)
        if not self._player.is_playing or (not running.has_wrapped and time_s < running.start_s - _EARLY_S):
            return
        hit = Event(time_s, strength, reference=running.reference)
        project, track = self._armed()
        known = {event.key for event in track.events}
        events = passes.played(self._swept(track.events), hit)
        new = next(event.key for event in events if event.key not in known)
        running.keys.add(new)
        running.down[key] = (new, at_s)
        self._write(project, replace(track, events=events))
        self._say()

    def lift(self, key: int, at_s: float) -> None:
        """The key of a hit went up."""
        running, track = self._pass, self._track()
        if running is None or track is None or key not in running.down:
            return
        hit, since_s = running.down.pop(key)
        if self.habits.holds:
            events = passes.held(track.events, hit, at_s - since_s, self._session.duration_s)
            if events is not track.events:
                self._write(self._session.project, replace(track, events=events))

    def choose_sound(self, number: int) -> None:
        """The hits that follow are played by the n-th sound of the bin; 0 for the track's own."""
        running, keys = self._pass, self._window.bin.keys()
        if running is None or number > len(keys):
            return
        running.reference = keys[number - 1] if number else None
        self._session.choose_reference(running.reference if number else self._chosen)
        self._say()

    def _time_s(self, at_s: float) -> float:
        latency_s = self.habits.latency_s(self._player.card.name)
        return min(self._player.position_at_s(at_s - latency_s), max(0.0, self._session.duration_s - 0.001))

    def _track(self) -> Track | None:
        running = self._pass
        tracks = self._session.project.tracks
        return next((t for t in tracks if running is not None and t.key == running.track), None)

    def _armed(self) -> tuple[Project, Track]:
        """The project with the armed track; one is made where there is none."""
        project, track = self._session.project, self._track()
        if track is None:
            project = project.with_track(renderer=default_renderer())
            track = project.tracks[-1]
        assert self._pass is not None
        self._pass.track = track.key
        return project, track

    def _write(self, project: Project, track: Track) -> None:
        """All of a pass is one step: its first hit makes it, the others are part of it."""
        running, document = self._pass, self._session.document
        assert running is not None
        changed = project.with_changed_track(track)
        if running.has_step and document.undo_name == STEP:
            document.amend(STEP, changed)
        else:
            self._session.edit(STEP, changed)
            running.has_step = True

    # What a pass that replaces goes over ---------------------------------------------------------------------------

    def _move(self, seconds: float) -> None:
        running = self._pass
        if running is None or not self._player.is_playing:
            return
        if seconds < running.start_s and not running.has_wrapped:
            return
        first, last = running.swept
        if seconds < last - 0.05 and self._playback.is_looping:
            running.has_wrapped = True
            first, last = min(first, seconds), self._session.project.out_s or self._session.duration_s
            self._hold(False)  # what was played sounds from its take in the next round
            self._hold(True)
        running.swept = (first, max(last, seconds))

    def _swept(self, events: EventTrack) -> EventTrack:
        running = self._pass
        if running is None or self.habits.mode is not Mode.REPLACE:
            return events
        return passes.swept(events, *running.swept, running.keys)

    def _sweep(self) -> None:
        """What lies behind the last hit goes too."""
        track = self._track()
        if track is not None:
            events = self._swept(track.events)
            if len(events) != len(track.events):
                self._write(self._session.project, replace(track, events=events))

    def _say(self) -> None:
        running, track = self._pass, self._track()
        assert running is not None
        name = track.name if track is not None else "a new track"
        so_far = f", {counted(len(running.keys))}" if running.keys else ""
        sound = next((r.name for r in self._session.project.references if r.key == running.reference), "the track's")
        self._session.say(
            f"Recording on {name}{so_far}: Z X C V B strike, softly to hard; 1–9 choose the sound ({sound}); Space ends"
        )
