from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from foleystudio.engine.clip import open_clip
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.picture.motion_novelty import (
    activity_of,
    events_of_motion,
    motion_novelty,
    picture_events,
)
from foleystudio.timebase import FrameTimes
from tests.conftest import MakeClip
from tests.engine.timing.scenes import Scene, camera_only, cuts, flashes, still, strikes, swinging

TIMES = (1.0, 2.1, 2.9, 4.0, 5.2, 6.6)


def found_near(scene: Scene, within_s: float = 0.1) -> tuple[int, int]:
    """How many events have a proposal near, and how many proposals there are."""
    proposals = [e.time_s for e in events_of_motion(scene.motion)]
    return sum(any(abs(p - t) <= within_s for p in proposals) for t in scene.times_s), len(proposals)


@pytest.mark.parametrize(
    "scene",
    [
        strikes(TIMES),
        strikes(TIMES, seed=1, pan_per_s=20, bystander=True),
        strikes(TIMES, seed=2, rate_fps=Fraction(30)),
    ],
    ids=["still camera", "pan and bystander", "30 fps"],
)
def test_strikes_are_found(scene: Scene) -> None:
    found, proposed = found_near(scene)
    assert found >= 5
    assert proposed <= 10


def test_flashes_are_found_on_their_frame() -> None:
    scene = flashes((1.0, 2.52, 4.0))
    track = events_of_motion(scene.motion)
    np.testing.assert_allclose([e.time_s for e in track], scene.times_s, atol=0.041)
    assert min(e.strength for e in track) > 0.7
    assert track.source == "picture"


@pytest.mark.parametrize("make", [still, camera_only, swinging, lambda: cuts((1.0, 2.0, 3.4))])
def test_what_makes_no_sound_gives_no_events(make: Callable[[], Scene]) -> None:
    scene = make()
    assert len(events_of_motion(scene.motion)) == 0


def test_strength_is_sureness() -> None:
    strong = events_of_motion(flashes((1.0,), duration_s=2.0).motion)
    assert all(0 < e.strength <= 1 for e in strong)
    weak = [e.strength for e in events_of_motion(strikes(TIMES).motion)]
    assert max(weak) < max(e.strength for e in strong)


def test_activity_is_where_something_moves() -> None:
    scene = strikes((2.0,), duration_s=4.0)
    activity = activity_of(scene.motion)
    assert activity[:40].max() < 0.02
    assert activity[45:51].max() > 0.3
    assert motion_novelty(scene.motion)[:40].max() < 0.02


@pytest.mark.parametrize("count", [0, 1, 2])
def test_clips_of_hardly_a_frame_have_no_events(count: int) -> None:
    rows = still(0.4).motion.rows[:count]
    motion = MotionDescriptors(rows, FrameTimes.regular(count, Fraction(25)))
    assert len(events_of_motion(motion)) == 0


def test_a_clip_is_seen_as_its_pictures(make_clip: MakeClip) -> None:
    scene = flashes((0.6,), duration_s=1.4)
    path = make_clip(
        size=(240, 180),
        frames=len(scene.pictures),
        picture=lambda n: np.repeat(scene.pictures[n][..., None], 3, axis=2),
    )
    (event,) = picture_events(open_clip(path))
    assert event.time_s == pytest.approx(0.6, abs=0.041)
