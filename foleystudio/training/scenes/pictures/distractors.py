"""What moves in a picture and makes no sound: passers-by, wavers, leaves, screens, captions."""

from __future__ import annotations

import math

import cv2
import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.acts.moving import Walker
from foleystudio.training.scenes.pictures.body import Appearance, Posture, point
from foleystudio.training.scenes.pictures.canvas import Canvas, Fill, affine, flat
from foleystudio.training.scenes.pictures.curves import sway
from foleystudio.training.scenes.processes import draw_events


class PasserBy:
    """Somebody walks by far off; the steps are not heard."""

    events = EventTrack()

    def __init__(self, _events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self._walker = Walker(draw_events(duration_s, "rhythmic", rng), duration_s, rng)
        self._speed = float(rng.choice([-1, 1]) * rng.uniform(0.05, 0.35))
        self._start = float(rng.uniform(0, duration_s))

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Across the picture."""
        x = self._speed * (time_s - self._start)
        if abs(x) < 1.4:
            self._walker.draw(canvas.placed(affine(x, 0, 1.0, 0, self._speed < 0)), time_s)


class Waver:
    """Somebody talks, gestures, waves or dances to music: arms that speed up and slow down without meeting anything."""

    events = EventTrack()

    def __init__(self, _events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self._appearance, self._posture = Appearance.draw(rng), Posture.draw(duration_s, rng)
        lively, rate = rng.uniform(0.02, 0.12), rng.uniform(0.5, 2.2)
        self._hands = [[sway(duration_s, rng, float(lively), float(rate)) for _ in "xy"] for _ in range(2)]
        self._beat_hz = float(rng.uniform(0.8, 3.5)) if rng.random() < 0.4 else 0.0
        self._beat = float(rng.uniform(0.01, 0.09))
        self._high = rng.uniform(-0.25, 0.2, 2)
        self._mouth = sway(duration_s, rng, 1.0, 5.0)

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """From the hips up."""
        pulse = self._beat * math.sin(2 * math.pi * self._beat_hz * time_s) if self._beat_hz else 0.0
        middle = point(self._posture.lean.at(time_s), -0.2 + self._posture.bob.at(time_s) + 0.2 * pulse)
        self._appearance.torso(canvas, middle, point(0, 0.4), 0.27)
        self._appearance.head(canvas, middle, self._posture.nod.at(time_s))
        mouth = max(0.0, self._mouth.at(time_s))
        canvas.disc(middle + (0.004, -0.06), 0.012, flat(25), 0.0, 0.2 + 0.5 * min(1.5, mouth))
        for side, (x, y) in enumerate(self._hands):
            sign = 2 * side - 1
            hand = point(sign * 0.16 + x.at(time_s), self._high[side] + y.at(time_s) + pulse)
            self._appearance.arm(canvas, middle + (0.12 * sign, 0.02), hand, -sign)


class Leaves:
    """A patch of leaves or water that the wind moves."""

    events = EventTrack()

    def __init__(self, _events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self._tile = textures.material(rng).tile + np.float32(40) * rng.standard_normal((96, 96)).astype(np.float32)
        self._tile = cv2.GaussianBlur(self._tile, (0, 0), float(rng.uniform(0.8, 3)))
        self._x, self._y = (sway(duration_s, rng, float(rng.uniform(0.004, 0.03)), 1.5) for _ in "xy")
        self._outline = np.stack([f(np.linspace(0, 6.1, 14)) for f in (np.cos, np.sin)], 1) * rng.uniform(
            0.2, 0.5, (14, 1)
        )

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """The outline moves with it."""
        moved = affine(self._x.at(time_s), self._y.at(time_s))
        canvas.placed(moved).polygon(self._outline, Fill(self._tile, 1.5))


class Things:
    """Stands, boxes, drums, lamps and cables that stand about, behind people and before them."""

    events = EventTrack()

    def __init__(self, _events: EventTrack, _duration_s: float, rng: np.random.Generator) -> None:
        self._things = [
            (int(rng.integers(3)), rng.uniform(-0.6, 0.6, 2), rng.uniform(0.02, 0.16, 2), textures.material(rng))
            for _ in range(int(rng.integers(3, 8)))
        ]

    def draw(self, canvas: Canvas, time_s: float) -> None:  # noqa: ARG002 - they stand still
        """None of them moves."""
        for kind, at, size, fill in self._things:
            if kind == 0:
                canvas.disc(at, float(size[0]), fill, 0.0, float(size[1] / 0.16))
            elif kind == 1:
                canvas.limb(at, at + (4 * (size[0] - 0.09), 3 * size[1]), 0.008, 0.006, fill)
            else:
                wide, high = size
                canvas.polygon(at + [(-wide, -high), (wide, -high), (wide, high), (-wide, high)], fill)


class Screen:
    """A screen or a lamp: changes, flickers and blinks, which make no sound."""

    events = EventTrack()

    def __init__(self, _events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        changes = np.sort(rng.uniform(0, duration_s, int(rng.integers(1, 14))))
        self._changes = changes
        self._tiles = [textures.cloth(rng) for _ in range(len(changes) + 1)]
        self._slides = rng.normal(0, 0.15, len(changes) + 1)
        self._half = rng.uniform(0.08, 0.35, 2)

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """What is shown slides."""
        shown = int(np.searchsorted(self._changes, time_s))
        wide, high = self._half
        surface = affine(float(self._slides[shown]) * time_s, 0)
        canvas.polygon([(-wide, -high), (wide, -high), (wide, high), (-wide, high)], self._tiles[shown], surface)


class Caption:
    """Writing laid over the picture, which comes and goes or runs along; a logo stays."""

    events = EventTrack()

    def __init__(self, _events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        picture = np.zeros((24, 96), np.uint8)
        letters = "".join(rng.choice(list("ABCDEFGHKLMNPRSTUVWXYZ0123456789 "), int(rng.integers(3, 9))))
        cv2.putText(picture, letters, (3, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 255, int(rng.integers(1, 3)), cv2.LINE_AA)
        self._mask = picture / np.float32(255)
        self._brightness = float(rng.choice([15, 245]))
        self._from, self._until = np.sort(rng.uniform(-3, duration_s + 3, 2)).tolist()
        self._runs = float(rng.normal(0, 0.15)) if rng.random() < 0.25 else 0.0

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Laid flat onto the pixels."""
        if not self._from <= time_s <= self._until:
            return
        height, width = canvas.pixels.shape
        matrix = affine(self._runs * time_s - 0.5, -0.12, 1 / 96)
        full = np.vstack([canvas.view, [0, 0, 1]]) @ np.vstack([matrix, [0, 0, 1]])
        mask = cv2.warpAffine(self._mask, full[:2], (width, height), flags=cv2.INTER_LINEAR)
        canvas.pixels += mask * (np.float32(self._brightness) - canvas.pixels)
