from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foleystudio.project import event_edits as edits
from foleystudio.project.events import Event, EventTrack

TRACK = EventTrack((Event(1.0, 0.5), Event(2.0, 0.8, 0.4, (1.0, 0.5, 0.2, 0.1)), Event(3.0)), source="guide")


def test_moving_keeps_identity_and_marks() -> None:
    moved = edits.moved(TRACK, {0: 2.5, 2: -1.0})
    assert [(e.key, e.time_s, e.marked) for e in moved] == [(2, 0.0, True), (1, 2.0, False), (0, 2.5, True)]


def test_strength_stays_within_its_bounds() -> None:
    assert edits.strengthened(TRACK, {0: 1.7}).get(0).strength == 1.0
    assert edits.strengthened(TRACK, {0: -1}).get(0).strength == 0.0


def test_a_sustain_of_nothing_takes_its_envelope_along() -> None:
    assert edits.sustained(TRACK, {1: 0.9}).get(1).envelope == TRACK.get(1).envelope
    assert edits.sustained(TRACK, {1: 0}).get(1).envelope == ()


def test_striking_out_a_proposal_keeps_it_out_and_adding_there_forgives() -> None:
    gone = edits.struck_out(TRACK, (0,))
    assert gone.rejected_s == (1.0,)
    assert edits.struck_out(edits.accepted(TRACK, (0,)), (0,)).rejected_s == (), "a mark taken back is no lesson"
    again = edits.proposed_anew(gone, EventTrack((Event(1.01), Event(2.0)), source="taught"))
    assert [e.time_s for e in again] == [2.0]
    assert edits.added(gone, 1.02, 0.5).rejected_s == ()


def test_a_mark_deleted_or_moved_while_more_were_looked_for_does_not_come_back() -> None:
    marked = edits.accepted(TRACK, (0, 2))
    learnt = replace(marked, events=(marked.get(0), marked.get(2), Event(5.0)), source="taught")
    meanwhile = edits.moved(edits.struck_out(marked, (0,)), {2: 3.5})
    assert [e.time_s for e in edits.proposed_anew(meanwhile, learnt)] == [3.5, 5.0]


def test_what_was_moved_is_not_proposed_again_where_it_was() -> None:
    back = EventTrack((Event(1.02), Event(1.07), Event(2.0), Event(3.0)), source="picture")
    for moved in (
        edits.moved(TRACK, {0: 1.5}),
        edits.moved(edits.accepted(TRACK, (0,)), {0: 1.5}),
        edits.moved(edits.moved(TRACK, {0: 1.04}), {0: 1.5}),
        edits.moved(edits.strengthened(TRACK, {0: 0.2}), {0: 1.5}),
    ):
        times = [event.time_s for event in edits.proposed_anew(moved, back)]
        assert times == [1.07, 1.5, 2.0, 3.0], "the nearest alone: one beside it is another hit"
    placed = edits.moved(edits.added(EventTrack(), 1.0, 0.5), {0: 1.5})
    assert [e.time_s for e in edits.proposed_anew(placed, back)][:2] == [1.02, 1.07], (
        "placed by hand: nobody's proposal"
    )
    deleted = edits.struck_out(edits.moved(TRACK, {0: 1.5}), (0,))
    assert deleted.rejected_s == (1.0,), "nor once it is deleted"


def test_deleting_all_events_is_a_fresh_start_for_teaching() -> None:
    struck = edits.struck_out(TRACK, (0,))
    empty = edits.struck_out(struck, (1, 2))
    assert len(empty) == 0
    assert empty.rejected_s == ()
    only = EventTrack((Event(1.0),), source="guide")
    assert edits.struck_out(only, (0,)).rejected_s == (1.0,), "one alone may well be wrong"


def test_splitting_halves_the_sound_and_its_envelope() -> None:
    split = edits.split(TRACK, 2.2)
    first, second = split.get(1), split.events[2]
    assert (first.time_s, first.sustain_s) == (2.0, pytest.approx(0.2))
    assert (second.time_s, second.end_s) == (2.2, pytest.approx(2.4))
    assert first.envelope + second.envelope == TRACK.get(1).envelope
    assert edits.split(TRACK, 1.5) == TRACK
    assert edits.split(TRACK, 2.0) == TRACK


def test_proposals_leave_marks_alone_and_keep_the_keys_of_their_likes() -> None:
    track = edits.accepted(TRACK, (1,))
    anew = edits.proposed_anew(track, EventTrack((Event(1.005, 0.9), Event(2.03), Event(2.7)), source="picture"))
    assert [(e.time_s, e.key) for e in anew][:2] == [(1.005, 0), (2.0, 1)]
    assert anew.get(1) == track.get(1)
    assert anew.source == "picture"
    assert all(event.key != 2 for event in anew), "the key of one that is gone is not given to another"


