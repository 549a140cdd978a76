from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.few_shot import teach
from foleystudio.errors import FoleyError
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import FrameTimes
from tests.engine.timing.scenes import Scene, still, strikes

TIMES = (0.8, 1.7, 2.5, 3.6, 4.6, 5.4, 6.7, 7.6, 8.6)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return strikes(TIMES, duration_s=10.0, pan_per_s=8.0, bystander=True)


@pytest.fixture(scope="module")
def motion(scene: Scene) -> MotionDescriptors:
    return scene.motion


def marks(*times_s: float, lag_s: float = 0.0) -> EventTrack:
    return EventTrack(tuple(Event(t + lag_s, 0.7, marked=True) for t in times_s))


def proposals(track: EventTrack) -> list[Event]:
    return [e for e in track if not e.marked]


def matched(found: list[Event], times_s: tuple[float, ...], within_s: float = 0.1) -> int:
    return sum(any(abs(e.time_s - t) <= within_s for e in found) for t in times_s)


@pytest.mark.parametrize("lag_s", [0.0, 0.12])
def test_finds_more_like_the_marked(motion: MotionDescriptors, lag_s: float) -> None:
    found = proposals(teach(motion, marks(*TIMES[:4], lag_s=lag_s)))
    rest = tuple(t + lag_s for t in TIMES[4:])
    assert matched(found, rest) >= 4
    assert len(found) <= 6


def test_marks_stay_exactly_as_they_were(motion: MotionDescriptors) -> None:
    track = marks(*TIMES[:4])
    taught = teach(motion, track)
    assert [e for e in taught if e.marked] == list(track.events)
    assert taught.source == "taught"


def test_proposals_come_after_the_marked_stretch(motion: MotionDescriptors) -> None:
    assert min(e.time_s for e in proposals(teach(motion, marks(*TIMES[:4])))) > TIMES[3]
    assert all(e.time_s > 6.0 for e in proposals(teach(motion, marks(*TIMES[:4]), until_s=6.0)))


def test_earlier_proposals_are_replaced(motion: MotionDescriptors) -> None:
    track = marks(*TIMES[:4]).added(Event(9.9, 0.5))
    assert not any(e.time_s == 9.9 for e in teach(motion, track))


def test_struck_out_instants_are_not_proposed_again(motion: MotionDescriptors) -> None:
    track = marks(*TIMES[:4])
    first = proposals(teach(motion, track))
    struck = EventTrack(track.events, rejected_s=(first[0].time_s,))
    again = teach(motion, struck)
    assert all(abs(e.time_s - first[0].time_s) > 0.05 for e in proposals(again))
    assert again.rejected_s == struck.rejected_s


def test_later_marks_are_kept_and_not_doubled(motion: MotionDescriptors) -> None:
    track = marks(*TIMES[:3], TIMES[6])
    found = proposals(teach(motion, track, until_s=TIMES[2]))
    assert all(abs(e.time_s - TIMES[6]) > 0.08 for e in found)
    assert matched(found, (*TIMES[3:6], *TIMES[7:])) >= 3


def test_unmarked_events_all_count_when_none_is_marked(motion: MotionDescriptors) -> None:
    plain = EventTrack(tuple(Event(t, 0.7) for t in TIMES[:4]))
    taught = teach(motion, plain)
    assert [e.time_s for e in taught if e.marked] == list(TIMES[:4])
    assert len(proposals(taught)) > 0


def test_proposals_take_after_the_marks(motion: MotionDescriptors) -> None:
    track = EventTrack(tuple(Event(t, 0.6, 0.25, marked=True) for t in TIMES[:4]))
    for event in proposals(teach(motion, track)):
        assert event.sustain_s == 0.25
        assert 0.25 <= event.strength <= 0.6


def test_the_same_lesson_gives_the_same_answer(motion: MotionDescriptors) -> None:
    assert teach(motion, marks(*TIMES[:4])) == teach(motion, marks(*TIMES[:4]))


def test_nothing_like_the_marks_nothing_proposed() -> None:
    scene = strikes(TIMES[:4], duration_s=9.0)
    assert len(proposals(teach(scene.motion, marks(*TIMES[:4])))) <= 1


def test_one_mark_is_enough_to_try(motion: MotionDescriptors) -> None:
    taught = teach(motion, marks(TIMES[0]))
    assert all(np.isfinite(e.time_s) for e in taught)


def test_without_marks_it_says_so(motion: MotionDescriptors) -> None:
    with pytest.raises(FoleyError, match="no event is marked"):
        teach(motion, EventTrack())


@pytest.mark.parametrize("at_s", [0.0, 50.0])
def test_marks_at_and_beyond_the_clips_ends_do_no_harm(motion: MotionDescriptors, at_s: float) -> None:
    taught = teach(motion, marks(at_s))
    assert taught.events[0].time_s == at_s or taught.events[-1].time_s == at_s


def test_marks_on_a_still_clip_do_no_harm() -> None:
    taught = teach(still(3.0).motion, marks(0.5, 1.0))
    assert sum(e.marked for e in taught) == 2


def test_a_clip_of_two_frames_is_too_short() -> None:
    rows = still(0.4).motion.rows[:2]
    with pytest.raises(FoleyError, match="too short"):
        teach(MotionDescriptors(rows, FrameTimes.regular(2, Fraction(25))), marks(0.0))
