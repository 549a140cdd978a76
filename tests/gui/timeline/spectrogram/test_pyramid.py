from __future__ import annotations

import numpy as np
import pyqtgraph
import pytest

from foleystudio.gui.timeline.spectrogram.pyramid import (
    HEAT_MAPS,
    SpectrogramPyramid,
    heat_colours,
    stretched_colours,
    to_pixels,
)
from foleystudio.timebase import ColumnGrid

GRID = ColumnGrid(48_000, 480)  # 100 columns a second


def filled(
    count: int = 1000, bands: int = 4, seed: int = 0
) -> tuple[SpectrogramPyramid, np.ndarray[tuple[int, int], np.dtype[np.uint8]]]:
    columns = np.random.default_rng(seed).integers(0, 256, (bands, count), dtype=np.uint8)
    heat = SpectrogramPyramid(GRID, bands, count)
    heat.put(0, columns)
    return heat, columns


def test_colours_are_inferno() -> None:
    wanted = pyqtgraph.colormap.get("inferno").getLookupTable(nPts=256).astype(int)
    ours = np.stack([(heat_colours() >> shift) & 255 for shift in (16, 8, 0)], axis=-1).astype(int)
    assert np.abs(ours - wanted).max() <= 8
    assert (heat_colours() >> 24 == 255).all()


def test_a_column_is_brightest_at_its_own_instant() -> None:
    heat = SpectrogramPyramid(GRID, 2, 100)
    column = np.zeros((2, 100), np.uint8)
    column[:, 40] = 255
    heat.put(0, column)
    picked = heat.pick(0.0, 0.001, 1000)  # ten pixels a column
    assert np.abs(picked[0].argmax() + 0.5 - 400) <= 1
    assert picked[0, 389] < 30
    assert picked[0, 411] < 30
    assert picked[0, 395] == pytest.approx(picked[0, 404], abs=30)


def test_far_out_a_pixel_shows_the_loudest_of_its_columns() -> None:
    heat, columns = filled()
    for per_pixel in (0.013, 0.05, 0.17, 0.9):
        width = int(9 / per_pixel)
        picked = heat.pick(0.0, per_pixel, width)
        for x in range(0, width, max(1, width // 40)):
            first, stop = x * per_pixel * 100 + 0.5, (x + 1) * per_pixel * 100 + 0.5
            surely = columns[:, int(np.ceil(first)) : int(stop)]
            if surely.shape[1]:
                assert (picked[:, x] >= surely.max(axis=1)).all()
            reach = per_pixel * 100 + 1
            near = columns[:, max(0, int(first - reach)) : int(np.ceil(stop + reach))]
            assert (picked[:, x] <= near.max(axis=1)).all()


def test_outside_the_spectrogram_is_silence() -> None:
    heat = SpectrogramPyramid(GRID, 2, 100, start_s=1.0)
    heat.put(0, np.full((2, 100), 200, np.uint8))
    for per_pixel in (0.002, 0.05):
        picked = heat.pick(0.0, per_pixel, round(3 / per_pixel))
        middle = (np.arange(picked.shape[1]) + 0.5) * per_pixel
        assert (picked[:, (middle < 0.99) | (middle > 2.0)] == 0).all()
        assert (picked[:, (middle > 1.0) & (middle < 1.9)] == 200).all()


def test_tiles_give_what_the_whole_gives() -> None:
    whole, columns = filled(777)
    tiled = SpectrogramPyramid(GRID, 4, 777)
    for first in (512, 0, 256, 768):
        tiled.put(first, columns[:, first : first + 256])
    for per_pixel in (0.003, 0.02, 0.3):
        np.testing.assert_array_equal(tiled.pick(0.4, per_pixel, 300), whole.pick(0.4, per_pixel, 300))


def test_tiles_may_reach_over_both_ends() -> None:
    heat = SpectrogramPyramid(GRID, 1, 10)
    heat.put(-5, np.arange(100, 120, dtype=np.uint8)[None])
    np.testing.assert_array_equal(heat.pick(-0.005, 0.01, 10)[0], np.arange(105, 115))
    heat.put(50, np.zeros((1, 4), np.uint8))  # wholly outside: ignored


def test_wrong_columns_are_refused() -> None:
    heat = SpectrogramPyramid(GRID, 4, 10)
    with pytest.raises(ValueError, match="uint8"):
        heat.put(0, np.zeros((4, 3), np.float32))
    with pytest.raises(ValueError, match="4, M"):
        heat.put(0, np.zeros((5, 3), np.uint8))


@pytest.mark.parametrize("height", [18, 40, 200])
def test_low_bands_are_at_the_bottom(height: int) -> None:
    picked = np.zeros((20, 3), np.uint8)
    picked[0, 1] = 255
    shown = to_pixels(picked, height)
    assert shown.shape == (height if height < 40 else 20, 3)  # high bands are stretched while drawing
    brightness = (shown & 255) + ((shown >> 8) & 255) + ((shown >> 16) & 255)
    assert brightness[:, 1].argmax() >= len(shown) * 0.9 - 1
    assert (brightness[:, 0] == brightness[0, 0]).all()


def test_faint_and_noisy_sounds_use_all_the_colours() -> None:
    rng = np.random.default_rng(0)
    for loudest, noise in ((230, 0), (120, 0), (200, 150)):
        columns = np.zeros((20, 4000), np.uint8)
        if noise:
            columns[:] = rng.normal(noise, 6, columns.shape).clip(1, 255).astype(np.uint8)
        columns[:, 1000:1040] = rng.integers(loudest - 40, loudest, (20, 40))
        heat = SpectrogramPyramid(GRID, 20, 4000)
        heat.put(0, columns)
        darkest, brightest = heat.shown_range(0.01)
        assert loudest - 25 <= brightest <= loudest
        assert 50 <= brightest - darkest <= 72 * 2
        lightness = (stretched_colours(darkest, brightest) >> 8) & 255
        assert lightness[loudest] > 200
        assert lightness[noise] < 70, "what goes on all the time stays dark"


def test_the_range_follows_what_was_put_last_and_silence_has_one() -> None:
    heat = SpectrogramPyramid(GRID, 4, 100)
    assert heat.shown_range(0.01) == (0, 255)
    for value in (250, 90):
        heat.put(0, np.full((4, 100), value, np.uint8))
        assert heat.shown_range(0.01)[1] == value


@pytest.mark.parametrize("name", HEAT_MAPS)
def test_every_map_rises_evenly_in_lightness(name: str) -> None:
    colours = heat_colours(name)
    red, green, blue = ((colours >> shift) & 255 for shift in (16, 8, 0))
    lightness = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert (np.diff(lightness) >= -0.5).all()
    assert lightness[-1] - lightness[0] > 150
