"""What the timing net sees in a clip, compressed for learning from a few marks."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from foleystudio.engine.motion import MotionDescriptors
from foleystudio.engine.timing.learnt import TimingModel, embeddings_of
from foleystudio.engine.timing.motion_features import MotionFeatures, main_axes, without_slow
from foleystudio.timebase import FEATURE_FPS, feature_frames

_LEARNT_FRAMES = 400


@lru_cache(maxsize=2)  # the same clip is taught again after every correction
def net_features_of(motion: MotionDescriptors, model: TimingModel) -> MotionFeatures:
    """The net's embedding in its main directions within this clip, slow changes taken out.

    A long clip is looked at twice, a window at a time: for its directions, then along them.
    """
    frames = feature_frames(motion.frames.duration)
    every = max(1, -(-frames // _LEARNT_FRAMES))
    sample = np.concatenate([part[::every] for part in embeddings_of(motion, model)])
    mean, spread = sample.mean(axis=0), sample.std(axis=0) + np.float32(0.05)
    axes = main_axes((sample - mean) / spread)
    values = np.concatenate([((part - mean) / spread) @ axes for part in embeddings_of(motion, model)])
    seconds = np.asarray((np.arange(frames) + 0.5) / float(FEATURE_FPS), np.float64)
    return MotionFeatures(without_slow(values, seconds), seconds)
