"""Picture features at the networks' own rate, whatever the clip's: one row for every four mel columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.picture.feature_types import FeatureExtractor, VideoFeatures
from foleystudio.engine.picture.motion import MotionDescriptors, motion_of
from foleystudio.engine.picture.optical_flow import CHANNELS, GRID
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.errors import FoleyError
from foleystudio.timebase import FEATURE_FPS, FrameTimes, feature_frames

Floats = NDArray[np.float32]

MOTION_DIM = GRID * GRID * len(CHANNELS)
"""Width of a row of motion features."""

EXTRACTORS = ("motion", "bn_inception")
"""By name: what ships, and the paper's, for which the user supplies weights."""

_CHUNK = 1024  # rows worked on at once: memory stays bounded whatever the clip's length
_SLOW_S = 0.1  # what frames that stand longer show is the mean motion of all that time
_STILL_S = 0.25  # neighbours further apart say nothing of what lies between: the picture stands still


class MotionExtractor:
    """The features that ship: the clip's motion descriptors, no foreign weights."""

    name = "motion"
    dim = MOTION_DIM

    def extract(
        self, clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
    ) -> VideoFeatures:
        """Motion features of a whole clip; see `FeatureExtractor`."""
        return VideoFeatures(motion_features(motion_of(clip, progress, cancelled)), self.name)


def extractor_of(name: str, weights: Path | None = None) -> FeatureExtractor:
    """The extractor of a name.

    Parameters
    ----------
    name
        One of `EXTRACTORS`.
    weights
        For ``bn_inception``: the user's folder of weights, see `engine.inception_features`.

    Raises
    ------
    FoleyError
        When there is none of that name, or its weights are missing or of another shape.
    """
    if name == "motion":
        return MotionExtractor()
    if name != "bn_inception":
        raise FoleyError(f"there is no extractor {name!r}", remedy=f"choose one of {', '.join(EXTRACTORS)}")
    from foleystudio.engine.picture.bn_inception_features import InceptionExtractor  # torch, loaded for it alone

    return InceptionExtractor.of_weights(weights)


def motion_features(motion: MotionDescriptors, frames: int | None = None) -> Floats:
    """Motion descriptors taken to ``FEATURE_FPS`` by the frames' own display times.

    A feature frame is the mean of the descriptors of the frames that begin to be shown within it; where none
    does, the interpolation of its neighbours, of slow film nearer to the one behind, whose motion is that of the time
    since the one before. The first frame of a new shot counts as without motion, and so
    does what lies before the first frame and behind the last.

    Parameters
    ----------
    motion
        Of a clip of any frame rate, constant or not.
    frames
        How many feature frames T; those that cover the clip's pictures when omitted.

    Returns
    -------
    ``float32 [T, MOTION_DIM]``. Beside it memory stays bounded, also for descriptors on disk.
    """
    count = feature_frames(motion.frames.duration) if frames is None else frames
    slots = motion.frames.slots(FEATURE_FPS)
    rows = int(np.searchsorted(slots, count))
    features = np.zeros((count, MOTION_DIM), np.float32)
    shown = np.zeros(count, np.float32)
    for first in range(0, rows, _CHUNK):
        part = slice(first, min(first + _CHUNK, rows))
        filled, starts, counts = np.unique(slots[part], return_index=True, return_counts=True)
        features[filled] += np.add.reduceat(_grid_rows(motion, np.arange(part.start, part.stop)), starts)
        shown[filled] += counts
    features /= np.maximum(shown, 1)[:, None]
    if len(slots):
        _interpolate(features, np.flatnonzero(shown == 0), motion, slots)
    return features


def _interpolate(
    features: Floats, empty: NDArray[np.int64], motion: MotionDescriptors, slots: NDArray[np.int64]
) -> None:
    after = np.searchsorted(slots, empty)
    empty, after = empty[(after > 0) & (after < len(slots))], after[(after > 0) & (after < len(slots))]
    at, share, gap = _between(motion.frames, empty, after)
    near = gap <= _STILL_S
    empty, at, share = empty[near], at[near], np.where(gap > _SLOW_S, (1 + share) / 2, share)[near].astype(np.float32)
    for first in range(0, len(empty), _CHUNK):
        part = slice(first, first + _CHUNK)
        before, behind = _grid_rows(motion, at[part] - 1), _grid_rows(motion, at[part])
        features[empty[part]] = before + (behind - before) * share[part, None]


def _between(
    times: FrameTimes, empty: NDArray[np.int64], after: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Floats, NDArray[np.float64]]:
    """Frames behind the feature frames' middles, the middles' share of the way there, and how long that way is."""
    middle = (empty + 0.5) / float(FEATURE_FPS)
    start, stop = times.seconds[after - 1], times.seconds[after]
    return after, np.asarray((middle - start) / (stop - start), np.float32), stop - start


def _grid_rows(motion: MotionDescriptors, frames: NDArray[np.int64]) -> Floats:
    rows = np.asarray(motion.grid[frames], np.float32).reshape(len(frames), MOTION_DIM)
    rows[motion.cut[frames]] = 0
    return rows
