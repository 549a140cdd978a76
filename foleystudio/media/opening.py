"""A clip as it is opened: what its head says, held against when its frames are shown."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from foleystudio.media.clock.frame_times import read_frame_times
from foleystudio.media.clock.joints import is_absurd, plays_s
from foleystudio.media.clock.reading import is_known, read_clock
from foleystudio.media.probe import ClipInfo, probe
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.timebase import FrameTimes

_BEYOND_S = Fraction(1, 2)
"""Frames that go on for longer than this behind a file's stated end make its clock doubtful."""


def look_at(
    path: Path, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> tuple[ClipInfo, FrameTimes | None]:
    """What a file holds, and when its frames are shown; None for those of a file without a picture.

    Its packets are all read, as `clock_reading` does it, where frames and head do not go together.

    Raises
    ------
    FoleyError
        When the file cannot be read, holds neither picture nor sound, or its clock is damaged beyond use.
    CancelledError
        When the user cancelled.
    """
    info = probe(path, progress, cancelled)
    if info.video is None:
        return info, None
    was_known = is_known(path)
    frames = read_frame_times(path, progress, cancelled)
    beyond = frames.duration - info.duration_s
    if beyond > _BEYOND_S or is_absurd(float(-beyond), plays_s(frames.seconds)):
        read_clock(path, progress, cancelled)
    if is_known(path) and not was_known:
        info = probe(path)
        frames = read_frame_times(path, progress, cancelled)
    return replace(info, duration_s=max(info.duration_s, frames.duration)), frames
