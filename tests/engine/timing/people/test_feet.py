"""Steps as events: label, strength, certainty, and whose they are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.people.cast import Cast
from foleystudio.engine.timing.people.feet import LATER_S, candidates_of_feet
from foleystudio.errors import FoleyError
from foleystudio.timebase import FrameTimes
from tests.engine.timing.people.walker import ASPECT, Walk, frames_at, regular_steps

SECONDS = frames_at(30, 5)
STEPS = regular_steps(5)


def cast(*walks: Walk) -> Cast:
    grey = np.full((32, 32), 120, np.uint8)
    motion = MotionDescriptors.of_pictures((grey for _ in SECONDS), FrameTimes.regular(len(SECONDS), Fraction(30)))
    people = [replace(walk.person(SECONDS), number=number) for number, walk in enumerate(walks, 1)]
    return Cast(tuple(people), motion, ASPECT)


def test_steps_are_events_with_their_foot_for_a_label() -> None:
    events = candidates_of_feet(cast(Walk(STEPS))).events()
    assert [event.label for event in events] == ["L", "R", "L", "R", "L stop"]
    assert [event.time_s for event in events] == pytest.approx([at + LATER_S for at, _ in STEPS], abs=0.04)
    assert events.source == "feet"


def test_faster_is_stronger_and_sensitivity_takes_more() -> None:
    walk = Walk(((0.8, "L"), (1.6, "R"), (2.4, "L"), (3.2, "R"), (3.9, "L")), swing_s=0.6)
    feet = candidates_of_feet(cast(walk))
    first, *others = feet.events()
    assert first.strength < 0.8 * max(event.strength for event in others)
    assert max(event.strength for event in others) == pytest.approx(1.0)
    assert len(feet.events(0.02)) < len(feet.events(0.5)) <= len(feet.events(1.0))


def test_a_dragged_foot_is_kept_up() -> None:
    (event,) = candidates_of_feet(cast(Walk(((1.5, "R"),), lift=0.0, stride=0.3, swing_s=0.6))).events()
    assert event.label == "R scuff"
    assert event.sustain_s == pytest.approx(0.5, abs=0.15)
    assert max(event.envelope) == pytest.approx(1.0)


def test_who_walks_is_meant_unless_somebody_is_named() -> None:
    both = cast(Walk(()), Walk(STEPS))
    assert len(candidates_of_feet(both).events()) == len(STEPS)
    assert len(candidates_of_feet(both, 1).events()) == 0
    assert len(candidates_of_feet(both, 2).events()) == len(STEPS)
    with pytest.raises(FoleyError, match="no person 3: 2 were found"):
        candidates_of_feet(both, 3)


def test_where_nobody_is_nothing_steps() -> None:
    assert len(candidates_of_feet(cast()).found) == 0
    with pytest.raises(FoleyError, match="nobody was found"):
        candidates_of_feet(cast(), 1)
