import numpy as np
import pytest

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.catalogue import Recording
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ
from foleystudio.training.scenes.performance import draw_sound_scene, object_of_scene
from foleystudio.training.scenes.rooms import Room
from foleystudio.training.scenes.siblings import HitLength, apart, draw_sibling_events


class _Click:
    kind, sustains = "click", False

    def __init__(self, seconds: float) -> None:
        self._n = round(seconds * SCENE_RATE_HZ)

    def strike(self, strength: float, rng: np.random.Generator) -> np.ndarray:
        return np.full(self._n, strength, dtype=np.float32)

    def sustain(self, seconds: float, rng: np.random.Generator) -> np.ndarray:
        return np.ones(round(seconds * SCENE_RATE_HZ), dtype=np.float32)


def _dead_room() -> Room:
    return Room(np.ones(1, dtype=np.float32), (np.ones(2), np.ones(2)), -np.inf)


def test_the_length_of_a_hit_is_that_of_its_energy() -> None:
    length = HitLength.of(_Click(2.0), _dead_room(), 0)
    assert length.most_s == pytest.approx(1.8, abs=0.01)
    assert length.all_s == pytest.approx(2.0, abs=0.01)


def test_a_room_lengthens_a_hit() -> None:
    response = np.zeros(SCENE_RATE_HZ, dtype=np.float32)
    response[0] = response[-1] = 1
    echoing = Room(response, (np.ones(2), np.ones(2)), -np.inf)
    assert HitLength.of(_Click(0.1), echoing, 0).all_s == pytest.approx(1.1, abs=0.01)


def test_mostly_hits_of_a_reference_ring_out() -> None:
    length, rng = HitLength(1.2, 1.5), np.random.default_rng(0)
    rung = 0
    for _ in range(100):
        played = draw_sibling_events(length, None, rng)
        times = [*(event.time_s for event in played.events), played.duration_s]
        assert max(event.strength for event in played.events) == 1
        rung += bool(np.diff(times).min() >= 1.5 - 1e-9)
    assert rung >= 85


def test_what_is_never_kept_up_is_not_kept_up_in_its_reference() -> None:
    rng = np.random.default_rng(1)
    drawn = [draw_sibling_events(HitLength(0.1, 0.2), None, rng) for _ in range(100)]
    assert not any(event.sustain_s for played in drawn for event in played.events)
    kept_up = [draw_sibling_events(HitLength(0.1, 0.2), True, rng) for _ in range(100)]
    assert sum(any(event.sustain_s for event in played.events) for played in kept_up) > 60


def test_events_closer_than_a_hit_is_long_are_left_out() -> None:
    track = EventTrack((Event(0.0, 1.0), Event(0.3, 0.5), Event(0.6, 0.5), Event(1.2, 0.4, 0.5)))
    assert [event.time_s for event in apart(track, 0.5)] == [0.0, 0.6, 1.2]
    assert not any(event.sustain_s for event in track.struck())


def test_scenes_do_not_begin_a_hit_before_most_of_the_last_is_heard() -> None:
    tone = np.sin(np.arange(2 * SCENE_RATE_HZ, dtype=np.float32))
    recordings = [Recording("hum", tone, tone)]
    gaps = 0
    for seed in range(40):
        thing, events = object_of_scene(seed, recordings), draw_sound_scene(seed, 4.0, recordings).events
        found = np.diff([event.time_s for event in events])
        assert (found >= 0.95 * HitLength.of(thing, _dead_room(), seed).most_s).all()
        gaps += len(found)
    assert gaps > 40
