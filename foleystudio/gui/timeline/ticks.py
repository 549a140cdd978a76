"""Where the ruler's ticks go: at nice timecodes when far out, at single frames when close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foleystudio.gui.timeline.axis import View
from foleystudio.timebase import FrameTimes, Timecode

_LABEL_GAP_PX = 22
_MINOR_GAP_PX = 7
_STEP_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 36000)


@dataclass(frozen=True)
class Tick:
    """One tick.

    Parameters
    ----------
    frame
        Frame that begins here.
    x
        Logical x.
    label
        Timecode; empty for a small tick.
    """

    frame: int
    x: float
    label: str = ""


def steps_of(timecode: Timecode) -> tuple[int, ...]:
    """Distances between ticks, in frames of the count, each a divisor of the next where the rate allows."""
    fps = timecode.nominal_fps
    within = [n for n in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30) if n < fps and fps % n == 0]
    within = [n for n in within if n in (1, 2, 5, 10) or n * 2 == fps or n * 4 == fps or n * 3 == fps] or [1]
    return (*within, *(seconds * fps for seconds in _STEP_SECONDS))


def ticks(view: View, frames: FrameTimes, timecode: Timecode, label_px: float) -> list[Tick]:
    """Ticks to draw in a view, left to right, from just left of it to just right of it.

    Parameters
    ----------
    view
        What is shown.
    frames
        The clip's frames: ticks stand where these begin, at variable rates too.
    timecode
        How frames are labelled.
    label_px
        Width of a label.
    """
    if not len(frames):
        return []
    pixels_per_frame = view.pixels_per_second / float(frames.mean_rate_fps)
    steps = steps_of(timecode)
    major = next((n for n in steps if n * pixels_per_frame >= label_px + _LABEL_GAP_PX), steps[-1])
    minor = next((n for n in steps if major % n == 0 and n * pixels_per_frame >= _MINOR_GAP_PX), major)
    first = frames.frame_at(max(0.0, view.seconds_at(-label_px - _LABEL_GAP_PX)))
    last = frames.frame_at(max(0.0, view.stop_s))
    found: list[Tick] = []
    free_from = -float("inf")
    for frame, is_major in _numbers(first, last, minor, major, timecode):
        x = view.x_of(float(frames.seconds[frame]))
        # At a variable rate labelled frames can crowd: then a label gives way.
        labelled = is_major and x >= free_from
        if labelled:
            free_from = x + label_px + _LABEL_GAP_PX / 2
        found.append(Tick(frame, x, timecode.label(frame) if labelled else ""))
    return found


def _numbers(first: int, last: int, minor: int, major: int, timecode: Timecode) -> Iterator[tuple[int, bool]]:
    """Frame numbers at multiples of ``minor`` in the count, and whether each is a multiple of ``major``."""
    counted = timecode.count(first) // minor * minor
    before = -1
    while True:
        frame = timecode.frame_of_count(counted)
        if frame > last:
            return
        if frame >= first and frame != before:
            yield frame, counted % major == 0
        before = frame
        counted += minor
