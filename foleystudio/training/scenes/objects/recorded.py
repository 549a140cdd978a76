"""Recorded one-shots, augmented hard: one recording makes many objects."""

from __future__ import annotations

import numpy as np

from foleystudio.dsp.resample import resample
from foleystudio.training.scenes.objects.sound_object import (
    SCENE_RATE_HZ,
    Mono,
    normalised,
    random_spectrum,
    seconds_axis,
)

_LONGEST_HIT_S = 3.0


class RecordedObject:
    """One recording as an object: its pitch, length, equaliser and level are drawn once, its hits vary a little.

    Parameters
    ----------
    name
        The recording's name.
    recording
        float32 [N] mono at ``SCENE_RATE_HZ``, its attack on sample 0.
    rng
        Draws the identity.
    """

    sustains = False

    def __init__(self, name: str, recording: Mono, rng: np.random.Generator) -> None:
        self.kind = name
        speed = float(np.exp(rng.uniform(np.log(0.6), np.log(1.7))))
        heard = recording[: int(_LONGEST_HIT_S * SCENE_RATE_HZ)]
        wave: Mono = resample(heard, SCENE_RATE_HZ, int(SCENE_RATE_HZ / speed))
        if rng.random() < 0.5:
            wave = _equalised(wave, rng)
        if rng.random() < 0.4:  # a shorter decay, as if damped
            damping = np.exp(-np.arange(len(wave)) / (SCENE_RATE_HZ * rng.uniform(0.05, 0.5)))
            wave = (wave * damping.astype(np.float32)).astype(np.float32)
        self._wave = normalised(np.asarray(wave, dtype=np.float32))

    def strike(self, strength: float, rng: np.random.Generator) -> Mono:
        """One hit: a little faster or slower, a little darker when weak."""
        speed = float(np.exp(0.03 * rng.standard_normal()))
        wave: Mono = resample(self._wave, SCENE_RATE_HZ, int(SCENE_RATE_HZ / speed))
        if strength < 0.5:
            earlier = np.concatenate([np.zeros(1, dtype=np.float32), wave[:-1]])
            wave = (0.7 * wave + 0.3 * earlier).astype(np.float32)
        gain = strength * np.exp(0.08 * rng.standard_normal())
        return np.asarray(normalised(np.asarray(wave, dtype=np.float32)) * gain, dtype=np.float32)

    def sustain(self, seconds: float, rng: np.random.Generator) -> Mono:
        """Its own pieces, overlapped at random."""
        n = len(seconds_axis(seconds))
        grain = min(len(self._wave), int(0.08 * SCENE_RATE_HZ))
        window = np.hanning(grain).astype(np.float32)
        out = np.zeros(n + grain, dtype=np.float32)
        for start in range(0, n, max(1, grain // 3)):
            source = int(rng.integers(0, max(1, len(self._wave) - grain)))
            out[start : start + grain] += self._wave[source : source + grain] * window
        return normalised(out[:n])


def _equalised(wave: Mono, rng: np.random.Generator) -> Mono:
    size = 1 << max(8, (len(wave) - 1).bit_length())
    points, gains = random_spectrum(rng, rng.uniform(-2, 2), bumps=3)
    frequency = np.fft.rfftfreq(size, 1 / SCENE_RATE_HZ)
    shape = np.interp(np.log(np.maximum(frequency, 10)), np.log(points), gains)
    return np.fft.irfft(np.fft.rfft(wave, size) * shape, size)[: len(wave)].astype(np.float32)
