"""Level curves on the 5 ms grid."""

from __future__ import annotations

import numpy as np

from foleystudio.engine.loudness.levels import cell_powers, decibels, level_curve, spread


def test_a_last_part_of_a_cell_counts_as_one() -> None:
    powers = cell_powers(np.ones((250, 2), dtype=np.float32), 48_000)
    np.testing.assert_allclose(powers, [1.0, 10 / 240])


def test_spread_is_the_mean_of_what_lies_around() -> None:
    np.testing.assert_allclose(spread(np.array([0.0, 3.0, 6.0]), 1, 1), [1.0, 3.0, 3.0])


def test_steady_sounds_have_a_flat_curve_in_the_middle() -> None:
    curve = level_curve(np.full((48_000, 1), 0.25, dtype=np.float32), 48_000, 0.04)
    assert len(curve) == 200
    np.testing.assert_allclose(curve[5:-5], 0.25)


def test_decibels_are_held() -> None:
    np.testing.assert_allclose(decibels(np.array([0.0, 0.1, 1.0])), [-120.0, -20.0, 0.0], atol=1e-9)
