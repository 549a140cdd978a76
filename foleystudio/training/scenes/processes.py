"""Event processes: when things happen in a made scene."""

from __future__ import annotations

import numpy as np

from foleystudio.project.events import Event, EventTrack

PROCESSES = ("sparse", "rhythmic", "bursts", "roll", "sustained", "mixed")
"""Kinds of event process."""

_CLOSEST_S = 0.05  # nearer events would be heard as one


def draw_events(duration_s: float, process: str, rng: np.random.Generator) -> EventTrack:
    """An event track of one kind of process.

    Parameters
    ----------
    duration_s
        Length of the scene.
    process
        One of ``PROCESSES``.
    rng
        Draws everything.
    """
    if process == "mixed":
        half = duration_s * rng.uniform(0.3, 0.7)
        first, second = rng.choice(PROCESSES[:-1], 2)
        early = draw_events(half, str(first), rng).events
        late = draw_events(duration_s - half, str(second), rng).shifted(half).events
        return _track([(e.time_s, e.strength, e.sustain_s) for e in (*early, *late)], duration_s)
    if process == "sustained":
        return _track(_sustained(duration_s, rng), duration_s)
    times = {"sparse": _sparse, "rhythmic": _rhythmic, "bursts": _bursts, "roll": _roll}[process](duration_s, rng)
    base = rng.uniform(0.4, 0.9)
    return _track([(t, base * float(np.exp(0.35 * rng.standard_normal())), 0.0) for t in times], duration_s)


def _sparse(duration_s: float, rng: np.random.Generator) -> list[float]:
    return [float(t) for t in rng.uniform(0.05, duration_s - 0.05, int(rng.integers(1, max(2, int(duration_s * 1.2)))))]


def _rhythmic(duration_s: float, rng: np.random.Generator) -> list[float]:
    step = float(np.exp(rng.uniform(np.log(0.14), np.log(1.2))))
    start, swing = rng.uniform(0, step), rng.uniform(0, 0.04)
    steps = np.arange(start, duration_s - 0.05, step)
    kept = rng.random(len(steps)) < rng.uniform(0.6, 1.0)
    return [float(max(0.0, t + swing * rng.standard_normal() * step)) for t in steps[kept]]


def _bursts(duration_s: float, rng: np.random.Generator) -> list[float]:
    times: list[float] = []
    for start in rng.uniform(0.05, duration_s - 0.1, int(rng.integers(1, 4))):
        gaps = rng.uniform(0.06, 0.25) * np.exp(0.15 * rng.standard_normal(int(rng.integers(2, 8))))
        times += [float(t) for t in start + np.cumsum(gaps) - gaps[0] if t < duration_s - 0.05]
    return times


def _roll(duration_s: float, rng: np.random.Generator) -> list[float]:
    start = rng.uniform(0, duration_s * 0.4)
    stop = rng.uniform(start + 0.5, max(start + 0.6, duration_s - 0.05))
    step = rng.uniform(0.055, 0.11)
    return [
        float(t + 0.004 * rng.standard_normal()) for t in np.arange(start + 0.02, min(stop, duration_s - 0.05), step)
    ]


def _sustained(duration_s: float, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    found: list[tuple[float, float, float]] = []
    at = rng.uniform(0.05, 0.8)
    while at < duration_s - 0.3:
        length = min(float(np.exp(rng.uniform(np.log(0.15), np.log(3.0)))), duration_s - at - 0.05)
        found.append((float(at), float(rng.uniform(0.3, 1.0)), length))
        at += length + rng.uniform(0.15, 1.2)
    return found


def _track(rows: list[tuple[float, float, float]], duration_s: float) -> EventTrack:
    """Events at least 50 ms apart, inside the scene, strengths 0.1-1."""
    kept: list[Event] = []
    for time_s, strength, sustain_s in sorted(rows):
        if not 0 <= time_s < duration_s or (kept and time_s - kept[-1].time_s < _CLOSEST_S):
            continue
        kept.append(Event(time_s, float(np.clip(strength, 0.1, 1.0)), sustain_s))
    return EventTrack(tuple(kept), source="file")
