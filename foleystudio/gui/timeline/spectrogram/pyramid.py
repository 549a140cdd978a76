"""The spectrogram pyramid: columns at ever coarser time scales, picked and coloured for any zoom."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from foleystudio.timebase import ColumnGrid

Columns = NDArray[np.uint8]
"""``uint8 [F, M]``: lowest band first; 0 is silence, 255 the loudest, even steps of decibels between."""

_FACTOR = 4  # columns of a level that are one of the next
_SILENT_TAIL = 0.10  # this share of what sounds may lie below what is drawn dark
_WIDEST, _NARROWEST, _BELOW_TAIL = 144, 100, 12  # steps of half a decibel

# Dark to bright with evenly rising lightness, which every eye tells apart, after maps that are dedicated to the public
# domain: matplotlib's inferno, and cividis, which looks alike with and without colour blindness.
_INFERNO = (
    (0, 0, 4), (10, 7, 36), (32, 12, 74), (60, 9, 101), (87, 16, 110), (112, 25, 110), (138, 34, 106), (163, 44, 96),
    (188, 55, 84), (210, 69, 69), (228, 88, 51), (240, 112, 32), (249, 140, 10), (252, 171, 16), (249, 203, 53),
    (242, 234, 105), (252, 255, 164),
)  # fmt: skip
_CIVIDIS = (
    (0, 34, 78), (0, 42, 102), (26, 51, 111), (46, 60, 109), (61, 69, 108), (74, 79, 108), (87, 88, 109), (99, 98, 111),
    (111, 107, 115), (125, 117, 119), (138, 127, 120), (152, 138, 118), (167, 148, 115), (182, 160, 110),
    (198, 172, 103), (214, 184, 92), (231, 196, 78), (248, 210, 59), (254, 232, 56),
)  # fmt: skip
_GREY = ((0, 0, 0), (255, 255, 255))
HEAT_MAPS = {"inferno": _INFERNO, "cividis": _CIVIDIS, "grey": _GREY}
"""Colours to choose from, from silence to loudest, by name; the usual ones first."""


@lru_cache(maxsize=4)
def heat_colours(name: str = "inferno") -> NDArray[np.uint32]:
    """``uint32 [256]``: opaque colours (0xffRRGGBB) from silence to loudest, of one of `HEAT_MAPS`."""
    stops = HEAT_MAPS[name]
    at = np.linspace(0, 255, len(stops))
    red, green, blue = (
        np.rint(np.interp(np.arange(256), at, part)).astype(np.uint32) for part in zip(*stops, strict=True)
    )
    colours: NDArray[np.uint32] = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    return colours


@lru_cache(maxsize=8)
def stretched_colours(darkest: int, brightest: int, name: str = "inferno") -> NDArray[np.uint32]:
    """``uint32 [256]``: the colours of all values, the whole range of colours between two of them."""
    share = (np.arange(256) - darkest) / max(1, brightest - darkest)
    colours: NDArray[np.uint32] = heat_colours(name)[np.rint(np.clip(share, 0, 1) * 255).astype(np.intp)]
    return colours


class SpectrogramPyramid:
    """Columns of a spectrogram, with ever coarser copies for zooming out (the loudest of each four).

    Parameters
    ----------
    grid
        Where columns lie: column ``m`` is centred on sample ``m * hop``.
    bands
        F.
    count
        M.
    start_s
        Where column 0 is centred on the time axis.
    """

    def __init__(self, grid: ColumnGrid, bands: int, count: int, start_s: float = 0.0) -> None:
        self.grid = grid
        self.start_s = start_s
        self.bands = bands
        self.count = count
        self._levels: list[Columns] = []
        self._counts: list[NDArray[np.int64]] = []
        length = count
        while True:
            self._levels.append(np.zeros((bands, max(1, length)), np.uint8))
            self._counts.append(np.zeros(256, np.int64))
            if length <= 256:
                break
            length = -(-length // _FACTOR)

    def put(self, first: int, columns: Columns) -> None:
        """Fill in columns from ``first`` on; what lies outside is left out."""
        if columns.ndim != 2 or columns.dtype != np.uint8 or columns.shape[0] != self.bands:
            raise ValueError(f"columns are uint8 [{self.bands}, M], not {columns.dtype} {columns.shape}")
        skipped = max(0, -first)
        columns, first = columns[:, skipped:], first + skipped
        stop = min(self.count, first + columns.shape[1])
        if stop <= first:
            return
        self._place(0, first, columns[:, : stop - first])
        for level in range(1, len(self._levels)):
            finer = self._levels[level - 1]
            first, stop = first // _FACTOR, -(-stop // _FACTOR)
            part = finer[:, first * _FACTOR : stop * _FACTOR]
            short = (stop - first) * _FACTOR - part.shape[1]
            if short:
                part = np.pad(part, ((0, 0), (0, short)))
            self._place(level, first, part.reshape(self.bands, stop - first, _FACTOR).max(axis=2))

    def _place(self, level: int, first: int, columns: Columns) -> None:
        place = self._levels[level][:, first : first + columns.shape[1]]
        self._counts[level] -= np.bincount(place.ravel(), minlength=256)
        place[:] = columns
        self._counts[level] += np.bincount(place.ravel(), minlength=256)

    def shown_range(self, seconds_per_pixel: float) -> tuple[int, int]:
        """Values to be drawn darkest and brightest at a zoom, so that faint and noisy sounds can be read too."""
        heard = self._counts[self._level(seconds_per_pixel)[0]].copy()
        heard[0] = 0  # silence says nothing about the rest
        total = int(heard.sum())
        if not total:
            return 0, 255
        upto = np.cumsum(heard)
        tail, top, most = (int(np.searchsorted(upto, total * share)) for share in (_SILENT_TAIL, 0.999, 1.0))
        brightest = (top + most + 1) // 2
        darkest = max(brightest - _WIDEST, min(brightest - _NARROWEST, tail - _BELOW_TAIL))
        return max(0, darkest), brightest

    def pick(self, start_s: float, seconds_per_pixel: float, width: int) -> Columns:
        """``uint8 [F, width]``: what pixels from ``start_s`` on show; 0 outside the spectrogram.

        Closer than one column a pixel, neighbouring columns are blended by the distance of the pixel's middle
        from their centres; farther, a pixel shows the loudest of its columns.
        """
        edges = column_edges(self.grid, start_s - self.start_s, seconds_per_pixel, width)
        level, step = self._level(seconds_per_pixel)
        if level == 0 and step <= 1:
            picked = blended(self._levels[0], edges)
        else:
            picked = loudest(self._levels[level], (edges + 0.5) / _FACTOR**level, step)
        middle = (edges[:-1] + edges[1:]) / 2
        picked[:, (middle < -0.5) | (middle >= self.count - 0.5)] = 0
        return picked

    def _level(self, seconds_per_pixel: float) -> tuple[int, float]:
        """Which copy a zoom is drawn from, and how many of its columns a pixel spans."""
        level, step = 0, seconds_per_pixel * float(self.grid.columns_per_second)
        while level + 1 < len(self._levels) and step >= _FACTOR:
            level, step = level + 1, step / _FACTOR
        return level, step


def column_edges(grid: ColumnGrid, start_s: float, seconds_per_pixel: float, width: int) -> NDArray[np.float64]:
    """``float64 [width + 1]``: where pixels begin and end, in columns."""
    places = start_s + np.arange(width + 1, dtype=np.float64) * seconds_per_pixel
    return np.multiply(places, float(grid.columns_per_second), dtype=np.float64)


def blended(columns: Columns, edges: NDArray[np.float64]) -> Columns:
    """``uint8 [F, width]``: for pixels smaller than a column, neighbours blended at their middles."""
    last = columns.shape[1] - 1
    at = np.clip((edges[:-1] + edges[1:]) / 2, 0, last)
    left = at.astype(np.intp)
    first, stop = int(left[0]), min(int(left[-1]) + 2, last + 1)
    near = columns[:, first:stop].astype(np.uint16)  # few columns, many pixels: convert before picking
    right = np.minimum(left + 1, last) - first
    weight = ((at - left) * 256).astype(np.uint16)
    mixed = near[:, left - first] * (np.uint16(256) - weight)
    mixed += near[:, right] * weight
    mixed >>= 8
    return mixed.astype(np.uint8)


def loudest(columns: Columns, edges: NDArray[np.float64], step: float) -> Columns:
    """``uint8 [F, width]``: for pixels of ``step`` columns, the loudest of those that reach into each.

    Edges are counted from where column 0 begins, half a column before its centre.
    """
    last = columns.shape[1] - 1
    first = np.clip(edges[:-1].astype(np.intp), 0, last)
    stop = np.clip(np.ceil(edges[1:]).astype(np.intp), 1, last + 1)
    picked = columns[:, first]
    for ahead in range(1, int(step) + 2):
        np.maximum(picked, columns[:, np.minimum(first + ahead, np.maximum(stop - 1, first))], out=picked)
    return picked


def to_pixels(picked: Columns, height: int, colours: NDArray[np.uint32] | None = None) -> NDArray[np.uint32]:
    """``uint32 [H, W]``: colours, lowest band in the last row, to be drawn ``height`` pixels high.

    H is ``height``, bands blended into each other; or, where a band is so high that it shows as a band anyway,
    one row a band, to be stretched while drawing.
    """
    colours = heat_colours() if colours is None else colours
    bands = picked.shape[0]
    if height >= 2 * bands:  # bands are high enough to be seen as such: paint each in one go
        banded: NDArray[np.uint32] = np.take(colours, picked[::-1])
        return banded
    at = np.clip((bands * (1 - (np.arange(height) + 0.5) / height)) - 0.5, 0, bands - 1)
    low = at.astype(np.intp)
    weight = ((at - low) * 256).astype(np.uint16)[:, None]
    wide = picked.astype(np.uint16)
    mixed = np.take(wide, low, axis=0)
    mixed *= np.uint16(256) - weight
    upper = np.take(wide, np.minimum(low + 1, bands - 1), axis=0)
    upper *= weight
    mixed += upper
    mixed >>= 8
    pixels: NDArray[np.uint32] = np.take(colours, mixed)
    return pixels
