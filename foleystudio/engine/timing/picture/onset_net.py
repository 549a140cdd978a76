"""Timing from the picture by a trained net: how probable it is that something starts to sound, and how loud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.models.model_files import CONFIG_NAME, ReloadingCache, read_figure, read_net
from foleystudio.engine.picture.features import motion_features
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.timing.picture.augmentation import View
from foleystudio.files.file_names import is_file
from foleystudio.nets.config import COLUMNS_PER_FRAME, TimingConfig
from foleystudio.paths import models_dir
from foleystudio.progress import stop_if
from foleystudio.timebase import FEATURE_FPS, FrameTimes, feature_frames

if TYPE_CHECKING:
    from torch import Tensor

    from foleystudio.nets.timing import TimingNet

Floats = NDArray[np.float32]

MODEL = "timing"
"""Folder of the model that ships."""

_WINDOW_FRAMES = 1024  # 48 s: what the net is given in one go
_OVERLAP_FRAMES = 64  # further off nothing has a say
_VIEWS = (View(), View(mirrored=True))
_HALF_FRAME_VIEWS = tuple(View(nearer, mirrored) for nearer in (0.8, 1.25) for mirrored in (False, True))


@dataclass(frozen=True, eq=False)
class TimingModel:
    """A loaded onset net with the threshold of its default sensitivity.

    Parameters
    ----------
    net
        In evaluation mode.
    threshold
        How sure one has to be to propose an event, at the default sensitivity.
    """

    net: TimingNet
    threshold: float


@dataclass(frozen=True, eq=False)
class OnsetPrediction:
    """Onset probability and level of a clip, column by column.

    Parameters
    ----------
    probability
        ``float32 [M]``, 0-1: that something starts to sound.
    level
        ``float32 [M]``, 0-1: how loud it seems, the loudest it knows being 1.
    """

    probability: Floats
    level: Floats


def has_timing_model() -> bool:
    """Whether the model is installed; does not read it."""
    return is_file(models_dir() / MODEL / CONFIG_NAME)


def load_timing_model() -> TimingModel:
    """The model that ships, read once as long as its files stay.

    Raises
    ------
    FoleyError
        When it is not there or damaged.
    """
    return _kept.of(models_dir() / MODEL)


def read_timing_model(folder: Path) -> TimingModel:
    """A model from any folder.

    Raises
    ------
    FoleyError
        As `load_timing_model`.
    """
    from foleystudio.nets.timing import TimingNet

    net = read_net(folder, TimingConfig, TimingNet)
    return TimingModel(net.requires_grad_(False), read_figure(folder, "threshold", 0.5))


_kept = ReloadingCache(read_timing_model)


def predict_onsets(
    motion: MotionDescriptors,
    model: TimingModel,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> OnsetPrediction:
    """Ask the net about a whole clip, a window at a time, so that memory stays bounded whatever the length.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    frames = feature_frames(motion.frames.duration)
    out = np.zeros((2, frames * COLUMNS_PER_FRAME), np.float32)
    for window in _windows(frames):
        stop_if(cancelled)
        progress(window.first / max(1, frames), "looking for what sounds")
        columns = slice(window.first * COLUMNS_PER_FRAME, window.stop * COLUMNS_PER_FRAME)
        logits = _asked(_features(motion, window), model, _VIEWS)
        # Frames that begin half a frame sooner: the same clip, sampled between, for instants finer than a frame.
        between = _asked(_features(motion, window, late=True), model, _HALF_FRAME_VIEWS)
        half = COLUMNS_PER_FRAME // 2
        logits[:, :-half] = (logits[:, :-half] + between[:, half:]) / 2
        out[:, columns] = window.own(_chance(logits), COLUMNS_PER_FRAME)
    progress(1.0, "looking for what sounds")
    return OnsetPrediction(out[0], np.square(out[1]))


@dataclass(frozen=True)
class _Window:
    """Feature frames ``[first, stop)``, looked at from ``before`` to ``behind``."""

    first: int
    stop: int
    before: int
    behind: int

    def own(self, values: Floats, per_frame: int) -> Floats:
        """Of values ``[..., (behind - before) * per_frame]`` those of its own frames."""
        return values[..., (self.first - self.before) * per_frame : (self.stop - self.before) * per_frame]


def _features(motion: MotionDescriptors, window: _Window, late: bool = False) -> Tensor:
    """Motion features of a window and its margins, ``[T, D]``."""
    import torch

    frames = window.behind - window.before
    return torch.from_numpy(motion_features(_between(motion, window.before, window.behind, late), frames))


def _asked(features: Tensor, model: TimingModel, views: Sequence[View]) -> Floats:
    """The net's mean answer ``[2, 4 T]`` to several views."""
    import torch

    with torch.inference_mode():  # one after another: cancelling waits for a layer of one
        answers = [model.net(view.at(features)[None])[0].float() for view in views]
        return np.asarray(torch.stack(answers).mean(0).numpy(), np.float32)


def _windows(frames: int) -> Iterator[_Window]:
    for first in range(0, frames, _WINDOW_FRAMES):
        stop = min(first + _WINDOW_FRAMES, frames)
        yield _Window(first, stop, max(0, first - _OVERLAP_FRAMES), min(frames, stop + _OVERLAP_FRAMES))


def _between(motion: MotionDescriptors, first: int, stop: int, late: bool = False) -> MotionDescriptors:
    """The frames shown within feature frames ``[first, stop)``, their times counted from the first of those.

    ``late`` shows everything half a feature frame later than it is.
    """
    times = motion.frames
    start_s, stop_s = Fraction(first) / FEATURE_FPS, Fraction(stop) / FEATURE_FPS
    a, b = (int(np.searchsorted(times.pts, int(-(-t // times.time_base)))) for t in (start_s, stop_s))
    if a == b:
        return MotionDescriptors(motion.rows[:0], FrameTimes(times.pts[:0], times.time_base, 0))
    # In units of the feature rate's own clock the window's start is a whole number.
    scale = 2 * FEATURE_FPS.numerator
    unit = times.time_base / scale
    shift = int((start_s - late / (2 * FEATURE_FPS)) / unit)
    pts = times.pts[a:b] * scale - shift
    end = (int(times.pts[b]) if b < len(times) else times.end_pts) * scale - shift
    return MotionDescriptors(motion.rows[a:b], FrameTimes(pts, unit, end))


def _chance(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -40, 40))), np.float32)
