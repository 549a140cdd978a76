from fractions import Fraction

import numpy as np
import pytest

from foleystudio.timebase import FrameTimes
from foleystudio.training.scenes.physics.loading import has_mujoco
from foleystudio.training.scenes.physics.scene import ContactScene, draw_contact_scene
from foleystudio.training.scenes.physics.worlds import WORLDS

# Importing it to see whether it is there would settle what it draws with, before we have said so.
pytestmark = pytest.mark.skipif(not has_mujoco(), reason="the training extra is not installed")

FRAMES = FrameTimes.regular(40, Fraction(20))


def pictures(scene: ContactScene, side: int = 48) -> np.ndarray:
    return np.stack(list(scene.pictures(FRAMES, (side, side)))).astype(np.float32)


@pytest.mark.parametrize("kind", WORLDS)
def test_every_world_sounds_and_is_seen_to_move(kind: str) -> None:
    scene = draw_contact_scene(3, 2.0, kind)
    heard = scene.events(sustains=kind in ("rolling", "sliding"))
    assert len(heard)
    assert all(0 <= event.time_s < 2.0 for event in heard)
    seen = pictures(scene)
    assert seen.shape == (40, 48, 48)
    assert seen.std() > 3  # not black
    assert np.abs(np.diff(seen, axis=0)).max() > 10


def test_scenes_are_the_same_for_the_same_seed() -> None:
    one, other = draw_contact_scene(7, 2.0, "falling"), draw_contact_scene(7, 2.0, "falling")
    assert one.hits == other.hits
    assert np.array_equal(pictures(one), pictures(other))
    assert draw_contact_scene(8, 2.0, "falling").hits != one.hits


def test_the_picture_changes_where_the_sound_is() -> None:
    """What falls stops at the contact: around hits there is more movement than elsewhere."""
    near, far = [], []
    for seed in range(4):
        scene = draw_contact_scene(seed, 2.0, "hammer")
        moved = np.abs(np.diff(pictures(scene), axis=0)).mean(axis=(1, 2))
        hit = np.zeros(len(moved), bool)
        for event in scene.hits:
            hit[max(0, FRAMES.frame_at(event.time_s) - 3) : FRAMES.frame_at(event.time_s) + 2] = True
        near += list(moved[hit])
        far += list(moved[~hit])
    assert np.mean(near) > 1.3 * np.mean(far)
