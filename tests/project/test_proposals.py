from __future__ import annotations

from dataclasses import replace

import pytest

from foleystudio.project.document import Project
from foleystudio.project.event_edits import added, moved, struck_out
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidate, Candidates, adopted, ghosts_of

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


def test_where_nothing_is_certain_the_best_guesses_are_what_comes_near_the_surest() -> None:
    doubtful = Candidates(tuple(Candidate(Event(t), c) for t, c in ((0.1, 0.05), (0.4, 0.2), (0.9, 0.11))), "picture")
    assert len(doubtful.events()) == 0
    assert [event.time_s for event in doubtful.best()] == [0.4, 0.9]
    assert doubtful.surest == 0.2
    assert len(Candidates((), "picture").best()) == 0
    spoken = Candidates((Candidate(Event(0.4), 0.2, speech=1.0),), "guide")
    assert len(spoken.best()) == 0
    assert len(spoken.best(ignore_voices=False)) == 1


def test_what_is_softer_than_a_hit_has_to_be_the_surer_while_somebody_speaks() -> None:
    def sure(strength: float, speech: float = 1.0) -> float:
        return Candidate(Event(0.4, strength), 0.9, speech).sure(ignore_voices=True)

    assert sure(1.0) >= 0.5 > sure(0.3)
    assert sure(0.1) == sure(0.01), "20 dB softer is soft"
    assert sure(0.1, speech=0.0) == 0.9


def _ghosts(events: EventTrack, found: Candidates = FOUND) -> list[float]:
    return [ghost.event.time_s for ghost in ghosts_of(events, found)]


def test_ghosts_are_what_is_no_event_and_was_not_struck_out() -> None:
    assert _ghosts(FOUND.events()) == [0.1]
    assert _ghosts(FOUND.events(0.0)) == [0.1, 0.4, 1.3]
    assert _ghosts(EventTrack(rejected_s=(0.41,))) == [0.1, 0.9, 1.3]
    moved = EventTrack((Event(2.0, marked=True, proposed_s=0.9),))
    assert _ghosts(moved) == [0.1, 0.4, 1.3], "what was moved away from its place is no ghost there"


def test_what_is_next_to_nothing_is_a_ghost_only_where_nothing_is_surer() -> None:
    faint = tuple(Candidate(Event(n / 2), 0.02 + n / 1000) for n in range(30))
    guesses = Candidates(faint, "picture")
    assert _ghosts(EventTrack(), guesses) == [11.0 + n / 2 for n in range(8)], "the best of them"
    one = adopted(EventTrack(), [ghosts_of(EventTrack(), guesses)[0].event])
    assert _ghosts(one, guesses) == [11.5 + n / 2 for n in range(7)], "adopting one moves no other"
    both = Candidates((*faint, Candidate(Event(50.0), 0.9)), "picture")
    assert _ghosts(both.events(), both) == []
    assert _ghosts(EventTrack(), Candidates((), "picture")) == []


def test_an_adopted_ghost_is_the_users_own() -> None:
    usual = FOUND.events()
    (ghost,) = ghosts_of(usual, FOUND)
    own = adopted(usual, [ghost.event])
    (new,) = (event for event in own if event.time_s == 0.1)
    assert (new.marked, new.proposed_s, new.strength) == (True, 0.1, 0.5)
    assert len({event.key for event in own}) == 4
    assert ghosts_of(own, FOUND) == ()


def test_what_a_sensitivity_takes_away_comes_back_as_the_same() -> None:
    track = Project().with_track().tracks[0].proposing(FOUND)
    assert [event.key for event in track.events] == [0, 1, 2]
    fewer = replace(track, sensitivity=0.0).proposing(FOUND)
    assert [event.time_s for event in fewer.events] == [0.9]
    back = replace(fewer, sensitivity=0.5).proposing(FOUND)
    assert back.events.events == track.events.events


def test_a_sensitivity_touches_nothing_that_the_user_made() -> None:
    track = Project().with_track().tracks[0].proposing(FOUND)
    events = struck_out(moved(track.events, {1: 1.0}), [2])  # 0.9 goes to 1.0; 1.3 is struck out
    events = added(events, 0.7, 0.9)
    track = replace(track, events=events)
    for sensitivity in (0.0, 1.0, 0.3, 0.5):
        track = replace(track, sensitivity=sensitivity).proposing(FOUND)
        own = [event for event in track.events if event.marked]
        assert [event.time_s for event in own] == [0.7, 1.0]
        assert all(abs(event.time_s - 1.3) > 0.1 for event in track.events)
    assert [event.time_s for event in track.events] == [0.4, 0.7, 1.0]


def test_guesses_are_taken_only_where_nothing_is_certain_enough() -> None:
    sure = Candidates((Candidate(Event(1.0), 0.9), Candidate(Event(2.0), 0.3)), "picture")
    doubtful = Candidates((Candidate(Event(1.0), 0.3),), "picture")
    assert sure.events_or_best(0.5, True) == (sure.events(0.5, True), False)
    assert doubtful.events_or_best(0.5, True) == (doubtful.best(True), True)
    assert Candidates((), "picture").events_or_best(0.5, True)[1] is False
