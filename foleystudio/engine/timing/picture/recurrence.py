"""Raises the onset activation of moments whose motion resembles confident ones (ridge regression, cross-fitted).

One clip shows one hand on one drum, from one side. What a detector says of it, right more often than not, is learnt
once more from the clip's own motion, a stretch of it from all the others, and what is learnt of the others is added:
where strokes look alike they vouch for each other, and what was a mistake finds nothing like it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.timing.picture.motion_features import MotionFeatures, features_of, main_axes
from foleystudio.progress import heed, stop_if

Floats = NDArray[np.float32]

_ROUNDS = 2  # the second learns from what the first has made surer
_PENALTY = 3.0  # of the ridge, in variances of the motion
_STRETCHES = 5  # folds: each is judged by what the others teach
_APART_FRAMES = 6  # not learnt from on either side of a stretch: their motion is seen from within it
_LEAST_FRAMES, _LEAST_S = 24, 2.0  # in less nothing recurs
_MOST_FRAMES = 1500  # learnt from at once: a minute; people change places, and memory stays bounded
_RATE_FPS = 30.0  # of more frames a second so many are looked at: what each shows is a thirtieth of a second long


def with_recurrence(
    motion: MotionDescriptors,
    sure: Floats,
    columns_per_s: float,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Floats:
    """How sure one is, and how much surer than usual the rest of the clip makes one, added.

    Parameters
    ----------
    motion
        The clip's descriptors.
    sure
        ``float32 [M]``, from 0: how sure a detector is, column by column.
    columns_per_s
        Columns a second.

    Returns
    -------
    ``float32 [M]``. A clip of less than two seconds or so has too little to compare, and gets back what it had.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    seconds = motion.frames.seconds
    if len(motion) < _LEAST_FRAMES or seconds[-1] - seconds[0] < _LEAST_S:
        return sure
    features = features_of(motion)
    looked_at = np.arange(0, len(features), max(1, int(len(seconds) / (seconds[-1] - seconds[0]) / _RATE_FPS)))
    at_s = np.arange(len(sure)) / columns_per_s
    told = np.interp(features.seconds[looked_at], at_s, sure)
    learnt = np.zeros(len(looked_at))
    parts = np.array_split(np.arange(len(looked_at)), math.ceil(len(looked_at) / _MOST_FRAMES))
    for done, part in enumerate(parts):
        stop_if(cancelled)
        progress(done / len(parts), "comparing what looks alike")
        learnt[part] = _learnt(features, looked_at[part], told[part])
    progress(1.0, "comparing what looks alike")
    return (sure + np.interp(at_s, features.seconds[looked_at], learnt)).astype(np.float32)


def _learnt(features: MotionFeatures, frames: NDArray[np.int64], sure: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much surer than usual the motion elsewhere among some frames makes one of each of them, ``[n]``, from 0."""
    rows = features.in_context(frames).astype(np.float64)
    rows = rows @ main_axes(rows)
    if not rows.shape[1]:  # nothing moves at all
        return np.zeros(len(frames))
    rows /= max(1e-9, float(rows.std(axis=0).mean()))
    learnt = np.zeros(len(frames))
    for _ in range(_ROUNDS):
        learnt = np.maximum(_learnt_elsewhere(rows, sure + learnt), 0)
    return learnt


def _learnt_elsewhere(rows: NDArray[np.float64], sure: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each row lies above the mean by what the stretches without it teach, ``[n]``."""
    learnt = np.zeros(len(rows))
    for stretch in np.array_split(np.arange(len(rows)), _STRETCHES):
        heed()
        elsewhere = np.ones(len(rows), np.bool_)
        elsewhere[max(0, stretch[0] - _APART_FRAMES) : stretch[-1] + 1 + _APART_FRAMES] = False
        learnt[stretch] = _ridge(rows[elsewhere], sure[elsewhere], rows[stretch])
    return learnt


def _ridge(known: NDArray[np.float64], values: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the asked rows' values lie above the mean of the known ones, by ridge regression on these."""
    middle = known.mean(axis=0)
    rows = known - middle
    normal = rows.T @ rows + _PENALTY * len(rows) * np.eye(rows.shape[1])
    return np.asarray((asked - middle) @ np.linalg.solve(normal, rows.T @ (values - values.mean())))
