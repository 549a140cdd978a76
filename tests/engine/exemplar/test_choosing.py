"""Hits are chosen by strength, not twice in a row, and by an event's own neighbourhood only."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from foleystudio.engine.exemplar.choosing import choose_hits, nuance_of
from foleystudio.project.events import Event, EventTrack


def _track(count: int, seed: int = 0) -> EventTrack:
    strengths = np.random.default_rng(seed).uniform(0.1, 1.0, count)
    return EventTrack(tuple(Event(0.2 * n, float(s)) for n, s in enumerate(strengths)))


def test_harder_events_take_harder_hits() -> None:
    hardness = [n / 9 for n in range(10)]
    soft = choose_hits(EventTrack(tuple(Event(n, 0.1) for n in range(20))).events, hardness, 0)
    hard = choose_hits(EventTrack(tuple(Event(n, 1.0) for n in range(20))).events, hardness, 0)
    assert max(soft) < 5
    assert min(hard) > 4
    assert len(set(hard)) == 5


@pytest.mark.parametrize("hits", [2, 3, 5, 20])
@pytest.mark.parametrize("seed", [0, 1, 99])
def test_no_hit_is_heard_twice_in_a_row(hits: int, seed: int) -> None:
    chosen = choose_hits(_track(200).events, [n / (hits - 1) for n in range(hits)], seed)
    assert all(a != b for a, b in pairwise(chosen))
    assert len(set(chosen)) >= 0.8 * hits


@pytest.mark.parametrize("references", [2, 3])
def test_references_that_take_turns_repeat_no_hit_either(references: int) -> None:
    for turn in range(references):
        events = [event for event in _track(200) if event.key % references == turn]
        chosen = choose_hits(events, [n / 5 for n in range(6)], 0, references)
        assert all(a != b for a, b in pairwise(chosen))


@pytest.mark.parametrize("hits", [1, 2, 3, 8])
def test_an_edit_changes_choices_next_to_it_only(hits: int) -> None:
    hardness = [n / max(1, hits - 1) for n in range(hits)]
    track = _track(60)
    before = dict(zip([e.key for e in track], choose_hits(track.events, hardness, 4), strict=True))
    for edited in (track.without([30]), track.added(Event(6.1, 0.5)), track.replaced(Event(6.0, 0.1, key=30))):
        after = dict(zip([e.key for e in edited], choose_hits(edited.events, hardness, 4), strict=True))
        assert {key for key in before.keys() & after.keys() if before[key] != after[key]} <= {29, 30, 31}


def test_seeds_choose_differently() -> None:
    hardness = [n / 9 for n in range(10)]
    takes = {tuple(choose_hits(_track(40).events, hardness, seed)) for seed in range(12)}
    assert len(takes) > 3


def test_nuances_lie_within_their_range_and_vanish_without_variation() -> None:
    events = _track(300).events
    nuances = [nuance_of(event, 3, 1.0) for event in events]
    assert all(
        abs(n.cents) <= 60 and n.cents % 5 == 0 and abs(n.gain_db) <= 2 and 0.7 <= n.length <= 1 for n in nuances
    )
    assert np.std([n.cents for n in nuances]) > 20
    plain = [nuance_of(event, 3, 0.0) for event in events]
    assert {(n.cents, n.gain_db, n.length) for n in plain} == {(0, 0.0, 1.0)}
