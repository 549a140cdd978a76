"""Playback: keys and buttons to the player, the player's position to playhead, timecode and picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from foleystudio.dsp.waves.patch import Patch
from foleystudio.engine.mix.mixdown import plan_mix
from foleystudio.errors import FoleyError
from foleystudio.gui.actions.held_keys import HeldKeys
from foleystudio.gui.dialogs.banner import SOUND_CARD, Notice
from foleystudio.gui.playback.player import Player
from foleystudio.gui.presenters.clip.frame import PicturePresenter
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.edits import Change, Part
from foleystudio.timebase import STUDIO_RATE_HZ, fineness_of, parse_position, within_frame

_PLAYING_MS = 8  # between looks at the player: more often than any screen shows a frame
_IDLE_MS = 100  # the same while nothing plays
_FINE_S = 1e-4  # a position beside the frames is told to a tenth of a millisecond, closer up to the sample
_POSITION = "typing a position"
_HALF_SAMPLE_S = 0.5 / STUDIO_RATE_HZ  # positions that lie no further apart are the same
_MIXED = {Part.CLIP, Part.TRACKS, Part.TAKES, Part.MIX, Part.SOUND_TRACK}


class PlaybackPresenter(QObject):
    """The transport.

    While paused the position is the exact instant that was asked for; while playing it is the player's,
    which follows the audio clock.

    Signals
    -------
    moved
        The playhead is elsewhere (seconds).
    halted
        Playing ended.

    Attributes
    ----------
    patches
        Answers what is heard of edits before their takes are written, by key of the take.
    """

    moved = Signal(float)
    halted = Signal()

    def __init__(
        self, session: Session, window: StudioWindow, player: Player, picture: PicturePresenter, keys: HeldKeys
    ) -> None:
        super().__init__(session)
        self._session, self._window, self._player, self._picture, self._keys = session, window, player, picture, keys
        self._at_s = 0.0
        self._is_looping = False
        self._is_comparing = False
        self._said_speed = 1.0
        self.patches: Callable[[], Mapping[int, Patch]] = dict
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        player.on_state = self._state_changed
        player.on_card = self._card_changed
        player.on_problem = self._tell_problem
        session.changed.connect(self._follow)
        session.clip_opened.connect(self._clip_opened)
        session.guide_known.connect(self.remix)
        window.transport.position_entered.connect(self.enter)
        session.jobs.start("player", player.run, title="Playing")
        self._timer.start(_IDLE_MS)

    @property
    def position_s(self) -> float:
        """Where the playhead is."""
        return self._at_s

    @property
    def is_looping(self) -> bool:
        """Whether playing goes on from the in point at the out point."""
        return self._is_looping

    # Going somewhere -----------------------------------------------------------------------------------------------

    def seek(self, seconds: float) -> None:
        """Put the playhead somewhere; playing goes on from there."""
        self._put(seconds)
        self._player.seek(self._at_s)

    def look(self, seconds: float) -> None:
        """Show the picture of an instant, unless the clip is playing."""
        if not self._player.is_playing:
            self.seek(seconds)

    def drag(self, seconds: float) -> None:
        """Follow a drag on the ruler: keyframes first, a moment of sound."""
        self._put(seconds, rough=True)
        self._player.scrub(self._at_s)

    def end_drag(self, seconds: float) -> None:
        """The drag is over: the exact frame."""
        self._put(seconds)

    def step(self, frames: int) -> None:
        """Go by whole frames; pauses."""
        clip = self._session.clip
        if clip is None or not len(clip.frames):
            return
        self._player.pause()
        frame = clip.frames.frame_at(self._at_s + _HALF_SAMPLE_S)
        self._put(float(clip.frames.time_of(max(0, min(frame + frames, len(clip.frames) - 1)))))
        self._player.scrub(self._at_s)

    def skip(self, seconds: float) -> None:
        """Go by seconds."""
        self.seek(self._at_s + seconds)

    def go_to_event(self, direction: int) -> None:
        """Go to the event before (-1) or after (+1)."""
        times = [event.time_s for event in self._session.events]
        near = _HALF_SAMPLE_S * 4
        if direction > 0:
            beyond = [at for at in times if at > self._at_s + near]
            target = min(beyond, default=None)
        else:
            beyond = [at for at in times if at < self._at_s - near]
            target = max(beyond, default=None)
        if target is not None:
            self.seek(target)

    def go_to_next(self, times_s: Sequence[float]) -> None:
        """Go to the next of these instants, after the last one to the first."""
        beyond = [at for at in times_s if at > self._at_s + _HALF_SAMPLE_S * 4]
        if times_s:
            self.seek(min(beyond or times_s))

    def go_to_edge(self, direction: int) -> None:
        """To the in or out point, then to the start or end of the clip."""
        project = self._session.project
        if direction < 0:
            mark = project.in_s
            self.seek(mark if mark is not None and self._at_s > mark + _HALF_SAMPLE_S else 0.0)
        else:
            mark = project.out_s
            end = self._session.duration_s
            self.seek(mark if mark is not None and self._at_s < mark - _HALF_SAMPLE_S else end)

    def enter(self, text: str) -> None:
        """Go to a typed position."""
        clip = self._session.clip
        if clip is None or not len(clip.frames):
            return
        try:
            seconds = parse_position(
                text,
                now_s=self._at_s,
                frames=clip.frames,
                timecode=self._session.timecode,
                rate_hz=STUDIO_RATE_HZ,
            )
        except FoleyError as error:
            self._session.fail(error, about=_POSITION)
            return
        self._session.mended.emit(_POSITION)
        self.seek(seconds)

    # Playing -------------------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Space."""
        if self._session.clip is None:
            return
        self._player.toggle()

    def play_from(self, seconds: float) -> None:
        """Go to an instant and play."""
        self.seek(seconds)
        if self._session.clip is not None and not self._player.is_playing:
            self._player.toggle()

    def shuttle(self, direction: int) -> None:
        """J and L; with K held one frame."""
        if self._keys.is_down(Qt.Key.Key_K):
            self.step(direction)
        elif self._session.clip is not None:
            self._player.shuttle(direction)

    def stop(self) -> None:
        """K."""
        self._player.pause()

    def set_loop(self, on: bool) -> None:
        """Repeat between in and out, or the whole clip."""
        self._is_looping = on
        self._send_loop()

    def compare(self) -> None:
        """Match the levels of A/B pairs until playing ends: an A/B flip is under way."""
        self._is_comparing = True
        self.remix()

    def close(self) -> None:
        """Be silent, and listen no more."""
        self._timer.stop()
        self._player.on_state = self._player.on_card = self._player.on_problem = None
        self._player.pause()

    def _send_loop(self) -> None:
        project = self._session.project
        if self._is_looping and self._session.clip is not None:
            self._player.set_loop(project.in_s or 0.0, project.out_s or self._session.duration_s)
        else:
            self._player.set_loop(None, None)

    # Following -----------------------------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if change.parts & _MIXED:
            self.remix()
        if Part.RANGE in change.parts:
            self._send_loop()

    def _clip_opened(self) -> None:
        self._player.pause()
        self.remix()
        self._send_loop()
        self._put(0.0)
        self._player.seek(0.0)

    def remix(self) -> None:
        """Let the player mix what the project now asks for."""
        session = self._session
        matched = self._is_comparing
        plan = plan_mix(
            session.project, session.duration_s, has_guide=session.has_guide, sound_track=session.sound_track,
            level_matched=matched, patches=self.patches(),
        )  # fmt: skip
        self._player.set_mix(plan)

    def _state_changed(self) -> None:
        playing = self._player.is_playing
        self._window.transport.set_playing(playing)
        self._window.timeline.set_playing(playing)
        self._timer.start(_PLAYING_MS if playing else _IDLE_MS)
        if not playing:
            self._rest(self._player.position_s())
            if self._is_comparing:
                self._is_comparing = False
                self.remix()
            self.halted.emit()
        self._say_speed(self._player.speed if playing else 1.0)

    def _say_speed(self, speed: float) -> None:
        if speed != self._said_speed:
            self._said_speed = speed
            self._session.say("" if speed == 1 else f"Shuttle {speed:+.0f}×".replace("-", "−"))

    def _rest(self, seconds: float) -> None:
        """Come to rest at the beginning of the frame that shows, as editors do; the clip's end stays its end."""
        clip = self._session.clip
        if clip is not None and len(clip.frames) and seconds < self._session.duration_s - _HALF_SAMPLE_S * 4:
            seconds = float(clip.frames.time_of(clip.frames.frame_at(seconds + _HALF_SAMPLE_S)))
        self._put(seconds)

    def _tell_problem(self, error: FoleyError) -> None:
        file = error.file
        self._session.fail(error, about="playing", holds=lambda: file in self._player.files)

    def _card_changed(self) -> None:
        card = self._player.card
        if card.problem:
            text = f"No sound: {card.problem}. The picture plays on; the studio keeps looking for the sound card."
            self._session.notice(Notice(text, "warning", topic=SOUND_CARD))
        elif card.is_open:
            self._window.banners.close_topic(SOUND_CARD)

    def _tick(self) -> None:
        self._player.poll()
        if self._player.is_playing:
            self._put(self._player.position_s(), from_player=True)
            self._timer.start(self._next_tick_ms())

    def _ahead_s(self) -> float:
        return self._picture.lead_s if self._player.speed == 1 else 0.0

    def _next_tick_ms(self) -> int:
        """Until the next frame is due, or the playhead is to move on."""
        clip = self._session.clip
        if clip is None or not len(clip.frames):
            return _PLAYING_MS
        now_s = self._player.position_s() + self._ahead_s() + _HALF_SAMPLE_S
        due_s = float(clip.frames.time_of(clip.frames.frame_at(now_s) + 1))
        return max(1, min(_PLAYING_MS, math.ceil(1000 * (due_s - now_s))))

    def _put(self, seconds: float, *, rough: bool = False, from_player: bool = False) -> None:
        if from_player:
            seconds = self._of_sample(seconds)
        self._at_s = max(0.0, min(seconds, self._session.duration_s))
        self._window.transport.timecode.set_label(self._session.label(self._at_s))
        self._window.transport.set_beside("" if from_player else self._beside())
        # Decoded and painted a little later, the frame then lies under the sound that is heard then.
        self._picture.show(self._at_s, rough=rough, ahead_s=self._ahead_s() if from_player else None)
        self.moved.emit(self._at_s)

    def _beside(self) -> str:
        """How far the position lies within its frame, as finely as the timeline shows it; empty on a frame."""
        clip = self._session.clip
        if clip is None:
            return ""
        step_s = min(self._window.timeline.axis.view.seconds_per_pixel, _FINE_S)
        beside = within_frame(self._at_s, clip.frames, fineness_of(step_s))
        return beside if any(digit in beside for digit in "123456789") else ""

    def _of_sample(self, seconds: float) -> float:
        """What the player counts in whole samples: the beginning of a frame where that sample stands for it."""
        clip = self._session.clip
        if clip is None or not len(clip.frames):
            return seconds
        begins_s = float(clip.frames.time_of(clip.frames.frame_at(seconds + _HALF_SAMPLE_S)))
        return begins_s if seconds < begins_s <= seconds + _HALF_SAMPLE_S else seconds
