from __future__ import annotations

import pytest

from foleystudio.engine.timing.candidates import Candidate, Candidates, calibrated, certain
from foleystudio.project.events import Event, EventTrack

FOUND = Candidates(
    tuple(Candidate(Event(t, 0.5), c) for t, c in ((0.1, 0.2), (0.4, 0.5), (0.9, 1.0), (1.3, 0.7))), "guide"
)


@pytest.mark.parametrize(
    ("sensitivity", "times"), [(0.0, [0.9]), (0.4, [0.9, 1.3]), (0.5, [0.4, 0.9, 1.3]), (1.0, [0.1, 0.4, 0.9, 1.3])]
)
def test_sensitivity_says_how_certain_an_event_has_to_be(sensitivity: float, times: list[float]) -> None:
    track = FOUND.events(sensitivity)
    assert [event.time_s for event in track] == times
    assert track.source == "guide"


def test_an_event_is_the_same_at_every_sensitivity() -> None:
    usual, all_ = FOUND.events(), FOUND.events(1.0)
    assert [event.key for event in usual] == [0, 1, 2]
    assert all(all_.get(event.key) == event for event in usual)


def test_what_begins_too_late_is_left_out() -> None:
    assert [each.event.time_s for each in FOUND.before(0.9).found] == [0.1, 0.4]


def test_a_track_without_certainties_stands_at_the_default() -> None:
    track = EventTrack((Event(0.2), Event(0.6)), source="picture")
    assert certain(track).events() == track
    assert len(certain(track).events(0.4)) == 0


def test_a_threshold_is_half_certain() -> None:
    low, at, high, sure = calibrated([0.01, 0.3, 0.8, 0.999], threshold=0.3)
    assert at == pytest.approx(0.5)
    assert 0 <= low < at < high < sure == 1.0
