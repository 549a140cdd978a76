"""Made sounds whose events are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.timebase import STUDIO_RATE_HZ

RATE = STUDIO_RATE_HZ


def noise(duration_s: float, level: float = 1.0, seed: int = 0) -> Wave:
    """White noise of an RMS, ``float32 [N]``."""
    rng = np.random.default_rng(seed)
    return (level * rng.standard_normal(round(duration_s * RATE))).astype(np.float32)


def clock(duration_s: float) -> NDArray[np.float64]:
    return np.arange(round(duration_s * RATE)) / RATE


def hits(
    times_s: tuple[float, ...],
    duration_s: float,
    levels: tuple[float, ...] | None = None,
    decay_s: float = 0.06,
    floor: float = 0.0,
    seed: int = 0,
) -> Wave:
    """Noise bursts that begin at a sample and decay, over a noise floor."""
    out = noise(duration_s, floor, seed + 1)
    for number, start_s in enumerate(times_s):
        level = levels[number] if levels else 0.3
        start = round(start_s * RATE)
        burst = noise(min(1.0, duration_s - start / RATE), level, seed + 2 + number)
        out[start : start + len(burst)] += burst * np.exp(-np.arange(len(burst)) / RATE / decay_s).astype(np.float32)
    return out


def swell(start_s: float, stop_s: float, duration_s: float, level: float = 0.2) -> Wave:
    """A tone with harmonics that fades in over 0.4 s, is kept up, and fades out."""
    t = clock(duration_s)
    shape = np.clip((t - start_s) / 0.4, 0, 1) * np.clip((stop_s - t) / 0.4, 0, 1)
    tone = np.stack([np.sin(2 * np.pi * 220 * k * t) / k for k in range(1, 6)]).sum(axis=0)
    return np.asarray(level * np.sin(0.5 * np.pi * shape) ** 2 * tone, np.float32)


def sound(*parts: Wave) -> Sound:
    """One channel of the parts together."""
    mono = np.stack(parts).sum(axis=0).astype(np.float32)
    return Sound(mono[:, None], RATE)
