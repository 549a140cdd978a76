from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.onset_features import (
    BANDS,
    FEATURE_HOP,
    band_db,
    columns_of,
    level_db,
    neighbourhood_db,
    onset_features,
)
from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave


def noise(seconds: float, level: float = 0.1) -> Wave:
    rng = np.random.default_rng(0)
    return (level * rng.standard_normal(round(seconds * ONSET_RATE_HZ))).astype(np.float32)


def features(wave: Wave) -> np.ndarray:
    levels = level_db(wave)
    return onset_features(band_db(wave), levels, neighbourhood_db(levels))


def test_a_column_every_five_milliseconds() -> None:
    wave = noise(1.0)
    assert columns_of(len(wave)) == len(level_db(wave)) == band_db(wave).shape[1] == features(wave).shape[0] == 201
    assert features(wave).shape[1] == 2 * BANDS + 2
    assert band_db(noise(0.0)).shape == (2, 0, BANDS)


def test_a_part_has_the_columns_that_it_has_in_the_whole() -> None:
    wave = noise(12.0)
    part = band_db(wave[1000 * FEATURE_HOP :])
    np.testing.assert_allclose(part[:, 10:], band_db(wave)[:, 1010:], atol=1e-3)


def test_how_loudly_a_sound_was_recorded_does_not_matter() -> None:
    wave = noise(1.0)
    np.testing.assert_allclose(features(wave)[:, :-1], features(0.03 * wave)[:, :-1], atol=1e-3)


def test_the_neighbourhood_never_jumps() -> None:
    levels = np.full(8000, -60.0, np.float32)
    levels[4000] = 0.0
    loudest = neighbourhood_db(levels)
    assert loudest[4000] == pytest.approx(0.0, abs=0.01)
    assert loudest[0] == pytest.approx(-60.0, abs=0.01)
    assert np.abs(np.diff(loudest)).max() < 0.05


def test_the_short_window_tells_when() -> None:
    wave = np.zeros(ONSET_RATE_HZ, np.float32)
    at = 100
    wave[at * FEATURE_HOP :] = noise(1.0)[: ONSET_RATE_HZ - at * FEATURE_HOP]
    short, long = band_db(wave).mean(axis=2)
    assert short[at - 2] == pytest.approx(-100, abs=1)
    assert long[at - 2] > -90