def test_what_is_fully_marked_ends_before_the_first_proposal_that_waits() -> None:
    marked = edits.accepted(TRACK, (0, 1))
    assert edits.fully_marked_until(marked) == 2.0
    taught = replace(marked.added(Event(5.0), Event(6.0)).without((2,)), source="taught")
    assert edits.fully_marked_until(edits.accepted(taught, (taught.events[-1].key,))) == 2.0
    assert edits.fully_marked_until(edits.accepted(taught, [e.key for e in taught])) == 6.0
    early = replace(taught.added(Event(0.5)), source="taught")
    assert edits.fully_marked_until(early) == 1.0
    assert edits.fully_marked_until(EventTrack()) == 0.0


times = st.lists(st.floats(0, 20), max_size=12)


@given(times, times, times)
def test_proposing_anew_never_touches_marks_and_never_returns_what_was_struck_out(
    marks: list[float], proposals: list[float], rejected: list[float]
) -> None:
    track = EventTrack(tuple(Event(at, marked=True) for at in marks), rejected_s=tuple(rejected))
    anew = edits.proposed_anew(track, EventTrack(tuple(Event(at) for at in proposals), source="guide"))
    assert [e for e in anew if e.marked] == list(track)
    assert all(abs(e.time_s - at) > edits.SAME_S for e in anew if not e.marked for at in rejected)
    assert edits.proposed_anew(anew, EventTrack(tuple(Event(at) for at in proposals), source="guide")) == anew


@pytest.mark.parametrize(
    ("strengths", "at_s", "usual"),
    [
        ((), 1.0, edits.USUAL_STRENGTH),
        ((0.5,), 9.0, 0.5),
        ((0.2, 0.6, 0.7), 2.0, 0.6),
        ((0.2, 0.2, 0.2, 0.2, 0.2, 0.9, 0.9, 0.9, 0.9, 0.9), 1.0, 0.2),  # the near ones count
        ((0.2, 0.2, 0.2, 0.2, 0.2, 0.9, 0.9, 0.9, 0.9, 0.9), 9.5, 0.9),
        ((0.0, 0.0, 0.5), 1.0, 0.5),  # what cannot be heard says nothing
    ],
)
def test_a_fresh_event_is_as_strong_as_its_neighbours(strengths: tuple[float, ...], at_s: float, usual: float) -> None:
    track = EventTrack(tuple(Event(float(place), strength) for place, strength in enumerate(strengths)))
    assert edits.usual_strength(track, at_s) == usual


def test_what_fades_in_is_no_measure_of_how_hard_things_are_struck() -> None:
    track = EventTrack((Event(0.0, 0.05, 0.9, (0.0, 1.0)), Event(1.0, 0.6), Event(1.1, 0.1, 0.5, (0.0, 1.0))))
    assert edits.usual_strength(track, 0.1) == 0.6
    assert edits.usual_strength(track.without([track.events[1].key]), 0.1) == pytest.approx(0.075)


def test_a_rhythm_goes_on_with_its_usual_step() -> None:
    beats = [Event(at) for at in (1.0, 1.25, 1.5)]
    assert edits.period_s(beats) == pytest.approx(0.75)
    assert edits.period_s([Event(1.0)]) == 0.5
    assert edits.period_s([Event(1.0, sustain_s=2.0)]) == 2.0


def test_sent_events_leave_and_arrive_as_the_users_own() -> None:
    source, target = EventTrack((Event(0.5, 0.3, label="L"), Event(1.0))), EventTrack((Event(0.7),))
    left, given = edits.sent(source, target, [0])
    assert [event.time_s for event in left] == [1.0]
    assert left.rejected_s == (0.5,)
    assert [(event.time_s, event.marked, event.label) for event in given] == [(0.5, True, "L"), (0.7, False, "")]


def test_a_sent_event_takes_the_place_of_what_was_proposed_there_and_not_of_a_mark() -> None:
    source = EventTrack((Event(0.5, label="L"), Event(1.0), Event(1.5)))
    target = EventTrack((Event(0.5), Event(1.0, marked=True, note="mine"), Event(1.52)))
    _, given = edits.sent(source, target, [event.key for event in source])
    assert [event.time_s for event in given] == [0.5, 1.0, 1.0, 1.5, 1.52]
    assert given.events[0].label == "L"
    assert "mine" in [event.note for event in given]
