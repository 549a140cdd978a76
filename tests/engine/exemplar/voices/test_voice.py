"""The limit on voices holds for all events, however many come at once; and whoever renders them can be stopped."""

from __future__ import annotations

import time

import numpy as np
import pytest

from foleystudio.engine.exemplar.plan import Plan, plan
from foleystudio.engine.exemplar.render import render_blocks
from foleystudio.engine.exemplar.voices.voice import MOST_OVERLAPS, apart
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.errors import CancelledError
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import as_sound, knock


def _plan(times_s: list[float]) -> Plan:
    track = EventTrack(tuple(Event(time_s) for time_s in times_s))
    return plan(SynthesisRequest(2.0, track, (as_sound(knock()),), settings=SynthesisSettings(humanise=0.0)))


def _most_at_once(made: Plan) -> int:
    steps = sorted([(v.start, 1) for v in made.voices] + [(v.stop, -1) for v in made.voices])
    return int(np.max(np.cumsum([step for _, step in steps])))


@pytest.mark.parametrize(
    "times_s",
    [
        [0.5] * 10_000,
        [0.5 + n / 48_000 for n in range(20_000)],
        [0.5 + n / 1000 for n in range(1000)],
        [0.5 + (n % 7) / 100_000 for n in range(5_000)],
    ],
)
def test_no_more_voices_sound_at_once_than_can(times_s: list[float]) -> None:
    made = _plan(times_s)
    assert made.voices
    assert _most_at_once(made) <= 4 * MOST_OVERLAPS


def test_of_many_events_at_one_instant_the_hardest_are_heard_and_all_others_as_before() -> None:
    few = tuple(Event(n / 10, 0.3 + n / 20) for n in range(10))
    assert apart(few) == few
    crowd = tuple(Event(0.5, 0.1 + 0.8 * (n % 100) / 100, key=n) for n in range(1000))
    kept = apart((Event(0.2, key=5000), *crowd, Event(0.9, key=5001)))
    assert [event.key for event in (kept[0], kept[-1])] == [5000, 5001]
    assert len(kept) == MOST_OVERLAPS + 2
    assert min(event.strength for event in kept[1:-1]) > 0.8


def test_events_at_one_instant_take_no_longer_than_a_few() -> None:
    began = time.monotonic()
    made = _plan([0.5] * 20_000)
    for _ in render_blocks(made):
        pass
    assert time.monotonic() - began < 10, "it was minutes"


def test_a_rendering_of_many_voices_is_stopped_within_a_block() -> None:
    made = _plan([0.2 + n / 20_000 for n in range(20_000)])
    asked: list[float] = []

    def cancelled() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 200

    with pytest.raises(CancelledError):
        for _ in render_blocks(made, cancelled=cancelled):
            pass
    gaps = np.diff(asked)
    assert np.median(gaps) < 0.05


def test_planning_many_events_is_stopped() -> None:
    asked: list[float] = []

    def cancelled() -> bool:
        asked.append(0.0)
        return len(asked) > 5

    track = EventTrack(tuple(Event(n / 1000) for n in range(2_000)))
    with pytest.raises(CancelledError):
        plan(SynthesisRequest(2.0, track, (as_sound(knock()),)), cancelled=cancelled)
    assert len(asked) == 6
