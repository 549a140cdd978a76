"""Joints at an even rate, in heights of the body, as if the camera stood still."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foleystudio.engine.timing.people.steady import RATE_HZ, median_of, smoothed, steady_joints
from tests.engine.timing.people.walker import ASPECT, Walk, frames_at

STANDING = Walk(()).person(frames_at(25, 4))
STILL, UNCUT = np.zeros((100, 2)), np.zeros(100, np.bool_)
ANKLES = ("left ankle", "right ankle")


def test_joints_come_evenly_whatever_the_rate() -> None:
    (joints,) = steady_joints(STANDING, ANKLES, STILL, UNCUT, ASPECT)
    assert joints.points.shape == (len(joints), 2, 2)
    assert np.diff(joints.seconds) == pytest.approx(1 / RATE_HZ)
    assert joints.seconds[0] == 0
    assert joints.seconds[-1] == pytest.approx(3.95, abs=0.02)
    assert np.ptp(joints.points, axis=0).max() < 1e-9


def test_what_the_camera_does_is_taken_off() -> None:
    pan = np.tile([0.3, -0.1], (100, 1))
    moved = replace(STANDING, points=STANDING.points + np.arange(100)[:, None, None] / 25 * np.array([0.3, -0.1]))
    (joints,) = steady_joints(moved, ANKLES, pan, UNCUT, ASPECT)
    assert np.ptp(joints.points, axis=0).max() < 1e-9


def test_a_body_that_comes_nearer_does_not_move_by_growing() -> None:
    grown = np.linspace(1, 2, 100)[:, None, None]
    person = replace(STANDING, points=STANDING.points * grown)
    (joints,) = steady_joints(person, ("left heel", "left toe"), STILL, UNCUT, ASPECT)
    (fixed,) = steady_joints(STANDING, ("left heel", "left toe"), STILL, UNCUT, ASPECT)
    assert np.ptp(fixed.points, axis=0).max() < 1e-9
    # One and the same way in the picture is shorter in heights of a body that is twice as tall.
    first, last = (np.abs(np.diff(joints.points[part], axis=0)).sum() for part in (slice(30), slice(-30, None)))
    assert first > 1.5 * last


def test_gaps_and_cuts_part_stretches_and_short_ones_are_left_out() -> None:
    cuts = UNCUT.copy()
    cuts[[50, 55]] = True
    stretches = steady_joints(STANDING, ANKLES, STILL, cuts, ASPECT)
    assert [(s.seconds[0], s.seconds[-1]) for s in stretches] == [
        (0, pytest.approx(1.96, abs=0.02)),
        (pytest.approx(2.2, abs=0.02), pytest.approx(3.96, abs=0.02)),
    ]
    kept = np.r_[0:40, 60:100]
    parts = {name: getattr(STANDING, name)[kept] for name in ("frames", "seconds", "points", "visible")}
    assert len(steady_joints(replace(STANDING, **parts), ANKLES, STILL[kept], UNCUT, ASPECT)) == 2


def test_beyond_the_picture_nothing_is_seen() -> None:
    (joints,) = steady_joints(
        replace(STANDING, points=STANDING.points + np.array([1.0, 0])), ANKLES, STILL, UNCUT, ASPECT
    )
    assert joints.seen.max() == 0
    (seen,) = steady_joints(STANDING, ANKLES, STILL, UNCUT, ASPECT)
    assert seen.seen.min() == pytest.approx(0.95)


def test_smoothing_shifts_nothing() -> None:
    step = (np.arange(100) >= 50).astype(float)[:, None]
    for values in (median_of(step, 9), smoothed(step, 2.0)):
        assert values[49, 0] + values[50, 0] == pytest.approx(1, abs=0.01)
        assert values[[0, -1], 0].tolist() == pytest.approx([0, 1])
    spike = np.zeros((50, 1))
    spike[20:23] = 5
    assert median_of(spike, 9).max() == 0
