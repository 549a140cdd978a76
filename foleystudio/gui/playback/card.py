"""The sound card: opened by name, watched, and found again when it was unplugged.

One thread opens, tends and closes it; the audio callback runs in the driver's. PortAudio notices no
hot-plugging: a vanished card shows by callbacks that no longer come, and PortAudio is begun anew to find it again.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.errors import FoleyError
from foleystudio.gui.playback.clock import PlayClock
from foleystudio.system_libraries import SOUND, Lack
from foleystudio.timebase import STUDIO_RATE_HZ

LATENCY_S = 0.1
"""Asked of the card at first: short enough to answer a key at once, long enough to sit out a repaint."""

MOST_LATENCY_S = 0.4
"""Asked of the card on machines that are too busy for less."""

# beyond its latency, for which a card asks for nothing: shorter ones happen on busy machines
_SILENT_BEFORE_LOST_S = 1.0

_OFFSET_LEAK_S = 20e-6  # per reading: follows the drift of two clocks, and no jitter
_CLOCK_STEP_S = 0.25  # no jitter is so large: the card's clock started anew

_REFUSALS = {
    -9985: "is held by another program",
    -9996: "is not there",
    -9997: f"does not play {STUDIO_RATE_HZ // 1000} kHz",
    -9998: "has no such channels",
}
"""PortAudio's numbers of what a card refuses for, in words."""

_log = logging.getLogger(__name__)

Render = Callable[[Wave], None]


@dataclass(frozen=True)
class CardState:
    """What a user is told about the sound card.

    Parameters
    ----------
    is_open
        Whether sound comes out.
    name
        The device's name; empty when there is none.
    problem
        Why there is no sound; empty when there is.
    latency_s
        From the callback to the ear, as the driver says.
    """

    is_open: bool = False
    name: str = ""
    problem: str = ""
    latency_s: float = 0.0


class SoundCard:
    """Plays what a render function fills in, and keeps the clock.

    Parameters
    ----------
    render
        Fills ``float32 [n, 2]``; called by the driver's thread.
    clock
        Told which sample is heard when. ``samples_rendered`` numbers them; ``underflows`` counts how often the
        card was not served in time.
    device
        Name (or part of it) of the device; None for the system's default.
    """

    def __init__(self, render: Render, clock: PlayClock, device: str | None = None) -> None:
        self._render = render
        self._clock = clock
        self._device = device
        self._stream: Any = None
        self._is_lost = False
        self._called_s = 0.0
        self._offset_s = math.inf
        self._latency_s = LATENCY_S
        self.underflows = 0
        self.samples_rendered = 0
        self.state = CardState()

    @property
    def is_open(self) -> bool:
        """Whether a card is open."""
        return self._stream is not None

    def take_more_time(self) -> bool:
        """Ask for twice the latency from the next opening on; False when it is at its limit."""
        if self._latency_s >= MOST_LATENCY_S:
            return False
        self._latency_s = min(2 * self._latency_s, MOST_LATENCY_S)
        return True

    def open(self, *, again: bool = False) -> None:
        """Open the card.

        Parameters
        ----------
        again
            Begin PortAudio anew first, to see cards that came or went.

        Raises
        ------
        FoleyError
            When there is no such card, or it cannot play.
        """
        self.close()
        try:
            sounddevice = _sounddevice()
        except FoleyError as error:
            self.state = CardState(problem=f"{error.what}: {error.remedy}")
            raise
        try:
            if again:
                sounddevice._terminate()
                sounddevice._initialize()
            info = sounddevice.query_devices(self._device, "output")
            channels = min(2, int(info["max_output_channels"]))
            self._is_lost = False
            self._offset_s = math.inf
            self._clock.reset()
            stream = sounddevice.OutputStream(
                samplerate=STUDIO_RATE_HZ,
                device=info["index"],
                channels=channels,
                dtype="float32",
                latency=self._latency_s,
                callback=self._callback,
                finished_callback=self._finished,
            )
            self._called_s = time.monotonic()
            stream.start()
        except (sounddevice.PortAudioError, ValueError, OSError) as error:
            self.state = CardState(problem=refusal_of(error, "sound card", self._device))
            raise FoleyError(self.state.problem, remedy="choose another sound card") from error
        self._stream = stream
        self.state = CardState(True, str(info["name"]), latency_s=float(stream.latency))

    def close(self) -> None:
        """Close the card, dropping what it has not played."""
        stream, self._stream = self._stream, None
        if stream is not None:
            self._is_lost = True  # what the callback sees while the stream goes down is no loss
            try:
                stream.abort()
                stream.close()
            except _sounddevice().PortAudioError:
                pass  # it is gone already
        self.state = CardState(name=self.state.name)

    def check(self) -> None:
        """See whether the card is still there.

        Raises
        ------
        FoleyError
            When it vanished; it is closed then.
        """
        if self._stream is None:
            return
        if self._is_lost or time.monotonic() - self._called_s > _SILENT_BEFORE_LOST_S + self.state.latency_s:
            name = self.state.name
            self.close()
            self.state = CardState(name=name, problem=f"the sound card {name!r} is gone")
            raise FoleyError(self.state.problem, remedy="plug it in again or choose another one; the picture plays on")

    def _callback(self, out: Wave, count: int, times: Any, status: Any) -> None:
        now_s = time.monotonic()
        self._called_s = now_s
        if status.output_underflow:
            self.underflows += 1
            self._clock.reset()  # what follows is heard later than was said
        ahead_s = times.outputBufferDacTime - times.currentTime
        if times.outputBufferDacTime > 0 and 0 <= ahead_s < 5:  # the first callback knows no times
            self._clock.update(self.samples_rendered, times.outputBufferDacTime + self._driver_offset(now_s, times))
        elif self._clock.heard(now_s) is None:
            self._clock.update(self.samples_rendered, now_s + self.state.latency_s)
        if out.shape[1] == 2:
            self._render(out)
        else:
            stereo = np.zeros((count, 2), dtype=np.float32)
            self._render(stereo)
            out[:] = stereo.mean(axis=1, keepdims=True)
        self.samples_rendered += count

    def _driver_offset(self, now_s: float, times: Any) -> float:
        # From the driver's clock to the monotonic one. A callback that had to wait for the interpreter sees the
        # difference too large, never too small: the smallest is right, leaking upwards to follow slow drift.
        seen_s = now_s - times.currentTime
        if seen_s - self._offset_s > _CLOCK_STEP_S:
            self._offset_s = seen_s
        self._offset_s = min(self._offset_s + _OFFSET_LEAK_S, seen_s)
        return self._offset_s

    def _finished(self) -> None:
        self._is_lost = True


