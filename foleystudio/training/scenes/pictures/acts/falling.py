"""Things that meet the ground: balls that bounce, things that break, drops that ripple."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.acts.bursting import sparks
from foleystudio.training.scenes.pictures.body import Appearance, point
from foleystudio.training.scenes.pictures.canvas import Canvas, Fill, affine
from foleystudio.training.scenes.pictures.curves import sway
from foleystudio.training.scenes.pictures.spacing import as_hits, spaced

Points = NDArray[np.float64]

_RING_POINTS = 130  # around a ripple: it looks round


class Bouncer:
    """A ball that bounces; caught after the last bounce of a series, held, and let go again.

    Its strengths are those of its falls: who bounces from higher, hits harder.
    """

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        given = spaced(events, 0.14).events
        self._gravity = float(rng.uniform(1.2, 4.5))  # world units: the ball may be near or far
        self._longest_s = min(1.1, math.sqrt(8 * 0.6 / self._gravity))
        self._falls = self._fall_times(given)
        speeds = [self._gravity * fall for fall in self._falls]
        top = max(speeds, default=1.0)
        hits = [replace(e, strength=max(0.15, s / top)) for e, s in zip(given, speeds, strict=True)]
        self.events = as_hits(EventTrack(tuple(hits), source=events.source))
        self._size, self._floor = float(rng.uniform(0.03, 0.12)), float(rng.uniform(0.2, 0.42))
        self._drift = sway(duration_s, rng, float(rng.uniform(0.02, 0.2)), 0.4)
        self._ball, self._ground = textures.material(rng), textures.material(rng)
        self._squash, self._spin = float(rng.uniform(0.0, 0.35)), float(rng.normal(0, 4))
        self._grounded = rng.random() < 0.6
        self._appearance = Appearance.draw(rng) if rng.random() < 0.5 else None

    def _fall_times(self, given: tuple[Event, ...]) -> list[float]:
        """How long it falls before each bounce: half the time since the last, or from where it is held."""
        falls = []
        for number, event in enumerate(given):
            gap = event.time_s - given[number - 1].time_s if number else math.inf
            held = math.sqrt(2 * (0.05 + 0.5 * event.strength) / self._gravity)
            falls.append(gap / 2 if gap <= self._longest_s else min(held, 0.45 * gap))
        return falls

    def _height(self, time_s: float) -> tuple[float, bool]:
        """Over the floor, and whether it is held."""
        gravity, events = self._gravity, self.events.events
        before = max((i for i, e in enumerate(events) if e.time_s <= time_s), default=-1)
        if before + 1 < len(events):
            left, fall = events[before + 1].time_s - time_s, self._falls[before + 1]
            if left <= fall:
                return gravity / 2 * (fall**2 - (fall - left) ** 2), False
        if before < 0:
            return gravity / 2 * self._falls[0] ** 2 if events else 0.3, True
        since = time_s - events[before].time_s
        following = self._falls[before + 1] if before + 1 < len(events) else None
        gap = events[before + 1].time_s - events[before].time_s if following is not None else math.inf
        if following is not None and gap <= self._longest_s:
            return gravity / 2 * (following**2 - (following - since) ** 2), False
        rise = min(self._falls[before], 0.4 * gap)
        top, goal = gravity / 2 * rise**2, gravity / 2 * following**2 if following is not None else None
        if since < rise:
            return gravity / 2 * (rise**2 - (rise - since) ** 2), False
        if goal is None or following is None:
            return top, True
        share = min(1.0, (since - rise) / max(1e-6, gap - following - rise))
        return top + (goal - top) * share * share * (3 - 2 * share), True

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Floor, shadow, ball, and the hand while it is held."""
        height, held = self._height(time_s)
        x = self._drift.at(time_s)
        if self._grounded:
            canvas.polygon([(-0.6, self._floor), (0.6, self._floor), (0.7, 0.6), (-0.7, 0.6)], self._ground)
        canvas.light((x, self._floor), self._size * (1 + height), -90 / (1 + 5 * height))
        nearest = min((abs(time_s - e.time_s) for e in self.events), default=1.0)
        flat = 1 - self._squash * max(0.0, 1 - nearest / 0.035)
        middle = point(x, self._floor - height - self._size * flat)
        canvas.placed(affine(*middle)).placed(np.array([[1 / flat**0.5, 0, 0], [0, flat, 0]])).disc(
            (0, 0), self._size, self._ball, self._spin * time_s
        )
        if held and self._appearance:
            self._appearance.arm(canvas, point(x + 0.35, -0.5), middle + (0.3 * self._size, -self._size), 1, 1.3)


