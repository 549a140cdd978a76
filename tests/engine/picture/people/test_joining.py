"""Tracks of made walkers, each with looks: whose they are, where they end, and which are one person's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.joining import chains_of
from foleystudio.engine.picture.people.looks import COLOURS
from foleystudio.engine.picture.people.people import Track
from tests.engine.picture.people.figures import Clothes, Passer
from tests.engine.timing.people.walker import Walk, frames_at, regular_steps

RATE = 30
SECONDS = np.array(frames_at(RATE, 40))
RED, BLUE, DARK_RED = (
    np.array(c, np.float64) for c in ([50, 60, 40, 30, 0, 0], [40, 0, -50, 70, 0, 10], [45, 55, 38, 28, 2, 1])
)
WALK = Walk(regular_steps(80, every_s=0.5), stride=0.45)  # 0.9 heights of the body a second


def track(
    passer: Passer,
    first: int,
    stop: int,
    looks: NDArray[np.float64],
    *,
    number: int = 0,
    searched: Sequence[float] = (),
) -> Track:
    """Somebody followed from one frame to another."""
    frames = np.arange(first, stop)
    points = passer.joints(SECONDS[frames])
    confirmed = np.full(len(frames), np.nan)
    confirmed[:: RATE // 2] = 1
    confirmed[[round(at * RATE) - first for at in searched]] = 0
    noise = np.random.default_rng(number).normal(0, 2.0, (len(frames), COLOURS))
    return Track(number, frames, points, np.ones(points.shape[:2]), np.ones(len(frames)), confirmed, looks + noise)


def spans(tracks: Sequence[Track]) -> list[list[tuple[int, int]]]:
    """First frame and last of each part of each person."""
    chains = chains_of(tracks, SECONDS)
    return sorted([(int(part.frames[0]), int(part.frames[-1])) for part in chain] for chain in chains)


def test_who_was_lost_for_a_moment_goes_on_at_a_walking_pace() -> None:
    walker = Passer(0.2, Clothes(), WALK)
    lost = [track(walker, 0, 60, RED), track(walker, 84, 120, RED, number=1)]
    assert spans(lost) == [[(0, 59), (84, 119)]]
    assert len(spans([lost[0], track(Passer(1.4, Clothes(), WALK), 84, 120, BLUE, number=1)])) == 2, "far off"


def test_who_comes_where_another_was_lost_is_told_by_their_clothes() -> None:
    walker = Passer(0.2, Clothes(), WALK)
    first = track(walker, 0, 60, RED)
    assert len(spans([first, track(walker, 72, 120, BLUE, number=1)])) == 2
    assert len(spans([first, track(walker, 72, 120, DARK_RED, number=1)])) == 1


def test_who_leaves_and_comes_back_is_the_same_within_a_quarter_of_a_minute() -> None:
    gone, back = Passer(1.3, Clothes(), WALK), Passer(2.5, Clothes(), WALK, ahead=-1)
    first = track(gone, 0, 60, RED)
    assert len(spans([first, track(back, 300, 400, RED, number=1)])) == 1
    assert len(spans([first, track(back, 300, 400, BLUE, number=1)])) == 2
    assert len(spans([first, track(back, 700, 800, RED, number=1)])) == 2
    assert len(spans([first, track(Passer(2.5, height=0.3), 300, 400, RED, number=1)])) == 2, "too small"


def test_nobody_is_in_two_places() -> None:
    one, other = Passer(0.2, Clothes(), WALK), Passer(1.2, Clothes(), WALK)
    twins = [track(one, 0, 60, RED), track(other, 0, 100, RED, number=1), track(one, 70, 120, RED, number=2)]
    assert spans(twins) == [[(0, 59), (70, 119)], [(0, 99)]]


def test_a_track_that_goes_over_to_somebody_else_is_parted_where_they_meet() -> None:
    right, left = Passer(0.3, Clothes(), WALK), Passer(1.42, Clothes(), WALK, ahead=-1)
    meet = 60
    before, after = track(right, 0, meet, RED), track(left, meet, 120, BLUE)
    joined = Track(
        0,
        *(np.concatenate([getattr(before, name), getattr(after, name)]) for name in
          ("frames", "points", "visible", "there", "confirmed", "looks")),
    )  # fmt: skip
    met = track(left, 0, meet - 4, BLUE, number=1)
    found = track(right, meet + 20, 120, RED, number=2)
    blue, red = spans([joined, met, found])
    parted = red[0][1]
    assert abs(parted - meet) <= 2
    assert red == [(0, parted), (meet + 20, 119)]
    assert blue == [(0, meet - 5), (parted + 1, 119)]


def test_clothes_that_change_with_nobody_near_part_nobody() -> None:
    walker = Passer(0.2, Clothes(), WALK)
    looks = np.repeat([RED, BLUE], 60, axis=0)
    alone = track(walker, 0, 120, looks)
    assert spans([alone, track(Passer(3.0), 0, 120, DARK_RED, number=1)]) == [[(0, 119)], [(0, 119)]]


def test_a_track_ends_where_a_search_finds_nobody_and_none_does_later() -> None:
    walker = Passer(0.2, Clothes(), WALK)
    assert spans([track(walker, 0, 120, RED, searched=(3.0, 3.5))]) == [[(0, 89)]]
    assert spans([track(walker, 0, 120, RED, searched=(2.0,))]) == [[(0, 119)]], "overlooked once"
    assert chains_of([], SECONDS) == []
