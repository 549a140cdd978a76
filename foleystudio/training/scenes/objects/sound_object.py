"""What every sound object can do, and the small shared parts they are made of."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Mono = NDArray[np.float32]

SCENE_RATE_HZ = 44_100
"""Scenes are made at the full-band mel's rate."""


class SoundObject(Protocol):
    """One thing that sounds.

    Its identity is drawn once; what a hit adds (where it was struck, how hard) is drawn from the
    generator given to each call, so two performances of one object differ as two takes of one prop do.
    """

    @property
    def kind(self) -> str:
        """What it is: ``metal``, ``bark``, ``rolling`` ..."""

    @property
    def sustains(self) -> bool:
        """Whether it can be kept up (friction, rolling, crying) beside or instead of being struck."""

    def strike(self, strength: float, rng: np.random.Generator) -> Mono:
        """One hit at strength 0-1: float32 [N] at ``SCENE_RATE_HZ``, its attack on sample 0."""

    def sustain(self, seconds: float, rng: np.random.Generator) -> Mono:
        """Kept up for a while at full level: float32 [N]."""


def seconds_axis(seconds: float) -> Mono:
    """Sample times [N] of a stretch."""
    return np.arange(max(1, int(seconds * SCENE_RATE_HZ)), dtype=np.float32) / np.float32(SCENE_RATE_HZ)


def shaped_noise(
    n_samples: int, gain_at_hz: tuple[NDArray[np.float64], NDArray[np.float64]], rng: np.random.Generator
) -> Mono:
    """White noise with a spectrum drawn through (frequency, gain) points on a log-frequency axis, rms about 1."""
    size = 1 << max(8, (n_samples - 1).bit_length())
    spectrum = np.fft.rfft(rng.standard_normal(size))
    frequency = np.fft.rfftfreq(size, 1 / SCENE_RATE_HZ)
    points, gains = gain_at_hz
    shape = np.interp(np.log(np.maximum(frequency, 10.0)), np.log(points), gains)
    noise = np.fft.irfft(spectrum * shape, size)[:n_samples]
    level = float(np.sqrt(np.mean(np.square(noise)))) or 1.0
    return (noise / level).astype(np.float32)


def random_spectrum(
    rng: np.random.Generator, tilt_db_per_octave: float, bumps: int = 4
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A random smooth spectrum: a tilt with bumps, as (frequency, gain) points."""
    frequency = np.geomspace(30.0, 20_000.0, 48)
    octaves = np.log2(frequency / 1000.0)
    gain_db = tilt_db_per_octave * octaves
    for _ in range(bumps):
        centre, width = rng.uniform(-4, 4.3), rng.uniform(0.2, 1.2)
        gain_db = gain_db + rng.uniform(-12, 14) * np.exp(-0.5 * np.square((octaves - centre) / width))
    return frequency, np.asarray(10 ** (gain_db / 20), dtype=np.float64)


def normalised(wave: Mono, peak: float = 1.0) -> Mono:
    """Scaled to a peak; silence stays silence."""
    top = float(np.abs(wave).max(initial=0.0))
    return wave if top == 0 else np.asarray(wave * (peak / top), dtype=np.float32)
