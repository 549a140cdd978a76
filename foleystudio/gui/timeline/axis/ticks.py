"""Where the ruler's ticks go: at nice timecodes when far out, at single frames when close, then within them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foleystudio.gui.timeline.axis.axis import View
from foleystudio.timebase import STUDIO_RATE_HZ, FrameTimes, Timecode, divisions, fineness_of

_LABEL_GAP_PX = 22  # between labels at least
_MINOR_GAP_PX = 7  # between ticks at least
_SHORTER = 8 / 11
"""Width of "+604 smp" beside that of a timecode."""
_STEPS_WITHIN = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""Distances between ticks within a frame, in milliseconds or samples, each a divisor of the next but one or two."""
_STEP_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 36000)  # as clocks are divided


@dataclass(frozen=True)
class Tick:
    """One tick.

    Parameters
    ----------
    frame
        Frame that begins here, or that it lies within.
    x
        Logical x.
    label
        Timecode, or how far within its frame; empty for a small tick.
    is_within
        Whether it lies within a frame.
    label_x
        Where the label stands: at the tick, or further right while its frame's beginning is out of view.
    """

    frame: int
    x: float
    label: str = ""
    is_within: bool = False
    label_x: float = 0.0


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
        found.append(Tick(frame, x, timecode.label(frame) if labelled else "", label_x=x))
    return found if minor > 1 else _with_those_within(found, view, frames, label_px)


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


def _with_those_within(found: list[Tick], view: View, frames: FrameTimes, label_px: float) -> list[Tick]:
    """Ticks of single frames with ticks between them, where there is room for such."""
    unit = fineness_of(view.seconds_per_pixel).unit
    if not unit:
        return found
    step_px = view.pixels_per_second / (STUDIO_RATE_HZ if unit == "smp" else 1000)
    within_px = label_px * _SHORTER
    major = next((n for n in _STEPS_WITHIN if n * step_px >= within_px + _LABEL_GAP_PX), _STEPS_WITHIN[-1])
    minor = next((n for n in _STEPS_WITHIN if major % n == 0 and n * step_px >= _MINOR_GAP_PX), major)
    ticks_within: list[Tick] = []
    kept: list[Tick] = []
    for tick, after in zip(found, [*found[1:], None], strict=True):
        end_x = view.x_of(float(frames.time_of(tick.frame + 1))) if after is None else after.x
        # A frame's label stays in view as long as the frame does, and the next one pushes it out.
        label_x = min(max(tick.x, 0.0), end_x - label_px - _LABEL_GAP_PX / 2)
        kept.append(replace(tick, label_x=label_x))
        free_from, free_to = label_x + label_px + _LABEL_GAP_PX / 2, end_x - within_px - _LABEL_GAP_PX / 2
        start_s, stop_s = max(0.0, view.seconds_at(-label_px)), view.stop_s
        for division in divisions(frames, tick.frame, unit, minor, start_s, stop_s):
            x = view.x_of(division.seconds)
            labelled = division.number % major == 0 and division.number > 0 and free_from <= x <= free_to
            ticks_within.append(Tick(tick.frame, x, division.label if labelled else "", is_within=True, label_x=x))
    return sorted([*kept, *ticks_within], key=lambda tick: tick.x)
