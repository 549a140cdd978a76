import numpy as np
import pytest

from foleystudio.training.scenes.physics.contacts import hits_of, sustained_of
from foleystudio.training.scenes.physics.simulation import STEP_S, Run

STEPS = 1000


def run_of(force: np.ndarray, speed: np.ndarray | float = 0.0) -> Run:
    """A body of 1 kg on the world."""
    velocity = np.zeros((STEPS, 2, 3), np.float32)
    velocity[:, 1, 0] = speed
    return Run(
        [(0, 1)], force[:, None].astype(np.float32), np.zeros_like(velocity), velocity, np.zeros((STEPS, 7)),
        np.array([np.inf, 1.0], np.float32),
    )  # fmt: skip


def blow(at_s: float, impulse: float) -> np.ndarray:
    force = np.zeros(STEPS)
    start = round(at_s / STEP_S)
    force[start : start + 4] = impulse / (4 * STEP_S)
    return force


def test_blows_are_hits_at_their_own_times_stronger_with_impulse() -> None:
    hits = hits_of(run_of(blow(0.4, 1.0) + blow(1.2, 4.0))).events
    assert [hit.time_s for hit in hits] == pytest.approx([0.4, 1.2])
    assert hits[1].strength == 1.0
    assert 0.2 < hits[0].strength < 0.7


def test_lying_still_and_touching_softly_are_no_hits() -> None:
    weight = np.full(STEPS, 9.81)
    assert not hits_of(run_of(weight)).events
    assert not hits_of(run_of(blow(0.5, 0.1))).events
    (hit,) = hits_of(run_of(weight + blow(0.7, 2.0))).events
    assert hit.time_s == pytest.approx(0.7)


def test_blows_too_close_to_hear_apart_are_one_hit() -> None:
    assert len(hits_of(run_of(blow(0.4, 2.0) + blow(0.43, 1.5)))) == 1


def test_what_is_out_of_view_is_not_heard() -> None:
    seen = np.ones((STEPS, 2), bool)
    seen[round(1.0 / STEP_S) :, 1] = False
    run = run_of(blow(0.4, 1.0) + blow(1.2, 4.0))
    (hit,) = hits_of(run, seen).events
    assert hit.time_s == pytest.approx(0.4)
    (kept,) = sustained_of(run_of(np.full(STEPS, 10.0), 1.0), seen).events
    assert kept.end_s == pytest.approx(1.0, abs=0.06)


def test_sliding_is_kept_up_with_the_level_of_its_speed() -> None:
    speed = np.zeros(STEPS)
    speed[200:700] = np.linspace(2, 0.2, 500)
    (kept,) = sustained_of(run_of(np.full(STEPS, 10.0), speed)).events
    assert kept.time_s == pytest.approx(0.4, abs=0.05)
    assert kept.end_s == pytest.approx(1.4, abs=0.05)
    assert kept.envelope[2] > 2 * kept.envelope[-3]
    assert not sustained_of(run_of(np.zeros(STEPS), speed)).events  # nothing presses
