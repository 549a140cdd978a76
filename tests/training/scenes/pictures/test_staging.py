import numpy as np

from foleystudio.training.scenes.pictures.film import PICTURE_SIDE
from foleystudio.training.scenes.pictures.staging import draw_picture_scene


def test_the_same_seed_makes_the_same_pictures() -> None:
    one, other = draw_picture_scene(7, 1.0), draw_picture_scene(7, 1.0)
    assert one.events == other.events
    for a, b in zip(one.pictures(), other.pictures(), strict=True):
        assert np.array_equal(a, b)
    assert not np.array_equal(a, list(draw_picture_scene(8, 1.0).pictures())[-1])


def test_pictures_come_one_for_each_frame_and_show_something() -> None:
    for seed in range(6):
        scene = draw_picture_scene(seed, 1.0)
        pictures = list(scene.pictures())
        assert len(pictures) == len(scene.frames)
        assert all(p.shape == (PICTURE_SIDE, PICTURE_SIDE) and p.dtype == np.uint8 for p in pictures)
        assert np.std(pictures) > 3
        assert scene.frames.seconds[-1] < 1.0


def test_events_lie_in_the_shot_that_shows_them() -> None:
    cut = [s for s in (draw_picture_scene(seed, 4.0) for seed in range(60)) if len(s.shots) > 1]
    assert len(cut) > 3
    for scene in cut:
        for shot in scene.shots:
            assert all(shot.start_s < e.time_s < shot.stop_s for e in shot.seen)


def test_some_scenes_sound_and_some_are_silent() -> None:
    counts = [len(draw_picture_scene(seed, 4.0).events) for seed in range(80)]
    assert 0.05 < np.mean(np.array(counts) == 0) < 0.4
    assert 2 < np.mean(counts) < 14
