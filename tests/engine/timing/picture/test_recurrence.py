import numpy as np
import pytest

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.picture import recurrence
from foleystudio.engine.timing.picture.recurrence import with_recurrence
from foleystudio.errors import CancelledError
from tests.engine.timing.scenes import still, strikes

TIMES = (0.6, 1.1, 1.7, 2.1, 2.9, 3.4, 4.0, 4.7, 5.2, 5.9, 6.6, 7.2)
HZ = 44_100 / 512


@pytest.fixture(scope="module")
def motion() -> MotionDescriptors:
    return strikes(TIMES).motion


def bells(motion: MotionDescriptors, heights: dict[float, float]) -> np.ndarray:
    at_s = np.arange(int(float(motion.frames.duration) * HZ)) / HZ
    sure = np.zeros(len(at_s), np.float32)
    for middle_s, height in heights.items():
        sure = np.maximum(sure, height * np.exp(-0.5 * ((at_s - middle_s) / 0.03) ** 2)).astype(np.float32)
    return sure


def near(sure: np.ndarray, time_s: float) -> float:
    middle = round(time_s * HZ)
    return float(sure[middle - 4 : middle + 5].max())


def test_what_recurs_gains_and_what_does_not_stays(motion: MotionDescriptors) -> None:
    heights = dict.fromkeys(TIMES, 0.8) | {4.0: 0.1, 6.25: 0.8}
    raised = with_recurrence(motion, bells(motion, heights), HZ)
    overlooked, mistaken = near(raised, 4.0) - 0.1, near(raised, 6.25) - 0.8
    assert overlooked > 0.1
    assert overlooked > 2 * mistaken


def test_nobody_gets_less_sure(motion: MotionDescriptors) -> None:
    sure = bells(motion, dict.fromkeys(TIMES[::2], 0.7))
    assert (with_recurrence(motion, sure, HZ) >= sure - 1e-6).all()


def test_nothing_comes_of_nothing(motion: MotionDescriptors) -> None:
    nothing = np.zeros(int(8 * HZ), np.float32)
    assert np.allclose(with_recurrence(motion, nothing, HZ), 0, atol=1e-6)


def test_stillness_and_short_clips_are_left_alone() -> None:
    scene = still()
    sure = bells(scene.motion, {1.0: 0.5})
    assert np.allclose(with_recurrence(scene.motion, sure, HZ), sure, atol=0.05)
    short = strikes((0.5,), duration_s=1.5).motion
    sure = bells(short, {0.5: 0.5})
    assert with_recurrence(short, sure, HZ) is sure


def test_long_clips_are_learnt_in_parts(motion: MotionDescriptors, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt_from: list[int] = []
    plain = recurrence._ridge

    def counted(known: np.ndarray, values: np.ndarray, asked: np.ndarray) -> np.ndarray:
        learnt_from.append(len(known))
        return plain(known, values, asked)

    monkeypatch.setattr(recurrence, "_ridge", counted)
    monkeypatch.setattr(recurrence, "_MOST_FRAMES", 80)
    raised = with_recurrence(motion, bells(motion, dict.fromkeys(TIMES, 0.8)), HZ)
    assert len(raised) == int(float(motion.frames.duration) * HZ)
    assert max(learnt_from) < 80


def test_it_tells_how_far_it_is_and_can_be_cancelled(motion: MotionDescriptors) -> None:
    told: list[float] = []
    sure = bells(motion, dict.fromkeys(TIMES, 0.8))
    with_recurrence(motion, sure, HZ, progress=lambda share, _: told.append(share))
    assert told == sorted(told)
    assert told[0] == 0
    with pytest.raises(CancelledError):
        with_recurrence(motion, sure, HZ, cancelled=lambda: True)
