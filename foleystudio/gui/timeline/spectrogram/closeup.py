"""Closer looks at parts of a spectrogram, for the zooms at which the whole one's columns are too coarse."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from operator import attrgetter

import numpy as np

from foleystudio.byte_cache import ByteCache
from foleystudio.gui.timeline.spectrogram.pyramid import Columns, blended, column_edges, loudest
from foleystudio.timebase import ColumnGrid

TILE = 512
"""Columns of a tile."""

_MEMORY_BYTES = 48 << 20  # of tiles; those out of view longest go first, and are computed again


@dataclass(frozen=True)
class _Run:
    """Tiles side by side that are all there."""

    first: int
    columns: Columns


class Closeups:
    """Tiles of columns at finer hops than the whole's, the latest used kept.

    Parameters
    ----------
    rate_hz, n_samples
        Of the sound.
    start_s
        Where its first sample lies on the time axis.
    """

    def __init__(self, rate_hz: int, n_samples: int, start_s: float = 0.0) -> None:
        self._rate_hz, self._n_samples, self._start_s = rate_hz, n_samples, start_s
        self._tiles = ByteCache[tuple[int, int], Columns](_MEMORY_BYTES, attrgetter("nbytes"))

    def put(self, hop: int, tile: int, columns: Columns) -> None:
        """Keep ``uint8 [F, up to TILE]`` columns from ``tile * TILE`` on."""
        self._tiles[hop, tile] = columns

    def missing(self, hop: int, start_s: float, stop_s: float) -> tuple[int, ...]:
        """Tiles that a part of the time axis needs and that are not there, in order."""
        per_second = self._rate_hz / hop
        first = max(0, floor((start_s - self._start_s) * per_second - 1) // TILE)
        last = min(self._count(hop) - 1, ceil((stop_s - self._start_s) * per_second) + 1) // TILE
        return tuple(tile for tile in range(first, last + 1) if (hop, tile) not in self._tiles)

    def lay_over(self, picked: Columns, hop: int, start_s: float, seconds_per_pixel: float) -> None:
        """Replace the pixels (from ``start_s`` on) that lie within tiles that are there."""
        grid, count = ColumnGrid(self._rate_hz, hop), self._count(hop)
        edges = column_edges(grid, start_s - self._start_s, seconds_per_pixel, picked.shape[1])
        step = seconds_per_pixel * float(grid.columns_per_second)
        for run in self._runs(hop, max(0, floor(edges[0]) // TILE), min(count - 1, ceil(edges[-1])) // TILE):
            stop = run.first + run.columns.shape[1]
            # The pixels all of whose columns are there; at the sound's own ends those whose middles lie within it.
            low = run.first + 1 if run.first else -0.5 - step / 2
            high = stop - 1 if stop < count else count - 0.5 + step / 2
            left = max(0, ceil((low - edges[0]) / step))
            right = min(picked.shape[1], floor((high - edges[0]) / step))
            if right <= left:
                continue
            within = edges[left : right + 1] - run.first
            picked[:, left:right] = (
                blended(run.columns, within) if step <= 1 else loudest(run.columns, within + 0.5, step)
            )

    def _count(self, hop: int) -> int:
        return self._n_samples // hop + 1

    def _runs(self, hop: int, first: int, last: int) -> list[_Run]:
        runs: list[list[Columns]] = []
        starts: list[int] = []
        for tile in range(first, last + 1):
            columns = self._tiles.get((hop, tile))
            if columns is None:
                continue
            if starts and starts[-1] + len(runs[-1]) == tile:
                runs[-1].append(columns)
            else:
                starts.append(tile)
                runs.append([columns])
        return [_Run(start * TILE, np.concatenate(run, axis=1)) for start, run in zip(starts, runs, strict=True)]
