"""People: a torso with a head, and arms and legs of two jointed pieces."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.canvas import Canvas, Fill, affine
from foleystudio.training.scenes.pictures.curves import Curve, sway

Point = NDArray[np.float64]


def point(x: float, y: float) -> Point:
    """A world point."""
    return np.array([x, y], np.float64)


def joint(start: Point, end: Point, first: float, second: float, bend: float) -> tuple[Point, Point]:
    """Where the elbow (or knee) is, and the end that two such pieces can reach; ``bend`` is its side, +-1."""
    reach = end - start
    distance = float(np.hypot(*reach))
    limit = 0.995 * (first + second)
    if distance > limit:
        end, distance = start + reach * (limit / distance), limit
    distance = max(distance, 1e-6, 1.01 * abs(first - second))
    cosine = (first**2 + distance**2 - second**2) / (2 * first * distance)
    angle = math.atan2(reach[1], reach[0]) + bend * math.acos(max(-1.0, min(1.0, cosine)))
    return start + first * point(math.cos(angle), math.sin(angle)), end


@dataclass(frozen=True, eq=False)
class Appearance:
    """What a person wears and is made of.

    Parameters
    ----------
    skin, shirt, trousers, hair
        Surfaces.
    sleeves
        How far down the arm the shirt reaches: 0 bare, 1 half, 2 whole.
    build
        Thickness of limbs, about 1.
    """

    skin: Fill
    shirt: Fill
    trousers: Fill
    hair: Fill
    sleeves: int
    build: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Appearance:
        """Anybody."""
        return cls(
            textures.plain(rng),
            textures.cloth(rng),
            textures.cloth(rng),
            textures.plain(rng),
            int(rng.integers(0, 3)),
            float(rng.uniform(0.8, 1.35)),
        )

    def arm(self, canvas: Canvas, shoulder: Point, hand: Point, bend: float, scale: float = 1.0) -> Point:
        """Draw an arm; answers where its hand could reach."""
        size = scale * self.build
        elbow, hand = joint(shoulder, hand, 0.19 * scale, 0.17 * scale, bend)
        upper = self.shirt if self.sleeves > 0 else self.skin
        lower = self.shirt if self.sleeves > 1 else self.skin
        canvas.limb(shoulder, elbow, 0.042 * size, 0.032 * size, upper)
        canvas.limb(elbow, hand, 0.03 * size, 0.02 * size, lower)
        canvas.disc(hand, 0.03 * size, self.skin, math.atan2(*(hand - elbow)[::-1]), 0.8)
        return hand

    def leg(self, canvas: Canvas, hip: Point, foot: Point, bend: float, toe: float) -> None:
        """Draw a leg and its shoe; ``toe`` is the way it points, +-1, and how far it is tilted."""
        size = self.build
        knee, foot = joint(hip, foot, 0.25, 0.25, bend)
        canvas.limb(hip, knee, 0.06 * size, 0.045 * size, self.trousers)
        canvas.limb(knee, foot, 0.043 * size, 0.03 * size, self.trousers)
        side = math.copysign(1.0, toe)
        tilt = toe - side
        tip = foot + 0.1 * point(side * math.cos(tilt), 0.15 + math.sin(tilt))
        canvas.limb(foot + point(0, 0.01), tip, 0.03 * size, 0.022 * size, self.hair)

    def torso(self, canvas: Canvas, shoulders: Point, hips: Point, width: float) -> None:
        """Draw the trunk; ``width`` is that of the shoulders."""
        low, high = self.build * width * 0.42, self.build * width * 0.5
        outline = [
            shoulders + (-high, 0),
            shoulders + (-high * 0.5, -0.035),
            shoulders + (high * 0.5, -0.035),
            shoulders + (high, 0),
            hips + (low, 0),
            hips + (-low, 0),
        ]
        lean = math.atan2(*(shoulders - hips)) + math.pi
        canvas.polygon(outline, self.shirt, affine(float(hips[0]), float(hips[1]), angle_rad=-lean))

    def head(self, canvas: Canvas, neck: Point, tilt: float, scale: float = 1.0) -> None:
        """Draw neck, head, hair and the shadows of a face."""
        up = point(math.sin(tilt), -math.cos(tilt))
        across = point(math.cos(tilt), math.sin(tilt))
        centre = neck + 0.105 * scale * up
        canvas.limb(neck + 0.02 * up, centre, 0.028 * scale, 0.03 * scale, self.skin)
        canvas.disc(centre - 0.012 * scale * up, 0.074 * scale, self.hair, tilt, 1.2)
        canvas.disc(centre + 0.012 * scale * across, 0.062 * scale, self.skin, tilt, 1.25)
        dark = textures.lit(self.skin, 0.55)
        for eye in (-0.022, 0.03):
            canvas.disc(centre + (eye * across + 0.012 * up) * scale, 0.008 * scale, dark)
        canvas.disc(centre + (0.005 * across - 0.042 * up) * scale, 0.014 * scale, dark, tilt, 0.35)


@dataclass(frozen=True, eq=False)
class Posture:
    """How a body moves without meaning anything: it sways and its head turns."""

    lean: Curve
    bob: Curve
    nod: Curve

    @classmethod
    def draw(cls, duration_s: float, rng: np.random.Generator) -> Posture:
        """From stock-still to restless."""
        restless = float(np.exp(rng.uniform(np.log(0.002), np.log(0.025))))
        return cls(
            sway(duration_s, rng, restless, 0.8),
            sway(duration_s, rng, 0.5 * restless, 2.0),
            sway(duration_s, rng, 6 * restless, 1.2),
        )
