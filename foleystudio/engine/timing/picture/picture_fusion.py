"""Timing from the picture: fuses the onset net with the classical novelty detector.

The net knows what strikes look like, tells loud ones from faint ones and is not fooled by what merely moves; the
classical detector knows nothing and so overlooks nothing that starts or stops abruptly, be it a bark unlike those of
made scenes. It counts by a quarter. An instant that both name is surer than one that either does, and so is one whose
motion recurs (`recurrence`).

Proposals stand on the contact, where a sound is laid to a picture, however late a clip's own sound may come.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.picture.motion import MotionDescriptors, motion_of
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.timing.candidates import certain
from foleystudio.engine.timing.picture.flashes import flashes_of
from foleystudio.engine.timing.picture.motion_novelty import picture_events, scores_of
from foleystudio.engine.timing.picture.non_maximum_suppression import non_maximum_suppression
from foleystudio.engine.timing.picture.onset_net import TimingModel, has_timing_model, load_timing_model, predict_onsets
from foleystudio.engine.timing.picture.recurrence import with_recurrence
from foleystudio.engine.timing.picture.shared_contacts import joined_contacts
from foleystudio.nets.config import COLUMNS_PER_FRAME
from foleystudio.project.events import Event
from foleystudio.project.proposals import Candidate, Candidates
from foleystudio.timebase import FEATURE_FPS

Floats = NDArray[np.float32]

_COLUMNS_PER_S = float(FEATURE_FPS * COLUMNS_PER_FRAME)
_ABRUPT_WEIGHT = 0.25  # of the classical detector, beside 1 for the net
_BELL_S = 0.03  # how sharply the classical detector's instants are meant
_BELL_COLUMNS = 9  # to either side: three and a half widths of the bell
_SLOW_S, _SLOWLY = 0.05, 0.8  # frames that stand longer show a hit the less clearly: what they show counts for more
_FLASH_CERTAINTY = 0.7  # of a bright flash, on the scale of the activation
_BRIGHT = 0.4  # of full scale: what lights up so is surely a flash
_AFTERGLOW_S = 0.2  # what is told after a flash is told of it
_LOUD_BEFORE, _LOUD_BEHIND = 2, 9  # columns: a hit's level is highest within a tenth of a second of its start
_FAINTEST = 0.1  # strength that any proposal has at least


@dataclass(frozen=True, eq=False)
class OnsetActivation:
    """Fused onset activation and level of a clip, column by column.

    Parameters
    ----------
    activation
        ``float32 [M]``, from 0: the net's probability, a quarter of the classical detector's, and what recurrence adds.
    level
        ``float32 [M]``, 0-1: how loud it seems to the net.
    frame_s
        How long a frame of the clip stands; 0 where that is not known.
    """

    activation: Floats
    level: Floats
    frame_s: float = 0.0


def onset_activation(
    motion: MotionDescriptors,
    model: TimingModel,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> OnsetActivation:
    """Ask both about a clip; memory stays bounded whatever the length.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    prediction = predict_onsets(motion, model, lambda share, stage: progress(0.6 * share, stage), cancelled)
    sure = prediction.probability + _ABRUPT_WEIGHT * _abrupt(motion, len(prediction.probability))
    compared = with_recurrence(
        motion, sure, _COLUMNS_PER_S, lambda share, stage: progress(0.6 + 0.4 * share, stage), cancelled
    )
    steps = np.diff(motion.frames.seconds)
    frame_s = float(np.median(steps)) if len(steps) else 0.0
    return _with_flashes(motion, OnsetActivation(compared * _slowness(frame_s), prediction.level, frame_s))


def _slowness(frame_s: float) -> np.float32:
    """What makes up for frames that stand long, from 1: as much is found then at 12 and 15 a second as at 30."""
    return np.float32(max(1.0, frame_s / _SLOW_S) ** _SLOWLY)


def _with_flashes(motion: MotionDescriptors, onsets: OnsetActivation) -> OnsetActivation:
    """One event where a flash begins, however few or many frames show it, and none at its end."""
    sure, level = onsets.activation.copy(), onsets.level.copy()
    for flash in flashes_of(motion):
        first, stop = (round(t * _COLUMNS_PER_S) for t in (flash.time_s, flash.stop_s + _AFTERGLOW_S))
        sure[max(0, first - _BELL_COLUMNS) : stop] = 0
        if first < len(sure):
            sure[first] = _FLASH_CERTAINTY * min(1.0, flash.height / _BRIGHT)
            level[first : stop + 1] = np.maximum(level[first : stop + 1], flash.height)
    return replace(onsets, activation=sure, level=level)


def _abrupt(motion: MotionDescriptors, columns: int) -> Floats:
    """The classical detector's certainty, a bell about each of its instants; the higher of two where they overlap."""
    sure = np.zeros(columns, np.float32)
    score = scores_of(motion)
    for frame in np.flatnonzero(score):
        at_s = float(motion.frames.seconds[frame])
        middle = round(at_s * _COLUMNS_PER_S)
        first, stop = max(0, middle - _BELL_COLUMNS), min(columns, middle + _BELL_COLUMNS + 1)
        away = np.arange(first, stop) / _COLUMNS_PER_S - at_s
        bell = score[frame] / (score[frame] + 2.0) * np.exp(-0.5 * np.square(away / _BELL_S))
        sure[first:stop] = np.maximum(sure[first:stop], bell)
    return sure


def candidates_of_activation(onsets: OnsetActivation, threshold: float) -> Candidates:
    """All that may be an event.

    Parameters
    ----------
    threshold
        How sure an event of the default sensitivity is, on the scale of ``OnsetActivation.activation``.

    Returns
    -------
    The loudest has about strength 1; how loud an event seems and how sure it is count alike, so that what is a
    mistake is a faint one.
    """
    peaks = non_maximum_suppression(onsets.activation)
    if not len(peaks):
        return Candidates((), "picture")
    columns, sure = joined_contacts(peaks, onsets.activation[peaks], onsets.frame_s, _COLUMNS_PER_S)
    loud = np.array([onsets.level[max(0, c - _LOUD_BEFORE) : c + _LOUD_BEHIND].max() for c in columns])
    strengths = np.sqrt(sure / sure.max() * (loud / loud.max() if loud.max() > 0 else 1.0))
    return Candidates(
        tuple(
            Candidate(
                Event(float(column / _COLUMNS_PER_S), max(_FAINTEST, float(strength))),
                min(1.0, float(certainty)),
            )
            for column, strength, certainty in zip(columns, strengths, sure / (2 * threshold), strict=True)
        ),
        "picture",
    )


def picture_candidates(
    clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> Candidates:
    """All that may be an event in a clip's picture; by the classical detector where the net is not installed.

    The picture's motion is analysed on the way if it has not been before.

    Raises
    ------
    FoleyError
        When nothing of the clip can be decoded, or the installed net is damaged.
    CancelledError
        When the user cancelled.
    """
    if not has_timing_model():
        return certain(picture_events(clip, progress=progress, cancelled=cancelled))
    motion = motion_of(clip, lambda share, stage: progress(0.9 * share, stage), cancelled)
    model = load_timing_model()
    onsets = onset_activation(motion, model, lambda share, stage: progress(0.9 + 0.1 * share, stage), cancelled)
    return candidates_of_activation(onsets, model.threshold).before(clip.duration_s)
