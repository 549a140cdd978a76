"""References made for the renderer's tests."""

from __future__ import annotations

import numpy as np

from foleystudio.dsp.sound import Sound, Wave

RATE_HZ = 48_000


def as_sound(mono: Wave, name: str = "made", rate_hz: int = RATE_HZ) -> Sound:
    """A mono sound."""
    return Sound(np.asarray(mono, dtype=np.float32).reshape(-1, 1), rate_hz, name)


def knock(seconds: float = 0.4, pitch_hz: float = 400.0, decay_s: float = 0.06, level: float = 0.5) -> Wave:
    """A struck thing: its first sample is its attack."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    ring = np.cos(2 * np.pi * pitch_hz * t) + 0.5 * np.cos(2 * np.pi * 2.7 * pitch_hz * t)
    return (level / 1.5 * ring * np.exp(-t / decay_s)).astype(np.float32)


def click(at: int = 480, length: int = 4800) -> Sound:
    """One sample that is not 0."""
    mono = np.zeros(length, dtype=np.float32)
    mono[at] = 0.5
    return as_sound(mono, "click")


def knocks(times_s: tuple[float, ...], seconds: float, noise: float = 0.0, seed: int = 0) -> Sound:
    """Several knocks, each higher and softer than the one before, over a noise floor."""
    mono = noise * np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ))
    for number, time_s in enumerate(times_s):
        first = round(time_s * RATE_HZ)
        ring = knock(0.4, 300.0 * 1.2**number, level=0.6 * 0.85**number)[: len(mono) - first]
        mono[first : first + len(ring)] += ring
    return as_sound(mono.astype(np.float32), "knocks")


def hiss(seconds: float, level: float = 0.1, seed: int = 1, channels: int = 1) -> Sound:
    """Steady noise, a different one in each channel."""
    noise = level * np.random.default_rng(seed).standard_normal((round(seconds * RATE_HZ), channels))
    return Sound(noise.astype(np.float32), RATE_HZ, "hiss")
