import numpy as np
import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.scenes import audiovisual
from foleystudio.training.scenes.audiovisual import AudioVisualScene, draw_audiovisual_scene, name_of
from foleystudio.training.scenes.causes import EVERY_ACT
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ
from foleystudio.training.scenes.physics import loading
from foleystudio.training.scenes.physics.loading import has_mujoco

DURATION_S = 1.6


def movement(scene: AudioVisualScene) -> np.ndarray:
    pictures = np.stack(list(scene.pictures())).astype(np.float32)
    assert pictures.shape[0] == len(scene.frames)
    return np.asarray(np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2)))


@pytest.mark.parametrize("seed", range(4))
def test_scenes_are_the_same_for_the_same_seed(seed: int) -> None:
    one, other = (draw_audiovisual_scene(seed, DURATION_S, simulated=False) for _ in range(2))
    assert one.visible == other.visible
    assert np.array_equal(one.sound.target, other.sound.target)
    for a, b, _ in zip(one.pictures(), other.pictures(), range(3), strict=False):
        assert np.array_equal(a, b)


@pytest.mark.parametrize("maker", EVERY_ACT)
def test_every_act_sounds_when_it_is_seen(maker: type) -> None:
    scene = draw_audiovisual_scene(11, DURATION_S, cause=name_of(maker), simulated=False)
    assert scene.cause == name_of(maker)
    assert len(scene.visible)
    heard = np.abs(scene.sound.target - scene.sound.background)
    for event in scene.visible:
        start = int(event.time_s * SCENE_RATE_HZ)
        assert heard[start : start + 6000].max() > 1e-4
    movement(scene)


@pytest.mark.skipif(not has_mujoco(), reason="the training extra is not installed")
def test_what_a_world_can_cause_is_simulated_when_asked() -> None:
    scene = draw_audiovisual_scene(3, DURATION_S, cause="hammer")
    assert scene.cause == "hammer"
    assert movement(scene).max() > 0.5
    assert len(scene.visible)


def test_unknown_causes_are_named() -> None:
    with pytest.raises(FoleyError, match="unicorn"):
        draw_audiovisual_scene(0, 1.0, cause="unicorn")


def test_without_the_engine_all_is_drawn_and_worlds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (audiovisual, loading):
        monkeypatch.setattr(module, "has_mujoco", lambda: False)
    loading.load_mujoco.cache_clear()
    causes = {draw_audiovisual_scene(seed, 0.5).cause for seed in range(6)}
    assert causes <= set(map(name_of, EVERY_ACT))
    with pytest.raises(FoleyError, match="MuJoCo"):
        draw_audiovisual_scene(0, 0.5, cause="hammer")
    loading.load_mujoco.cache_clear()
