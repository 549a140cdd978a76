"""Movement as events that are kept up: by limbs where somebody is, by the picture where nobody is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.people.cast import Cast
from foleystudio.engine.timing.people.moves import candidates_of_moves, movement_of
from foleystudio.timebase import FrameTimes
from tests.engine.timing.people.walker import ASPECT, Walk, frames_at, regular_steps

SECONDS = frames_at(30, 5)


def film(moving: tuple[float, float] | None = None) -> MotionDescriptors:
    """A bright disc that goes round in a part of the time."""
    y, x = np.mgrid[0:96, 0:96]

    def picture(time_s: float) -> NDArray[np.uint8]:
        going = np.clip(time_s, *moving) if moving is not None else 0.0
        place = 48 + 28 * np.cos(6 * going), 48 + 28 * np.sin(6 * going)
        noise = np.random.default_rng(0).integers(0, 30, (96, 96))
        shown = 40 + noise + 150 * (np.hypot(x - place[0], y - place[1]) < 8)
        return np.asarray(shown, np.uint8)

    frames = FrameTimes.regular(len(SECONDS), Fraction(30))
    return MotionDescriptors.of_pictures((picture(t) for t in SECONDS), frames)


def cast(*walks: Walk, motion: MotionDescriptors | None = None) -> Cast:
    people = [replace(walk.person(SECONDS, noise=0.001), number=n) for n, walk in enumerate(walks, 1)]
    return Cast(tuple(people), motion or film(), ASPECT)


def test_who_walks_is_heard_as_long_as_they_do_and_who_stands_is_not() -> None:
    (event,) = candidates_of_moves(cast(Walk(regular_steps(4)))).events()
    assert event.time_s == pytest.approx(0.45, abs=0.15)
    assert event.end_s == pytest.approx(2.6, abs=0.2)
    assert event.fades_in
    assert max(event.envelope) == pytest.approx(1.0, abs=0.02)
    assert len(candidates_of_moves(cast(Walk(()))).events()) == 0


def test_the_envelope_follows_the_limbs() -> None:
    cast_of_one = cast(Walk(regular_steps(4)))
    ((seconds, speed),) = movement_of(cast_of_one, cast_of_one.persons[0])
    (event,) = candidates_of_moves(cast_of_one).events()
    at = np.linspace(event.time_s, event.end_s, len(event.envelope))
    assert np.corrcoef(np.interp(at, seconds, speed), event.envelope)[0, 1] > 0.97


@pytest.mark.parametrize("angle", [30, 45, 60])
def test_two_cameras_see_the_same_movement(angle: float) -> None:
    walk = Walk(regular_steps(4))
    speeds = [movement_of(c, c.persons[0])[0][1] for c in (cast(walk), cast(replace(walk, angle=angle)))]
    assert np.corrcoef(speeds[0], speeds[1])[0, 1] >= 0.8


def test_where_nobody_is_the_picture_is_heard() -> None:
    events = candidates_of_moves(cast(motion=film((1.5, 3.0)))).events()
    assert events.events[0].time_s == pytest.approx(1.5, abs=0.2)
    assert events.events[-1].end_s == pytest.approx(3.0, abs=0.25)
    assert len(candidates_of_moves(cast(motion=film())).events()) == 0


def test_while_somebody_is_there_what_moves_behind_them_is_not_theirs() -> None:
    assert len(candidates_of_moves(cast(Walk(()), motion=film((1.5, 3.0)))).events()) == 0
