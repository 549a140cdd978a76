"""How the ground moves on in the picture while people walk over it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.people.background import ground_velocity
from foleystudio.timebase import FrameTimes
from tests.engine.timing.people.walker import Walk, frames_at, regular_steps

SIZE = 192, 108
FRAMES = 30


def film(pan: int, *, flat: bool = False, mover: bool = False) -> MotionDescriptors:
    """A textured ground that moves so many pixels a frame; somebody large may walk the other way before it."""
    rng = np.random.default_rng(0)
    ground = np.kron(rng.integers(40, 200, (30, 60)), np.ones((6, 6), int)).astype(np.uint8)
    body = np.kron(rng.integers(40, 200, (24, 12)), np.ones((4, 4), int)).astype(np.uint8)

    def picture(number: int) -> NDArray[np.uint8]:
        at = 60 + pan * number
        shown = np.full(SIZE[::-1], 90, np.uint8) if flat else ground[20 : 20 + SIZE[1], at : at + SIZE[0]].copy()
        if mover:
            x = 60 + 2 * number
            shown[6:102, x : x + 48] = body
        return shown

    return MotionDescriptors.of_pictures((picture(n) for n in range(FRAMES)), FrameTimes.regular(FRAMES, Fraction(30)))


def test_a_pan_is_the_ground_s_own_velocity() -> None:
    person = Walk(regular_steps(2)).person(frames_at(30, 1))
    found = ground_velocity(person, (person,), film(2), 16 / 9)
    assert found.shape == (FRAMES, 2)
    assert np.median(found[5:], axis=0) == pytest.approx([-2 * 30 / 108, 0], abs=0.08)


def test_somebody_who_fills_the_picture_before_nothing_is_not_the_ground() -> None:
    person = Walk(()).person(frames_at(30, 1))
    # As wide as what moves: all that moves is the person.
    points = person.points.copy()
    points[..., 0] = np.linspace(0.4, 1.6, points.shape[1])
    points[..., 1] = np.linspace(0.0, 1.0, points.shape[1])
    wide = type(person)(1, person.frames, person.seconds, points, person.visible, 1.0)
    assert np.abs(ground_velocity(wide, (wide,), film(0, flat=True, mover=True), 16 / 9)).max() == 0
