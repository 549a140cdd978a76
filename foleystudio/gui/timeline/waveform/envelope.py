"""Waveform outlines: from peaks to lowest and highest value per device column, and from these to a picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from foleystudio.gui.timeline.view_models import SAMPLES_A_PEAK, Waveform

Levels = NDArray[np.float32]

_TILE = 512  # pixels drawn at once
_TILES_KEPT = 48  # in memory, those used last
_NOTHING: Levels = np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class WaveformEnvelope:
    """Lowest and highest sample of each device column of a waveform.

    Parameters
    ----------
    first
        Device column of the first value, counted from 0 s (not from the left edge).
    low, high
        ``float32 [W]``: lowest and highest sample in each column, over the channels.
    """

    first: int
    low: Levels
    high: Levels

    def part(self, first: int, columns: int) -> WaveformEnvelope:
        """Those of its columns that lie within ``columns`` from ``first`` on."""
        start, stop = max(0, first - self.first), max(0, first + columns - self.first)
        return WaveformEnvelope(self.first + start, self.low[start:stop], self.high[start:stop])

    def scaled(self, factor: float) -> WaveformEnvelope:
        """The same, higher or lower."""
        return (
            self
            if factor == 1
            else WaveformEnvelope(self.first, self.low * np.float32(factor), self.high * np.float32(factor))
        )


@dataclass(frozen=True, eq=False)
class _Tile:
    envelope: WaveformEnvelope
    is_final: bool


class EnvelopeReader:
    """Envelope of one sound at one zoom, read in tiles of fixed columns and cached.

    Tiles begin at the same samples wherever the view is: scrolling never changes what a column shows, and
    reads only what was not in view before. Closer than the peaks' own spacing, where the sound itself must be
    read, tiles are blocky at first; `refine` makes them exact, one at a time, when there is time for it.

    Parameters
    ----------
    wave
        The sound.
    columns_per_second
        Device columns a second: zoom times device pixel ratio.
    """

    def __init__(self, wave: Waveform, columns_per_second: float) -> None:
        self.wave, self.columns_per_second = wave, columns_per_second
        self._tiles: LRUCache[int, _Tile] = LRUCache(_TILES_KEPT)

    def read(self, first: int, count: int) -> WaveformEnvelope:
        """Outline of ``count`` columns from ``first`` on, without those that lie outside the sound."""
        parts = [part for part in map(self._tile, _numbers(first, count)) if len(part.low)]
        if not parts:
            return WaveformEnvelope(first, _NOTHING, _NOTHING)
        low, high = np.concatenate([p.low for p in parts]), np.concatenate([p.high for p in parts])
        return WaveformEnvelope(parts[0].first, low, high).part(first, count)

    def refine(self, first: int, count: int) -> bool:
        """Make one tile exact that columns are in; whether there was one to do."""
        for number in _numbers(first, count):
            tile = self._tiles.get(number)
            if tile is not None and not tile.is_final:
                self._tiles[number] = _Tile(self._read_tile(number * _TILE, exact=True), is_final=True)
                return True
        return False

    def is_final(self, first: int, count: int) -> bool:
        """Whether what was read of these columns is exact."""
        tiles = (self._tiles.get(number) for number in _numbers(first, count))
        return all(tile is None or tile.is_final for tile in tiles)

    def _tile(self, number: int) -> WaveformEnvelope:
        tile = self._tiles.get(number)
        if tile is None:
            exact = self.wave.is_quick or self.wave.rate_hz / self.columns_per_second >= SAMPLES_A_PEAK
            tile = self._tiles[number] = _Tile(self._read_tile(number * _TILE, exact=exact), exact)
        return tile.envelope

    def _read_tile(self, left: int, *, exact: bool) -> WaveformEnvelope:
        wave, per_second = self.wave, self.columns_per_second
        first = max(left, floor(wave.start_s * per_second))
        last = min(left + _TILE, ceil(wave.stop_s * per_second))
        if last <= first or not wave.n_samples:
            return WaveformEnvelope(first, _NOTHING, _NOTHING)
        samples_per_column = wave.rate_hz / per_second
        start = (first / per_second - wave.start_s) * wave.rate_hz
        if not exact:
            return _blocky_outline(wave, first, last, start, samples_per_column)
        if samples_per_column <= 1.5:
            return _close_outline(wave, first, last, start, samples_per_column)
        begin = max(0, round(start))
        end = min(wave.n_samples, max(begin + 1, round(start + (last - first) * samples_per_column)))
        if end <= begin:
            return WaveformEnvelope(first, _NOTHING, _NOTHING)
        peaks = wave.peaks.read(begin, end, last - first)
        low, high = peaks[..., 0].min(axis=1), peaks[..., 1].max(axis=1)
        return WaveformEnvelope(first, low * np.float32(wave.gain), high * np.float32(wave.gain))


def _numbers(first: int, count: int) -> range:
    """Tiles that hold columns."""
    return range(first // _TILE, -(-(first + count) // _TILE))


def _blocky_outline(wave: Waveform, first: int, last: int, start: float, step: float) -> WaveformEnvelope:
    """What the finest peaks know: each column shows the peak that its middle lies in."""
    at = start + (np.arange(last - first) + 0.5) * step
    block = np.clip(at, 0, wave.n_samples - 1).astype(np.int64) // SAMPLES_A_PEAK
    begin, end = int(block[0]), int(block[-1]) + 1
    peaks = wave.peaks.read(begin * SAMPLES_A_PEAK, end * SAMPLES_A_PEAK, end - begin) * np.float32(wave.gain)
    low, high = peaks[..., 0].min(axis=1), peaks[..., 1].max(axis=1)
    return WaveformEnvelope(first, low[block - begin], high[block - begin])


def _close_outline(wave: Waveform, first: int, last: int, start: float, step: float) -> WaveformEnvelope:
    """Fewer samples than columns: the curve through the samples, which stand at their instants."""
    begin = max(0, floor(start) - 1)
    end = min(wave.n_samples, ceil(start + (last - first) * step) + 2)
    if end <= begin:
        return WaveformEnvelope(first, _NOTHING, _NOTHING)
    peaks = wave.peaks.read(begin, end, end - begin)
    places = start + np.arange(last - first + 1) * step
    at = np.arange(begin, end)
    low = np.interp(places, at, peaks[..., 0].min(axis=1)).astype(np.float32) * np.float32(wave.gain)
    high = np.interp(places, at, peaks[..., 1].max(axis=1)).astype(np.float32) * np.float32(wave.gain)
    return WaveformEnvelope(first, np.minimum(low[:-1], low[1:]), np.maximum(high[:-1], high[1:]))


def envelope_picture(envelope: WaveformEnvelope, height_px: int, colour: QColor, min_thick_px: float = 1.0) -> QImage:
    """Picture of an envelope with soft edges, full scale at the picture's top and bottom.

    Parameters
    ----------
    envelope
        ``W`` columns.
    height_px
        Device pixels.
    colour
        Of the wave; its alpha counts.
    min_thick_px
        Silence is a line this thick, in device pixels.

    Returns
    -------
    QImage
        ``W x height_px``, premultiplied alpha.
    """
    middle = height_px / 2
    # 1/64 pixel steps in int16: as smooth as the eye can see, and four times faster than floats.
    top = np.clip(middle - envelope.high * middle, 0, height_px)
    bottom = np.clip(middle - envelope.low * middle, 0, height_px)
    thin = np.maximum(0, min_thick_px - (bottom - top)) / 2
    top64 = np.rint((top - thin) * 64).astype(np.int16)
    bottom64 = np.rint((bottom + thin) * 64).astype(np.int16)
    rows = (np.arange(height_px, dtype=np.int16) * 64)[:, None]
    covered = np.minimum(bottom64[None], rows + np.int16(64))
    covered -= np.maximum(top64[None], rows)
    np.clip(covered, 0, 64, out=covered)
    pixels: NDArray[np.uint32] = _ramp(colour)[covered]
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the array dies with this call


def _ramp(colour: QColor) -> NDArray[np.uint32]:
    """``uint32 [65]``: premultiplied colours for 0/64 to 64/64 of a pixel covered."""
    alpha = np.arange(65) / 64 * colour.alphaF()
    ramp = np.rint(alpha * 255).astype(np.uint32) << 24
    for shift, channel in ((16, colour.redF()), (8, colour.greenF()), (0, colour.blueF())):
        ramp |= np.rint(alpha * channel * 255).astype(np.uint32) << shift
    return ramp.astype(np.uint32)