@dataclass(frozen=True)
class DeviceNames:
    """Names of the devices that can play and of those that can record, the system's default first."""

    outputs: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


def device_names() -> DeviceNames:
    """The devices there are as PortAudio last saw them; none where it is missing."""
    try:
        sounddevice = _sounddevice()
    except FoleyError:
        return DeviceNames()
    return DeviceNames(_names(sounddevice, "max_output_channels", 1), _names(sounddevice, "max_input_channels", 0))


def _names(sounddevice: Any, channels: str, role: int) -> tuple[str, ...]:
    """Names of the devices with channels, first the default of a role: 0 to record, 1 to play."""
    try:
        names = [str(d["name"]) for d in sounddevice.query_devices() if d[channels] > 0]
        default = sounddevice.default.device[role]
        if default >= 0:
            first = str(sounddevice.query_devices(default)["name"])
            names.sort(key=lambda name: name != first)
    except (OSError, sounddevice.PortAudioError):
        return ()
    return tuple(dict.fromkeys(names))


def _sounddevice() -> Any:
    # Imported when first needed, by the thread that plays: the import itself begins PortAudio.
    try:
        import sounddevice
    except OSError as error:
        line = Lack(SOUND).line or f"install {SOUND[0].soname}"
        raise FoleyError("PortAudio is missing, which plays sound", remedy=line) from error
    return sounddevice


def refusal_of(error: Exception, kind: str, device: str | None) -> str:
    """Why a device does not open, in the user's words: PortAudio's own are in the log.

    Parameters
    ----------
    error
        What opening it raised.
    kind
        What it is: ``sound card``.
    device
        The name that was asked for; None for the system's default.
    """
    _log.info("the %s %r does not open: %s", kind, device, error)
    name = f"the {kind} {device!r}" if device else f"the {kind}"
    if isinstance(error, ValueError) or (len(error.args) == 1 and "querying" in str(error)):
        return f"{name} is not there" if device else f"there is no {kind}"
    code = error.args[1] if len(error.args) > 1 else 0
    return f"{name} {_REFUSALS.get(code, 'does not open; the log says more')}"
