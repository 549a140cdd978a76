import itertools

import numpy as np

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.objects.modal import ModalObject
from foleystudio.training.scenes.objects.noise import TextureObject
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ
from foleystudio.training.scenes.performance import draw_sound_scene, object_of_scene, perform


def test_hits_sound_at_their_events_and_nowhere_before() -> None:
    thing = ModalObject("wood", np.random.default_rng(0))
    events = EventTrack((Event(0.5, 0.9), Event(1.5, 0.4)))
    wave = perform(thing, events, 2 * SCENE_RATE_HZ, np.random.default_rng(1))
    assert not wave[: SCENE_RATE_HZ // 2].any()
    assert np.abs(wave[SCENE_RATE_HZ // 2 :][:2000]).max() > np.abs(wave[3 * SCENE_RATE_HZ // 2 :][:2000]).max() > 0.1


def test_same_seed_same_scene() -> None:
    one, again, other = (draw_sound_scene(seed, 2.0) for seed in (7, 7, 8))
    assert np.array_equal(one.target, again.target)
    assert one.events == again.events
    assert not np.array_equal(one.target, other.target)


def test_a_second_performance_is_nearer_than_another_scene_s_and_not_the_same() -> None:
    def bands(wave: np.ndarray) -> np.ndarray:
        frames = np.lib.stride_tricks.sliding_window_view(wave, 1024)[::1024] * np.hanning(1024)
        return np.log(np.abs(np.fft.rfft(frames)) + 1e-3)

    scenes = [draw_sound_scene(seed, 2.0) for seed in range(20, 28)]
    own = [np.abs(bands(s.target) - bands(s.second)).mean() for s in scenes]
    foreign = [np.abs(bands(a.target) - bands(b.target)).mean() for a, b in itertools.pairwise(scenes)]
    assert 0 < np.mean(own) < 0.7 * np.mean(foreign)
    assert all(not np.array_equal(s.target, s.second) for s in scenes)


def test_what_is_kept_up_follows_its_envelope() -> None:
    thing = TextureObject("rolling", np.random.default_rng(0))
    falling = EventTrack((Event(0.0, 1.0, 1.0, (1.0, 0.1)),))
    wave = perform(thing, falling, 44_100, np.random.default_rng(1))
    early, late = (float(np.sqrt(np.mean(np.square(part)))) for part in (wave[2000:12_000], wave[32_000:42_000]))
    assert early > 2 * late


def test_some_scenes_are_told_as_a_guide_tells_them_and_performed_so() -> None:
    told = [scene for scene in (draw_sound_scene(seed, 2.0) for seed in range(40)) if len(scene.events)]
    followed = [scene for scene in told if any(event.envelope for event in scene.events)]
    assert 8 < len(followed) < 32
    for scene in followed:
        assert all(event.sustain_s > 0 for event in scene.events if event.envelope)
        assert np.abs(scene.target - scene.background).max() > 0


def test_the_object_of_a_scene_is_known_before_the_scene() -> None:
    for seed in range(6):
        assert object_of_scene(seed).kind == draw_sound_scene(seed, 0.5).kind


def test_what_is_filmed_always_has_a_background() -> None:
    filmed = [draw_sound_scene(seed, 1.0, filmed=True) for seed in range(12)]
    assert all(scene.background.any() for scene in filmed)
    assert not all(draw_sound_scene(seed, 1.0).background.any() for seed in range(12))
    for scene in filmed:
        assert float(np.abs(scene.background).std()) < 0.3 * max(float(np.abs(scene.target).max()), 1e-6)
