from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ, onset_strength
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.clip import open_clip
from foleystudio.engine.picture.feature_cache import MOTION, is_kept
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.offset import estimate_offset, estimate_unasked, offset_between
from tests.conftest import MakeClip
from tests.engine.timing.scenes import Scene, flashes, still, strikes
from tests.engine.timing.sounds import RATE, hits, noise

TIMES = (0.7, 1.3, 2.44, 3.0, 4.2, 5.0)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return flashes(TIMES, duration_s=6.0)


@pytest.fixture(scope="module")
def motion(scene: Scene) -> MotionDescriptors:
    return scene.motion


def heard(wave: np.ndarray) -> np.ndarray:
    return onset_strength(resample(wave, RATE, ONSET_RATE_HZ)).astype(np.float64)


@pytest.mark.parametrize("late_s", [-0.15, -0.12, -0.04, 0.0, 0.04, 0.08, 0.12, 0.2])
def test_finds_by_how_much_the_sound_is_late(motion: MotionDescriptors, late_s: float) -> None:
    wave = hits(tuple(t + late_s for t in TIMES), 6.0, floor=0.002)
    estimate = offset_between(motion, heard(wave))
    assert estimate is not None
    assert estimate.offset_ms == pytest.approx(1000 * late_s, abs=20)
    assert 0.5 <= estimate.confidence < 1
    assert estimate.is_steady


@pytest.mark.parametrize("late_s", [-0.12, -0.04, 0.0, 0.04, 0.12])
def test_strikes_tell_it_too(late_s: float) -> None:
    times = (1.0, 2.1, 2.9, 4.0, 5.2, 6.6, 8.0, 8.9, 10.3, 11.2)
    motion = strikes(times, duration_s=12.0).motion
    estimate = offset_between(motion, heard(hits(tuple(t + late_s for t in times), 12.0, floor=0.002)))
    assert estimate is not None
    assert estimate.offset_ms == pytest.approx(1000 * late_s, abs=20)


def test_unrelated_sound_gives_no_estimate(motion: MotionDescriptors) -> None:
    elsewhere = hits((0.33, 1.9, 3.62, 4.71), 6.0, floor=0.002)
    assert offset_between(motion, heard(elsewhere)) is None


def test_a_still_picture_or_silence_gives_no_estimate(motion: MotionDescriptors) -> None:
    assert offset_between(still(6.0).motion, heard(hits(TIMES, 6.0))) is None
    assert offset_between(motion, heard(np.zeros(6 * RATE, np.float32))) is None
    assert offset_between(motion, heard(noise(6.0, 0.1))) is None


def test_a_short_clip_gives_no_estimate() -> None:
    assert offset_between(flashes((0.5,), duration_s=1.0).motion, heard(hits((0.5,), 1.0))) is None


def test_of_a_clip(scene: Scene, make_clip: MakeClip) -> None:
    path = make_clip(
        "late.mov",
        size=(240, 180),
        frames=len(scene.pictures),
        picture=lambda n: np.repeat(scene.pictures[n][..., None], 3, axis=2),
        audio=hits(tuple(t + 0.1 for t in TIMES), 6.0, floor=0.002),
    )
    shares: list[float] = []
    estimate = estimate_offset(open_clip(path), progress=lambda share, _stage: shares.append(share))
    assert estimate is not None
    assert estimate.offset_ms == pytest.approx(100, abs=20)
    assert shares == sorted(shares)


def test_a_clip_without_sound_has_none(make_clip: MakeClip) -> None:
    assert estimate_offset(open_clip(make_clip("mute.mp4"))) is None


def test_what_half_of_the_clip_says_otherwise_is_not_steady() -> None:
    times = (1.0, 2.1, 2.9, 4.0, 5.2, 6.6, 8.0, 8.9, 10.3, 11.2)
    motion = strikes(times, duration_s=12.0).motion
    drifting = tuple(t + (0.0 if t < 7 else 0.2) for t in times)
    estimate = offset_between(motion, heard(hits(drifting, 12.0, floor=0.002)))
    assert estimate is None or not estimate.is_steady


def test_unasked_nothing_is_analysed_for_it(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("unseen.mov", frames=75, audio=hits((0.7, 1.9), 3.0)))
    assert estimate_unasked(clip) is None
    assert not is_kept(clip, MOTION)
