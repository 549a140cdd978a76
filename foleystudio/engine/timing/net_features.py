"""What the timing net sees in a clip, compressed for learning from a few marks."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from foleystudio.engine.motion import MotionDescriptors
from foleystudio.engine.timing.learnt import TimingModel, embedding_of
from foleystudio.engine.timing.motion_features import MotionFeatures, main_axes, without_slow
from foleystudio.timebase import FEATURE_FPS

_LEARNT_FRAMES = 400


@lru_cache(maxsize=2)  # the same clip is taught again after every correction
def net_features_of(motion: MotionDescriptors, model: TimingModel) -> MotionFeatures:
    """The net's embedding in its main directions within this clip, slow changes taken out."""
    embedding = embedding_of(motion, model)
    sample = embedding[np.unique(np.linspace(0, len(embedding) - 1, min(len(embedding), _LEARNT_FRAMES)).astype(int))]
    mean, spread = sample.mean(axis=0), sample.std(axis=0) + np.float32(0.05)
    axes = main_axes((sample - mean) / spread)
    seconds = np.asarray((np.arange(len(embedding)) + 0.5) / float(FEATURE_FPS), np.float64)
    return MotionFeatures(without_slow(((embedding - mean) / spread) @ axes, seconds), seconds)
