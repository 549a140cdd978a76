"""The people of a clip: found and followed once, kept on disk, read back as a memory map."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.picture.feature_cache import load_or_compute
from foleystudio.engine.picture.people.looks import COLOURS, looks_of
from foleystudio.engine.picture.people.pose_model import load_pose_model
from foleystudio.engine.picture.people.regions import Floats, Pictures
from foleystudio.engine.picture.people.tracker import MOST_PEOPLE, Followed, Poses, Tracker
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.media.npy_rows import Rows
from foleystudio.media.picture.video import VideoReader
from foleystudio.progress import stop_if
from foleystudio.timebase import FrameTimes

JOINTS = (
    "nose", "left shoulder", "right shoulder", "left elbow", "right elbow", "left wrist", "right wrist",
    "left hip", "right hip", "left knee", "right knee", "left ankle", "right ankle",
    "left heel", "right heel", "left toe", "right toe",
)  # fmt: skip
"""What is kept of each person, the second axis of `Track.points`; left is the person's own."""

_OF_NET = (0, *range(11, 17), *range(23, 33))  # the joints among the landmark net's points
_STAGE = "looking for people"
_KIND = "people-2"
_SIDE = 960  # pixels of the longer side that pictures are looked at with
_STEP_S = 1 / 30  # pictures that follow each other faster are left out
_EARLY_S = 0.003  # by which a picture may come before its step: times are rounded to milliseconds
_DUPLICATE = 0.02  # mean difference, grey levels of 256, below which a frame repeats the one before
_HEAD = 2  # of a row: whether the frame was looked at, and the picture's width in heights
_OWN = (
    4  # of a person: track + 1 in two parts, how surely somebody is there, whether the detector agrees (-1: not asked)
)
_PART = 1024  # half precision tells whole numbers up to 2048 apart
_EACH = 5  # of a joint: x and y, each in two parts for more digits than half precision has, and how visible
_JOINTS = _OWN + _EACH * len(JOINTS)  # of a person, where the joints end and the looks begin
_PERSON = _JOINTS + COLOURS
_WIDTH = _HEAD + MOST_PEOPLE * _PERSON


@dataclass(frozen=True, eq=False)
class Track:
    """One person as long as they were followed.

    Parameters
    ----------
    number
        Counted from 0 in the order in which they were found.
    frames
        ``int64 [N]``: in which frames, rising; those that were left out are missing.
    points
        ``float64 [N, len(JOINTS), 2]``: x and y in heights of the picture, from its upper left corner.
    visible
        ``float64 [N, len(JOINTS)]``, 0-1.
    there
        ``float64 [N]``, 0-1: how surely somebody is there.
    confirmed
        ``float64 [N]``: 1 in frames in which the whole picture was searched and they were found, 0 in those in which
        they were not; NaN where it was not searched.
    looks
        ``float64 [N, COLOURS]``: of their clothes, see `looks_of`.
    """

    number: int
    frames: NDArray[np.int64]
    points: Floats
    visible: Floats
    there: Floats
    confirmed: Floats
    looks: Floats


@dataclass(frozen=True, eq=False)
class People:
    """Who is in a clip's pictures, frame by frame.

    Parameters
    ----------
    rows
        ``float16 [T, W]``, possibly a memory map.
    frames
        Display times of the frames.
    """

    rows: Rows
    frames: FrameTimes

    def __post_init__(self) -> None:
        if self.rows.shape != (len(self.frames), _WIDTH) or self.rows.dtype != np.float16:
            raise ValueError(f"people's rows are float16 [T, {_WIDTH}], not {self.rows.dtype} {self.rows.shape}")

    @property
    def looked_at(self) -> NDArray[np.bool_]:
        """``bool [T]``: which frames people were looked for in."""
        return np.asarray(self.rows[:, 0] > 0.5)

    @property
    def aspect(self) -> float:
        """Width of the picture in its heights."""
        return float(self.rows[0, 1]) if len(self.rows) else 1.0

    def tracks(self) -> list[Track]:
        """Everyone who was followed, in the order in which they were found."""
        slots = self.rows[:, _HEAD:].reshape(len(self.rows), MOST_PEOPLE, _PERSON)
        numbers = _PART * np.asarray(slots[:, :, 0]).astype(np.int64) + np.asarray(slots[:, :, 1]).astype(np.int64)
        return [_track(slots, numbers, number) for number in np.unique(numbers[numbers > 0]).tolist()]

    @classmethod
    def of_pictures(cls, pictures: Iterator[Pictures], frames: FrameTimes, poses: Poses) -> People:
        """People of pictures ``[H, W, 3]`` in memory, one for each of ``frames``."""
        rows = list(_rows(pictures, frames, poses))
        return cls(np.stack(rows) if rows else np.zeros((0, _WIDTH), np.float16), frames)


