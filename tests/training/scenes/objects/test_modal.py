import itertools

import numpy as np
import pytest

from foleystudio.training.scenes.objects.modal import MATERIALS, ModalObject
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ


def _centroid_hz(wave: np.ndarray) -> float:
    power = np.square(np.abs(np.fft.rfft(wave)))
    return float((np.fft.rfftfreq(len(wave), 1 / SCENE_RATE_HZ) * power).sum() / power.sum())


@pytest.mark.parametrize("kind", [*MATERIALS, "membrane"])
def test_hits_start_at_once_and_die_away(kind: str) -> None:
    rng = np.random.default_rng(3)
    wave = ModalObject(kind, rng).strike(0.8, rng)
    assert wave.dtype == np.float32
    assert np.abs(wave[: SCENE_RATE_HZ // 50]).max() > 0.3 * np.abs(wave).max()
    assert np.abs(wave[-50:]).max() < 0.02 * np.abs(wave).max()


def test_harder_hits_are_louder_and_brighter() -> None:
    thing = ModalObject("metal", np.random.default_rng(5))
    soft = [thing.strike(0.2, np.random.default_rng(i)) for i in range(8)]
    hard = [thing.strike(1.0, np.random.default_rng(i)) for i in range(8)]
    assert np.mean([np.abs(w).max() for w in hard]) > 3 * np.mean([np.abs(w).max() for w in soft])
    assert np.mean([_centroid_hz(w) for w in hard]) > np.mean([_centroid_hz(w) for w in soft])


def _bands(wave: np.ndarray) -> np.ndarray:
    magnitudes: np.ndarray = np.abs(np.fft.rfft(wave, 32_768))[:16_384]
    return np.asarray(np.log(magnitudes.reshape(128, 128).mean(1) + 1e-2))


def test_two_hits_of_one_object_are_alike_and_two_objects_are_not() -> None:
    things = [ModalObject("wood", np.random.default_rng(seed)) for seed in range(8)]
    first = [_bands(thing.strike(0.7, np.random.default_rng(10))) for thing in things]
    again = [_bands(thing.strike(0.7, np.random.default_rng(11))) for thing in things]
    near = np.mean([np.abs(a - b).mean() for a, b in zip(first, again, strict=True)])
    far = np.mean([np.abs(a - b).mean() for a, b in itertools.pairwise(first)])
    assert 0 < near < 0.6 * far


def test_roll_keeps_sounding() -> None:
    rng = np.random.default_rng(0)
    wave = ModalObject("membrane", rng).sustain(1.0, rng)
    parts = np.abs(wave).reshape(10, -1).max(1)
    assert parts.min() > 0.02
