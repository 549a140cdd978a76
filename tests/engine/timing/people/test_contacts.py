"""Feet of a made walker, whose contacts are known, from all sides and at all rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from foleystudio.engine.timing.people.contacts import FEET_JOINTS, Contact, contacts_of
from foleystudio.engine.timing.people.steady import steady_joints
from tests.engine.timing.people.walker import ASPECT, Walk, frames_at, regular_steps

STEPS = regular_steps(6)
WALK = Walk(STEPS)


def found(walk: Walk, seconds: Sequence[float], noise: float = 0.0) -> list[Contact]:
    person = walk.person(seconds, noise=noise)
    still, cuts = np.zeros((len(seconds), 2)), np.zeros(len(seconds), np.bool_)
    feet = steady_joints(person, FEET_JOINTS, still, cuts, ASPECT)
    return [contact for stretch in feet for contact in contacts_of(stretch) if contact.certainty >= 0.5]


def assert_are(contacts: list[Contact], steps: Sequence[tuple[float, str]], within_s: float = 0.04) -> None:
    assert [contact.foot for contact in contacts] == [foot for _, foot in steps]
    assert [contact.time_s for contact in contacts] == pytest.approx([at for at, _ in steps], abs=within_s)


@pytest.mark.parametrize("angle", [0, 30, 60, 180, 240])
def test_every_step_is_found_with_its_foot_from_the_side_and_between(angle: float) -> None:
    assert_are(found(replace(WALK, angle=angle), frames_at(30, 5), noise=0.003), STEPS)


def test_from_the_front_most_steps_are() -> None:
    contacts = found(replace(WALK, angle=90), frames_at(30, 5), noise=0.002)
    assert_are(contacts, STEPS[-len(contacts) :])
    assert len(contacts) >= 5


@pytest.mark.parametrize("rate", [15, 24, 25, 60])
def test_at_any_rate(rate: float) -> None:
    assert_are(found(WALK, frames_at(rate, 5)), STEPS)


def test_frames_that_come_when_they_like() -> None:
    steps = np.random.default_rng(2).uniform(0.02, 0.055, 140)
    assert_are(found(WALK, np.cumsum(steps).tolist(), noise=0.002), STEPS)


def test_runners_feet() -> None:
    steps = tuple((0.6 + 0.33 * n, "LR"[n % 2]) for n in range(6))
    assert_are(found(Walk(steps, angle=65, stride=0.9, swing_s=0.4), frames_at(30, 4)), steps)


def test_the_faster_the_surer_and_who_stands_makes_no_step() -> None:
    slow = found(Walk(((1.0, "L"),), stride=0.15, swing_s=0.5), frames_at(30, 3))
    fast = found(Walk(((1.0, "L"),), stride=0.8, swing_s=0.35), frames_at(30, 3))
    assert fast[0].speed > 2 * slow[0].speed
    assert fast[0].certainty > slow[0].certainty
    assert found(Walk(()), frames_at(30, 5), noise=0.005) == []


def test_who_stops_is_told_and_walking_on_is_none() -> None:
    contacts = found(WALK, frames_at(30, 6))
    assert [contact.kind for contact in contacts] == ["step"] * 5 + ["stop"]
    assert [contact.kind for contact in found(WALK, frames_at(30, STEPS[-1][0] + 0.3))] == ["step"] * 6


def test_a_dragged_foot_is_a_scuff_as_long_as_it_moves() -> None:
    walk = Walk(((1.5, "R"),), lift=0.0, stride=0.3, swing_s=0.6)
    (scuff,) = found(walk, frames_at(30, 3))
    assert (scuff.kind, scuff.foot) == ("scuff", "R")
    assert scuff.time_s == pytest.approx(0.95, abs=0.06)
    assert len(scuff.drag) / 60 == pytest.approx(0.55, abs=0.1)
    assert max(scuff.drag) == pytest.approx(scuff.speed)
    (step,) = found(replace(walk, lift=0.08), frames_at(30, 3))
    assert step.kind == "step"


def test_feet_that_are_mixed_up_for_a_frame_make_no_step_of_their_own() -> None:
    person = WALK.person(frames_at(30, 5))
    points = person.points.copy()
    for frame in (38, 70, 80):
        points[frame, 11::2], points[frame, 12::2] = person.points[frame, 12::2], person.points[frame, 11::2]
    still, cuts = np.zeros((len(points), 2)), np.zeros(len(points), np.bool_)
    (feet,) = steady_joints(replace(person, points=points), FEET_JOINTS, still, cuts, ASPECT)
    assert_are([c for c in contacts_of(feet) if c.certainty >= 0.5], STEPS)


def test_a_foot_held_in_the_air_has_not_come_down() -> None:
    seconds = np.array(frames_at(30, 4))
    person = Walk(()).person(seconds.tolist())
    up = np.interp(seconds, [1.0, 1.3, 2.0, 2.3], [0, 0.3, 0.3, 0]) * 0.35
    points = person.points.copy()
    points[:, (12, 14, 16), 1] -= up[:, None]
    still, cuts = np.zeros((len(points), 2)), np.zeros(len(points), np.bool_)
    (feet,) = steady_joints(replace(person, points=points), FEET_JOINTS, still, cuts, ASPECT)
    (contact,) = [c for c in contacts_of(feet) if c.certainty >= 0.5]
    assert (contact.foot, contact.time_s) == ("R", pytest.approx(2.3, abs=0.05))


def test_feet_beyond_the_picture_or_hardly_seen_are_doubtful() -> None:
    person = WALK.person(frames_at(30, 5))
    still, cuts = np.zeros((len(person.frames), 2)), np.zeros(len(person.frames), np.bool_)
    for hidden in (
        replace(person, visible=np.full_like(person.visible, 0.2)),
        replace(person, visible=np.full_like(person.visible, 0.55)),
        replace(person, points=person.points + np.array([0.0, 0.5])),
    ):
        (feet,) = steady_joints(hidden, FEET_JOINTS, still, cuts, ASPECT)
        contacts = contacts_of(feet)
        assert all(contact.certainty < 0.5 for contact in contacts)
