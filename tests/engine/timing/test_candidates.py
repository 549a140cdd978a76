from __future__ import annotations

import pytest

from foleystudio.engine.timing.candidates import calibrated, certain, united
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidate, Candidates


def test_a_track_without_certainties_stands_at_the_default() -> None:
    track = EventTrack((Event(0.2), Event(0.6)), source="picture")
    assert certain(track).events() == track
    assert len(certain(track).events(0.4)) == 0


def test_a_threshold_is_half_certain() -> None:
    low, at, high, sure = calibrated([0.01, 0.3, 0.8, 0.999], threshold=0.3)
    assert at == pytest.approx(0.5)
    assert 0 <= low < at < high < sure == 1.0


def test_what_two_sources_find_at_once_is_the_surer_one_with_either_label() -> None:
    seen = Candidates((Candidate(Event(1.0, 0.3), 0.9, 0.2), Candidate(Event(2.0), 0.4)), "picture")
    walked = Candidates((Candidate(Event(1.03, label="L"), 0.6), Candidate(Event(1.5, label="R"), 0.7)), "feet")
    both = united((seen, walked), "picture+feet")
    assert [(c.event.time_s, c.event.label, c.certainty, c.speech) for c in both.found] == [
        (1.0, "L", 0.9, 0.2), (1.5, "R", 0.7, 0.0), (2.0, "", 0.4, 0.0),
    ]  # fmt: skip
    assert both.source == both.events().source == "picture+feet"
    assert united((walked, seen), "feet+picture").found == both.found


def test_what_one_source_finds_close_together_stays_apart_and_so_do_hits_and_what_is_kept_up() -> None:
    roll = Candidates(tuple(Candidate(Event(1 + 0.03 * n), 0.6) for n in range(4)), "guide")
    rustle = Candidates((Candidate(Event(1.03, 0.5, 0.4, (1.0, 0.5)), 0.9), Candidate(Event(1.061), 0.8)), "moves")
    assert len(united((roll, rustle), "guide+moves")) == 5
