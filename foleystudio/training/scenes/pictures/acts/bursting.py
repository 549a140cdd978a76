"""Fire in the picture: muzzle flashes, fireworks, explosions with smoke and debris."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.body import point
from foleystudio.training.scenes.pictures.canvas import Canvas, Fill, affine, flat
from foleystudio.training.scenes.pictures.curves import beats, sway
from foleystudio.training.scenes.pictures.spacing import as_hits, spaced

Points = NDArray[np.float64]


def sparks(canvas: Canvas, points: Points, brightness: NDArray[np.float64]) -> None:
    """Add points of light ``[n, 2]``, each about a pixel wide, brightness ``[n]``."""
    height, width = canvas.pixels.shape
    at = canvas.to_pixels(points) - 0.5
    corner = np.floor(at).astype(np.int64)
    inside = (corner >= 0).all(axis=1) & (corner[:, 0] < width - 1) & (corner[:, 1] < height - 1)
    corner, light = corner[inside], brightness[inside]
    share = at[inside] - corner
    for x in (0, 1):
        for y in (0, 1):
            weight = np.abs(1 - x - share[:, 0]) * np.abs(1 - y - share[:, 1])
            np.add.at(canvas.pixels, (corner[:, 1] + y, corner[:, 0] + x), (light * weight).astype(np.float32))


class Flash:
    """A barrel, a spark gap or far gunfire: light that is there at once and gone soon, with a kick and some smoke.

    What makes no sound: the barrel's aiming, smoke that drifts on, a lamp that swells and fades slowly.
    """

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = as_hits(spaced(events, 0.07))
        shots = self.events.events
        self._light = beats(duration_s, shots, float(rng.uniform(0.02, 0.09)), 0.0)
        self._smoke = beats(duration_s, shots, float(rng.uniform(0.3, 1.2)), 0.0, 0.15)
        self._kick = beats(duration_s, shots, float(rng.uniform(0.05, 0.2)), 0.0, 0.008)
        self._glow = sway(duration_s, rng, float(rng.choice([0.0, rng.uniform(5, 30)])), 0.35)
        self._aim = sway(duration_s, rng, float(rng.uniform(0.002, 0.03)), 0.6)
        self._bright, self._reach = float(rng.uniform(120, 420)), float(rng.uniform(0.08, 0.3))
        self._around = float(rng.uniform(0, 60)) * rng.integers(0, 2)
        self._haze = float(rng.uniform(-40, 60))
        self._barrel = textures.material(rng) if rng.random() < 0.7 else None
        self._thick, self._back = float(rng.uniform(0.02, 0.07)), float(rng.uniform(0.02, 0.12))
        self._tongue = float(rng.uniform(0.0, 0.16))

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """The barrel from the left, fire at its mouth."""
        kick, light = self._kick.at(time_s), self._light.at(time_s)
        mouth = point(-0.05 - self._back * kick, self._aim.at(time_s) - 0.4 * self._back * kick)
        if self._barrel is not None:
            canvas.limb(mouth - (0.5, -0.1), mouth, self._thick * 1.3, self._thick, self._barrel)
        canvas.light(mouth + (0.1, -0.05), 0.35, self._haze * min(1.2, self._smoke.at(time_s)))
        canvas.light(mouth, 0.3, self._glow.at(time_s))
        canvas.light(mouth, 3.0, self._around * light)
        reach = self._reach * (0.4 + 0.6 * min(1.0, light))
        canvas.light(mouth + (0.4 * reach, 0), reach, self._bright * light)
        if light > 0.05 and self._tongue:
            tip = mouth + (self._tongue * light + 0.02, 0)
            canvas.limb(mouth, tip, 0.5 * self._thick, 0.004, flat(255))


@dataclass(frozen=True, eq=False)
class _Shell:
    """One firework: where it bursts, and its sparks' directions [n, 2] and brightness [n]."""

    event: Event
    at: Points
    directions: Points
    brightness: NDArray[np.float64]
    fade_s: float
    climb_s: float


