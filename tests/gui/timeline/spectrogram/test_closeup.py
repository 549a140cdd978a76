from __future__ import annotations

import numpy as np
import pytest

from foleystudio.gui.timeline.spectrogram import closeup
from foleystudio.gui.timeline.spectrogram.closeup import TILE, Closeups
from foleystudio.gui.timeline.spectrogram.pyramid import SpectrogramPyramid
from foleystudio.timebase import ColumnGrid

RATE_HZ, HOP = 48_000, 32
N_SAMPLES = 5 * TILE * HOP + 700
COUNT = N_SAMPLES // HOP + 1


def filled(*tiles: int) -> tuple[Closeups, np.ndarray[tuple[int, int], np.dtype[np.uint8]]]:
    columns = np.random.default_rng(0).integers(1, 256, (4, COUNT), dtype=np.uint8)
    made = Closeups(RATE_HZ, N_SAMPLES, start_s=0.5)
    for tile in tiles:
        made.put(HOP, tile, columns[:, tile * TILE : (tile + 1) * TILE])
    return made, columns


@pytest.mark.parametrize("samples_per_pixel", [40.0, 90.0, 11.0])
def test_it_shows_what_a_whole_of_such_columns_would(samples_per_pixel: float) -> None:
    made, columns = filled(*range(6))
    whole = SpectrogramPyramid(ColumnGrid(RATE_HZ, HOP), 4, COUNT, start_s=0.5)
    whole.put(0, columns)
    per_pixel = samples_per_pixel / RATE_HZ
    for start_s in (0.4, 0.6123, 0.5 + N_SAMPLES / RATE_HZ - 0.05):
        picked = np.zeros((4, 1500), np.uint8)
        made.lay_over(picked, HOP, start_s, per_pixel)
        np.testing.assert_array_equal(picked, whole.pick(start_s, per_pixel, 1500))


def test_what_is_not_there_is_left_as_it_was() -> None:
    made, _ = filled(1, 3)
    picked = np.zeros((4, COUNT), np.uint8)
    made.lay_over(picked, HOP, 0.5, HOP / RATE_HZ)  # a column a pixel
    lit = picked.max(axis=0) > 0
    for tile in range(5):
        inner = lit[tile * TILE + 2 : (tile + 1) * TILE - 2]
        assert inner.all() if tile in (1, 3) else not inner.any()
    made.lay_over(picked, 8, 0.5, HOP / RATE_HZ)


def test_it_knows_which_tiles_a_view_lacks() -> None:
    made, _ = filled(1, 3)
    tile_s = TILE * HOP / RATE_HZ
    assert made.missing(HOP, 0.0, 100.0) == (0, 2, 4, 5)
    assert made.missing(HOP, 0.5 + 1.1 * tile_s, 0.5 + 1.9 * tile_s) == ()
    assert made.missing(HOP, 0.5 + 1.1 * tile_s, 0.5 + 2.1 * tile_s) == (2,)
    assert made.missing(HOP, 40.0, 41.0) == ()


def test_it_keeps_the_latest_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closeup, "_MEMORY_BYTES", 3 * 4 * TILE)
    made, _ = filled(0, 1, 2, 3, 4)
    assert made.missing(HOP, 0.5, 0.5 + 4.9 * TILE * HOP / RATE_HZ) == (0, 1)
