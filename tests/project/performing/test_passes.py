"""Hits that are played, as values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from foleystudio.project.events import Event, EventTrack
from foleystudio.project.performing.passes import held, played, swept


def test_a_hit_stands_beside_marks_and_in_the_place_of_a_proposal() -> None:
    track = EventTrack((Event(1.0), Event(2.0, marked=True)), "picture", rejected_s=(1.5,))
    track = played(track, Event(1.03, 0.4, reference=2))
    track = played(track, Event(2.02, 0.6))
    track = played(track, Event(1.52, 1.0))
    assert [event.time_s for event in track] == [1.03, 1.52, 2.0, 2.02]
    assert all(event.marked for event in track)
    assert track.events[0].reference == 2
    assert track.rejected_s == ()


def test_what_was_played_keeps_its_key() -> None:
    track = EventTrack()
    for at_s in (3.0, 1.0, 2.0):
        track = played(track, Event(at_s))
    assert [(event.time_s, event.key) for event in track] == [(1.0, 1), (2.0, 2), (3.0, 0)]


@pytest.mark.parametrize(("for_s", "kept_up_s"), [(0.2, 0.0), (0.5, 0.5), (9.0, 2.0)])
def test_a_key_that_is_held_keeps_its_hit_up(for_s: float, kept_up_s: float) -> None:
    track = played(EventTrack(), Event(1.0))
    assert held(track, 0, for_s, latest_s=3.0).get(0).sustain_s == kept_up_s
    assert held(track, 7, for_s, latest_s=3.0) == track


def test_a_pass_that_replaces_leaves_its_own() -> None:
    track = EventTrack(tuple(Event(at_s) for at_s in (0.5, 1.0, 1.5, 2.0)))
    track = replace(track, source="guide")
    left = swept(track, 1.0, 2.0, {track.events[2].key})
    assert [event.time_s for event in left] == [0.5, 1.5, 2.0]
