from fractions import Fraction

import numpy as np
import pytest

from foleystudio.engine.picture.features import MOTION_DIM, motion_features
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.picture.optical_flow import CAMERA
from foleystudio.timebase import FEATURE_FPS, FrameTimes, feature_frames


def _motion(values: list[float], frames: FrameTimes, cuts: tuple[int, ...] = ()) -> MotionDescriptors:
    """Descriptors whose every cell holds the frame's value."""
    rows = np.zeros((len(values), MOTION_DIM + len(CAMERA) + 1), np.float16)
    rows[:, :MOTION_DIM] = np.array(values)[:, None]
    rows[list(cuts), -1] = 1
    return MotionDescriptors(rows, frames)


@pytest.mark.parametrize("rate", [Fraction(12), Fraction(24000, 1001), Fraction(25), Fraction(30), Fraction(60)])
def test_a_steady_rise_stays_a_steady_rise_at_every_frame_rate(rate: Fraction) -> None:
    times = FrameTimes.regular(int(4 * rate), rate)
    features = motion_features(_motion(list(times.seconds), times))
    assert features.shape == (feature_frames(times.duration), MOTION_DIM)
    assert features.dtype == np.float32
    middles = (np.arange(len(features)) + 0.5) / float(FEATURE_FPS)
    # A frame stands for the instant at which it begins to be shown: off by half a step of either rate at most.
    inner = slice(2, -2)
    assert np.abs(features[inner, 0] - middles[inner]).max() < 0.5 / float(min(rate, FEATURE_FPS)) + 0.003


def test_frames_of_one_interval_are_averaged_by_their_pts() -> None:
    # 512 / 11025 s a feature frame: with this clock each feature frame is 512 units long.
    pts = np.array([0, 100, 511, 512, 1024 + 511, 1024 + 512])
    times = FrameTimes(pts, Fraction(1, 11025), 4 * 512)
    features = motion_features(_motion([1, 2, 6, 4, 8, 16], times))
    # The third interval holds 8 alone; the last begins with 16.
    assert features[:, 0].tolist() == [3, 4, 8, 16]


def test_an_empty_interval_is_interpolated_and_a_long_still_is_not() -> None:
    pts = np.array([256, 5 * 512 // 2, 60 * 512])  # in the middle of intervals 0, 2 and at the start of 60
    features = motion_features(_motion([2, 6, 10], FrameTimes(pts, Fraction(1, 11025), 61 * 512)))
    assert features[:3, 0].tolist() == pytest.approx([2, 4, 6])
    assert not features[3:60].any()
    assert features[60, 0] == 10


def test_cuts_and_what_lies_outside_the_pictures_are_still() -> None:
    times = FrameTimes(np.arange(4, 10) * 512, Fraction(1, 11025), 10 * 512)
    features = motion_features(_motion([1] * 6, times, cuts=(2,)), frames=14)
    assert features[:, 0].tolist() == [0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0]
    assert motion_features(_motion([1] * 6, times), frames=5)[:, 0].tolist() == [0, 0, 0, 0, 1]


def test_long_clips_are_the_same_in_pieces() -> None:
    rng = np.random.default_rng(0)
    pts = np.cumsum(rng.integers(1, 4, 5000))  # variable, about 2 frames an interval
    values = rng.random(5000).astype(np.float16).astype(float)
    times = FrameTimes(pts, Fraction(1, 90), int(pts[-1]) + 2)
    features = motion_features(_motion(values.tolist(), times))
    slots = [int(p * FEATURE_FPS / 90) for p in pts.tolist()]
    for slot in (0, 1, slots[1023], slots[1024], slots[2048], slots[-1]):
        mine = values[[i for i, s in enumerate(slots) if s == slot]]
        if len(mine):
            assert features[slot, 0] == pytest.approx(mine.mean(), abs=1e-5)


def test_one_frame_and_none() -> None:
    one = motion_features(_motion([3], FrameTimes.regular(1, Fraction(25))))
    assert one[:, 0].tolist() == [3]
    assert motion_features(_motion([], FrameTimes.regular(0, Fraction(25))), frames=2).shape == (2, MOTION_DIM)
