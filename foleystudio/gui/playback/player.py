"""The player: the audio clock is master, the picture asks it where we are. No Qt, no thread of its own.

One background thread calls ``run`` (the window gives it a lane of its jobs); everything else is called
from the window's thread, answers at once and never waits for disk or sound card.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.mix.mixdown import Mixdown, MixPlan, StereoPeak
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.playback.card import CardState, DeviceNames, SoundCard, device_names
from foleystudio.gui.playback.clock import PlayClock
from foleystudio.gui.playback.feed import Command, Feed
from foleystudio.gui.playback.renderer import AudioQueue
from foleystudio.media.sound.downmix import to_stereo
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

SHUTTLE_SPEEDS = (1.0, 2.0, 4.0, 8.0)
"""What repeated presses of J or L step through."""

_BUSY_EVERY_S = 0.01  # between looks at what is to be prepared, while it plays: far less than what is prepared ahead
_IDLE_EVERY_S = 0.1  # the same while nothing plays: a card that was unplugged is missed soon enough
_CLOSE_AFTER_S = 120.0  # of silence the card is left to others; opened again, it begins a little later
_FIRST_RETRY_S = 2.0  # after which a card that did not open is tried again, each time twice as long ...
_LAST_RETRY_S = 10.0  # ... up to this: trying takes a card's driver some time

Listener = Callable[[], None]


class Player:
    """Transport over a mix.

    Call ``poll`` from a timer of the window (every frame, say): it notices the end of the clip and a sound
    card that came or went, and calls the listeners.

    Parameters
    ----------
    device
        Name of the sound card; None for the system's default.

    Attributes
    ----------
    on_state
        Called by ``poll`` or by a command when playing began, ended or changed speed.
    on_card
        Called by ``poll`` when the sound card was opened, vanished, came back, or cannot be opened.
    on_problem
        Called by ``poll`` with a ``FoleyError`` about a file that cannot be played.
    underflows
        How often the present sound card was not served in time: what follows is heard later.
    """

    def __init__(self, device: str | None = None) -> None:
        self.on_state: Listener | None = None
        self.on_card: Listener | None = None
        self.on_problem: Callable[[FoleyError], None] | None = None
        self._device = device
        self._problems: deque[FoleyError] = deque(maxlen=32)
        self._mixdown = Mixdown(MixPlan(0), self._problems.append, metered=True)
        self._clock = PlayClock(STUDIO_RATE_HZ)
        self._renderer = AudioQueue()
        self._feed = Feed(self._mixdown, self._renderer)
        self._command = Command(0, 0)
        self._rest = 0  # clip sample: where it stands, or was last heard
        self._card = CardState()
        self._devices = DeviceNames()
        self.underflows = 0
        self._told_card = self._card
        self._silence: _Silence | None = None  # set while there is no sound card to keep the time
        self._wake = threading.Event()
        self._last_use_s = -_CLOSE_AFTER_S

    # Transport, from the window's thread ---------------------------------------------------------------------------

    @property
    def files(self) -> set[Path]:
        """What is mixed."""
        return {strip.path for strip in self._mixdown.plan.strips}

    @property
    def speed(self) -> float:
        """1 playing, -2 shuttling backwards at twice the speed, 0 paused."""
        return self._command.speed

    @property
    def is_playing(self) -> bool:
        """Whether the position moves."""
        return self._command.speed != 0

    @property
    def card(self) -> CardState:
        """The sound card as last seen."""
        return self._card

    @property
    def cards(self) -> tuple[str, ...]:
        """Names of the sound cards there were when one was last opened, the system's default first."""
        return self._devices.outputs

    @property
    def microphones(self) -> tuple[str, ...]:
        """Names of what could record then, the system's default first."""
        return self._devices.inputs

    @property
    def gaps(self) -> int:
        """How often the sound ran dry while playing."""
        return self._renderer.gaps

    def set_mix(self, plan: MixPlan) -> None:
        """Play another mix from here on, without a click; the position stays."""
        self._mixdown.swap(plan)
        if not self.is_playing:
            self._rest = min(self._rest, plan.n_samples)
        self._last_use_s = time.monotonic()  # open the card now: its clock settles before the first play
        self._wake.set()

    def set_loop(self, in_s: float | None, out_s: float | None) -> None:
        """Return to ``in_s`` whenever ``out_s`` is reached, at once when behind it; None for either ends the loop."""
        if in_s is None or out_s is None or out_s - in_s < 0.02:
            self._feed.loop = None
        else:
            loop = self._feed.loop = (to_samples(in_s, STUDIO_RATE_HZ), to_samples(out_s, STUDIO_RATE_HZ))
            if self.speed == 1 and self._sample_now() >= loop[1]:
                self._send(loop[0], 1.0)

    def play(self, speed: float = 1.0) -> None:
        """Play from the position; from the start again when it lies at the end or behind what is looped."""
        start, loop = self._sample_now(), self._feed.loop
        end = self._mixdown.plan.n_samples
        if speed == 1 and loop is not None and start >= min(loop[1], end):
            start = loop[0]
        elif speed > 0 and start >= end:
            start = loop[0] if loop else 0
        elif speed < 0 and start <= 0:
            start = end
        self._send(start, speed)

    def pause(self) -> None:
        """Stop where the listener is."""
        if self.is_playing:
            self._send(self._sample_now(), 0.0)

    def toggle(self) -> None:
        """Play when paused, pause when playing."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def shuttle(self, direction: int) -> None:
        """J (-1) or L (+1): play that way, faster with each press; the other way starts again at 1."""
        speed = self.speed
        if speed * direction > 0:
            faster = [s for s in SHUTTLE_SPEEDS if s > abs(speed)]
            self.play(direction * (faster[0] if faster else SHUTTLE_SPEEDS[-1]))
        else:
            self.play(float(direction))

    def seek(self, seconds: float) -> None:
        """Go to an instant; playing goes on from there."""
        self._send(self._clamped(seconds), self.speed)

    def scrub(self, seconds: float) -> None:
        """Go to an instant and let a moment of its sound be heard; pauses."""
        self._send(self._clamped(seconds), 0.0, is_scrub=True)

    def audition(self, sound: Sound | None) -> None:
        """Let a sound (a reference, at the studio rate) be heard beside the mix; None stops it."""
        self._renderer.audition(None if sound is None else to_stereo(sound.samples))
        self._last_use_s = time.monotonic()
        self._wake.set()

    def strike(self, samples: Wave) -> None:
        """Let a live hit (``float32 [N, 2]`` at the studio rate) be heard at once, beside the mix and other hits."""
        self._renderer.strike(samples)
        self._last_use_s = time.monotonic()
        self._wake.set()

    def auditioned_s(self, at_s: float) -> float | None:
        """How far into the auditioned sound the listener is at a monotonic second; None where none is heard."""
        began, heard = self._renderer.audition_began, self._clock.heard(at_s)
        return None if began is None or heard is None else (heard - began) / STUDIO_RATE_HZ

    def position_s(self) -> float:
        """Where in the clip the listener is now."""
        return self._sample_now() / STUDIO_RATE_HZ

    def position_at_s(self, at_s: float) -> float:
        """Where in the clip the listener was at a monotonic second of the last moments; at rest where that is."""
        return self._sample_at(at_s) / STUDIO_RATE_HZ

    def levels(self) -> dict[int, StereoPeak]:
        """How loud each row was (see `Mixdown.peaks`) in what was heard since this was last asked."""
        found: dict[int, StereoPeak] = {}
        levels, heard = self._renderer.levels, self._heard()
        while levels and (heard is None or levels[0][0] <= heard):
            for row, (left, right) in levels.popleft()[1].items():
                before = found.get(row, (0.0, 0.0))
                found[row] = (max(before[0], left), max(before[1], right))
        return found

    def set_device(self, device: str | None) -> None:
        """Play on another sound card from now on."""
        self._device = device
        self._wake.set()

    def poll(self) -> None:
        """Notice what happened since; calls the listeners."""
        if self._silence is not None and self._card.is_open:
            here = self._sample_now()
            self._silence = None
            self._send(here, self.speed)
        if self._is_at_end():
            self._send(self._mixdown.plan.n_samples if self.speed > 0 else 0, 0.0)
        if self._card != self._told_card:
            self._told_card = self._card
            if self.on_card:
                self.on_card()
        while self._problems:
            problem = self._problems.popleft()
            if self.on_problem:
                self.on_problem(problem)

    def _send(self, start: int, speed: float, *, is_scrub: bool = False) -> None:
        changed = speed != self.speed
        self._rest = start
        now_s = time.monotonic()
        self._command = Command(self._command.generation + 1, start, speed, is_scrub)
        if self._silence is None:
            self._renderer.generation = self._command.generation
        else:
            self._silence = _Silence(start, now_s)
        self._last_use_s = now_s
        self._wake.set()
        if changed and self.on_state:
            self.on_state()

    def _clamped(self, seconds: float) -> int:
        return max(0, min(to_samples(seconds, STUDIO_RATE_HZ), self._mixdown.plan.n_samples))

    def _heard(self, at_s: float | None = None) -> float | None:
        heard = self._clock.heard(time.monotonic() if at_s is None else at_s)
        return None if heard is None else min(heard, float(self._renderer.sample))

    def _is_at_end(self) -> bool:
        if not self.is_playing:
            return False
        if self._silence is not None:
            return self._sample_now() == (self._mixdown.plan.n_samples if self.speed > 0 else 0)
        heard, last = self._heard(), self._renderer.stretches.last
        ended = self._renderer.ended_generation == self._command.generation
        return ended and (heard is None or last is None or heard >= last.sample)

    def _sample_now(self) -> int:
        self._rest = self._sample_at(time.monotonic())
        return self._rest

    def _sample_at(self, at_s: float) -> int:
        command = self._command
        if command.speed == 0:
            return self._rest
        if self._silence is not None:
            position = self._silence.position(at_s, command.speed, self._feed.loop)
        else:
            heard = self._heard(at_s)
            stretch = None if heard is None else self._renderer.stretches.at(heard)
            if heard is None or stretch is None or stretch.generation != command.generation:
                return self._rest  # asked for, not heard yet
            position = int(stretch.position_at(heard))
        return max(0, min(position, self._mixdown.plan.n_samples))

    # The background thread -----------------------------------------------------------------------------------------

    def run(self, _progress: Progress, cancelled: Cancelled) -> None:
        """Feed and supervise the sound card until cancelled; the one thing that runs in the background."""
        supervisor = _DeviceSupervisor(self._renderer, self._clock, self._device)
        try:
            while not cancelled():
                now_s = time.monotonic()
                is_busy = self.is_playing or self._renderer.is_auditioning
                if is_busy:
                    self._last_use_s = now_s
                if self._silence is None:
                    self._feed.fill(self._command)
                supervisor.update(self._device, in_use=now_s - self._last_use_s < _CLOSE_AFTER_S, is_busy=is_busy)
                if supervisor.state.problem and self._silence is None:
                    self._fall_silent()
                self._card, self._devices, self.underflows = supervisor.state, supervisor.names, supervisor.underflows
                self._wake.wait(_BUSY_EVERY_S if is_busy else _IDLE_EVERY_S)
                self._wake.clear()
        finally:
            supervisor.close()
            self._mixdown.close()
            self._card = replace(self._card, is_open=False)

    def _fall_silent(self) -> None:
        # The picture plays on by the monotonic clock until ``poll`` finds the card open again.
        here, now_s = self._sample_now(), time.monotonic()
        self._silence = _Silence(here, now_s)
        self._renderer.generation = -1


@dataclass(frozen=True)
class _Silence:
    """Playing without a card: where and when it began."""

    start: int
    since_s: float

    def position(self, at_s: float, speed: float, loop: tuple[int, int] | None) -> int:
        position = self.start + int((at_s - self.since_s) * STUDIO_RATE_HZ * speed)
        if speed == 1 and loop is not None and self.start < loop[1] <= position:
            position = loop[0] + (position - loop[0]) % (loop[1] - loop[0])
        return position


class _DeviceSupervisor:
    """Keeps the sound card open while it is used, and looks for it when it is gone."""

    def __init__(self, renderer: AudioQueue, clock: PlayClock, device: str | None) -> None:
        self._renderer = renderer
        self._clock = clock
        self._device = device
        self._card = SoundCard(renderer.render, clock, device)
        self._retry_s = _FIRST_RETRY_S
        self._next_try_s = 0.0
        self._failed_before = False
        self.underflows = 0
        self._ran_dry = False
        self.names = DeviceNames()

    @property
    def state(self) -> CardState:
        """The card's."""
        return self._card.state

    def update(self, device: str | None, *, in_use: bool, is_busy: bool) -> None:
        """Open, check, close or replace the card as needed; what is heard is interrupted only by the last."""
        if device != self._device:
            self._change(device)
        now_s = time.monotonic()
        if self._card.is_open:
            try:
                self._card.check()
            except FoleyError:
                self._failed_before = True
                self._next_try_s = now_s + _FIRST_RETRY_S
            if self._card.is_open and not in_use:
                self._card.close()
            else:
                self._give_time(now_s, is_busy=is_busy)
        elif in_use and now_s >= self._next_try_s:
            self._try(now_s)

    def _give_time(self, now_s: float, *, is_busy: bool) -> None:
        # A card that ran dry while it was heard gets more time, once nothing is heard that reopening would cut.
        missed, self.underflows = self._card.underflows - self.underflows, self._card.underflows
        self._ran_dry = self._ran_dry or (is_busy and missed > 0)
        if self._ran_dry and not is_busy:
            self._ran_dry = False
            if self._card.take_more_time():
                self._try(now_s)

    def close(self) -> None:
        """Close the card."""
        self._card.close()

    def _try(self, now_s: float) -> None:
        self._card.samples_rendered = self._renderer.sample
        try:
            try:
                self._card.open(again=self._failed_before)
            except FoleyError:
                if self._failed_before:
                    raise
                self._card.open(again=True)  # it may have been plugged in since PortAudio last looked
            self._failed_before, self._retry_s = False, _FIRST_RETRY_S
        except FoleyError:
            self._failed_before = True
            self._next_try_s = now_s + self._retry_s
            self._retry_s = min(2 * self._retry_s, _LAST_RETRY_S)
        self.names = device_names()

    def _change(self, device: str | None) -> None:
        self._device = device
        self._card.close()
        self._card = SoundCard(self._renderer.render, self._clock, device)
        self.underflows = 0
        self._next_try_s, self._retry_s = 0.0, _FIRST_RETRY_S
