from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from foleystudio.engine.picture.people.people import People
from foleystudio.engine.picture.people.persons import persons_of, principal
from foleystudio.timebase import FrameTimes
from tests.engine.picture.people.actors import Actors, picture_of
from tests.engine.timing.people.walker import SCALE, Walk, frames_at, regular_steps

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
    assert len(persons_of(people(lambda n: () if 30 <= n < 70 else ((80 + n, 90),)))) == 2


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
