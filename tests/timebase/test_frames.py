from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from foleystudio.timebase import (
    FEATURE_FPS,
    FrameTimes,
)
from tests.timebase.made import frame_times


@given(frame_times())
def test_every_frame_holds_its_own_interval(frames: FrameTimes) -> None:
    ends = [frames.time_of(i) for i in range(len(frames) + 1)]
    for frame, (start, end) in enumerate(pairwise(ends)):
        assert frames.frame_at(start) == frame
        assert frames.frame_at((start + end) / 2) == frame
        assert frames.nearest_frame(start) == frame
        if frame:
            assert frames.frame_at(start - frames.time_base / 2) == frame - 1
    assert frames.frame_at(ends[0] - 1) == 0
    assert frames.frame_at(ends[-1] + 1) == len(frames) - 1


@given(frame_times())
def test_the_nearest_frame_is_the_nearest(frames: FrameTimes) -> None:
    starts = [frames.time_of(i) for i in range(len(frames))]
    for at in [start + Fraction(k, 7) * frames.time_base for start in starts for k in (-3, 2, 9)]:
        assert abs(starts[frames.nearest_frame(at)] - at) == min(abs(start - at) for start in starts)


def test_times_are_exact_after_hours() -> None:
    rate = Fraction(30_000, 1001)
    frames = FrameTimes.regular(3 * 3600 * 30, rate)
    last = len(frames) - 1
    assert frames.time_of(last) == last / rate
    assert frames.frame_at(frames.time_of(last)) == last
    assert frames.duration == len(frames) / rate
    assert not frames.is_variable
    assert frames.mean_rate_fps == rate


def test_a_rounded_constant_rate_is_not_variable() -> None:
    thirds = FrameTimes(np.array([0, 33, 67, 100, 133]), Fraction(1, 1000), 167)
    assert not thirds.is_variable
    assert FrameTimes(np.array([0, 33, 67, 133]), Fraction(1, 1000), 167).is_variable
    assert not FrameTimes(np.array([0, 500]), Fraction(1, 1000), 900).is_variable


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(43, 2)])
def test_a_frames_time_as_a_float_is_still_that_frames(rate: Fraction) -> None:
    frames = FrameTimes.regular(5000, rate)
    assert all(frames.frame_at(float(frames.time_of(n))) == n for n in range(5000))
    assert frames.frame_at(float(frames.time_of(700)) - 1e-6) == 699


def test_slots_are_exact_where_floats_are_not() -> None:
    # Frame n of this clock begins exactly where interval n does, however long the clip.
    times = FrameTimes(np.arange(10**5) * 512, Fraction(1, 11_025), 10**5 * 512)
    assert np.array_equal(times.slots(FEATURE_FPS), np.arange(10**5))
    fine = FrameTimes(np.array([0, 10**15]), Fraction(1, 10**9), 10**15 + 1)  # nanoseconds, 11 days
    assert fine.slots(FEATURE_FPS).tolist() == [0, 10**6 * 11_025 // 512]
