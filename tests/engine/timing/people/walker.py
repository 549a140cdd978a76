"""A made walker: joints of somebody whose feet come down at known instants, seen from any side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.people import JOINTS
from foleystudio.engine.picture.people.persons import Person

Floats = NDArray[np.float64]

STRIDE = 0.7  # heights of the body, from one foot to the other
SWING_S = 0.42
SCALE = 0.35  # of the picture's height, as tall as the walker is at first
ASPECT = 16 / 9


@dataclass(frozen=True)
class Walk:
    """When which foot comes down.

    Parameters
    ----------
    steps
        Instants and ``L`` or ``R``.
    angle
        From which side it is seen, degrees: 0 from the side, 90 from the front.
    lift
        Of the heel, heights of the body; toes are lifted half as high.
    stride
        Heights of the body from one foot to the other.
    swing_s
        How long a foot is in the air.
    """

    steps: tuple[tuple[float, str], ...]
    angle: float = 0.0
    lift: float = 0.08
    stride: float = STRIDE
    swing_s: float = SWING_S

    def _foot(self, seconds: Floats, foot: str) -> tuple[Floats, Floats, Floats]:
        """Way along the ground, and how far heel and toe are lifted."""
        way, heel, toe = np.zeros(len(seconds)), np.zeros(len(seconds)), np.zeros(len(seconds))
        place = 0.0
        for number, (at, which) in enumerate(self.steps):
            if which != foot:
                continue
            target = self.stride * (number + 1)
            u = np.clip((seconds - (at - self.swing_s)) / self.swing_s, 0, 1)
            going = seconds > at - self.swing_s
            way[going] = (place + (target - place) * (u * u * (3 - 2 * u)))[going]
            up = np.sin(np.pi * u) * going
            heel, toe = heel + self.lift * up, toe + 0.5 * self.lift * up
            place = target
        return way, heel, toe

    def joints(self, seconds: Floats) -> Floats:
        """``[N, len(JOINTS), 3]``: ahead, up and to the walker's right, heights of the body."""
        left, right = self._foot(seconds, "L"), self._foot(seconds, "R")
        middle = (left[0] + right[0]) / 2
        where: dict[str, tuple[Floats, Floats, float]] = {"nose": (middle + 0.05, np.full(len(seconds), 0.93), 0.0)}
        for side, (way, heel, toe), out in (("left", left, -0.09), ("right", right, 0.09)):
            swings = 0.25 * (middle - way)  # an arm swings against its leg
            where |= {
                f"{side} shoulder": (middle, np.full(len(seconds), 0.82), 1.2 * out),
                f"{side} elbow": (middle + 0.4 * swings, np.full(len(seconds), 0.64), 1.4 * out),
                f"{side} wrist": (middle + swings, np.full(len(seconds), 0.48), 1.5 * out),
                f"{side} hip": (middle, np.full(len(seconds), 0.53), out),
                f"{side} knee": ((middle + way) / 2 + 0.03, 0.28 + heel / 2, out),
                f"{side} ankle": (way, 0.05 + heel, out),
                f"{side} heel": (way - 0.03, 0.01 + heel, out),
                f"{side} toe": (way + 0.1, 0.01 + toe, out),
            }
        ahead, up = (np.stack([where[name][n] for name in JOINTS], 1) for n in (0, 1))
        aside = np.tile([where[name][2] for name in JOINTS], (len(seconds), 1))
        return np.stack([ahead, up, aside], -1)

    def person(self, seconds: Sequence[float], number: int = 1, noise: float = 0.0) -> Person:
        """As a person that was found in pictures shown at these instants, joints jittering by so many heights."""
        at = np.asarray(seconds, np.float64)
        points = seen_from(self.joints(at) - [self.stride * len(self.steps) / 2, 0, 0], self.angle)
        points += noise * SCALE * np.random.default_rng(3).standard_normal(points.shape)
        return Person(number, np.arange(len(at)), at, points, np.full(points.shape[:2], 0.95), 1.0)


def seen_from(joints: Floats, angle: float) -> Floats:
    """``[N, J, 2]`` in heights of the picture: a camera at the height of the eyes, some four bodies away."""
    turn = np.radians(angle)
    ahead, up, aside = np.moveaxis(joints, -1, 0)
    across = ahead * np.cos(turn) + aside * np.sin(turn)
    away = 7.0 - ahead * np.sin(turn) + aside * np.cos(turn)
    scale = SCALE * 7.0 / away
    return np.stack([ASPECT / 2 + across * scale, 0.45 + (0.9 - up) * scale], -1)


def regular_steps(count: int, first_s: float = 0.8, every_s: float = 0.6) -> tuple[tuple[float, str], ...]:
    """Left and right in turn."""
    return tuple((first_s + every_s * n, "LR"[n % 2]) for n in range(count))


def frames_at(rate: float, duration_s: float) -> list[float]:
    """Display times at a constant rate."""
    return [n / rate for n in range(round(duration_s * rate))]