@dataclass(frozen=True, eq=False)
class _Break:
    event: Event
    look: Fill
    pieces: list[Points]  # outlines round their own middles
    middles: Points
    velocity: Points
    spin: NDArray[np.float64]


class Breaker:
    """Plates, bottles, panes and blocks that fall or are hit, and fly to pieces; then another stands there.

    Between, a thing is carried in, and hangs or stands still; now and then one falls softly and stays whole.
    """

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:  # noqa: ARG002 - as all acts
        self.events = as_hits(spaced(events, 0.7))
        self._falls = rng.random() < 0.6
        self._fall_s, self._height = float(rng.uniform(0.2, 0.4)), float(rng.uniform(0.25, 0.6))
        self._floor, self._size = float(rng.uniform(0.1, 0.35)), float(rng.uniform(0.08, 0.2))
        self._corners = int(rng.choice([4, 4, 6, 16]))
        self._tall = float(rng.uniform(0.5, 1.8))
        self._ground = textures.material(rng) if rng.random() < 0.6 else None
        self._appearance = Appearance.draw(rng) if rng.random() < 0.4 else None
        self._breaks = [self._break(event, rng) for event in self.events]
        self._whole = textures.material(rng)

    def _outline(self) -> Points:
        angle = np.linspace(0, 2 * np.pi, self._corners, endpoint=False) + np.pi / self._corners
        return np.stack([np.cos(angle), self._tall * np.sin(angle)], 1) * self._size

    def _break(self, event: Event, rng: np.random.Generator) -> _Break:
        """Wedges round a point of impact, split again across."""
        outline = self._outline()
        around = np.concatenate([outline, outline[:1]])
        hit = rng.normal(0, 0.25, 2) * self._size
        rim = [a + (b - a) * s for a, b in pairwise(around) for s in ((0.0, 0.5) if self._corners < 10 else (0.0,))]
        rim.append(rim[0])
        pieces, middles = [], []
        for a, b in pairwise(rim):
            cut = rng.uniform(0.35, 0.7)
            inner = [hit, hit + (a - hit) * cut, hit + (b - hit) * cut]
            outer = [inner[1], a, b, inner[2]]
            for piece in (np.array(inner), np.array(outer)):
                middles.append(piece.mean(axis=0))
                pieces.append(piece - middles[-1])
        away = np.array(middles) / self._size
        speed = (0.15 + 0.9 * event.strength) * rng.uniform(0.4, 1.3, (len(pieces), 1))
        velocity = away * speed + rng.normal(0, 0.1, away.shape) - (0, 0.35 * event.strength)
        return _Break(event, textures.material(rng), pieces, np.array(middles), velocity, rng.normal(0, 7, len(pieces)))

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """The thing that breaks next, and the pieces of the last."""
        if self._ground is not None:
            canvas.polygon([(-0.6, self._floor), (0.6, self._floor), (0.7, 0.6), (-0.7, 0.6)], self._ground)
        stands = self._floor - self._size * self._tall
        for number, broken in enumerate(self._breaks):
            since = time_s - broken.event.time_s
            last = self._breaks[number - 1].event.time_s if number else -1.0
            if 0 <= since < 2.5:
                self._draw_pieces(canvas, broken, point(0, stands), since)
            elif since < 0 and time_s - last > 0.35:
                self._draw_whole(canvas, broken.look, point(0, stands), since, time_s - last - 0.35)
        if not self._breaks:
            canvas.polygon(point(0, stands) + self._outline(), self._whole, affine(0, stands))

    def _draw_whole(self, canvas: Canvas, look: Fill, at: Points, since_s: float, there_s: float) -> None:
        """Carried in softly from the side, then let fall or left standing until the blow."""
        slide = max(0.0, 1 - there_s / 0.3)
        up = self._height * max(0.0, min(1.0, 1 - (1 + since_s / self._fall_s) ** 2)) if self._falls else 0.0
        if self._falls and since_s < -self._fall_s:
            up = self._height
        place = at + (0.9 * slide**2, -up)
        canvas.polygon(place + self._outline(), look, affine(*place))
        if self._appearance and self._falls and since_s < -self._fall_s:
            self._appearance.arm(canvas, place + (0.5, -0.2), place + (self._size * 0.8, 0), 1, 1.5)
        if not self._falls and since_s > -0.2:  # what hits it comes flying
            canvas.disc(place + (3.0 * since_s - self._size, 0.8 * since_s), 0.03, self._whole)

    def _draw_pieces(self, canvas: Canvas, broken: _Break, at: Points, since_s: float) -> None:
        flown = broken.velocity * since_s + np.array([0, 1.5 * since_s**2])
        for piece, middle, move, spin in zip(broken.pieces, broken.middles, flown, broken.spin, strict=True):
            low = self._floor + 0.1 * abs(middle[0]) - at[1]
            place = middle + move
            lies = self._ground is not None and place[1] > low
            y = low if lies else place[1]
            turn = spin * min(since_s, 0.5) if lies else spin * since_s
            turned = affine(float(at[0] + place[0]), float(at[1] + y), 1.0, float(turn))
            canvas.polygon(piece @ turned[:, :2].T + turned[:, 2], broken.look, turned)


