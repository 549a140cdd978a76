"""Waveform outlines at any zoom: lowest and highest samples in a pyramid, on disk by the file's contents."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.errors import FoleyError
from foleystudio.media.cache import cache_file, contents_size, new_cache_file, read_kept
from foleystudio.media.sound.reader import SoundReader
from foleystudio.progress import Cancelled, Note, Progress, never_cancelled, no_note, no_progress, stop_if

SAMPLES_A_PEAK = 256
"""Samples under one peak of the finest level; each level above covers four times as many."""

_LEVEL_STEP = 4  # of a level, joined to one of the next: all coarser ones together take a third of the finest
_KIND = "peaks-1"
_HEAD = struct.Struct("<8sqqq")  # magic, rate, channels, samples
_MAGIC = b"FOLPEAK1"
# Below the finest level real samples are read; this many are held so that scrolling is served from memory.
_WINDOW = 1 << 18

PeakPairs = NDArray[np.float32]
"""``float32 [n, C, 2]``: lowest and highest sample."""


class Peaks:
    """Outline of one sound.

    Parameters
    ----------
    levels
        ``float32 [P, C, 2]`` each, finest first.
    rate_hz, n_samples
        Of the sound.
    source
        Where samples come from when the view is finer than the finest level; None shows that level.
    """

    def __init__(
        self,
        levels: list[PeakPairs],
        rate_hz: int,
        n_samples: int,
        source: Path | Sound | None = None,
        stream: int | None = None,
    ) -> None:
        self.rate_hz = rate_hz
        self.n_samples = n_samples
        self.channels = int(levels[0].shape[1])
        self._levels = levels
        self._source = source
        self._stream = stream
        self._window: Wave = np.zeros((0, self.channels), dtype=np.float32)
        self._window_at = 0

    def read(self, start_sample: int, stop_sample: int, buckets: int) -> PeakPairs:
        """Lowest and highest samples of ``buckets`` equal parts of ``[start_sample, stop_sample)``.

        Returns
        -------
        ``float32 [buckets, C, 2]``; parts outside the sound are 0.
        """
        if buckets <= 0 or stop_sample <= start_sample:
            return np.zeros((max(0, buckets), self.channels, 2), dtype=np.float32)
        edges = np.linspace(start_sample, stop_sample, buckets + 1)
        span = (stop_sample - start_sample) / buckets
        if span < SAMPLES_A_PEAK and self._source is not None:
            samples, at = self._samples(start_sample, stop_sample)
            if len(samples):
                return _gather(np.stack([samples, samples], axis=-1), edges - at, 1, self.n_samples - at)
        level = 0
        while level + 1 < len(self._levels) and SAMPLES_A_PEAK * _LEVEL_STEP ** (level + 1) <= span:
            level += 1
        return _gather(self._levels[level], edges, SAMPLES_A_PEAK * _LEVEL_STEP**level, self.n_samples)

    def _samples(self, start: int, stop: int) -> tuple[Wave, int]:
        """Samples that hold ``[start, stop)`` as far as the sound goes, none if unreadable; the first one's place."""
        first, last = max(0, start), min(stop, self.n_samples)
        if isinstance(self._source, Sound):
            return self._source.samples[first:last], first
        if self._source is not None and not (self._window_at <= first and last <= self._window_at + len(self._window)):
            margin = max(0, _WINDOW - (last - first)) // 2
            at = max(0, first - margin)
            try:
                with SoundReader(self._source, stream=self._stream, by_stamps=True) as reader:  # a view cannot wait
                    self._window, self._window_at = reader.read(at, last + margin - at), at
            except FoleyError:  # the finest level is drawn instead
                return self._window[:0], first
        return self._window, self._window_at


def _gather(peaks: PeakPairs, edges: NDArray[np.float64], span: int, n_samples: int) -> PeakPairs:
    """Join the peaks under each part; ``span`` samples lie under a peak."""
    buckets = len(edges) - 1
    first = np.clip(np.floor(edges[:-1] / span).astype(np.int64), 0, len(peaks) - 1)
    last = np.clip(np.ceil(edges[1:] / span).astype(np.int64), first + 1, len(peaks))
    found = np.empty((buckets, peaks.shape[1], 2), dtype=np.float32)
    base = int(first[0])
    part = np.asarray(peaks[base : int(last[-1])])
    # reduceat wants [first, last) pairs: even results are the parts, odd ones what lies between.
    bounds = np.stack([first - base, last - base], axis=1).reshape(-1)
    padded = np.concatenate([part, part[-1:]])
    found[..., 0] = np.minimum.reduceat(padded[..., 0], bounds, axis=0)[::2]
    found[..., 1] = np.maximum.reduceat(padded[..., 1], bounds, axis=0)[::2]
    found[(edges[1:] <= 0) | (edges[:-1] >= n_samples)] = 0
    return found


