import numpy as np

from foleystudio.training.scenes.rooms import Room


def test_rooms_keep_the_direct_sound_and_its_time() -> None:
    click = np.zeros(4000, dtype=np.float32)
    click[500] = 1
    for seed in range(10):
        heard = Room.draw(np.random.default_rng(seed)).heard(click)
        assert len(heard) == 4000
        assert np.abs(heard[:500]).max() < 1e-4
        assert int(np.abs(heard).argmax()) == 500


def test_backgrounds_have_their_level_or_are_silent() -> None:
    levels = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        room = Room.draw(rng)
        noise = room.background(20_000, rng)
        if np.isfinite(room.noise_db):
            levels.append(20 * np.log10(np.sqrt(np.mean(noise**2))) - room.noise_db)
        else:
            assert not noise.any()
    assert np.abs(levels).max() < 1.0
    assert len(levels) not in (0, 30)
