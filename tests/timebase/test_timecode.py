from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foleystudio.errors import FoleyError
from foleystudio.timebase import (
    FrameTimes,
    Timecode,
    parse_position,
)
from tests.timebase.made import frame_times

RATES = [Fraction(24_000, 1001), *(Fraction(n) for n in (24, 25, 30, 48, 50, 60))]
DROP_RATES = [Fraction(30_000, 1001), Fraction(60_000, 1001)]
DAY_FRAMES = 24 * 3600 * 60
timecodes = st.sampled_from(
    [Timecode(rate) for rate in (*RATES, *DROP_RATES)] + [Timecode(rate, drop_frame=True) for rate in DROP_RATES]
)


@given(timecodes, st.integers(0, DAY_FRAMES))
def test_labels_name_their_frames(timecode: Timecode, frame: int) -> None:
    assert timecode.frame(timecode.label(frame)) == frame


@given(st.sampled_from(DROP_RATES), st.integers(0, DAY_FRAMES))
def test_drop_frame_keeps_pace_with_the_clock(rate_fps: Fraction, frame: int) -> None:
    label = Timecode(rate_fps, drop_frame=True).label(frame)
    hours, minutes, rest = label.split(":")
    seconds, ff = rest.split(";")
    nominal = round(rate_fps)
    shown_s = int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(ff) / nominal
    # Two labels a minute are dropped in advance, nine minutes in ten; over a day 2.6 frames of error stay.
    assert abs(shown_s - float(frame / rate_fps)) < 0.2


@given(timecodes, st.integers(0, DAY_FRAMES))
def test_labels_rise_with_frames(timecode: Timecode, frame: int) -> None:
    assert timecode.label(frame) < timecode.label(frame + 1)


@pytest.mark.parametrize(
    ("rate_fps", "frame", "label"),
    [
        (Fraction(30_000, 1001), 1_799, "00:00:59;29"),
        (Fraction(30_000, 1001), 1_800, "00:01:00;02"),
        (Fraction(30_000, 1001), 17_981, "00:09:59;29"),
        (Fraction(30_000, 1001), 17_982, "00:10:00;00"),
        (Fraction(30_000, 1001), 107_892, "01:00:00;00"),
        (Fraction(60_000, 1001), 3_600, "00:01:00;04"),
    ],
)
def test_drop_frame_by_the_standard(rate_fps: Fraction, frame: int, label: str) -> None:
    assert Timecode(rate_fps, drop_frame=True).label(frame) == label


def test_labels_before_zero_and_odd_rates() -> None:
    assert Timecode(Fraction(25)).label(-30) == "-00:00:01:05"
    assert Timecode(Fraction(43, 2)).label(22) == "00:00:01:00"
    assert Timecode(Fraction(120)).label(119) == "00:00:00:119"


@pytest.mark.parametrize("text", ["", "1:2", "00:00:00:25", "00:00:61:00", "aa:bb:cc:dd", "00:00:00:00x"])
def test_what_is_no_timecode(text: str) -> None:
    with pytest.raises(FoleyError):
        Timecode(Fraction(25)).frame(text)


def test_dropped_labels_name_no_frame() -> None:
    with pytest.raises(FoleyError, match="no frame"):
        Timecode(Fraction(30_000, 1001), drop_frame=True).frame("00:01:00;01")


@pytest.mark.parametrize("rate_fps", [Fraction(25), Fraction(24)])
def test_drop_frame_needs_its_rates(rate_fps: Fraction) -> None:
    with pytest.raises(ValueError, match="drop-frame"):
        Timecode(rate_fps, drop_frame=True)
    with pytest.raises(ValueError, match="above 0"):
        Timecode(Fraction(0))


