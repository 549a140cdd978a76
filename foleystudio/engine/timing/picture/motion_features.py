"""A few numbers a frame that say how a clip moves: its motion descriptors, compressed for learning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.picture.optical_flow import CHANNELS
from foleystudio.progress import heed

Floats = NDArray[np.float32]

_USED = CHANNELS.index("texture")  # texture says where flow can be trusted, not what moves
_COMPONENTS = 40  # principal axes of the motion that are kept
_LEARNT_FRAMES = 400  # evenly spread, that the axes are learnt from
_AROUND_S = 1.5  # to either side: what lasts longer is no event
_CHUNK = 512  # frames read at once: memory stays bounded
_LEAST_ENERGY = 1e-4  # of all: axes with less are left out
_MOST_AXES = 48  # more only learn a few marks by heart
_STEP_S = 1 / 30  # from look to look around a frame
_BEFORE_S = 0.25  # what leads up to a contact
_AFTER_S = 0.2  # what comes of it


@dataclass(frozen=True, eq=False)
class MotionFeatures:
    """Motion descriptors of every frame on their principal axes, less the mean of the seconds around.

    Parameters
    ----------
    values
        ``float32 [T, K]``.
    seconds
        ``float64 [T]``: display times.
    """

    values: Floats
    seconds: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def offsets(self) -> NDArray[np.float64]:
        """Seconds around a frame that are looked at with it: further back than forward, as sound follows picture."""
        steps = np.diff(self.seconds)
        step_s = max(_STEP_S, float(np.median(steps)) if len(steps) else _STEP_S)
        steps_around = np.arange(-round(_BEFORE_S / step_s), round(_AFTER_S / step_s) + 1)
        return np.asarray(steps_around * step_s, np.float64)

    def in_context(self, frames: NDArray[np.int64]) -> Floats:
        """Features of frames with those around them, ``float32 [n, len(offsets) * K]``."""
        return np.concatenate([self.values[self.shifted(frames, at)] for at in self.offsets], axis=1)

    def shifted(self, frames: NDArray[np.int64], offset_s: float) -> NDArray[np.int64]:
        """The frames nearest to ``offset_s`` after the given ones, held at the clip's ends."""
        wanted = self.seconds[frames] + offset_s
        after = np.clip(np.searchsorted(self.seconds, wanted), 1, len(self) - 1) if len(self) > 1 else frames * 0
        nearer = wanted - self.seconds[after - 1] < self.seconds[after] - wanted
        return np.where(nearer, np.maximum(after - 1, 0), after)


@lru_cache(maxsize=2)  # the same clip is taught again after every correction
def features_of(motion: MotionDescriptors) -> MotionFeatures:
    """Compress a clip's descriptors to their principal components, slow changes taken out.

    Components are those of this clip, so that they describe what moves in it and nothing else.
    """
    learnt = np.unique(np.linspace(0, len(motion) - 1, min(len(motion), _LEARNT_FRAMES)).astype(np.int64))
    heed()
    sample = _compressed(motion, learnt)
    mean = sample.mean(axis=0)
    per_channel = np.sqrt(np.square(sample - mean).reshape(-1, _USED).mean(axis=0)) + 1e-6
    scale = np.tile(1 / per_channel, sample.shape[1] // _USED).astype(np.float32)
    basis = _basis((sample - mean) * scale)
    values = np.concatenate([((_compressed(motion, part) - mean) * scale) @ basis for part in _chunks(len(motion))])
    values[motion.cut] = 0
    return MotionFeatures(_without_slow(values, motion.frames.seconds), motion.frames.seconds)


def _basis(sample: Floats) -> Floats:
    """``[d, K]``: directions in which the sample's rows vary most, scaled so that the first has a variance of 1."""
    energy, vectors = np.linalg.eigh((sample @ sample.T).astype(np.float64))  # fewer rows than columns
    energy, vectors = energy[::-1][:_COMPONENTS], vectors[:, ::-1][:, :_COMPONENTS]
    kept = energy > 1e-9 * max(1e-9, float(energy[0]))
    if not kept.any():
        return np.zeros((sample.shape[1], 1), np.float32)
    axes = sample.T @ (vectors[:, kept] / np.sqrt(energy[kept]))
    return np.asarray(axes * np.sqrt(len(sample) / energy[0]), np.float32)


def _chunks(count: int) -> Iterator[NDArray[np.int64]]:
    for first in range(0, count, _CHUNK):
        heed()
        yield np.arange(first, min(first + _CHUNK, count))


def _compressed(motion: MotionDescriptors, frames: NDArray[np.int64]) -> Floats:
    """``[n, cells * channels]``: square roots, so that the strongest motion does not drown the rest."""
    cells = np.asarray(motion.grid[frames][..., :_USED], np.float32).reshape(len(frames), -1)
    roots = np.sqrt(np.abs(cells))
    return np.copysign(roots, cells)


def _without_slow(values: Floats, seconds: NDArray[np.float64]) -> Floats:
    """Less the mean within ``_AROUND_S``."""
    heed()
    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])
    first = np.searchsorted(seconds, seconds - _AROUND_S)
    stop = np.searchsorted(seconds, seconds + _AROUND_S, side="right")
    return np.asarray(values - (sums[stop] - sums[first]) / (stop - first)[:, None], np.float32)


def main_axes(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """``[d, r]``: the orthonormal directions in which the rows vary most."""
    heed()
    energy, vectors = np.linalg.eigh(x @ x.T if len(x) < x.shape[1] else x.T @ x)
    energy, vectors = energy[-_MOST_AXES:], vectors[:, -_MOST_AXES:]
    kept = energy > _LEAST_ENERGY * max(1e-12, float(energy.sum()))
    axes = x.T @ vectors[:, kept] / np.sqrt(energy[kept]) if len(x) < x.shape[1] else vectors[:, kept]
    return np.asarray(axes)
