"""Hits pulled to proposals, as values."""

from __future__ import annotations

import pytest

from foleystudio.project.events import Event, EventTrack
from foleystudio.project.performing.pulling import paired, pulled


def _track(*times_s: float) -> EventTrack:
    return EventTrack(tuple(Event(at, key=n, marked=True) for n, at in enumerate(times_s)))


def _times(track: EventTrack) -> list[float]:
    return [round(event.time_s, 4) for event in track]


@pytest.mark.parametrize(("degree", "at_s"), [(0.0, 1.05), (0.6, 1.02), (1.0, 1.0)])
def test_a_hit_goes_some_of_its_way_to_its_proposal(degree: float, at_s: float) -> None:
    assert _times(pulled(_track(1.05), {0}, [1.0, 1.4], degree)) == [at_s]


def test_what_is_out_of_reach_or_not_meant_stays() -> None:
    track = _track(1.05, 2.05, 3.05)
    assert _times(pulled(track, {0, 2}, [1.0, 2.0, 3.3], 1.0)) == [1.0, 2.05, 3.05]
    assert pulled(track, {0, 1, 2}, [], 1.0) is track


def test_no_two_hits_go_to_the_same_proposal() -> None:
    assert paired([1.0, 1.04], [1.03]) == {1: 1.03}
    assert paired([1.0, 1.04], [1.03, 1.1]) == {0: 1.1, 1: 1.03}


def test_a_pass_that_is_late_finds_its_own_proposals() -> None:
    places = [1.0, 1.2, 1.4, 2.0, 2.2, 2.4]
    late = _track(*(at + 0.09 for at in places))
    assert _times(pulled(late, range(6), places, 1.0)) == places
    hit = pulled(late, range(6), places, 1.0).get(0)
    assert hit.marked
