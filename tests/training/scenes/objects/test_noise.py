import numpy as np
import pytest

from foleystudio.training.scenes.objects.noise import BurstObject, DropObject, StepObject, TextureObject
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, SoundObject

_RNG = np.random.default_rng


def _things() -> list[SoundObject]:
    return [
        BurstObject("shot", _RNG(0)),
        BurstObject("explosion", _RNG(1)),
        StepObject(_RNG(2)),
        DropObject(_RNG(3)),
        TextureObject("friction", _RNG(4)),
        TextureObject("rolling", _RNG(5)),
    ]


@pytest.mark.parametrize("number", range(6))
def test_strength_sets_the_level_and_the_end_is_quiet(number: int) -> None:
    thing = _things()[number]
    soft, hard = thing.strike(0.25, _RNG(9)), thing.strike(1.0, _RNG(9))
    assert np.isfinite(hard).all()
    assert np.abs(hard).max() == pytest.approx(4 * np.abs(soft).max(), rel=0.05)
    assert np.abs(hard[-20:]).max() < 0.3 * np.abs(hard).max()


@pytest.mark.parametrize("number", range(6))
def test_kept_up_for_as_long_as_asked(number: int) -> None:
    wave = _things()[number].sustain(0.7, _RNG(1))
    assert len(wave) == int(0.7 * SCENE_RATE_HZ)
    assert np.abs(wave).max() == pytest.approx(1.0)


def test_explosions_ring_longer_than_shots() -> None:
    shots = [len(BurstObject("shot", _RNG(i)).strike(1, _RNG(i))) for i in range(10)]
    explosions = [len(BurstObject("explosion", _RNG(i)).strike(1, _RNG(i))) for i in range(10)]
    assert np.mean(explosions) > 1.5 * np.mean(shots)
