from __future__ import annotations

import numpy as np
import pytest

from foleystudio.engine.picture.people.people import JOINTS
from foleystudio.engine.picture.people.persons import Person
from foleystudio.engine.picture.people.sides import kept_sides
from tests.engine.timing.people.walker import Walk, frames_at, regular_steps

LEFT = [n for n, name in enumerate(JOINTS) if name.startswith("left")]
RIGHT = [JOINTS.index(JOINTS[n].replace("left", "right")) for n in LEFT]
WALKING = [Walk(regular_steps(6), angle=angle).person(frames_at(30, 4), noise=0.002) for angle in (0, 45, 90)]


@pytest.mark.parametrize("person", WALKING)
@pytest.mark.parametrize("frames", [slice(50, 53), slice(40, 70), [20, 22, 24, 80]])
def test_a_body_that_is_turned_round_for_some_frames_is_put_right(person: Person, frames: slice | list[int]) -> None:
    points, visible = person.points.copy(), person.visible.copy()
    visible[:, LEFT] = 0.7
    turned = points.copy()
    rows = np.arange(len(points))[frames]
    turned[rows[:, None], LEFT], turned[rows[:, None], RIGHT] = (
        points[rows[:, None], RIGHT],
        points[rows[:, None], LEFT],
    )
    put_right, seen = kept_sides(turned, visible)
    assert np.abs(put_right - points).mean() < 0.003
    assert seen.shape == visible.shape


def test_legs_are_put_right_without_the_arms() -> None:
    points = WALKING[1].points
    turned = points.copy()
    left, right = LEFT[3:], RIGHT[3:]
    turned[50:60, left], turned[50:60, right] = points[50:60, right], points[50:60, left]
    put_right, _ = kept_sides(turned, WALKING[1].visible)
    np.testing.assert_allclose(put_right, points)


@pytest.mark.parametrize("person", WALKING)
def test_legs_that_pass_each_other_stay_as_they_are(person: Person) -> None:
    points = person.points
    np.testing.assert_allclose(kept_sides(points, person.visible)[0], points)


def test_nobody_is_no_trouble() -> None:
    points, visible = kept_sides(np.zeros((0, len(JOINTS), 2)), np.zeros((0, len(JOINTS))))
    assert len(points) == len(visible) == 0
