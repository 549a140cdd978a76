"""Hits are chosen by strength, not twice in a row, and by an event's own neighbourhood only."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from foleystudio.engine.exemplar.voices.allocation import Recorded, choose_hits, hardness_db, nuance_of
from foleystudio.project.events import Event, EventTrack

ALIKE = (0.0, -0.3, -0.5, -0.2, -0.8)


def _track(count: int, seed: int = 0) -> EventTrack:
    strengths = np.random.default_rng(seed).uniform(0.1, 1.0, count)
    return EventTrack(tuple(Event(0.2 * n, float(s)) for n, s in enumerate(strengths)))


def _chosen(track: EventTrack, hardness: tuple[float, ...], seed: int) -> list[int]:
    return choose_hits(track.events, [event.key for event in track], hardness, seed)


def test_harder_events_take_harder_hits() -> None:
    hardness = tuple(-2.0 * n for n in range(10))
    soft = _chosen(EventTrack(tuple(Event(n, 0.1) for n in range(40))), hardness, 0)
    hard = _chosen(EventTrack(tuple(Event(n, 1.0) for n in range(40))), hardness, 0)
    assert min(soft) > 6
    assert max(hard) < 3
    assert len(set(hard)) == 3


def test_louder_and_brighter_is_harder() -> None:
    level, bright = Recorded(-10.0, 1000.0), Recorded(-20.0, 4000.0)
    assert hardness_db([level, Recorded(-16.0, 1000.0)]) == pytest.approx([0.0, -6.0])
    assert hardness_db([bright, Recorded(-20.0, 1000.0)])[1] == pytest.approx(-6.0, abs=0.1)


def test_names_tell_where_levels_do_not() -> None:
    one, other = Recorded(-20.0, 1000.0, "step_soft_01"), Recorded(-20.0, 1000.0, "StepHard1")
    assert hardness_db([one, other]) == pytest.approx([-12.0, 0.0])
    same = [Recorded(-20.0, 1000.0, "hardwood soft"), Recorded(-21.0, 1000.0, "hardwood soft 2")]
    assert hardness_db(same) == pytest.approx([0.0, -1.0])


@pytest.mark.parametrize("hits", [2, 3, 5])
@pytest.mark.parametrize("seed", [0, 1, 99])
def test_no_hit_is_heard_twice_in_a_row(hits: int, seed: int) -> None:
    chosen = _chosen(_track(200), ALIKE[:hits], seed)
    assert all(a != b for a, b in pairwise(chosen))
    assert len(set(chosen)) == hits


@pytest.mark.parametrize("hits", [1, 2, 3, 5])
def test_an_edit_changes_choices_next_to_it_only(hits: int) -> None:
    track = _track(60)
    before = dict(zip([e.key for e in track], _chosen(track, ALIKE[:hits], 4), strict=True))
    for edited in (track.without([30]), track.added(Event(6.1, 0.5)), track.replaced(Event(6.0, 0.1, key=30))):
        after = dict(zip([e.key for e in edited], _chosen(edited, ALIKE[:hits], 4), strict=True))
        assert {key for key in before.keys() & after.keys() if before[key] != after[key]} <= {29, 30, 31}


def test_seeds_choose_differently() -> None:
    assert len({tuple(_chosen(_track(40), ALIKE, seed)) for seed in range(12)}) == 12


def test_nuances_lie_within_their_range_and_vanish_without_humanise() -> None:
    events = _track(300).events
    nuances = [nuance_of(event, 3, 1.0) for event in events]
    assert all(
        abs(n.cents) <= 60 and n.cents % 5 == 0 and abs(n.gain_db) <= 2 and abs(n.late_s) <= 1e-3 for n in nuances
    )
    assert np.std([n.cents for n in nuances]) > 20
    assert np.std([n.tilt_db for n in nuances]) > 2
    plain = [nuance_of(event, 3, 0.0) for event in events]
    assert {(n.cents, n.gain_db, n.tilt_db, n.balance_db, n.late_s) for n in plain} == {(0, 0.0, 0.0, 0.0, 0.0)}


def test_neighbours_differ_in_every_way() -> None:
    nuances = [nuance_of(event, 3, 0.5) for event in _track(100).events]
    assert min(abs(a.cents - b.cents) for a, b in pairwise(nuances)) >= 20
    assert min(abs(a.tilt_db - b.tilt_db) for a, b in pairwise(nuances)) >= 0.7
