"""Lids, doors and drawers that slam, and feet seen close."""

from __future__ import annotations

import math

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.body import Appearance, point
from foleystudio.training.scenes.pictures.canvas import Canvas, affine
from foleystudio.training.scenes.pictures.curves import Curve, Manner, beats, strokes, sway
from foleystudio.training.scenes.pictures.spacing import as_hits, spaced


def _slams(duration_s: float, events: EventTrack, rng: np.random.Generator) -> Curve:
    """How far open: slowly opened, quickly shut at every event; sometimes let down softly."""
    manner = Manner(
        prepare_s=float(rng.uniform(0.25, 0.9)),
        down_s=float(rng.uniform(0.1, 0.35)),
        power=float(rng.uniform(1.2, 2.4)),
        rebound=float(rng.choice([0.0, rng.uniform(0.05, 0.3)])),
        dwell_s=float(rng.uniform(0.1, 0.5)),
        rest=float(rng.uniform(0.1, 0.9)),
        misses=float(rng.choice([0.0, 0.4])),
    )
    return strokes(duration_s, events.events, manner, rng)


class Lid:
    """A box whose lid falls shut, seen from the side; a hand may move it."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = as_hits(spaced(events, 0.3))
        self._open = _slams(duration_s, self.events, rng)
        self._shake = beats(duration_s, self.events.events, float(rng.uniform(0.04, 0.12)), float(rng.uniform(6, 14)))
        self._jolt = float(rng.uniform(0, 0.012))
        self._wide, self._high = float(rng.uniform(0.2, 0.4)), float(rng.uniform(0.1, 0.3))
        self._thick, self._furthest = float(rng.uniform(0.015, 0.05)), float(rng.uniform(0.6, 1.9))
        self._lid, self._box = textures.material(rng), textures.material(rng)
        self._appearance = Appearance.draw(rng) if rng.random() < 0.5 else None

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Box, lid round its hinge, and the hand on its edge."""
        jolt = self._jolt * self._shake.at(time_s)
        top, wide = 0.05 + jolt, self._wide
        canvas.polygon([(-wide, top), (wide, top), (wide, top + self._high), (-wide, top + self._high)], self._box,
                       affine(0, jolt))  # fmt: skip
        hinge = affine(-wide, top, 1.0, -self._furthest * self._open.at(time_s))
        lid = np.array([(0, -self._thick), (2 * wide, -self._thick), (2 * wide, 0), (0, 0)])
        canvas.polygon(lid @ hinge[:, :2].T + hinge[:, 2], self._lid, hinge)
        if self._appearance is not None:
            edge = hinge[:, :2] @ point(2 * wide, -self._thick) + hinge[:, 2]
            self._appearance.arm(canvas, point(0.55, -0.35), edge, 1, 1.5)


class Door:
    """A door, shutter or drawer seen from the front: it closes in its frame with a bang."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = as_hits(spaced(events, 0.35))
        self._open = _slams(duration_s, self.events, rng)
        self._shake = beats(duration_s, self.events.events, float(rng.uniform(0.05, 0.15)), float(rng.uniform(5, 12)))
        self._jolt = float(rng.uniform(0, 0.015))
        self._slides = rng.random() < 0.3
        self._wide, self._high = float(rng.uniform(0.12, 0.3)), float(rng.uniform(0.25, 0.45))
        self._door, self._frame, self._room = (textures.material(rng) for _ in range(3))
        self._furthest = float(rng.uniform(0.5, 1.3))
        self._handle = textures.plain(rng)

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """What is behind, the leaf in perspective, the frame's edge."""
        wide, high, opened = self._wide, self._high, self._open.at(time_s)
        jolt = self._jolt * self._shake.at(time_s)
        rim = 0.04
        frame = [(-wide - rim, -high - rim), (wide + rim, -high - rim), (wide + rim, high), (-wide - rim, high)]
        canvas.polygon(point(jolt, 0) + frame, self._frame)
        canvas.polygon([(-wide, -high), (wide, -high), (wide, high), (-wide, high)], textures.lit(self._room, 0.4))
        if self._slides:
            shift = 2 * wide * min(1.0, opened)
            leaf = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) - (shift, 0)
            canvas.polygon(leaf, self._door, affine(-shift, 0))
            return
        angle = self._furthest * opened
        edge, near = -wide + 2 * wide * math.cos(angle), 1 + 0.45 * math.sin(angle)
        leaf = np.array([(-wide, -high), (edge, -high * near), (edge, high * near), (-wide, high)])
        squeeze = np.array([[math.cos(angle), 0, -wide], [0, 1, 0]])
        canvas.polygon(leaf, textures.lit(self._door, 1 - 0.35 * math.sin(angle)), squeeze)
        canvas.disc((edge - 0.12 * wide * math.cos(angle), 0.02), 0.02, self._handle)


class Feet:
    """Only feet and shins, close and from the side: heel and sole come down on the step."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = as_hits(spaced(events, 0.24))
        steps = self.events.events
        manner = Manner(float(rng.uniform(0.15, 0.4)), float(rng.uniform(0.08, 0.2)), 1.4, 0.0, 0.15, 0.0, 0.25)
        self._lifts = [strokes(duration_s, steps[side::2], manner, rng) for side in (0, 1)]
        self._stride = float(rng.uniform(0.05, 0.2))
        self._height, self._size = float(rng.uniform(0.08, 0.2)), float(rng.uniform(0.8, 1.3))
        self._tilt = float(rng.uniform(-0.2, 0.6))
        self._shoe, self._leg, self._ground = textures.plain(rng), textures.cloth(rng), textures.material(rng)
        self._drift = sway(duration_s, rng, float(rng.uniform(0, 0.03)), 0.5)
        self._dust = beats(duration_s, steps, 0.2, 0.0, 0.02)
        self._dusty = float(rng.choice([0.0, rng.uniform(20, 70)]))

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Far foot first."""
        canvas.polygon([(-0.7, 0.28), (0.7, 0.28), (0.7, 0.6), (-0.7, 0.6)], self._ground)
        lifts = [lift.at(time_s) for lift in self._lifts]
        stride = lifts[0] - lifts[1]
        for side in (1, 0):
            x = (0.06 if side else -0.06) + self._drift.at(time_s) + self._stride * stride * (1 if side == 0 else -1)
            ankle = point(x, 0.3 - 0.05 * side - 0.1 * self._size - self._height * lifts[side])
            knee = ankle + point(0.05 * stride - 0.1 * lifts[side], -0.75)
            canvas.light((x + 0.05, 0.32 - 0.05 * side), 0.14, -80 * (1 - 0.8 * lifts[side]))
            canvas.limb(knee, ankle, 0.1 * self._size, 0.06 * self._size, self._leg)
            turn = self._tilt * lifts[side]
            toe = ankle + self._size * 0.19 * point(math.cos(turn - 0.35), -math.sin(turn - 0.35))
            heel = ankle + self._size * point(-0.04, 0.07)
            canvas.limb(heel, toe, 0.05 * self._size, 0.035 * self._size, self._shoe)
        canvas.light((self._drift.at(time_s), 0.3), 0.2, self._dusty * self._dust.at(time_s))
