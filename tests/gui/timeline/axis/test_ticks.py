from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from foleystudio.gui.timeline.axis.axis import View
from foleystudio.gui.timeline.axis.ticks import Tick, steps_of, ticks
from foleystudio.timebase import FrameTimes, Timecode

LABEL_PX = 72.0


def labels(view: View, frames: FrameTimes, timecode: Timecode) -> list[str]:
    return [tick.label for tick in ticks(view, frames, timecode, LABEL_PX) if tick.label]


def frame_ticks(view: View, frames: FrameTimes, timecode: Timecode) -> list[Tick]:
    """Ticks where frames begin."""
    return [tick for tick in ticks(view, frames, timecode, LABEL_PX) if not tick.is_within]


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(60)])
def test_close_up_every_frame_is_labelled_where_it_begins(fps: Fraction) -> None:
    frames, timecode = FrameTimes.regular(200, fps), Timecode(fps)
    view = View(100 * float(fps), 0, 1000)
    found = frame_ticks(view, frames, timecode)
    assert [tick.frame for tick in found][:8] == list(range(8))
    for tick in found:
        assert tick.x == pytest.approx(float(frames.time_of(tick.frame)) * view.pixels_per_second)
        assert tick.label == timecode.label(tick.frame)


@pytest.mark.parametrize("pixels_per_second", [0.5, 3, 20, 77, 300, 900, 4000])
def test_labels_never_overlap_and_are_never_far_apart(pixels_per_second: float) -> None:
    frames, timecode = FrameTimes.regular(25 * 3600, Fraction(25)), Timecode(Fraction(25))
    view = View(pixels_per_second, 0, 1600)
    xs = [tick.x for tick in ticks(view, frames, timecode, LABEL_PX) if tick.label]
    gaps = np.diff(xs)
    assert (gaps >= LABEL_PX + 10).all()
    assert (gaps <= 5 * (LABEL_PX + 22)).all()


def test_far_out_labels_are_whole_seconds() -> None:
    frames, timecode = FrameTimes.regular(25 * 600, Fraction(25)), Timecode(Fraction(25))
    found = labels(View(2.5, 0, 1500), frames, timecode)
    assert found[0] == "00:00:00:00"
    assert len(found) >= 10
    assert all(label.endswith(":00") for label in found)


def test_scrolling_moves_ticks_and_changes_none() -> None:
    frames, timecode = FrameTimes.regular(25 * 600, Fraction(25)), Timecode(Fraction(25))
    at_start = {t.frame: t.label for t in ticks(View(50, 0, 1500), frames, timecode, LABEL_PX)}
    later = {t.frame: t.label for t in ticks(View(50, 703, 1500), frames, timecode, LABEL_PX)}
    shared = at_start.keys() & later.keys()
    assert len(shared) > 5
    assert all(at_start[frame] == later[frame] for frame in shared)


def test_drop_frame_labels_skip_with_the_count() -> None:
    fps = Fraction(30000, 1001)
    timecode = Timecode(fps, drop_frame=True)
    frames = FrameTimes.regular(30 * 130, fps)
    minute = timecode.frame("00:01:00;02")
    view = View(20, float(frames.time_of(minute)) * 20 - 500, 1000)
    found = [tick for tick in ticks(view, frames, timecode, LABEL_PX) if tick.label]
    assert "00:01:00;02" in [tick.label for tick in found]  # ;00 and ;01 do not exist
    for tick in found:
        assert timecode.frame(tick.label) == tick.frame


def test_at_a_variable_rate_ticks_stand_at_real_frames() -> None:
    steps = np.array([1, 3, 1, 2] * 100)
    pts = np.concatenate([[0], np.cumsum(steps)[:-1]]).astype(np.int64)
    frames = FrameTimes(pts, Fraction(1, 60), int(steps.sum()))
    found = frame_ticks(View(4000, 0, 1200), frames, Timecode(frames.mean_rate_fps))
    assert len(found) > 5
    for tick in found:
        assert tick.x == pytest.approx(float(frames.time_of(tick.frame)) * 4000)
    xs = [tick.x for tick in found if tick.label]
    assert (np.diff(xs) >= LABEL_PX).all()


def test_there_are_no_ticks_past_the_last_frame_or_without_frames() -> None:
    frames, timecode = FrameTimes.regular(50, Fraction(25)), Timecode(Fraction(25))
    assert max(tick.frame for tick in ticks(View(100, 0, 5000), frames, timecode, LABEL_PX)) <= 49
    assert ticks(View(100, 0, 500), FrameTimes.regular(0, Fraction(25)), timecode, LABEL_PX) == []


def test_steps_rise_and_reach_from_a_frame_to_hours() -> None:
    for fps in (Fraction(24), Fraction(25), Fraction(30), Fraction(60), Fraction(43, 2)):
        steps = steps_of(Timecode(fps))
        assert steps[0] == 1
        assert list(steps) == sorted(set(steps))
        assert steps[-1] >= 3600 * 20


@pytest.mark.parametrize("pixels_per_second", [8_000, 40_000, 120_000, 400_000, 1_152_000])
@pytest.mark.parametrize("fps", [Fraction(25), Fraction(30_000, 1001)])
def test_closer_still_frames_are_divided_into_milliseconds_and_samples(fps: Fraction, pixels_per_second: float) -> None:
    frames, timecode = FrameTimes.regular(200, fps), Timecode(fps)
    at_s = float(frames.time_of(31)) + 0.0123
    view = View(pixels_per_second, round(at_s * pixels_per_second), 1200)
    found = ticks(view, frames, timecode, LABEL_PX)
    within = [tick for tick in found if tick.is_within]
    unit, a_second = (" smp", 48_000) if pixels_per_second > 96_000 else (" ms", 1000)
    shown = [tick for tick in within if tick.label and 0 <= tick.x <= 1200]
    assert len(shown) >= 4
    for tick in shown:
        assert tick.label.endswith(unit)
        instant = view.seconds_at(tick.x)
        begin = float(frames.time_of(tick.frame))
        number = int(tick.label.removesuffix(unit))
        assert (instant - begin) * a_second == pytest.approx(number, abs=1.0 if unit == " smp" else 1e-6)
        if unit == " smp":
            assert instant * 48_000 == pytest.approx(round(instant * 48_000), abs=1e-4)
    frame_label = found[0] if not found[0].is_within else next(tick for tick in found if not tick.is_within)
    assert frame_label.label == timecode.label(31)
    assert frame_label.label_x == 0.0, "the frame's timecode stays in view as long as the frame does"
    spans = sorted((t.label_x, t.label_x + (52.0 if t.is_within else LABEL_PX)) for t in found if t.label)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans)), "no label lies upon another"


def test_far_into_a_long_clip_single_samples_are_told_exactly() -> None:
    fps = Fraction(30_000, 1001)
    frames, timecode = FrameTimes.regular(108_000, fps), Timecode(fps, drop_frame=True)
    first = 3_500 * 48_000
    view = View(1_152_000, first * 24, 1200)
    found = [tick for tick in ticks(view, frames, timecode, LABEL_PX) if tick.is_within]
    assert [tick.x for tick in found if -1 < tick.x < 1200] == pytest.approx([24.0 * n for n in range(50)], abs=1e-3)
