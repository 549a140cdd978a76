from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.engine.clip import open_clip
from foleystudio.engine.timing.splitting.likeness import Split, hits_of_guide, split_by_likeness
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import STUDIO_RATE_HZ
from tests.conftest import MakeClip
from tests.engine.timing.scenes import HEIGHT, WIDTH, Stage, strike_height

LOW_S, HIGH_S = (0.5, 1.4, 2.3, 3.5), (0.9, 1.9, 2.8, 3.2)


def struck(times_s: tuple[float, ...], pitches: tuple[float, ...], seconds: float = 4.5) -> np.ndarray:
    at = np.arange(round(seconds * STUDIO_RATE_HZ)) / STUDIO_RATE_HZ
    wave = 0.0003 * np.random.default_rng(1).standard_normal(len(at))
    for number, time_s in enumerate(times_s):
        since = np.maximum(at - time_s, 0)
        tone = sum(np.sin(2 * np.pi * pitch * since) for pitch in pitches)
        wave += (at >= time_s) * (0.1 + 0.05 * (number % 3)) * tone * np.exp(-since / 0.05)
    return wave.astype(np.float32)[:, None]


def track(*times_s: float) -> EventTrack:
    return EventTrack(tuple(Event(t) for t in sorted(times_s)))


def told_apart(split: Split, events: EventTrack, late_s: float = 0.0) -> None:
    low = {event.key for event in events if min(abs(event.time_s - late_s - t) for t in LOW_S) < 0.001}
    assert {frozenset(keys) for keys in split.of(2)} == {frozenset(low), frozenset(e.key for e in events) - low}


@pytest.fixture
def two_things(make_clip: MakeClip) -> Path:
    wave = struck(LOW_S, (220.0, 540.0)) + struck(HIGH_S, (3100.0, 5200.0))
    return make_clip("two.mov", frames=112, audio=wave)


@pytest.fixture
def two_hammers(make_clip: MakeClip) -> Path:
    stage = Stage(3)

    def picture(number: int) -> np.ndarray:
        t = number / 25
        heights = [strike_height(t, times, down_s=0.15, up_s=0.25) for times in (LOW_S, HIGH_S)]
        seen = stage.picture([(x, 150 - 80 * high, 20.0) for x, high in zip((60.0, 180.0), heights, strict=True)])
        return np.ascontiguousarray(np.repeat(seen[..., None], 3, axis=2))

    return make_clip("hammers.mp4", size=(WIDTH, HEIGHT), frames=112, rate_fps=Fraction(25), picture=picture)


@pytest.mark.parametrize("late_s", [0.0, 0.03, -0.03])
def test_hits_of_two_things_are_told_apart_by_ear_wherever_near_them_their_events_lie(
    two_things: Path, late_s: float
) -> None:
    events = track(*(t + late_s for t in (*LOW_S, *HIGH_S)))
    split = split_by_likeness(open_clip(two_things), events)
    assert split.by_sound
    assert split.best == 2
    told_apart(split, events, late_s)
    assert len(split.of(6)) == 6
    assert split.of(9) == split.of(6)


def test_known_attacks_are_not_looked_for_again(two_things: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "foleystudio.engine.timing.splitting.likeness.guide_candidates"
    monkeypatch.setattr(module, lambda *_: pytest.fail("it listens again"))
    events = track(*LOW_S, *HIGH_S)
    told_apart(split_by_likeness(open_clip(two_things), events, [*HIGH_S, *LOW_S]), events)


def test_where_nothing_is_heard_events_are_told_apart_by_what_moves(two_hammers: Path) -> None:
    events = track(*LOW_S, *HIGH_S)
    split = split_by_likeness(open_clip(two_hammers), events)
    assert not split.by_sound
    told_apart(split, events)


def test_fewer_than_two_events_cannot_be_split(two_things: Path) -> None:
    with pytest.raises(FoleyError, match="not two events"):
        split_by_likeness(open_clip(two_things), track(0.5))


@pytest.mark.parametrize("clip", ["two_things", "two_hammers"])
def test_it_can_be_cancelled(clip: str, request: pytest.FixtureRequest) -> None:
    opened = open_clip(request.getfixturevalue(clip))
    with pytest.raises(CancelledError):
        split_by_likeness(opened, track(*LOW_S), cancelled=lambda: True)


def test_a_groups_hits_are_heard_one_after_the_other(two_things: Path) -> None:
    sound = hits_of_guide(open_clip(two_things), LOW_S[:2])
    assert sound.rate_hz == STUDIO_RATE_HZ
    each = len(sound) // 2
    levels = [float(np.abs(sound.samples[n * each : (n + 1) * each]).max()) for n in range(2)]
    assert min(levels) > 0.1
    starts = [float(np.abs(sound.samples[n * each : n * each + 400]).max()) for n in range(2)]
    assert max(starts) < 0.01
    assert len(hits_of_guide(open_clip(two_things), [0.2] * 100)) == 8 * each