@pytest.mark.parametrize(
    ("stated_fps", "start", "labels"),
    [
        (Fraction(30_000, 1001), "10:00:00;00", {0: "10:00:00;00", 1_799: "10:00:59;29", 1_800: "10:01:00;02"}),
        (Fraction(30_000, 1001), "10:00:00:00", {0: "10:00:00:00", 1_800: "10:01:00:00"}),
        (Fraction(30_000, 1001), "09:59:59;29", {0: "09:59:59;29", 1: "10:00:00;00"}),
        (Fraction(60_000, 1001), "01:00:00.04", {0: "01:00:00;04"}),
        (Fraction(24_000, 1001), "01:00:00:00", {24: "01:00:01:00"}),
        (Fraction(25), "23:59:59:24", {0: "23:59:59:24", 1: "00:00:00:00"}),
        (Fraction(25), "10:00:00;00", {0: "10:00:00:00"}),  # no drop-frame at this rate
        (Fraction(25), "10:00:00:29", {0: "00:00:00:00"}),  # no such frame at this rate
        (Fraction(25), "noon", {0: "00:00:00:00"}),
        (Fraction(25), None, {0: "00:00:00:00"}),
    ],
)
def test_a_clips_frames_count_from_its_own_timecode(
    stated_fps: Fraction, start: str | None, labels: dict[int, str]
) -> None:
    timecode = Timecode.of_clip(FrameTimes.regular(4000, stated_fps), stated_fps, start)
    assert {frame: timecode.label(frame) for frame in labels} == labels
    assert all(timecode.frame_within(label, 4000) == frame for frame, label in labels.items())


def test_rounded_time_stamps_do_not_hide_a_standard_rate() -> None:
    milliseconds = FrameTimes(np.array([0, 33, 67, 100, 133], dtype=np.int64), Fraction(1, 1000), 166)
    assert Timecode.of_clip(milliseconds, Fraction(30_000, 1001)).rate_fps == Fraction(30_000, 1001)
    assert Timecode.of_clip(milliseconds, Fraction(15)).rate_fps == milliseconds.mean_rate_fps
    assert Timecode.of_clip(milliseconds, Fraction(31), "01:00:00;02").label(0) == "01:00:00;02"


@given(timecodes, st.integers(1, DAY_FRAMES // 2), st.integers(0, 200_000))
def test_counts_and_labels_agree_from_any_start(timecode: Timecode, start: int, frame: int) -> None:
    begun = replace(timecode, start=start)
    assert begun.label(frame) == timecode.label((start + frame) % timecode._frames_a_day)
    assert begun.frame_of_count(begun.count(frame)) == frame
    assert begun.frame_within(begun.label(frame), 200_001) == frame


def test_a_timecode_before_the_clip_is_refused_with_where_it_begins() -> None:
    timecode = Timecode(Fraction(25), start=36_000 * 25)
    with pytest.raises(FoleyError, match="begins at 10:00:00:00"):
        timecode.frame_within("00:00:01:00", 50)
    assert timecode.frame_within("10:00:09:00", 50) == 50


def position(text: str, now_s: float = 2.0) -> float:
    frames = FrameTimes.regular(250, Fraction(25))
    return parse_position(text, now_s=now_s, frames=frames, timecode=Timecode(Fraction(25)), rate_hz=48_000)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00:01:12", 1.48),
        ("36f", 1.44),
        ("1.5", 1.5),
        (" 1.5S ", 1.5),
        ("1,5", 1.5),
        ("1,5s", 1.5),
        ("+0,5s", 2.5),
        ("−5", 1.8),
        ("72000smp", 1.5),
        ("+20", 2.8),
        ("-5", 1.8),
        ("+0.5s", 2.5),
        ("-100smp", 2.0 - 100 / 48_000),
        ("-9999", 0.0),
        ("-9999s", 0.0),
        ("99999f", 10.0),
        ("00:01:00:00", 10.0),
    ],
)
def test_typed_positions(text: str, seconds: float) -> None:
    assert position(text) == pytest.approx(seconds, abs=1e-12)


@pytest.mark.parametrize("text", ["", "soon", "1.5x", "--3", "1,5,5", "+00:00:01:00"])
def test_typed_nonsense(text: str) -> None:
    with pytest.raises(FoleyError):
        position(text)


@given(frame_times(), st.integers(0, 60))
def test_typed_frames_lie_on_frames(frames: FrameTimes, number: int) -> None:
    at = parse_position(f"{number}f", now_s=0, frames=frames, timecode=Timecode(Fraction(25)), rate_hz=48_000)
    assert at == float(frames.time_of(min(number, len(frames))))


@given(frame_times(), st.data())
def test_relative_frames_move_by_pictures(frames: FrameTimes, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, len(frames) - 1))
    after = parse_position(
        "+1", now_s=float(frames.time_of(frame)) + 1e-9, frames=frames, timecode=Timecode(Fraction(25)), rate_hz=48_000
    )
    assert after == float(frames.time_of(frame + 1))
