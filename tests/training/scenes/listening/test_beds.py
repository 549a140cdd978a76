from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.training.scenes.listening import beds
from foleystudio.training.scenes.objects.sound_object import Mono

MADE = {make.__name__: make for make in (beds.noise, beds.wind, beds.music, beds.speech, beds.crowd)}


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("seed", range(3))
def test_beds_are_as_long_and_as_loud_as_asked(name: str, seed: int) -> None:
    make: Callable[[float, np.random.Generator], Mono] = MADE[name]
    wave = make(3.0, np.random.default_rng(seed))
    assert wave.shape == (3 * ONSET_RATE_HZ,)
    assert wave.dtype == np.float32
    assert float(np.sqrt(np.mean(np.square(wave)))) == pytest.approx(1.0, abs=0.01)


def test_rain_is_steady() -> None:
    wave = beds.rain(3.0, np.random.default_rng(0))
    tenths = np.sqrt(np.mean(np.square(wave[: 29 * 2205].reshape(29, 2205)), axis=1))
    assert tenths.max() < 2 * tenths.min()


def test_a_piece_is_of_one_of_its_kind() -> None:
    flat = tuple(np.full(50, level, np.float32) for level in (1.0, 2.0))
    some = beds.Beds(noise=flat, speech=flat, music=flat, wind=flat)
    piece = some.piece("wind", 20, np.random.default_rng(0))
    assert piece.shape == (20,)
    assert set(np.abs(piece)) <= {1.0, 2.0}
