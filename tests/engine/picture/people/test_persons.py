from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.engine.picture.people.people import People
from foleystudio.engine.picture.people.persons import persons_of, principal
from foleystudio.engine.picture.people.pose_model import Body, load_pose_model
from foleystudio.engine.picture.people.regions import Region
from foleystudio.timebase import FrameTimes
from tests.engine.picture.people.actors import Actors, Picture, body_at, picture_of
from tests.engine.picture.people.figures import Clothes, Passer, pictures_of
from tests.engine.timing.people.walker import SCALE, Walk, frames_at, regular_steps, seen_from

Places = Callable[[int], tuple[tuple[float, float], ...]]


def people(places: Places, count: int = 90) -> People:
    frames = FrameTimes.regular(count, Fraction(30))
    return People.of_pictures((picture_of(*places(n)) for n in range(count)), frames, Actors())


def test_persons_are_counted_from_left_to_right_whoever_came_first() -> None:
    persons = persons_of(people(lambda n: ((240 + n / 9, 90),) if n < 20 else ((240 + n / 9, 90), (60 + n / 9, 90))))
    assert [person.number for person in persons] == [1, 2]
    assert persons[0].hips[0, 0] < persons[1].hips[0, 0]
    assert len(persons[1].frames) > len(persons[0].frames)
    assert principal(persons) == 2


def test_who_is_lost_for_a_moment_is_the_same_person_with_a_gap() -> None:
    (person,) = persons_of(people(lambda n: () if 40 <= n < 55 else ((80 + n, 90),)))
    first, second = person.whole
    assert (first.stop - first.start, person.frames[second][0]) == (40, pytest.approx(56, abs=4))


def test_who_is_elsewhere_is_somebody_else() -> None:
    persons = persons_of(people(lambda n: ((60 + n / 9, 90),) if n < 45 else ((280, 90 + n / 9),)))
    assert len(persons) == 2


def test_who_is_seen_for_a_moment_is_nobody() -> None:
    assert persons_of(people(lambda n: ((160 + n, 90),) if n < 10 else ())) == ()
    assert principal(()) == 0


def test_frames_between_those_that_were_looked_at_are_filled() -> None:
    frames = FrameTimes.regular(120, Fraction(60))
    (person,) = persons_of(People.of_pictures((picture_of((60 + n, 90)) for n in range(120)), frames, Actors()))
    assert person.frames.tolist() == list(range(119))
    assert np.diff(person.hips[:, 0]) == pytest.approx(1 / 180, abs=2e-3)


def test_the_height_is_that_of_the_upright_body() -> None:
    person = Walk(regular_steps(4)).person(frames_at(30, 4))
    assert np.median(person.height) == pytest.approx(SCALE, rel=0.15)
    assert person.joint("left ankle").shape == (120, 2)


class Believers(Actors):
    """The landmark net goes on seeing somebody in a place that they have left, the detector does not."""

    def look(self, picture: Picture, regions: Sequence[Region]) -> list[Body]:
        return [body_at(region.x, region.y) for region in regions]


def test_nobody_lingers_for_long_where_they_are_not_found_any_more() -> None:
    frames = FrameTimes.regular(150, Fraction(30))
    pictures = (picture_of((160, 80 + n % 9), (0, 90)) if n < 60 else picture_of((0, 80 + n % 9)) for n in range(150))
    persons = persons_of(People.of_pictures(pictures, frames, Believers()))
    there = next(person for person in persons if abs(person.hips[0, 0] - 160 / 180) < 0.1)
    assert 1.9 < there.seconds[-1] < 2.55, "until the first search in which they are not found"


class Turning:
    """Sees, in pictures whose top is as bright as their number, somebody who walks away, is hidden and comes back."""

    WALK = Walk(regular_steps(40, every_s=0.5), stride=0.3)

    def joints(self, number: int) -> NDArray[np.float64] | None:
        """``[len(JOINTS), 2]`` in heights of the picture; None while nobody is there."""
        if 60 <= number < 75:
            return None
        walked = self.WALK.joints(np.array([number / 30])) - [self.WALK.stride * 4, 0, 0]
        shown: NDArray[np.float64] = seen_from(walked, -90.0 if number < 60 else 90.0)[0]
        return shown

    def find(self, picture: Picture) -> list[Region]:
        return [body.region for body in self.look(picture, [Region(0, 0, 1, 0)]) if body.there]

    def look(self, picture: Picture, regions: Sequence[Region]) -> list[Body]:
        joints = self.joints(int(picture[0, 0, 0]))
        if joints is None:
            return [Body(np.zeros((33, 2)), np.zeros(33), 0.0, region) for region in regions]
        points = np.zeros((33, 2))
        points[[0, *range(11, 17), *range(23, 33)]] = joints * len(picture)
        x, y = (float(place) for place in points[23])
        return [Body(points, np.ones(33), 1.0, Region(x, y, 150, 0.0)) for _ in regions]


def test_who_turns_round_while_hidden_keeps_left_and_right() -> None:
    turning, count = Turning(), 135
    wall = np.full((160, 320, 3), 90, np.uint8)
    pictures = (np.concatenate([np.full((20, 320, 3), n, np.uint8), wall]) for n in range(count))
    (person,) = persons_of(People.of_pictures(pictures, FrameTimes.regular(count, Fraction(30)), turning))
    assert person.frames[-1] == count - 1
    for at in (30, 90, 130):
        row = int(np.flatnonzero(person.frames == at)[0])
        wanted = turning.joints(at)
        assert wanted is not None
        np.testing.assert_allclose(person.points[row], wanted, atol=1e-3)


@pytest.mark.shipped_models
def test_two_who_pass_each_other_and_one_who_comes_back_are_two() -> None:
    """By the nets: one is hidden by the other as they meet; both leave, and one comes back."""
    grey, red = Clothes((70, 70, 75), (190, 190, 185)), Clothes((150, 50, 45), (45, 45, 60))
    there, back = (
        Walk(regular_steps(9, every_s=0.5), stride=0.5),
        Walk(regular_steps(16, first_s=5.0, every_s=0.5), stride=0.5),
    )
    passers = [
        Passer(0.25, grey, there, there_s=(0, 4.5)),
        Passer(1.5, red, there, ahead=-1, height=0.58),
        Passer(2.0, grey, back, ahead=-1, there_s=(4.5, 99)),
    ]
    seconds = frames_at(12, 7)
    found = People.of_pictures(
        pictures_of(passers, seconds), FrameTimes.regular(len(seconds), Fraction(12)), load_pose_model()
    )
    assert len(found.tracks()) > 2
    persons = persons_of(found)
    assert len(persons) == 2
    walker = max(persons, key=lambda person: person.seconds[-1])
    assert walker.seconds[0] == 0
    assert walker.seconds[-1] > 6
