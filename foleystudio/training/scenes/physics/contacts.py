"""What is heard of a simulation: hits where bodies meet, and what slides or rolls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.physics.simulation import STEP_S, Run

Floats = NDArray[np.float64]
Visible = NDArray[np.bool_]
"""``[S, Nb]``: whether a body is in view at a step."""

_WINDOW_S = 0.014  # a hit's force comes and goes within it
_BEFORE_S = 0.03  # in which what a body rested with is read
_APART_S = 0.05  # closer hits are heard as one
_SOFTEST_SPEED = 0.2  # metres a second that a hit must change
_SOFTEST_SHARE = 0.08  # of the hardest hit's impulse
_LOUDNESS = 0.6  # strength grows with this power of the impulse
_SLIDING_SPEED = 0.06  # metres a second: slower, friction is not heard
_SHORTEST_S = 0.2  # what slides for less is part of a hit
_QUIETEST_SHARE = 0.15  # of the loudest: below, nothing slides
_ENVELOPE_FPS = 30.0  # points a second of an envelope: as many as frames


def hits_of(run: Run, seen: Visible | None = None) -> EventTrack:
    """Hits: contacts that begin, or rise suddenly, with an impulse that is felt; strength by impulse.

    Parameters
    ----------
    run
        The simulation.
    seen
        Which bodies are in view at which step; contacts of others are not counted.
    """
    found: list[tuple[float, float]] = []  # time, impulse
    for force, pair in zip(run.force.T, run.pairs, strict=True):
        lighter = float(1 / (1 / run.mass[list(pair)]).sum())
        hits = _hits_of_pair(force.astype(np.float64), lighter * _SOFTEST_SPEED)
        found += [hit for hit in hits if seen is None or seen[round(hit[0] / STEP_S), _moving(pair)]]
    hardest = max((impulse for _, impulse in found), default=0.0)
    kept: list[tuple[float, float]] = []
    for time_s, impulse in sorted(hit for hit in found if hit[1] >= _SOFTEST_SHARE * hardest):
        if kept and time_s - kept[-1][0] < _APART_S:
            if impulse > 2 * kept[-1][1]:  # the later one is what is heard
                kept[-1] = (time_s, impulse)
            continue
        kept.append((time_s, impulse))
    events = [Event(t, float(np.clip((i / hardest) ** _LOUDNESS, 0.1, 1.0))) for t, i in kept]
    return EventTrack(tuple(events), source="file")


def _moving(pair: tuple[int, int]) -> int:
    """The body that is looked at: of two, the one that is not the world."""
    return pair[0] or pair[1]


def _hits_of_pair(force: Floats, least: float) -> list[tuple[float, float]]:
    """Times and impulses of one pair's hits; what it merely rests on does not count."""
    window, before = round(_WINDOW_S / STEP_S), round(_BEFORE_S / STEP_S)
    padded = np.concatenate([np.full(before, force[0]), force, np.zeros(window)])  # what lies at first, lay before
    steps = np.lib.stride_tricks.sliding_window_view(padded, before)[: len(force)]
    resting = np.median(steps, axis=1)
    summed = np.concatenate([[0.0], np.cumsum(padded[before:])])
    impulse = (summed[window:] - summed[:-window])[: len(force)] * STEP_S - resting * _WINDOW_S
    hits: list[tuple[float, float, int]] = []
    apart = round(_APART_S / STEP_S)
    for peak in np.flatnonzero(impulse >= least):
        near = impulse[max(0, peak - apart) : peak + apart + 1]
        if impulse[peak] < near.max() or (hits and peak - hits[-1][2] < apart):
            continue
        pressed = force[peak : peak + window] - resting[peak]
        start = int(peak + np.argmax(pressed > 0.1 * pressed.max()))
        hits.append((start * STEP_S, float(impulse[peak]), int(peak)))
    return [(time_s, strength) for time_s, strength, _ in hits]


def sustained_of(run: Run, seen: Visible | None = None) -> EventTrack:
    """What slides or rolls: kept-up events with the level of pressing force times speed as their envelope.

    Parameters
    ----------
    run
        The simulation.
    seen
        Which bodies are in view at which step; others are silent.
    """
    level = np.zeros(len(run))
    for force, (one, other) in zip(run.force.T, run.pairs, strict=True):
        speed = np.linalg.norm(run.velocity[:, one] - run.velocity[:, other], axis=1)
        pressed = _smooth(force.astype(np.float64), 0.05)
        counts = (_smooth((force > 0).astype(np.float64), 0.08) > 0.5) & (speed > _SLIDING_SPEED)
        if seen is not None:
            counts &= seen[:, _moving((one, other))]
        level += np.where(counts, pressed * speed, 0.0)
    level = np.sqrt(_smooth(level, 0.04))
    top = float(level.max(initial=0.0))
    if top == 0:
        return EventTrack(source="file")
    events = [
        _kept_up(level[start:stop] / top, start * STEP_S)
        for start, stop in _runs(level > _QUIETEST_SHARE * top)
        if (stop - start) * STEP_S >= _SHORTEST_S
    ]
    return EventTrack(tuple(events), source="file")


def _kept_up(level: Floats, time_s: float) -> Event:
    strength, sustain_s = float(level.max()), len(level) * STEP_S
    points = np.linspace(0, len(level) - 1, max(2, round(sustain_s * _ENVELOPE_FPS)))
    envelope = np.interp(points, np.arange(len(level)), level) / strength
    return Event(time_s, max(0.1, strength), sustain_s, tuple(round(float(e), 3) for e in envelope.clip(0, 1)))


def _smooth(values: Floats, seconds: float) -> Floats:
    width = max(1, round(seconds / STEP_S))
    return np.convolve(values, np.full(width, 1 / width), mode="same")


def _runs(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
