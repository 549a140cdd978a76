"""Voices: a buzzing source through formants; barks, cries, coughs, sneezes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono, normalised, seconds_axis

_KINDS: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    # pitch in Hz, length in s, share of breath noise
    "bark": ((180, 900), (0.08, 0.3), (0.2, 0.6)),
    "cry": ((280, 650), (0.4, 1.4), (0.02, 0.2)),
    "cough": ((90, 300), (0.1, 0.35), (0.6, 0.95)),
    "sneeze": ((150, 450), (0.25, 0.6), (0.6, 0.95)),
}


class VoicedObject:
    """One voice: its pitch, throat and breath are its identity.

    Parameters
    ----------
    kind
        ``bark``, ``cry``, ``cough`` or ``sneeze``.
    rng
        Draws the identity.
    """

    def __init__(self, kind: str, rng: np.random.Generator) -> None:
        self.kind = kind
        self.sustains = kind == "cry"
        pitch, length, breath = _KINDS[kind]
        self._pitch_hz = float(np.exp(rng.uniform(np.log(pitch[0]), np.log(pitch[1]))))
        self._length_s = rng.uniform(*length)
        self._breath = rng.uniform(*breath)
        throat = rng.uniform(0.75, 1.5)  # a small throat lifts all formants
        self._formants = np.array([600, 1400, 2700, 3900, 6500]) * throat * np.exp(0.15 * rng.standard_normal(5))
        self._widths = self._formants * rng.uniform(0.06, 0.22, 5)
        self._levels = np.array([1, 0.7, 0.45, 0.3, 0.15]) * np.exp(0.4 * rng.standard_normal(5))
        self._bend = rng.uniform(-0.4, 0.5)
        self._vibrato = rng.uniform(0, 0.05)

    def strike(self, strength: float, rng: np.random.Generator) -> Mono:
        """One utterance."""
        seconds = self._length_s * float(np.exp(0.15 * rng.standard_normal()))
        wave = self._utter(seconds, 0.7 + 0.5 * strength, rng)
        t = seconds_axis(seconds)[: len(wave)]
        attack = 0.12 * seconds if self.kind == "cry" else 0.012
        shape = np.minimum(1, t / attack) * np.minimum(1, (seconds - t) / (0.45 * seconds)).clip(0)
        return np.asarray(normalised(wave * shape.astype(np.float32)) * strength, dtype=np.float32)

    def sustain(self, seconds: float, rng: np.random.Generator) -> Mono:
        """Crying or howling on."""
        return normalised(self._utter(seconds, 1.0, rng))

    def _utter(self, seconds: float, effort: float, rng: np.random.Generator) -> Mono:
        t = seconds_axis(seconds)
        x = t / max(seconds, 1e-3)
        drift = np.cumsum(rng.standard_normal(len(t))) / np.sqrt(len(t)) * 0.03
        pitch = self._pitch_hz * effort**0.5 * (1 + self._bend * np.sin(np.pi * x) + drift)
        pitch = pitch * (1 + self._vibrato * np.sin(2 * np.pi * 5.5 * t))
        phase = np.cumsum(pitch) / SCENE_RATE_HZ
        buzz = 2 * (phase % 1.0) - 1
        source = (1 - self._breath) * buzz + self._breath * 0.5 * rng.standard_normal(len(t))
        return self._throat(source, effort)

    def _throat(self, source: NDArray[np.float64], effort: float) -> Mono:
        size = 1 << max(8, (len(source) - 1).bit_length())
        frequency = np.fft.rfftfreq(size, 1 / SCENE_RATE_HZ)
        response = np.full(len(frequency), 0.01)
        for centre, width, level in zip(self._formants, self._widths, self._levels, strict=True):
            response += level / (1 + np.square((frequency - centre) / width))
        response *= np.exp(-frequency / (5000 * effort))
        return np.fft.irfft(np.fft.rfft(source, size) * response, size)[: len(source)].astype(np.float32)
