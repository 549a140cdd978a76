"""Flash detection: brightness that rises and falls within 0.14 s over a picture that stays (muzzle, spark, lamp).

Nothing moves in a flash, so what judges motion sees little in it, and how little depends on how many frames show it.
What tells it is that a part of the picture turns bright at one instant, without another turning dark as when something
bright moves there, and is as it was before a tenth of a second later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.picture.optical_flow import CHANNELS
from foleystudio.progress import heed

_BRIGHTNESS = CHANNELS.index("brightness")
_LONGEST_S = 0.14  # from the first frame that shows it to the first that does not, at eight frames a second too
_STEP_S = 1 / 30  # how far back frames look
_CELLS = 8  # of the picture's two hundred must light up
_LEAST = 0.25  # of full scale, by which they do: fainter light is left to those who judge motion
_PURE = 0.8  # of all that changes turns bright
_CHUNK = 512  # frames read at once: memory stays bounded

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Flash:
    """When a flash begins and ends, and how bright it is.

    Parameters
    ----------
    time_s
        When the first frame shows it.
    stop_s
        When the first frame shows it no more.
    height
        By how much of full scale the picture lights up where it does.
    """

    time_s: float
    stop_s: float
    height: float


def flashes_of(motion: MotionDescriptors) -> list[Flash]:
    """Flashes of a clip, rising; memory stays bounded also for descriptors on disk."""
    seconds = motion.frames.seconds
    found: list[Flash] = []
    for frame in _bright(motion):
        heed()
        if found and seconds[frame] < found[-1].stop_s + _STEP_S:
            continue
        stop = int(np.searchsorted(seconds, seconds[frame] + _LONGEST_S + _STEP_S, side="right"))
        flash = _flash(np.asarray(motion.grid[frame:stop, ..., _BRIGHTNESS], np.float64), seconds[frame:stop])
        if flash is not None:
            found.append(flash)
    return found


def _bright(motion: MotionDescriptors) -> list[int]:
    """Frames at which enough of the picture turns bright, and little turns dark."""
    frames: list[NDArray[np.int64]] = []
    for first in range(0, len(motion), _CHUNK):
        heed()
        cells = np.asarray(motion.grid[first : first + _CHUNK, ..., _BRIGHTNESS], np.float64).reshape(-1, _area(motion))
        enough = np.partition(cells, -_CELLS, axis=1)[:, -_CELLS] >= _LEAST
        up, down = np.maximum(cells, 0).sum(axis=1), np.maximum(-cells, 0).sum(axis=1)
        frames.append(first + np.flatnonzero(enough & (up >= _PURE * (up + down))))
    return [int(frame) for frame in np.concatenate(frames)] if frames else []


def _area(motion: MotionDescriptors) -> int:
    return int(np.prod(motion.grid.shape[1:3]))


def _flash(brightness: Floats, seconds: Floats) -> Flash | None:
    """The flash that begins with the first of some frames; None when what lights up stays so, or moves on.

    Parameters
    ----------
    brightness
        ``[t, GRID, GRID]``: change of each frame against the one before it.
    """
    up = brightness[0].reshape(-1)
    lit = up >= _LEAST
    for at in range(1, len(brightness)):
        change = brightness[at].reshape(-1)
        back = np.minimum(up, -change)[lit]
        dark, bright = np.maximum(-change, 0).sum(), np.maximum(change, 0).sum()
        if np.median(back) >= 0.5 * np.median(up[lit]) and dark >= _PURE * (dark + bright):
            return Flash(float(seconds[0]), float(seconds[at]), float(np.median(up[lit])))
    return None
