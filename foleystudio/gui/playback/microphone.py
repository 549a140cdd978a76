"""Recording what is tapped, clapped or voiced while the clip runs. No Qt in here."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.errors import FoleyError
from foleystudio.gui.playback.card import refusal_of
from foleystudio.timebase import STUDIO_RATE_HZ

_LONGEST_S = 1800  # half an hour of memory at most, if stopping it is forgotten


@dataclass(frozen=True, eq=False)
class Recording:
    """What a microphone heard.

    Parameters
    ----------
    sound
        Mono, at the studio rate.
    began_s
        When its first sample came to the microphone, in monotonic seconds.
    """

    sound: Sound
    began_s: float


class Microphone:
    """An input, opened for a pass."""

    def __init__(self) -> None:
        self._stream: Any = None
        self._blocks: list[Wave] = []
        self._n_samples = 0
        self._began_s: float | None = None

    def start(self, device: str | None = None) -> None:
        """Record from now on.

        Parameters
        ----------
        device
            Name of the input; None for the system's default.

        Raises
        ------
        FoleyError
            When there is no microphone, or it cannot be opened.
        """
        self._blocks, self._n_samples, self._began_s = [], 0, None
        try:
            import sounddevice  # the import itself begins PortAudio
        except OSError as error:
            raise FoleyError("PortAudio is missing, which records sound", remedy="play by the keys Z to B") from error
        try:
            self._stream = sounddevice.InputStream(
                samplerate=STUDIO_RATE_HZ,
                device=device,
                channels=1,
                dtype="float32",
                latency="low",
                callback=self._take,
            )
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError, OSError) as error:
            self._stream = None
            remedy = "plug it in, or choose another one in the preferences (Ctrl+,)"
            raise FoleyError(refusal_of(error, "microphone", device), remedy=remedy) from error

    def _take(self, block: Wave, count: int, times: Any, _status: Any) -> None:
        if self._began_s is None:
            ago_s = times.currentTime - times.inputBufferAdcTime
            self._began_s = time.monotonic() - (ago_s if 0 <= ago_s < 1 else count / STUDIO_RATE_HZ)
        if self._n_samples < _LONGEST_S * STUDIO_RATE_HZ:
            self._blocks.append(block.copy())
            self._n_samples += count

    def stop(self) -> Recording | None:
        """End it; None where nothing was heard."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.stop()
            stream.close()
        if not self._blocks or self._began_s is None:
            return None
        samples: Wave = np.concatenate(self._blocks)
        self._blocks = []
        return Recording(Sound(samples, STUDIO_RATE_HZ, "microphone"), self._began_s)
