from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.picture.motion_features import MotionFeatures, features_of
from foleystudio.timebase import FrameTimes
from tests.engine.timing.scenes import cuts, still, strikes


def test_striking_frames_stand_out() -> None:
    scene = strikes((1.0, 2.2, 3.1), duration_s=4.0)
    features = features_of(scene.motion)
    size = np.linalg.norm(features.values, axis=1)
    struck = [int(np.abs(features.seconds - t).argmin()) for t in scene.times_s]
    assert min(size[f - 1 : f + 2].max() for f in struck) > 1.5 * np.median(size)
    assert np.isfinite(features.values).all()


def test_slow_changes_are_taken_out() -> None:
    values = features_of(strikes((1.0, 2.2, 3.1), duration_s=4.0).motion).values
    assert np.abs(values[:, 0].mean()) < 0.1 * values[:, 0].std()


def test_the_same_clip_is_compressed_once() -> None:
    motion = still(1.0).motion
    assert features_of(motion) is features_of(motion)


def test_more_frames_than_are_learnt_from_are_compressed_alike() -> None:
    scene = strikes(tuple(np.arange(0.5, 19.0, 1.1)), duration_s=20.0)
    features = features_of(scene.motion)
    assert features.values.shape[0] == 500
    size = np.linalg.norm(features.values, axis=1)
    struck = [int(np.abs(features.seconds - t).argmin()) for t in scene.times_s]
    assert np.median([size[f - 1 : f + 2].max() for f in struck]) > 1.3 * np.median(size)


def test_cuts_are_no_motion() -> None:
    scene = cuts((1.0, 2.0), duration_s=3.0)
    features = features_of(scene.motion)
    assert np.abs(features.values[[25, 50]]).max() < 3 * np.abs(features.values).std()


@pytest.mark.parametrize("rate_fps", [12, 25, 60])
def test_context_is_in_seconds(rate_fps: int) -> None:
    seconds = np.arange(5 * rate_fps) / rate_fps
    features = MotionFeatures(np.arange(len(seconds), dtype=np.float32)[:, None], seconds)
    assert features.offsets[0] == pytest.approx(-0.25, abs=0.05)
    assert features.offsets[-1] == pytest.approx(0.2, abs=0.05)
    frame = 2 * rate_fps
    np.testing.assert_allclose(
        features.in_context(np.array([frame]))[0] / rate_fps, 2.0 + features.offsets, atol=1 / rate_fps
    )


def test_context_stops_at_the_clips_ends() -> None:
    seconds = np.arange(10) / 25
    features = MotionFeatures(np.arange(10, dtype=np.float32)[:, None], seconds)
    assert features.in_context(np.array([0]))[0][0] == 0
    assert features.in_context(np.array([9]))[0][-1] == 9


def test_a_still_clip_has_finite_features() -> None:
    rows = np.zeros_like(still(0.4).motion.rows)
    features = features_of(MotionDescriptors(rows, FrameTimes.regular(len(rows), Fraction(25))))
    assert np.abs(features.values).max() == 0
