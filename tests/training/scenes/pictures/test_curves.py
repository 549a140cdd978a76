from itertools import pairwise

import numpy as np
import pytest

from foleystudio.project.events import Event
from foleystudio.training.scenes.pictures.curves import (
    Manner,
    beats,
    split_between,
    split_by_strength,
    strokes,
    sway,
)


def hits(*times: float, strength: float = 0.8) -> list[Event]:
    return [Event(t, strength) for t in times]


@pytest.mark.parametrize("seed", range(8))
def test_strokes_touch_exactly_at_their_events_and_nowhere_else_between(seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.15, 1.5, 6))
    curve = strokes(10.0, hits(*times), Manner.draw(rng), rng)
    for before, after in pairwise(times):
        assert curve.at(after) < 0.06  # within a sample of the fall
        assert max(curve.at(t) for t in np.linspace(before, after, 50)) > 0.1


def test_strokes_follow_each_other_as_fast_as_they_may() -> None:
    rng = np.random.default_rng(0)
    times = 0.5 + 0.09 * np.arange(8)
    curve = strokes(3.0, hits(*times), Manner(0.3, 0.1, 2.0, 0.8, 0.0, 0.1, 0.0), rng)
    assert all(curve.at(t) < 0.06 for t in times)
    assert all(curve.at(t + 0.045) > 0.05 for t in times)


def test_stronger_strokes_come_from_higher() -> None:
    rng = np.random.default_rng(3)
    manner = Manner(0.3, 0.1, 2.0, 0.3, 0.0, 0.1, 0.0)
    heights = []
    for strength in (0.1, 0.5, 1.0):
        curve = strokes(3.0, hits(2.0, strength=strength), manner, rng)
        heights.append(max(curve.at(t) for t in np.linspace(1.5, 2.0, 60)))
    assert heights == sorted(heights)
    assert heights[2] > 2 * heights[0]


def test_a_stroke_that_stops_short_never_touches() -> None:
    rng = np.random.default_rng(0)
    curve = strokes(12.0, [], Manner(0.3, 0.1, 2.0, 0.3, 0.0, 0.3, 1.0), rng)
    values = [curve.at(t) for t in np.linspace(0, 12, 600)]
    assert min(values) > 0.03
    assert max(values) > 0.35


def test_what_a_blow_sets_going_begins_with_it_and_dies_away() -> None:
    curve = beats(4.0, hits(1.0), 0.1, 0.0)
    assert curve.at(0.99) == 0
    assert curve.at(1.005) == pytest.approx(0.8, abs=0.1)
    assert curve.at(1.6) < 0.01


def test_sway_is_smooth_and_of_the_amount_asked_for() -> None:
    values = sway(20.0, np.random.default_rng(1), 0.1, 1.0).values
    assert values.std() == pytest.approx(0.1, rel=0.01)
    assert np.abs(np.diff(values)).max() < 0.01


def test_no_hand_moves_faster_than_it_can() -> None:
    rng = np.random.default_rng(0)
    roll = hits(*np.arange(0.1, 3, 0.06))
    shares = split_between(roll, 2, rng)
    for share in shares:
        assert min(np.diff([e.time_s for e in share])) > 0.085
    assert sum(len(share) for share in shares) > 0.9 * len(roll)


def test_one_hand_takes_the_loud_ones() -> None:
    events = [Event(0.1 * n, 0.9 if n % 3 == 0 else 0.2) for n in range(1, 20)]
    loud, faint = split_by_strength(events)
    assert [e.time_s for e in loud] == [e.time_s for e in events if e.strength > 0.5]
    assert len(loud) + len(faint) == len(events)
    close = [Event(1.0, 0.9), Event(1.05, 0.9), Event(1.06, 0.2)]
    assert [len(share) for share in split_by_strength(close)] == [1, 1]
    assert split_by_strength([]) == [[], []]
