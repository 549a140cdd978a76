"""Recorded one-shots, augmented hard: one recording makes many objects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foleystudio.dsp.waves.resample import resample
from foleystudio.training.scenes.objects.sound_object import (
    SCENE_RATE_HZ,
    Mono,
    normalised,
    random_spectrum,
    seconds_axis,
)

_LONGEST_HIT_S = 3.0  # of a recording: what rings on is too soft to matter


class RecordedObject:
    """One recording as an object: its pitch, length, equaliser and level are drawn once, its hits vary a little.

    Parameters
    ----------
    name
        The recording's name.
    hit
        float32 [N] mono at ``SCENE_RATE_HZ``: one hit of the recording, its attack on sample 0.
    whole
        float32 [N]: the recording, for what is kept up.
    sustains
        Whether the recording is a steady sound.
    rng
        Draws the identity.
    """

    def __init__(self, name: str, hit: Mono, whole: Mono, sustains: bool, rng: np.random.Generator) -> None:
        self.kind, self.sustains = name, sustains
        speed = float(np.exp(rng.uniform(np.log(0.6), np.log(1.7))))
        longest = int(_LONGEST_HIT_S * SCENE_RATE_HZ)
        wave, steady = (resample(part[:longest], SCENE_RATE_HZ, int(SCENE_RATE_HZ / speed)) for part in (hit, whole))
        if rng.random() < 0.5:
            wave, steady = _equalised((wave, steady), rng)
        if rng.random() < 0.4:  # a shorter decay, as if damped
            damping = np.exp(-np.arange(len(wave)) / (SCENE_RATE_HZ * rng.uniform(0.05, 0.5)))
            wave = (wave * damping.astype(np.float32)).astype(np.float32)
        self._wave = normalised(np.asarray(wave, dtype=np.float32))
        self._steady = normalised(np.asarray(steady, dtype=np.float32))

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
        grain = min(len(self._steady), int(0.08 * SCENE_RATE_HZ))
        window = np.hanning(grain).astype(np.float32)
        out = np.zeros(n + grain, dtype=np.float32)
        for start in range(0, n, max(1, grain // 3)):
            source = int(rng.integers(0, max(1, len(self._steady) - grain)))
            out[start : start + grain] += self._steady[source : source + grain] * window
        return normalised(out[:n])


def _equalised(waves: Sequence[Mono], rng: np.random.Generator) -> list[Mono]:
    points, gains = random_spectrum(rng, rng.uniform(-2, 2), bumps=3)
    equalised = []
    for wave in waves:
        size = 1 << max(8, (len(wave) - 1).bit_length())
        frequency = np.fft.rfftfreq(size, 1 / SCENE_RATE_HZ)
        shape = np.interp(np.log(np.maximum(frequency, 10)), np.log(points), gains)
        equalised.append(np.fft.irfft(np.fft.rfft(wave, size) * shape, size)[: len(wave)].astype(np.float32))
    return equalised
