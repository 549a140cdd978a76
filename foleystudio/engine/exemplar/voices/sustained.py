"""Sustained events: a texture for as long as an event asks, its own level curve times the event's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.grains import Texture
from foleystudio.engine.exemplar.voices.voice import Voice
from foleystudio.engine.loudness.levels import cell_samples

_SMOOTHED_S = 0.05  # an envelope shapes a texture, it doesn't pump it


class SustainedSound:
    """A texture along an event: its own level times its source's, as far as that is followed.

    Parameters
    ----------
    texture
        At an RMS of 1.
    voice
        The event; what of it lies after its sustain is its release.
    rate_hz
        Of the take.
    """

    def __init__(self, texture: Texture, voice: Voice, rate_hz: int) -> None:
        self._texture, self._voice = texture, voice
        self._cell = cell_samples(rate_hz)
        self._levels = self._followed(round(_SMOOTHED_S * rate_hz / self._cell))

    @property
    def channels(self) -> int:
        """Number of channels."""
        return self._texture.channels

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        return int(self._levels.nbytes)

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``[start, stop)`` from the attack on, ``float32 [stop - start, C]``; ``start`` is not below 0."""
        samples = self._texture.read(self._voice.seed, start, stop)
        out: Wave = samples * self._gains(start, stop)[:, None].astype(np.float32)
        return out

    def _gains(self, start: int, stop: int) -> NDArray[np.float64]:
        at, voice = np.arange(start, stop), self._voice
        gains = voice.gain * np.interp(at / self._cell, np.arange(len(self._levels)), self._levels)
        if stop > voice.sustain:
            release = max(1, voice.stop - voice.attack - voice.sustain)
            gains *= np.cos(0.5 * np.pi * np.clip((at - voice.sustain) / release, 0.0, 1.0))
        return gains

    def _followed(self, width: int) -> NDArray[np.float64]:
        """Level that is followed, 0-1, at the beginning of every cell of the sustain; one for all when it stays."""
        envelope, follow = self._voice.envelope, self._voice.follow
        if not envelope or follow <= 0:
            return np.ones(1)
        cells = np.arange(-(-self._voice.sustain // self._cell) + 1) * self._cell
        points = np.linspace(0.0, self._voice.sustain, len(envelope)) if len(envelope) > 1 else np.zeros(1)
        levels = np.interp(cells, points, np.clip(envelope, 0.0, 1.0)) ** follow
        kernel = np.hanning(2 * (width // 2) + 3)[1:-1]
        # Held at both ends, so that it begins and ends with the envelope's own.
        padded = np.pad(levels, len(kernel) // 2, mode="edge")
        smooth: NDArray[np.float64] = np.convolve(padded, kernel / kernel.sum(), mode="valid")
        return smooth