class Dripper:
    """Drops that swell at a spout, fall, and make rings in water; the rings run on in silence."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = as_hits(spaced(events, 0.09))
        self._water, self._spout = textures.plain(rng), textures.material(rng)
        bright_water = float(self._water.tile.mean()) > 120
        self._bright = float(rng.uniform(70, 180)) * (-0.8 if bright_water else 1.0)  # rings that can be seen
        self._top, self._level = float(rng.uniform(-0.5, -0.25)), float(rng.uniform(0.1, 0.3))
        self._fall_s, self._size = float(rng.uniform(0.2, 0.4)), float(rng.uniform(0.008, 0.022))
        self._squash = float(rng.uniform(0.15, 0.6))
        self._ring_speed, self._ring_width = float(rng.uniform(0.15, 0.45)), float(rng.uniform(0.012, 0.03))
        self._fade_s = float(rng.uniform(0.25, 0.7))
        scattered = rng.random() < 0.35  # rain into a puddle
        self._places = [(float(rng.uniform(-0.35, 0.35)), float(rng.uniform(-0.05, 0.15))) for _ in self.events]
        if not scattered:
            self._places = [(0.0, 0.0) for _ in self.events]
        self._has_spout = not scattered
        self._shimmer = sway(duration_s, rng, float(rng.uniform(0.0, 0.01)), 0.6)
        self._splash = rng.normal(0, 1, (6, 2))

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Water, rings, splash, drops on their way, the spout with the drop that swells."""
        level = self._level
        shimmer = self._shimmer.at(time_s)
        far = level - 0.2 * self._squash
        outline = [(-0.6, far), (0.6, far), (0.7, 0.55), (-0.7, 0.55)]
        canvas.polygon(outline, self._water, affine(shimmer, level))
        for event, (x, y) in zip(self.events, self._places, strict=True):
            since = time_s - event.time_s
            if 0 <= since < 3 * self._fade_s:
                self._rings(canvas, point(x, level + y), since, event.strength)
            elif -self._fall_s < since < 0:
                start = self._top + y
                fallen = (1 + since / self._fall_s) ** 2
                size = self._size * (0.6 + event.strength)
                canvas.disc((x, start + (level + y - start) * fallen), size, self._water, 0.0, 1.5)
                sparks(canvas, np.array([(x - 0.3 * size, start + (level + y - start) * fallen)]), np.array([90.0]))
        if self._has_spout:
            upcoming = [e.time_s - time_s - self._fall_s for e in self.events if e.time_s - time_s > self._fall_s]
            swells = max(0.0, 1 - min(upcoming, default=9.0) / 0.6)
            canvas.limb(point(0, -0.7), point(0, self._top - 0.02), 0.05, 0.03, self._spout)
            canvas.disc((0, self._top), self._size * swells, self._water, 0.0, 1.3)

    def _rings(self, canvas: Canvas, at: Points, since_s: float, strength: float) -> None:
        """Two rings that run outwards, and drops thrown up."""
        fade = strength * math.exp(-since_s / self._fade_s)
        angle = np.linspace(0, 2 * np.pi, _RING_POINTS, endpoint=False)
        circle = np.stack([np.cos(angle), self._squash * np.sin(angle)], 1)
        for ring in range(3):
            radius = self._ring_speed * (since_s - 0.06 * ring) + 0.01
            if radius > 0:
                thick = np.linspace(-1, 1, 3)[:, None, None] * self._ring_width
                points = (at + circle * radius + circle * thick).reshape(-1, 2)
                # Points of light lie the closer, the smaller the ring; its brightness stays.
                bright = self._bright * fade * 0.7**ring * min(1.0, radius / 0.15)
                sparks(canvas, points, np.full(len(points), bright))
        if since_s < 0.35:
            up = self._splash * (0.12, 0.05) * strength
            thrown = at + up * since_s * 4 + np.outer(np.ones(6), (0, -0.9 * strength * since_s + 2.5 * since_s**2))
            sparks(canvas, thrown, np.full(6, 150.0 * strength))
        canvas.light(at, 0.05 + 0.1 * strength, self._bright * strength * math.exp(-since_s / 0.06))
