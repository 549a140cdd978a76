"""When things are struck in a made recording: by ones, dense, in rolls, with flams and ghost notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Generator = np.random.Generator

_CLOSEST_S = 0.03  # between strokes of one thing: a roll's


@dataclass(frozen=True)
class Stroke:
    """One stroke that is to be laid: when, how hard (0-1), and by which thing of the recording."""

    time_s: float
    strength: float
    thing: int = 0


Pattern = Callable[[float, Generator], list[Stroke]]


def _strength(rng: Generator, spread: float = 0.35) -> float:
    return float(np.clip(0.7 * np.exp(spread * rng.standard_normal()), 0.08, 1.0))


def sparse(duration_s: float, rng: Generator) -> list[Stroke]:
    """A few, anywhere."""
    count = int(rng.integers(1, max(2, int(1.3 * duration_s))))
    return [Stroke(float(t), _strength(rng)) for t in rng.uniform(0, duration_s, count)]


def dense(duration_s: float, rng: Generator) -> list[Stroke]:
    """Three to ten a second, more or less even."""
    step = 1.0 / rng.uniform(3, 10)
    uneven = rng.uniform(0.05, 0.5)
    times, at = [], rng.uniform(0, step)
    while at < duration_s:
        times.append(at)
        at += max(_CLOSEST_S, step * float(np.exp(uneven * rng.standard_normal())))
    return [Stroke(float(t), _strength(rng)) for t in times if rng.random() < 0.9]


def roll(duration_s: float, rng: Generator) -> list[Stroke]:
    """Rolls of eight to thirty strokes a second, swelling or fading, with accents; now and then two hands."""
    strokes: list[Stroke] = []
    at = rng.uniform(0, 0.6)
    while at < duration_s:
        rate, lasts = float(np.exp(rng.uniform(np.log(8), np.log(30)))), rng.uniform(0.4, 2.5)
        count = max(4, int(rate * lasts))
        jitter = rng.uniform(0, 0.08) * rng.standard_normal(count)
        swell = np.exp(
            rng.uniform(-1, 1) * np.linspace(-1, 1, count) + rng.uniform(0.05, 0.25) * rng.standard_normal(count)
        )
        accents = np.where(rng.random(count) < rng.uniform(0, 0.15), 1.5, 1.0)
        hands = np.where(np.arange(count) % 2, rng.uniform(0.75, 1.0), 1.0)
        strengths = np.clip(0.5 * swell * accents * hands, 0.08, 1.0)
        times = at + (np.arange(count) + jitter) / rate
        strokes += [Stroke(float(t), float(s)) for t, s in zip(times, strengths, strict=True) if 0 <= t < duration_s]
        at += lasts + rng.uniform(0.2, 1.5)
    return strokes


def flams(duration_s: float, rng: Generator) -> list[Stroke]:
    """A grace stroke 20 to 50 ms before each of most strokes."""
    strokes: list[Stroke] = []
    for main in _steps(duration_s, rng.uniform(0.25, 0.9), rng):
        strength = _strength(rng)
        if rng.random() < 0.8:
            strokes.append(Stroke(max(0.0, main - rng.uniform(0.02, 0.05)), strength * float(rng.uniform(0.3, 0.8))))
        strokes.append(Stroke(main, strength))
    return strokes


def ghosts(duration_s: float, rng: Generator) -> list[Stroke]:
    """A beat with ghost notes between: 10 to 26 dB softer."""
    softness = 10 ** (rng.uniform(-26, -10) / 20)
    share = rng.uniform(0.3, 0.7)
    strokes = []
    for t in _steps(duration_s, rng.uniform(0.11, 0.4), rng):
        soft = rng.random() < share
        strength = rng.uniform(0.75, 1.0) * (softness * float(np.exp(0.2 * rng.standard_normal())) if soft else 1.0)
        strokes.append(Stroke(t, float(min(1.0, strength))))
    return strokes


def several(duration_s: float, rng: Generator) -> list[Stroke]:
    """Two to four things, each in a time of its own."""
    strokes: list[Stroke] = []
    for thing in range(int(rng.integers(2, 5))):
        pattern: Pattern = (sparse, sparse, dense, ghosts, roll)[int(rng.integers(5))]
        softer = float(rng.uniform(0.4, 1.0))
        strokes += [Stroke(s.time_s, softer * s.strength, thing) for s in pattern(duration_s, rng)]
    return strokes


def nothing(duration_s: float, rng: Generator) -> list[Stroke]:  # noqa: ARG001 - a pattern like any other
    """No stroke at all."""
    return []


def _steps(duration_s: float, step_s: float, rng: Generator) -> list[float]:
    times = np.arange(rng.uniform(0, step_s), duration_s, step_s)
    times = times + 0.03 * step_s * rng.standard_normal(len(times))
    return [float(t) for t in times[rng.random(len(times)) < rng.uniform(0.75, 1.0)] if t >= 0]


PATTERNS: dict[str, Pattern] = {
    "sparse": sparse, "dense": dense, "roll": roll, "flams": flams, "ghosts": ghosts, "several": several,
    "nothing": nothing,
}  # fmt: skip
"""Patterns by name."""
