"""Motion novelty: strikes and bounces found where the liveliness of the picture changes abruptly; no net.

What hits stops, turns round or flies off within a frame or two, while what merely moves about gathers and loses
speed over many. So a candidate is an instant at which the liveliest part of the picture is at its most active and
was, or will be, much calmer 80 ms away. Nothing here is learnt: it is the floor that a trained detector has to beat.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.picture.motion import MotionDescriptors, motion_of
from foleystudio.engine.picture.optical_flow import CHANNELS
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.progress import heed
from foleystudio.project.events import Event, EventTrack

Floats = NDArray[np.float64]

_SPEED = CHANNELS.index("speed")
_UNEXPLAINED = CHANNELS.index("unexplained")
_STILL_SPEED = 0.03  # sides a second: what sensor noise and codecs make of a still picture
_STILL_DIFFERENCE = 0.012  # of full scale
_SPEED_OF_DIFFERENCE = 4.0  # motion too fast for flow to follow shows as difference: full scale is 4 sides a second
_ROOT = 0.75  # exponent: a fast motion shall not drown all others
_LIVELIEST_CELLS = 20  # a tenth of the picture
_BEYOND_S = 0.08  # before and after, between which a change is abrupt
_LEAST_CHANGE = 0.08  # of activity: smaller changes are none
_SPREADS = 3.0  # median deviations above the median: what stands out
_AROUND_S = 3.0  # to either side, that a change is compared with
_ONE_ACTION_S = 0.2  # a swing and its contact are one event: the contact, which comes last
_STEP_S = 1 / 30  # frames of slower and faster clips are counted as of this length
_CHUNK = 512  # frames read at once: memory stays bounded


def activity_of(motion: MotionDescriptors) -> Floats:
    """How lively the liveliest tenth of the picture is, ``float64 [T]``; 0 where nothing moves and at cuts."""
    activity = np.zeros(len(motion))
    for first in range(0, len(motion), _CHUNK):
        heed()
        grid = np.asarray(motion.grid[first : first + _CHUNK], np.float32)
        speed = np.maximum(grid[..., _SPEED] - _STILL_SPEED, 0)
        difference = np.maximum(grid[..., _UNEXPLAINED] - _STILL_DIFFERENCE, 0)
        lively = (speed + _SPEED_OF_DIFFERENCE * difference) ** _ROOT
        blurred = np.stack([cv2.blur(cells, (3, 3)) for cells in lively]).reshape(len(grid), -1)
        activity[first : first + len(grid)] = np.partition(blurred, -_LIVELIEST_CELLS)[:, -_LIVELIEST_CELLS:].mean(
            axis=1
        )
    if len(activity) > 1:
        activity[0] = activity[1]  # the first frame has none before it to move against
    for frame in np.flatnonzero(motion.cut).tolist():
        activity[frame] = activity[max(0, frame - 1)]
    return activity


def motion_novelty(motion: MotionDescriptors, activity: Floats | None = None) -> Floats:
    """How much livelier each frame is than 80 ms before or after it, ``float64 [T]``; 0 around cuts."""
    activity = activity_of(motion) if activity is None else activity
    seconds = motion.frames.seconds
    if len(motion) < 3:
        return np.zeros(len(motion))
    before = np.interp(seconds - _BEYOND_S, seconds, activity)
    after = np.interp(seconds + _BEYOND_S, seconds, activity)
    abrupt = np.maximum(0.0, np.maximum(activity - before, activity - after))
    reach = _frames_in(1, seconds)
    abrupt[: 2 * reach] = 0
    for frame in np.flatnonzero(motion.cut):
        abrupt[max(0, frame - reach) : frame + reach + 1] = 0
    return abrupt


def _frames_in(steps: int, seconds: Floats) -> int:
    """Frames in so many steps of a frame of 30 a second; a frame a step where there are no more."""
    step_s = float(np.median(np.diff(seconds)))
    return max(steps, round(steps * _STEP_S / step_s)) if step_s > 0 else steps


def events_of_motion(motion: MotionDescriptors) -> EventTrack:
    """Events of a clip's motion descriptors; an event's strength says how sure it is.

    Cuts, pans and still pictures give none.
    """
    activity = activity_of(motion)
    score = scores_of(motion, activity)
    seconds = motion.frames.seconds
    events: list[Event] = []
    for group in _groups(np.flatnonzero(score >= 1.0), seconds):
        most = float(score[group].max())
        contact = group[score[group] >= 0.5 * most][-1]
        events.append(Event(max(0.0, float(seconds[contact])), most / (most + 2.0)))
    return EventTrack(tuple(events), source="picture")


def scores_of(motion: MotionDescriptors, activity: Floats | None = None) -> Floats:
    """Abruptness of the frames at which activity peaks, against what is usual around them; 1 is just noteworthy."""
    activity = activity_of(motion) if activity is None else activity
    abrupt = motion_novelty(motion, activity)
    score = np.zeros(len(motion))
    if len(motion) < 3:
        return score
    seconds = motion.frames.seconds
    reach = _frames_in(2, seconds)
    padded = np.pad(activity, reach, constant_values=-np.inf)
    peaks = activity >= np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1)
    for frame in np.flatnonzero(peaks & (abrupt > _LEAST_CHANGE)):
        heed()
        first, stop = np.searchsorted(seconds, [seconds[frame] - _AROUND_S, seconds[frame] + _AROUND_S])
        around = abrupt[first:stop]
        usual = float(np.median(around))
        spread = float(np.median(np.abs(around - usual)))
        score[frame] = abrupt[frame] / (_LEAST_CHANGE + usual + _SPREADS * spread)
    return score


def _groups(frames: NDArray[np.int64], seconds: Floats) -> list[NDArray[np.int64]]:
    """Split rising frames where the next is more than ``_ONE_ACTION_S`` later."""
    if not len(frames):
        return []
    return np.split(frames, np.flatnonzero(np.diff(seconds[frames]) > _ONE_ACTION_S) + 1)


def picture_events(clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> EventTrack:
    """Events of a clip's picture; its motion is analysed on the way if it has not been before.

    Raises
    ------
    FoleyError
        When nothing of the clip can be decoded.
    CancelledError
        When the user cancelled.
    """
    return events_of_motion(motion_of(clip, progress, cancelled))
