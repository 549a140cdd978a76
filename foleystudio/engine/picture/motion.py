"""Motion descriptors of a clip: computed once, kept on disk, read back as a memory map."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.picture.feature_cache import MOTION, load_or_compute
from foleystudio.engine.picture.optical_flow import CAMERA, CHANNELS, GRID, SIDE, FrameMotion, MotionAnalyser
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.media.npy_rows import Rows
from foleystudio.media.picture.video import VideoReader
from foleystudio.progress import stop_if
from foleystudio.timebase import FrameTimes

_CELLS = GRID * GRID * len(CHANNELS)
_WIDTH = _CELLS + len(CAMERA) + 1  # numbers of a row: the grid's, the camera's, and whether it is a cut
_LARGEST = 6e4  # float16 ends at 65504
_DECODED_SIDE = 2 * SIDE  # pixels: what is looked at is averaged from as many or more
_FRAMES_BETWEEN_REPORTS = 8  # of progress


@dataclass(frozen=True, eq=False)
class MotionDescriptors:
    """What moves in a clip, frame by frame, each against the frame before.

    Parameters
    ----------
    rows
        ``float16 [T, W]``, possibly a memory map: grid, camera and cut flag of every frame side by side.
    frames
        Display times of the frames.
    """

    rows: Rows
    frames: FrameTimes

    def __post_init__(self) -> None:
        if self.rows.shape != (len(self.frames), _WIDTH) or self.rows.dtype != np.float16:
            raise ValueError(f"motion rows are float16 [T, {_WIDTH}], not {self.rows.dtype} {self.rows.shape}")

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def grid(self) -> NDArray[np.float16]:
        """``float16 [T, GRID, GRID, len(CHANNELS)]``: see ``motion_analysis.CHANNELS``."""
        return self.rows[:, :_CELLS].reshape(len(self.rows), GRID, GRID, len(CHANNELS))

    @property
    def camera(self) -> NDArray[np.float16]:
        """``float16 [T, len(CAMERA)]``: see ``motion_analysis.CAMERA``."""
        return self.rows[:, _CELLS : _CELLS + len(CAMERA)]

    @property
    def cut(self) -> NDArray[np.bool_]:
        """``bool [T]``: whether a new shot begins at the frame."""
        return np.asarray(self.rows[:, -1] > 0.5)

    @classmethod
    def of_pictures(cls, pictures: Iterator[NDArray[np.uint8]], frames: FrameTimes) -> MotionDescriptors:
        """Descriptors of grey or RGB pictures in memory, one for each of ``frames``."""
        rows = list(_rows(pictures, frames))
        return cls(np.stack(rows) if rows else np.zeros((0, _WIDTH), np.float16), frames)


def motion_of(
    clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> MotionDescriptors:
    """Motion descriptors of a clip, from the cache when it has been analysed before.

    Memory stays bounded whatever the length: rows go to disk as they are made (about 80 kB a second) and come
    back as a memory map. Where the cache cannot be written they are kept in memory.

    Raises
    ------
    FoleyError
        When nothing of the clip can be decoded, or its file has changed since it was opened.
    CancelledError
        When the user cancelled; nothing half-written is left.
    """
    rows = load_or_compute(clip, MOTION, lambda: _clip_rows(clip, progress, cancelled), len(clip.frames), _WIDTH)
    return MotionDescriptors(rows, clip.frames)


def _clip_rows(clip: Clip, progress: Progress, cancelled: Cancelled) -> Iterator[Rows]:
    with VideoReader(clip.path, clip.frames) as reader:
        yield from _rows(_pictures(reader, len(clip.frames), progress, cancelled), clip.frames)
    progress(1.0, "finding motion")


def _pictures(reader: VideoReader, count: int, progress: Progress, cancelled: Cancelled) -> Iterator[NDArray[np.uint8]]:
    with closing(reader.iterate(0, count, max_size=_DECODED_SIDE, grey=True)) as pictures:
        for number, picture in pictures:
            stop_if(cancelled)
            if number % _FRAMES_BETWEEN_REPORTS == 0:
                progress(number / max(1, count), "finding motion")
            yield picture


def _rows(pictures: Iterator[NDArray[np.uint8]], frames: FrameTimes) -> Iterator[Rows]:
    analyser = MotionAnalyser()
    for picture, time_s in zip(pictures, frames.seconds, strict=True):
        for motion in analyser.push(_square(picture), float(time_s)):
            yield _row(motion)
    for motion in analyser.finish():
        yield _row(motion)


def _square(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture
    return np.asarray(cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _row(motion: FrameMotion) -> Rows:
    row = np.concatenate([motion.grid.reshape(-1), motion.camera, [float(motion.cut)]])
    narrow: Rows = np.clip(row, -_LARGEST, _LARGEST).astype(np.float16)
    return narrow
