"""The spectrogram's numbers: columns at several time scales, picked and coloured for any zoom."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from foleystudio.timebase import ColumnGrid

Columns = NDArray[np.uint8]
"""``uint8 [F, M]``: lowest band first; 0 is silence, 255 the loudest."""

_FACTOR = 4

# Dark to bright with evenly rising lightness, after matplotlib's inferno map (dedicated to the public domain).
_STOPS = (
    (0, 0, 4), (10, 7, 36), (32, 12, 74), (60, 9, 101), (87, 16, 110), (112, 25, 110), (138, 34, 106), (163, 44, 96),
    (188, 55, 84), (210, 69, 69), (228, 88, 51), (240, 112, 32), (249, 140, 10), (252, 171, 16), (249, 203, 53),
    (242, 234, 105), (252, 255, 164),
)  # fmt: skip


@lru_cache(maxsize=1)
def heat_colors() -> NDArray[np.uint32]:
    """``uint32 [256]``: opaque colours (0xffRRGGBB) from silence to loudest."""
    at = np.linspace(0, 255, len(_STOPS))
    red, green, blue = (
        np.rint(np.interp(np.arange(256), at, part)).astype(np.uint32) for part in zip(*_STOPS, strict=True)
    )
    colors: NDArray[np.uint32] = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    return colors


class HeatMap:
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
        length = count
        while True:
            self._levels.append(np.zeros((bands, max(1, length)), np.uint8))
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
        self._levels[0][:, first:stop] = columns[:, : stop - first]
        for finer, coarser in zip(self._levels, self._levels[1:], strict=False):
            first, stop = first // _FACTOR, -(-stop // _FACTOR)
            part = finer[:, first * _FACTOR : stop * _FACTOR]
            short = (stop - first) * _FACTOR - part.shape[1]
            if short:
                part = np.pad(part, ((0, 0), (0, short)))
            coarser[:, first:stop] = part.reshape(self.bands, stop - first, _FACTOR).max(axis=2)

    def pick(self, start_s: float, seconds_per_pixel: float, width: int) -> Columns:
        """``uint8 [F, width]``: what pixels from ``start_s`` on show; 0 outside the spectrogram.

        Closer than one column a pixel, neighbouring columns are blended by the distance of the pixel's middle
        from their centres; farther, a pixel shows the loudest of its columns.
        """
        per_second = float(self.grid.columns_per_second)
        places = start_s - self.start_s + np.arange(width + 1, dtype=np.float64) * seconds_per_pixel
        edges = np.multiply(places, per_second, dtype=np.float64)
        step = seconds_per_pixel * per_second
        middle = np.divide(edges[:-1] + edges[1:], 2, dtype=np.float64)
        picked = self._blended(middle) if step <= 1 else self._loudest(np.add(edges, 0.5, dtype=np.float64), step)
        picked[:, (middle < -0.5) | (middle >= self.count - 0.5)] = 0
        return picked

    def _blended(self, at: NDArray[np.float64]) -> Columns:
        columns = self._levels[0]
        last = columns.shape[1] - 1
        at = np.clip(at, 0, last)
        left = at.astype(np.intp)
        first, stop = int(left[0]), min(int(left[-1]) + 2, last + 1)
        near = columns[:, first:stop].astype(np.uint16)  # few columns, many pixels: convert before picking
        right = np.minimum(left + 1, last) - first
        weight = ((at - left) * 256).astype(np.uint16)
        blended = near[:, left - first] * (np.uint16(256) - weight)
        blended += near[:, right] * weight
        blended >>= 8
        return blended.astype(np.uint8)

    def _loudest(self, edges: NDArray[np.float64], step: float) -> Columns:
        level = 0
        while level + 1 < len(self._levels) and step >= _FACTOR:
            level, step = level + 1, step / _FACTOR
        columns = self._levels[level]
        last = columns.shape[1] - 1
        places = edges / _FACTOR**level
        first = np.clip(places[:-1].astype(np.intp), 0, last)
        stop = np.clip(np.ceil(places[1:]).astype(np.intp), 1, last + 1)
        picked = columns[:, first]
        for ahead in range(1, int(step) + 2):
            np.maximum(picked, columns[:, np.minimum(first + ahead, np.maximum(stop - 1, first))], out=picked)
        return picked


def to_pixels(picked: Columns, height: int) -> NDArray[np.uint32]:
    """``uint32 [H, W]``: colours, lowest band in the last row, to be drawn ``height`` pixels high.

    H is ``height``, bands blended into each other; or, where a band is so high that it shows as a band anyway,
    one row a band, to be stretched while drawing.
    """
    bands = picked.shape[0]
    if height >= 2 * bands:  # bands are high enough to be seen as such: paint each in one go
        banded: NDArray[np.uint32] = np.take(heat_colors(), picked[::-1])
        return banded
    at = np.clip((bands * (1 - (np.arange(height) + 0.5) / height)) - 0.5, 0, bands - 1)
    low = at.astype(np.intp)
    weight = ((at - low) * 256).astype(np.uint16)[:, None]
    wide = picked.astype(np.uint16)
    blended = np.take(wide, low, axis=0)
    blended *= np.uint16(256) - weight
    upper = np.take(wide, np.minimum(low + 1, bands - 1), axis=0)
    upper *= weight
    blended += upper
    blended >>= 8
    pixels: NDArray[np.uint32] = np.take(heat_colors(), blended)
    return pixels
