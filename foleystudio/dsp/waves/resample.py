"""Sample rates: whole sounds and streams, by soxr."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import soxr

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.progress import heed
from foleystudio.timebase import rescale

_QUALITY = "HQ"
_AT_ONCE = 1 << 22  # samples of all channels: longer sounds are resampled in pieces of a quarter of that


def resample(samples: Wave, from_hz: int, to_hz: int) -> Wave:
    """Samples at another rate; the instant of every sample is kept.

    Parameters
    ----------
    samples
        ``float32 [N]`` or ``[N, C]``.
    from_hz, to_hz
        Rates.

    Returns
    -------
    ``float32``, exactly ``rescale(N, from_hz, to_hz)`` samples long; the same array when the rates are equal.
    """
    if from_hz == to_hz:
        return samples
    length = rescale(len(samples), from_hz, to_hz)
    if not len(samples):
        return np.zeros((length, *samples.shape[1:]), dtype=np.float32)
    if samples.size > _AT_ONCE:
        columns = samples.reshape(len(samples), -1)
        out, at = np.zeros((length, columns.shape[1]), np.float32), 0
        for block in resample_blocks(_pieces(columns), from_hz, to_hz, columns.shape[1]):
            out[at : at + len(block)] = block[: length - at]
            at += len(block)
        return out.reshape(length, *samples.shape[1:])
    return _exactly(np.asarray(soxr.resample(samples, from_hz, to_hz, quality=_QUALITY), dtype=np.float32), length)


def _pieces(columns: Wave) -> Iterator[Wave]:
    step = max(1, _AT_ONCE // 4 // columns.shape[1])
    return (columns[first : first + step] for first in range(0, len(columns), step))


def resample_sound(sound: Sound, rate_hz: int) -> Sound:
    """A sound at another rate."""
    return replace(sound, samples=resample(sound.samples, sound.rate_hz, rate_hz), rate_hz=rate_hz)


def resample_blocks(blocks: Iterable[Wave], from_hz: int, to_hz: int, channels: int) -> Iterator[Wave]:
    """Resample a sound that comes in blocks; joined, they equal `resample` of the whole.

    Parameters
    ----------
    blocks
        ``float32 [n, C]`` each, any lengths.

    Yields
    ------
    ``float32 [m, C]``, blocks without samples left out.
    """
    if from_hz == to_hz:
        yield from blocks
        return
    stream = soxr.ResampleStream(from_hz, to_hz, channels, dtype="float32", quality=_QUALITY)
    taken = given = 0
    for block in blocks:
        heed()
        taken += len(block)
        out = stream.resample_chunk(np.ascontiguousarray(block).reshape(-1, channels), last=False)
        if len(out):
            given += len(out)
            yield out
    rest = stream.resample_chunk(np.zeros((0, channels), dtype=np.float32), last=True)
    rest = _exactly(rest.reshape(-1, channels), max(0, rescale(taken, from_hz, to_hz) - given))
    if len(rest):
        yield rest


def _exactly(samples: Wave, length: int) -> Wave:
    """Cut, or lengthen by silence: the library's own rounding may differ by a sample."""
    if len(samples) >= length:
        return samples[:length]
    return np.concatenate([samples, np.zeros((length - len(samples), *samples.shape[1:]), dtype=np.float32)])