class Fireworks:
    """Shells that climb, burst into sparks and fade while they fall; some go up and never burst."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = as_hits(spaced(events, 0.07))
        self._size, self._sharp = float(rng.uniform(0.12, 0.35)), float(rng.uniform(0.06, 0.25))
        self._fall = float(rng.uniform(0.02, 0.15))
        self._flash = float(rng.uniform(0, 140))
        self._trail_s = float(rng.uniform(0.015, 0.05))
        self._night = np.float32(rng.uniform(0.05, 0.5) if rng.random() < 0.8 else 1.0)
        self._shells = [self._shell(event, rng) for event in self.events]
        duds = rng.uniform(0, duration_s, int(rng.integers(0, 3)))
        self._duds = [self._shell(Event(float(t), 0.5), rng) for t in duds]

    def _shell(self, event: Event, rng: np.random.Generator) -> _Shell:
        count = int(rng.uniform(25, 60) * (0.5 + event.strength))
        angle, out = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.uniform(rng.uniform(0, 0.8), 1.0, count))
        directions = np.stack([np.cos(angle), np.sin(angle)], 1) * out[:, None]
        at = np.array([rng.uniform(-0.4, 0.4), rng.uniform(-0.4, 0.05)])
        bright = rng.uniform(120, 420) * rng.uniform(0.3, 1.0, count)
        return _Shell(event, at, directions, bright, float(rng.uniform(0.25, 0.8)), float(rng.uniform(0.5, 1.1)))

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Light alone, added to whatever is behind, which most of the time lies in the dark."""
        canvas.pixels *= self._night
        for shell in (*self._shells, *self._duds):
            since = time_s - shell.event.time_s
            if -shell.climb_s < since < 0:
                left = -since / shell.climb_s
                tail = np.arange(5)[:, None] * 0.012
                path = shell.at + np.concatenate([0.02 * left * np.sin(9 * left + tail), 0.75 * left**1.3 + tail], 1)
                sparks(canvas, path, np.full(5, 70.0))
        for shell in self._shells:
            since = time_s - shell.event.time_s
            if 0 <= since < 5 * shell.fade_s:
                self._burst(canvas, shell, since)

    def _burst(self, canvas: Canvas, shell: _Shell, since_s: float) -> None:
        size = self._size * (0.35 + 0.65 * shell.event.strength)
        canvas.light(shell.at, 1.5 * size, (80 + self._flash) * shell.event.strength * math.exp(-since_s / 0.07))
        fade = math.exp(-since_s / shell.fade_s)
        for part in range(3):
            age = max(0.0, since_s - part * self._trail_s)
            out = size * (0.12 + 0.88 * (1 - math.exp(-age / self._sharp)))
            places = shell.at + shell.directions * out + (0, self._fall * age**2)
            sparks(canvas, places, shell.brightness * fade * (1 - 0.3 * part))


@dataclass(frozen=True, eq=False)
class _Blast:
    event: Event
    at: Points
    velocity: Points
    spin: NDArray[np.float64]
    size: NDArray[np.float64]


class Explosion:
    """A blast: light, a ball of fire that goes over into smoke, pieces thrown out; afterwards smoke and falling bits.

    The smoke before and behind, and slow flames, make no sound.
    """

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = as_hits(spaced(events, 0.3))
        self._smoke: Fill = textures.material(rng)
        self._bits = textures.material(rng)
        self._fire = float(rng.uniform(190, 330))
        self._size, self._fade_s = float(rng.uniform(0.12, 0.3)), float(rng.uniform(0.12, 0.4))
        self._flames = sway(duration_s, rng, float(rng.choice([0.0, rng.uniform(10, 40)])), 3.0)
        self._thing = textures.material(rng)
        self._blasts = [self._blast(event, rng) for event in self.events]
        self._steady = rng.random() < 0.5

    def _blast(self, event: Event, rng: np.random.Generator) -> _Blast:
        count = int(rng.integers(4, 12) * (0.5 + event.strength))
        angle = rng.uniform(-np.pi, 0, count)
        speed = rng.uniform(0.3, 1.5, count) * (0.4 + 0.8 * event.strength)
        velocity = np.stack([np.cos(angle), np.sin(angle)], 1) * speed[:, None]
        at = np.array([rng.uniform(-0.3, 0.3), rng.uniform(0.0, 0.25)])
        return _Blast(event, at, velocity, rng.normal(0, 9, count), rng.uniform(0.008, 0.035, count))

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """What stands there, then each blast that has happened."""
        if self._steady:
            canvas.polygon([(-0.2, 0.15), (0.2, 0.15), (0.2, 0.4), (-0.2, 0.4)], self._thing)
        canvas.light((0.05, 0.1), 0.25, max(0.0, self._flames.at(time_s)))
        for blast in self._blasts:
            since = time_s - blast.event.time_s
            if 0 <= since < 3:
                self._draw_blast(canvas, blast, since)

    def _draw_blast(self, canvas: Canvas, blast: _Blast, since_s: float) -> None:
        strength = blast.event.strength
        out = self._size * (0.3 + 0.7 * strength) * (0.35 + 0.65 * (1 - math.exp(-since_s / 0.09)))
        hot = math.exp(-since_s / self._fade_s)
        rise = blast.at - (0, 0.12 * since_s)
        if since_s < 2.2:  # smoke thins by shrinking away
            thick = out * (1 + 0.3 * since_s) * max(0.0, 1 - since_s / 2.2) ** 0.5
            for offset in ((-0.5, 0.1), (0.5, 0.0), (0.0, -0.5)):
                canvas.disc(rise + np.array(offset) * thick, 0.75 * thick, self._smoke, since_s)
        canvas.light(rise, 1.7 * out, self._fire * strength**0.5 * hot)
        canvas.light(blast.at, 3.0, 90 * strength * math.exp(-since_s / 0.06))
        flown = blast.at + blast.velocity * since_s + (0, 0.9 * since_s**2)
        square = np.array([(-1, -0.6), (1, -0.5), (0.7, 0.6), (-0.8, 0.5)])
        for place, spin, size in zip(flown, blast.spin, blast.size, strict=True):
            turned = affine(float(place[0]), float(place[1]), float(size), float(spin * since_s))
            canvas.polygon(square @ turned[:, :2].T + turned[:, 2], self._bits, turned)