def build_peaks(
    source: Path | Sound,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
    *,
    stream: int | None = None,
    note: Note = no_note,
) -> Peaks:
    """Outline of a file's sound, at the file's own rate from clip time 0 on, or of a sound in memory.

    A file's outline is kept in the cache and mapped from there, so an hour takes no memory.

    Parameters
    ----------
    source
        The file or the sound.
    progress, cancelled
        Share of the file read; whether to stop.
    stream
        Which of the file's sound streams, counted from 0.
    note
        Told, a sentence each, about samples that were not numbers and about damage.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no sound.
    CancelledError
        When the user cancelled.
    """
    if isinstance(source, Sound):
        levels, count = _pyramid([source.samples], source.channels)
        return Peaks(levels, source.rate_hz, count, source)
    path = Path(source)
    kept = cache_file(path, _KIND, f"-a{'' if stream is None else stream}.peaks")
    if (known := read_kept(kept, lambda file: _mapped(file, path, stream))) is not None:
        return known
    with SoundReader(path, stream=stream, note=note) as reader:
        levels, count = _pyramid(_watched(reader, progress, cancelled), reader.channels)
        rate_hz = reader.rate_hz
    try:
        with new_cache_file(kept) as temporary, temporary.open("wb") as file:
            file.write(_HEAD.pack(_MAGIC, rate_hz, levels[0].shape[1], count))
            for level in levels:
                file.write(level.tobytes())
        return _mapped(kept, path, stream)
    except (FoleyError, OSError, ValueError):  # no room for the cache: work from memory
        return Peaks(levels, rate_hz, count, path, stream)


def _watched(reader: SoundReader, progress: Progress, cancelled: Cancelled) -> Iterator[Wave]:
    total, done = max(1, len(reader)), 0
    for block in reader.blocks(block=SAMPLES_A_PEAK * 1024):
        stop_if(cancelled)
        yield block
        done += len(block)
        progress(min(1.0, done / total), "drawing the waveform")


def _pyramid(blocks: Iterable[Wave], channels: int) -> tuple[list[PeakPairs], int]:
    """All levels, and how many samples there were; only the last block may be no multiple of the finest span."""
    finest, count = [np.zeros((0, channels, 2), dtype=np.float32)], 0
    for block in blocks:
        count += len(block)
        finest.append(_joined(np.stack([block, block], axis=-1), SAMPLES_A_PEAK))
    levels = [np.concatenate(finest)]
    if not count:
        levels = [np.zeros((1, channels, 2), dtype=np.float32)]
    while len(levels[-1]) > 1:
        levels.append(_joined(levels[-1], _LEVEL_STEP))
    return levels, count


def _joined(peaks: PeakPairs, step: int) -> PeakPairs:
    """Join every ``step`` neighbours; the last may have fewer."""
    if not len(peaks):
        return peaks
    starts = np.arange(0, len(peaks), step)
    low = np.minimum.reduceat(peaks[..., 0], starts, axis=0)
    high = np.maximum.reduceat(peaks[..., 1], starts, axis=0)
    return np.stack([low, high], axis=-1).astype(np.float32, copy=False)


def _mapped(kept: Path, path: Path, stream: int | None) -> Peaks:
    with kept.open("rb") as file:
        head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise ValueError("cut off")
    magic, rate_hz, channels, count = _HEAD.unpack(head)
    if magic != _MAGIC or min(rate_hz, channels, count + 1) < 1 or count > kept.stat().st_size * SAMPLES_A_PEAK:
        raise ValueError("not an outline")
    lengths = [max(1, -(-count // SAMPLES_A_PEAK))]
    while lengths[-1] > 1:
        lengths.append(-(-lengths[-1] // _LEVEL_STEP))
    if contents_size(kept) != _HEAD.size + sum(lengths) * channels * 8:
        raise ValueError("not as long as it says")
    mapped = np.memmap(kept, dtype=np.float32, mode="r", offset=_HEAD.size, shape=(sum(lengths), channels, 2))
    bounds = np.cumsum([0, *lengths])
    levels = [mapped[a:b] for a, b in pairwise(bounds.tolist())]
    return Peaks(levels, rate_hz, count, path, stream)
