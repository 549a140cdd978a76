"""Sounds that several dsp tests use, made from seeds."""

from __future__ import annotations

import numpy as np

from foleystudio.dsp.sound import Wave


def noise(n_samples: int, seed: int = 0, level: float = 0.1) -> Wave:
    """White noise."""
    return (np.random.default_rng(seed).standard_normal(n_samples) * level).astype(np.float32)


def hits(times_s: list[float], duration_s: float, rate_hz: int, *, bed: float = 1e-3, seed: int = 0) -> Wave:
    """Decaying noise bursts over a quiet bed; the attack is a single sample's step."""
    generator = np.random.default_rng(seed)
    out = generator.standard_normal(round(duration_s * rate_hz)) * bed
    for number, time_s in enumerate(times_s):
        start = round(time_s * rate_hz)
        ring = np.exp(-np.arange(len(out) - start) / (0.06 * rate_hz))
        out[start:] += generator.standard_normal(len(ring)) * ring * (0.3 + 0.1 * (number % 3))
    return out.astype(np.float32)
