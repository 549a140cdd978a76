"""The limiter holds its ceiling, hears what comes, and has no memory of what is far away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.limiter import CELL, REACH_CELLS, held_down, limit

_MARGIN = CELL * REACH_CELLS


def _whole(samples: Wave, ceiling: float) -> Wave:
    quiet = np.zeros((_MARGIN, samples.shape[1]), dtype=np.float32)
    return limit(np.concatenate([quiet, samples, quiet]), ceiling)


def _bursts(seed: int, cells: int = 400, channels: int = 2) -> Wave:
    rng = np.random.default_rng(seed)
    loudness = np.repeat(rng.choice([0.01, 0.3, 1.0, 3.0], cells), CELL)[:, None]
    bursts: Wave = (rng.standard_normal((cells * CELL, channels)) * loudness).astype(np.float32)
    return bursts


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(0.05, 1.0))
def test_no_sample_is_above_the_ceiling(seed: int, ceiling: float) -> None:
    assert np.abs(_whole(_bursts(seed), ceiling)).max() <= ceiling * (1 + 1e-6)


def test_what_is_quiet_stays_as_it_is() -> None:
    samples = _bursts(1)[: 64 * CELL] * np.float32(0.01)
    np.testing.assert_array_equal(_whole(samples, 0.9), samples)


def test_far_from_a_peak_nothing_changes() -> None:
    samples = np.full((300 * CELL, 1), 0.5, dtype=np.float32)
    samples[150 * CELL] = 3.0
    out = _whole(samples, 0.9)
    touched = np.flatnonzero(out[:, 0] != samples[:, 0])
    assert touched.min() > (150 - REACH_CELLS) * CELL
    assert touched.max() < (150 + REACH_CELLS) * CELL


def test_stretches_equal_the_whole() -> None:
    samples = _bursts(2)
    whole = _whole(samples, 0.8)
    padded = np.concatenate([np.zeros((_MARGIN, 2), np.float32), samples, np.zeros((_MARGIN, 2), np.float32)])
    for first, last in [(0, 64), (64, 200), (200, 400)]:
        piece = limit(padded[first * CELL : last * CELL + 2 * _MARGIN], 0.8)
        np.testing.assert_array_equal(piece, whole[first * CELL : last * CELL])


def test_gain_moves_smoothly() -> None:
    samples = np.full((300 * CELL, 1), 0.5, dtype=np.float32)
    samples[150 * CELL : 151 * CELL] = 2.0
    gain = _whole(samples, 0.9)[:, 0] / samples[:, 0]
    assert np.abs(np.diff(gain)).max() < 0.005


def test_silence_stays_digital_silence() -> None:
    samples = _bursts(3)
    samples[100 * CELL : 200 * CELL] = 0
    assert not _whole(samples, 0.5)[100 * CELL : 200 * CELL].any()


def test_it_tells_the_lowest_gain_that_it_took() -> None:
    samples = np.full((300 * CELL, 1), 0.25, dtype=np.float32)
    samples[150 * CELL] = 1.8
    quiet = np.zeros((_MARGIN, 1), dtype=np.float32)
    wave, gain = held_down(np.concatenate([quiet, samples, quiet]), 0.9)
    assert gain == pytest.approx(0.5, rel=1e-3)
    assert wave[150 * CELL, 0] == pytest.approx(0.9, rel=1e-3)
    assert held_down(np.concatenate([quiet, 0.1 * samples, quiet]), 0.9)[1] == 1.0