def _track(slots: Rows, numbers: NDArray[np.int64], number: int) -> Track:
    frames, places = np.nonzero(numbers == number)
    own = slots[frames, places].astype(np.float64)
    joints = own[:, _OWN:_JOINTS].reshape(len(own), len(JOINTS), _EACH)
    confirmed = np.where(own[:, 3] >= 0, own[:, 3], np.nan)
    points = joints[..., 0:2] + joints[..., 2:4]
    visible, there, looks = (part.copy() for part in (joints[..., 4], own[:, 2], own[:, _JOINTS:]))
    return Track(number - 1, frames, points, visible, there, confirmed, looks)


def people_of(clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> People:
    """The people of a clip, from the cache when they have been looked for before.

    Memory stays bounded whatever the length: rows go to disk as they are made (about 34 kB a second) and come back as
    a memory map. Where the cache cannot be written they are kept in memory.

    Raises
    ------
    FoleyError
        When nothing of the clip can be decoded, its file has changed since it was opened, or the pose model is not
        there or damaged.
    CancelledError
        When the user cancelled; nothing half-written is left.
    """
    rows = load_or_compute(clip, _KIND, lambda: _clip_rows(clip, progress, cancelled), len(clip.frames), _WIDTH)
    return People(rows, clip.frames)


def _clip_rows(clip: Clip, progress: Progress, cancelled: Cancelled) -> Iterator[Rows]:
    poses = load_pose_model()
    with VideoReader(clip.path, clip.frames) as reader:
        yield from _rows(_pictures(reader, len(clip.frames), progress, cancelled), clip.frames, poses)
    progress(1.0, _STAGE)


def _pictures(reader: VideoReader, count: int, progress: Progress, cancelled: Cancelled) -> Iterator[Pictures]:
    with closing(reader.iterate(0, count, max_size=_SIDE)) as pictures:
        for number, picture in pictures:
            stop_if(cancelled)
            progress(number / max(1, count), _STAGE)
            yield picture


def _rows(pictures: Iterator[Pictures], frames: FrameTimes, poses: Poses) -> Iterator[Rows]:
    tracker = Tracker(poses)
    last_s, last = -np.inf, None
    for picture, time_s in zip(pictures, frames.seconds, strict=True):
        row = np.zeros(_WIDTH, np.float16)
        height, width = picture.shape[:2]
        row[1] = width / height
        if time_s - last_s >= _STEP_S - _EARLY_S and not _repeats(last, picture):
            row[0] = 1
            for slot, person in enumerate(tracker.push(picture, float(time_s))):
                at = _HEAD + slot * _PERSON
                row[at : at + _PERSON] = _numbers(person, picture)
            last_s, last = float(time_s), picture.copy()
        yield row


def _repeats(before: Pictures | None, picture: Pictures) -> bool:
    """Whether a frame exactly repeats the one that was looked at last."""
    return before is not None and bool(cv2.norm(before, picture, cv2.NORM_L1) <= _DUPLICATE * picture.size)


def _numbers(person: Followed, picture: Pictures) -> Rows:
    """``float16 [_PERSON]``."""
    body = person.body
    points = np.clip(body.points[list(_OF_NET)] / len(picture), -100, 100)
    coarse = points.astype(np.float16)
    joints = np.empty((len(JOINTS), _EACH), np.float16)
    joints[:, 0:2], joints[:, 2:4] = coarse, points - coarse
    joints[:, 4] = body.visible[list(_OF_NET)]
    own = (*divmod(person.track + 1, _PART), body.there, -1 if person.confirmed is None else person.confirmed)
    looks = looks_of(picture, body.points).astype(np.float16)
    return np.concatenate([np.array(own, np.float16), joints.reshape(-1), looks])
