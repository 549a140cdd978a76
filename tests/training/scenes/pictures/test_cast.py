import numpy as np
import pytest

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.picture.optical_flow import CHANNELS
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import FrameTimes
from foleystudio.training.scenes.pictures.acts.moving import Clapper, Handler, Shooter, Swinger, Walker
from foleystudio.training.scenes.pictures.acts.striking import Striker
from foleystudio.training.scenes.pictures.canvas import Canvas, Grey
from foleystudio.training.scenes.pictures.cast import DISTRACTORS, ROLES, Act, ActMaker

from fractions import Fraction  # isort: skip

EVENTS = EventTrack((Event(0.8, 0.9), Event(1.6, 0.9), Event(2.4, 0.9)))


def drawn(act: Act, time_s: float, side: int = 96) -> Grey:
    pixels = np.full((side, side), 90, np.float32)
    act.draw(Canvas(pixels, np.array([[side, 0, side / 2], [0, side, side / 2.0]])), time_s)
    return pixels


@pytest.mark.parametrize("maker", [role.maker for role in ROLES] + list(DISTRACTORS))
def test_drawing_depends_on_time_alone(maker: ActMaker) -> None:
    act = maker(EVENTS, 3.0, np.random.default_rng(5))
    first = drawn(act, 1.1)
    drawn(act, 2.9)
    drawn(act, 0.0)
    assert np.array_equal(drawn(act, 1.1), first)
    assert np.isfinite(first).all()


@pytest.mark.parametrize("maker", [role.maker for role in ROLES])
def test_acts_answer_only_events_that_they_were_given(maker: ActMaker) -> None:
    for seed in range(3):
        act = maker(EVENTS, 3.0, np.random.default_rng(seed))
        assert {e.time_s for e in act.events} <= {e.time_s for e in EVENTS}
        assert len(act.events) >= 2
        assert not len(maker(EventTrack(), 3.0, np.random.default_rng(seed)).events)


@pytest.mark.parametrize("maker", DISTRACTORS)
def test_distractors_sound_never(maker: ActMaker) -> None:
    assert not len(maker(EVENTS, 3.0, np.random.default_rng(0)).events)


@pytest.mark.parametrize("maker", [Clapper, Handler, Shooter, Striker, Swinger, Walker])
def test_more_moves_about_contacts_than_elsewhere(maker: ActMaker) -> None:
    frames = FrameTimes.regular(90, Fraction(30))
    near = far = 0.0
    for seed in range(4):
        act = maker(EVENTS, 3.0, np.random.default_rng(seed))
        pictures = (np.clip(drawn(act, float(t)), 0, 255).astype(np.uint8) for t in frames.seconds)
        moved = MotionDescriptors.of_pictures(pictures, frames).grid[..., CHANNELS.index("unexplained")].astype(float)
        distance = np.abs(frames.seconds[:, None] - [e.time_s for e in EVENTS]).min(axis=1)
        loud = moved.mean(axis=(1, 2))
        near += loud[distance < 0.15].mean()
        far += loud[distance > 0.3].mean()
    assert near > 1.2 * far
