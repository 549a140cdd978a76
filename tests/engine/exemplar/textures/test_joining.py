"""Joints lead to what sounds alike, all over a recording, and never back by one and the same lag."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.textures.joining import Joint, Joints, Walk
from tests.engine.exemplar.sounds import RATE_HZ, hiss


def _bright_and_dark() -> Wave:
    """A second of hiss, a second of rumble, and so on."""
    bright = hiss(8.0).samples[:, 0]
    dark = np.convolve(bright, np.ones(64) / 8, mode="same").astype(np.float32)
    return np.where((np.arange(len(bright)) // RATE_HZ) % 2, dark, bright).astype(np.float32)


def _steps(joints: Joints, count: int, seed: int = 3, start: int = 0, speeds: int = 5) -> list[Joint]:
    walk = Walk(joints, seed, start, speeds)
    return [walk.step() for _ in range(count)]


@pytest.mark.parametrize("seconds", [0.15, 0.4, 2.0, 10.0])
def test_every_joint_lies_inside_with_room_for_its_crossfade(seconds: float) -> None:
    joints = Joints(hiss(seconds).samples[:, 0], RATE_HZ)
    steps = _steps(joints, 60)
    for joint in steps:
        half = joint.fade / 2
        assert joint.fade % 2 == 0
        assert joint.fade >= min(0.3 * RATE_HZ, seconds * RATE_HZ / 3) * 0.8
        assert 1.05 * half <= min(joint.left, joint.entered)
        assert max(joint.left, joint.entered) <= len(joints.mono) - 1.05 * half
    for before, after in pairwise(steps):
        assert after.left - before.entered >= 1.08 * (before.fade + after.fade) / 2


def test_it_goes_straight_to_near_the_end_first() -> None:
    joints = Joints(hiss(6.0).samples[:, 0], RATE_HZ)
    assert all(_steps(joints, 1, seed)[0].left > 5.1 * RATE_HZ for seed in range(8))


def test_it_leads_to_what_sounds_alike() -> None:
    joints = Joints(_bright_and_dark(), RATE_HZ)
    unlike = joints.unlikeness
    chosen = [unlike[(j.left // joints.grid) - joints.first, round(j.entered / joints.grid) - joints.first]
              for seed in range(8) for j in _steps(joints, 6, seed)]  # fmt: skip
    assert np.mean(chosen) < 0.75 * unlike.mean()


def test_no_lag_comes_twice_in_a_row_and_all_of_it_is_heard_again() -> None:
    joints = Joints(hiss(5.0).samples[:, 0], RATE_HZ)
    steps = _steps(joints, 24)
    last, count = np.full(len(joints.mono), -np.inf), np.zeros(len(joints.mono))
    now, entered, lags = 0, 0, []
    for joint in steps:
        stretch = slice(entered, joint.left)
        last[stretch] = now + np.arange(joint.left - entered)
        count[stretch] += 1
        now, entered = now + joint.left - entered, joint.entered
        lags.append((now - last[entered]) / RATE_HZ)
    assert all(abs(after - before) > 0.1 for before, after in pairwise(lags))
    assert np.std(lags) > 0.5
    middle = count[RATE_HZ // 2 : -RATE_HZ // 2]
    assert middle.min() > 0.4 * middle.max()


def test_what_was_heard_at_a_speed_comes_at_another() -> None:
    steps = _steps(Joints(hiss(4.0).samples[:, 0], RATE_HZ), 12)
    assert steps[0].speed != 0
    assert len({joint.speed for joint in steps[:4]}) == 4
    assert {joint.speed for joint in steps} == set(range(5))


def test_waveforms_go_on_where_they_were_left() -> None:
    t = np.arange(3 * RATE_HZ) / RATE_HZ
    tone = np.sin(2 * np.pi * 201.3 * t).astype(np.float32)
    for joint in _steps(Joints(tone, RATE_HZ), 10):
        turns = (joint.left - joint.entered) * 201.3 / RATE_HZ
        assert abs(turns - round(turns)) < 0.03


def test_seeds_differ_and_repeat() -> None:
    joints = Joints(hiss(3.0).samples[:, 0], RATE_HZ)
    assert _steps(joints, 8, 1) == _steps(joints, 8, 1)
    assert _steps(joints, 8, 1) != _steps(joints, 8, 2)


def test_silence_and_constants_can_be_walked_through() -> None:
    for mono in (np.zeros(RATE_HZ, np.float32), np.ones(RATE_HZ, np.float32)):
        assert len(_steps(Joints(mono, RATE_HZ), 5)) == 5
