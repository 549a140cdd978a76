"""Movement over time: strokes that end at contact, recoil, footfalls, sway; sampled curves that any time can ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.project.events import Event

CURVE_HZ = 240
"""Samples a second of a sampled curve."""

Values = NDArray[np.float64]

Ease = Callable[[Values], Values]

_FASTEST_S = 0.085
"""Between two blows of one arm."""

_MARGIN_S = 1.0  # a curve goes on this long before and after its scene


@dataclass(frozen=True, eq=False)
class Curve:
    """A value over time, from a second before the scene to a second after it.

    Parameters
    ----------
    values
        ``float64 [n]`` at ``CURVE_HZ``.
    """

    values: Values

    def at(self, time_s: float) -> float:
        """Linear interpolation."""
        place = min(max((time_s + _MARGIN_S) * CURVE_HZ, 0.0), len(self.values) - 1.001)
        before = int(place)
        share = place - before
        return float(self.values[before] * (1 - share) + self.values[before + 1] * share)


def _times(duration_s: float) -> Values:
    return np.arange(int((duration_s + 2 * _MARGIN_S) * CURVE_HZ)) / CURVE_HZ - _MARGIN_S


def sway(duration_s: float, rng: np.random.Generator, amount: float, fastest_hz: float = 1.0) -> Curve:
    """Idle movement: smooth, never abrupt, deviation about ``amount``."""
    times = _times(duration_s)
    values = np.zeros(len(times))
    for _ in range(4):
        frequency = rng.uniform(0.08, fastest_hz)
        values += (
            np.sin(2 * np.pi * (frequency * times + rng.random()))
            * rng.uniform(0.2, 1)
            * 0.1
            / max(0.1, frequency**0.5)
        )
    deviation = float(values.std()) or 1.0
    return Curve(amount * values / deviation)


def beats(duration_s: float, events: Sequence[Event], decay_s: float, ring_hz: float, rise_s: float = 0.0) -> Curve:
    """What a blow sets going: from every event on, its strength, dying away; ringing to and fro if ``ring_hz``."""
    times = _times(duration_s)
    values = np.zeros(len(times))
    for event in events:
        since = times - event.time_s
        after = np.maximum(since, 0)
        shape = np.exp(-after / decay_s) * (1 - np.exp(-after / rise_s) if rise_s else 1.0)
        ringing = np.cos(2 * np.pi * ring_hz * after) if ring_hz else 1.0
        values += np.where(since >= 0, event.strength * shape * ringing, 0.0)
    return Curve(values)


@dataclass(frozen=True)
class Manner:
    """How somebody strikes.

    Parameters
    ----------
    prepare_s, down_s
        How long the wind-up takes, and the way down.
    power
        How the way down gathers speed: 1 evenly, 2 like falling.
    rebound
        How far it springs back, of the height it came from; 0 stays down.
    dwell_s
        How long it stays down.
    rest
        Height between strikes, 0-1.
    misses
        Chance, in every longer pause, of a stroke that stops short.
    """

    prepare_s: float
    down_s: float
    power: float
    rebound: float
    dwell_s: float
    rest: float
    misses: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Manner:
        """From a hammer's slow fall to a drumstick's flick."""
        rebound = float(rng.uniform(0.1, 0.9)) if rng.random() < 0.65 else 0.0
        return cls(
            prepare_s=float(np.exp(rng.uniform(np.log(0.12), np.log(0.7)))),
            down_s=float(np.exp(rng.uniform(np.log(0.06), np.log(0.22)))),
            power=float(rng.uniform(1.1, 2.4)),
            rebound=rebound,
            dwell_s=0.0 if rebound else float(rng.uniform(0.03, 0.5)),
            rest=float(rng.uniform(0.05, 0.7)),
            misses=float(rng.choice([0.0, 0.3, 0.7])),
        )


def strokes(duration_s: float, events: Sequence[Event], manner: Manner, rng: np.random.Generator) -> Curve:
    """Height of what strikes: exactly 0 at every event, highest before the strongest.

    Heights are 0-1. Between events it rests, idles, and now and then makes a stroke that stops short of contact:
    smoothly, as something that meets nothing does.
    """
    path = _Path(duration_s, manner.rest)
    following = [*(e.time_s for e in events[1:]), float("inf")]
    for event, next_s in zip(events, following, strict=False):
        gap = max(1e-3, event.time_s - path.time)
        down = min(manner.down_s * rng.uniform(0.8, 1.25), 0.45 * gap)
        height = (0.2 + 0.8 * event.strength) * min(1.0, (gap / 0.3) ** 0.8) * rng.uniform(0.85, 1.1)
        prepare = manner.prepare_s * rng.uniform(0.8, 1.25)
        if gap > 0.9 + prepare + manner.dwell_s:
            _pause(path, event.time_s - down - prepare, manner, rng)
        elif path.value < 0.01 and manner.dwell_s:
            path.hold(min(manner.dwell_s, 0.3 * gap))
        path.smoothly(event.time_s - down, height)
        path.falling(event.time_s, manner.power)
        if manner.rebound:
            back = min(0.09, 0.02 + 0.1 * height, 0.4 * (next_s - event.time_s))
            path.rising(path.time + back, manner.rebound * height * rng.uniform(0.5, 1))
    if duration_s - path.time > 0.6:
        _pause(path, duration_s, manner, rng)
    values = path.values()
    idle = sway(duration_s, rng, 0.03, 1.5).values
    # Idling vanishes near contact, so that contact stays where it is.
    return Curve(np.maximum(values + idle * np.clip(values * 2, 0, 1), 0))


def _pause(path: _Path, until_s: float, manner: Manner, rng: np.random.Generator) -> None:
    path.hold(min(manner.dwell_s, max(0.0, 0.3 * (until_s - path.time))))
    path.smoothly(min(until_s, path.time + rng.uniform(0.25, 0.6)), manner.rest)
    while until_s - path.time > 0.9 and rng.random() < manner.misses:
        top = rng.uniform(0.4, 1.0)
        path.smoothly(path.time + rng.uniform(0.2, 0.45), top)
        path.smoothly(path.time + rng.uniform(0.15, 0.4), rng.uniform(0.12, 0.4) * top)
    if path.time < until_s:
        path.hold(until_s - path.time)


class _Path:
    """A curve drawn piece by piece: from where it is to the next value, by the next time."""

    def __init__(self, duration_s: float, start: float) -> None:
        self._values = np.full(len(_times(duration_s)), start)
        self.time = -_MARGIN_S
        self.value = start

    def hold(self, seconds: float) -> None:
        self._to(self.time + seconds, self.value, lambda u: u)

    def smoothly(self, time_s: float, value: float) -> None:
        self._to(time_s, value, lambda u: u * u * (3 - 2 * u))

    def falling(self, time_s: float, power: float) -> None:
        self._to(time_s, 0.0, lambda u: u**power)

    def rising(self, time_s: float, value: float) -> None:
        self._to(time_s, value, lambda u: 1 - (1 - u) ** 2)

    def _to(self, time_s: float, value: float, ease: Ease) -> None:
        if time_s > self.time:
            first, stop = (round((t + _MARGIN_S) * CURVE_HZ) for t in (self.time, time_s))
            first, stop = max(0, first), min(len(self._values), stop + 1)
            # Samples lie where they lie; the piece is evaluated at their own times.
            share = ((np.arange(first, stop) / CURVE_HZ - _MARGIN_S) - self.time) / (time_s - self.time)
            self._values[first:] = value
            self._values[first:stop] = self.value + (value - self.value) * ease(np.clip(share, 0, 1))
            self.time, self.value = time_s, value

    def values(self) -> Values:
        return self._values


def split_by_strength(events: Sequence[Event]) -> list[list[Event]]:
    """Loud ones to one hand, faint ones to the other, as on a drum kit; never faster than an arm can move."""
    middle = (max(e.strength for e in events) + min(e.strength for e in events)) / 2 if events else 0.0
    shares: list[list[Event]] = [[], []]
    for event in events:
        share = shares[event.strength < middle]
        if not share or event.time_s - share[-1].time_s > _FASTEST_S:
            share.append(event)
    return shares


def split_between(events: Sequence[Event], hands: int, rng: np.random.Generator) -> list[list[Event]]:
    """Share events among hands: mostly in turn, and never faster than an arm can move."""
    shares: list[list[Event]] = [[] for _ in range(hands)]
    hand = int(rng.integers(hands))
    favourite = rng.uniform(0.3, 0.9)
    for event in events:
        since = [event.time_s - share[-1].time_s if share else np.inf for share in shares]
        wanted = (hand + 1) % hands if rng.random() < favourite else hand
        free = wanted if since[wanted] > 0.1 else int(np.argmax(since))
        if since[free] > _FASTEST_S:
            shares[free].append(event)
            hand = free
    return shares
