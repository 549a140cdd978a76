"""Overlap-add of shaped spectra in groups of columns, readable at any sample."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from torch import Tensor

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.column_frames import ColumnFrames

Floats = NDArray[np.float32]
MakesSpectra = Callable[[int, int], Tensor]
"""Answers the spectra, complex [C, M, bins], of columns ``[first, stop)``."""

_GROUP = 49
"""Columns made at once: a sixth of a window's step."""
_KEPT_GROUPS = 4  # as many as overlap in what is usually read at once


class OverlapAdd:
    """Overlap-add of spectra that are made as they are asked for.

    The groups lie on one grid, so that what a sample is does not depend on where reading began.

    Parameters
    ----------
    frames
        On which columns, at which rate.
    """

    def __init__(self, frames: ColumnFrames) -> None:
        self._frames = frames
        self._groups: LRUCache[int, tuple[int, Wave, Floats]] = LRUCache(_KEPT_GROUPS)

    def read(self, start: int, stop: int, make: MakesSpectra) -> Wave:
        """Samples ``float32 [stop - start, C]``, from ``start`` >= 0, of spectra that are always made the same way.

        Who makes them is not kept: it has this object, and a circle of the two would outlive the take that they made.
        """
        groups = [self._group(number, make) for number in self._groups_over(start, stop)]
        out = np.zeros((stop - start, groups[0][1].shape[1]), dtype=np.float32)
        weights = np.zeros(stop - start, dtype=np.float32)
        for first, samples, weight in groups:
            a, b = max(start, first), min(stop, first + len(samples))
            out[a - start : b - start] += samples[a - first : b - first]
            weights[a - start : b - start] += weight[a - first : b - first]
        return np.asarray(out / np.maximum(weights, 1e-6)[:, None], dtype=np.float32)

    def _groups_over(self, start: int, stop: int) -> range:
        reach = self._frames.size // 2
        first = next(n for n in range(max(0, self._near(start - reach) - 2), 1 << 60) if self._end(n) > start)
        last = first
        while self._frames.span((last + 1) * _GROUP, (last + 1) * _GROUP + 1)[0] < stop:
            last += 1
        return range(first, last + 1)

    def _near(self, sample: int) -> int:
        return max(0, sample) // max(1, self._frames.centre(_GROUP))

    def _end(self, number: int) -> int:
        return self._frames.span(number * _GROUP, (number + 1) * _GROUP)[1]

    def _group(self, number: int, make: MakesSpectra) -> tuple[int, Wave, Floats]:
        kept = self._groups.get(number)
        if kept is None:
            first = number * _GROUP
            samples, weights = self._frames.overlapped(make(first, first + _GROUP), first)
            kept = self._groups[number] = self._frames.span(first, first + _GROUP)[0], samples, weights
        return kept
