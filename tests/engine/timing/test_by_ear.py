from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.engine.timing.by_ear import Lessons, candidates_by_margin, margins_by_ear
from foleystudio.engine.timing.hit_sounds import SIZE, hit_sounds
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidate, Candidates

LOW, HIGH, MIDDLE = (220.0, 540.0), (3100.0, 5200.0), (900.0, 1500.0)
BLOWS = tuple(0.5 + 0.9 * n for n in range(8))
CLINKS = tuple(0.95 + 0.9 * n for n in range(8))


def struck(*things: tuple[tuple[float, ...], tuple[float, ...]], seconds: float = 8.0) -> Wave:
    at = np.arange(round(seconds * ONSET_RATE_HZ)) / ONSET_RATE_HZ
    wave = 0.0005 * np.random.default_rng(1).standard_normal(len(at))
    for times, pitches in things:
        for number, time_s in enumerate(times):
            since = np.maximum(at - time_s, 0)
            tone = sum(np.sin(2 * np.pi * pitch * since) for pitch in pitches)
            wave += (at >= time_s) * (0.1 + 0.05 * (number % 4)) * tone * np.exp(-since / 0.05)
    return wave.astype(np.float32)


def heard(*times_s: float) -> Candidates:
    return Candidates(tuple(Candidate(Event(t, 0.5), 0.9) for t in sorted(times_s)), "guide")


def marks(*times_s: float, rejected_s: tuple[float, ...] = ()) -> EventTrack:
    return EventTrack(tuple(Event(t, marked=True) for t in times_s), rejected_s=rejected_s)


def taught(wave: Wave, found: Candidates, lessons: Lessons) -> list[float]:
    margins = margins_by_ear(wave, found, lessons)
    assert margins is not None
    return [event.time_s for event in candidates_by_margin(found, margins, lessons).events()]


WAVE, FOUND = struck((BLOWS, LOW), (CLINKS, HIGH)), heard(*BLOWS, *CLINKS)
NOTHING = EventTrack()


def test_how_hard_a_hit_is_struck_is_not_in_what_it_sounds_like() -> None:
    wave = struck(((0.5,), LOW))
    soft, hard = hit_sounds(wave, [0.5]), hit_sounds(8 * wave, [0.5])
    assert soft.shape == (1, SIZE)
    assert soft == pytest.approx(hard, abs=1.5)


def test_what_sounds_like_the_marked_hits_is_found_and_the_other_thing_is_not() -> None:
    lessons = Lessons.of(marks(*BLOWS[:3]), None, NOTHING)
    assert taught(WAVE, FOUND, lessons) == pytest.approx(BLOWS[3:])


def test_marks_of_other_tracks_say_what_is_none_where_little_is_known() -> None:
    third = tuple(1.2 + 0.9 * n for n in range(7))
    wave, found = struck((BLOWS, LOW), (CLINKS, HIGH), (third, MIDDLE)), heard(*BLOWS, *CLINKS, *third)
    one = marks(BLOWS[0])
    told = taught(wave, found, Lessons.of(one, None, marks(CLINKS[-1], third[-1])))
    assert told == pytest.approx(BLOWS[1:])


def test_a_correction_weighs_more_than_a_first_mark() -> None:
    between = Candidate(Event(7.8, 0.5), 0.9)
    wave = struck((BLOWS, LOW), (CLINKS, HIGH), ((7.8,), (*LOW, *HIGH)))
    found = replace(FOUND, found=(*FOUND.found, between))
    first = margins_by_ear(wave, found, Lessons.of(marks(*BLOWS[:3], rejected_s=(BLOWS[4],)), None, NOTHING))
    unmarked = margins_by_ear(wave, found, Lessons.of(marks(*BLOWS[:3]), None, marks(BLOWS[4])))
    assert first is not None
    assert unmarked is not None
    like_it = list(BLOWS).index(BLOWS[5]) * 2
    assert first[like_it] < unmarked[like_it], "struck out says more than belonging to another track"
    confirmed = EventTrack((*marks(*BLOWS[:3]), Event(CLINKS[3], marked=True, proposed_s=CLINKS[3])))
    merely = marks(*BLOWS[:3], CLINKS[3])
    until = CLINKS[3]
    strong = margins_by_ear(wave, found, Lessons.of(confirmed, until, NOTHING))
    weak = margins_by_ear(wave, found, Lessons.of(merely, until, NOTHING))
    assert strong is not None
    assert weak is not None
    assert strong[2 * 5 + 1] > weak[2 * 5 + 1]


def test_marks_that_are_not_heard_teach_nothing_by_ear() -> None:
    assert margins_by_ear(WAVE, FOUND, Lessons.of(marks(0.2, 0.3, 0.72), None, NOTHING)) is None
    assert margins_by_ear(WAVE, heard(), Lessons.of(marks(0.2), None, NOTHING)) is None


def test_what_is_judged_already_is_not_proposed() -> None:
    lessons = Lessons.of(marks(*BLOWS[:3], BLOWS[5], rejected_s=(BLOWS[6],)), BLOWS[2], NOTHING)
    found = taught(WAVE, FOUND, lessons)
    assert BLOWS[4] in found
    assert all(abs(t - judged) > 0.05 for t in found for judged in (BLOWS[5], BLOWS[6]))
    assert min(found, default=9.0) > BLOWS[2]
