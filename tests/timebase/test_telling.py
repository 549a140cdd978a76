from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foleystudio.timebase import (
    STUDIO_RATE_HZ,
    Fineness,
    FrameTimes,
    divisions,
    fineness_of,
    moved_by,
    to_seconds,
    within_frame,
)
from tests.timebase.made import frame_times

FRAMES = FrameTimes.regular(100, Fraction(25))
NTSC = FrameTimes.regular(100, Fraction(30_000, 1001))


def test_the_closer_one_looks_the_finer_it_is_told() -> None:
    told = [fineness_of(1 / pixels) for pixels in (100, 999, 1000, 9_000, 12_000, 80_000, 96_000, 1_152_000)]
    assert [fine.unit for fine in told] == ["", "", "ms", "ms", "ms", "ms", "smp", "smp"]
    assert [fine.decimals for fine in told[2:6]] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("seconds", "frames", "fine", "told"),
    [
        (1.0, FRAMES, Fineness(), ""),
        (1.0, FRAMES, Fineness("ms"), "+0 ms"),
        (1.0126, FRAMES, Fineness("ms"), "+13 ms"),
        (1.0125, FRAMES, Fineness("ms", 1), "+12.5 ms"),
        (1.0125, FRAMES, Fineness("smp"), "+600 smp"),
        (to_seconds(1602, STUDIO_RATE_HZ), NTSC, Fineness("smp"), "+0 smp"),  # frame 1 begins between 1601 and 1602
        (to_seconds(1601, STUDIO_RATE_HZ), NTSC, Fineness("smp"), "+1601 smp"),
        (0.01, FrameTimes(np.array([20]), Fraction(1, 1000), 60), Fineness("ms"), "−10 ms"),
        (0.01, FrameTimes.regular(0, Fraction(25)), Fineness("ms"), ""),
    ],
)
def test_an_instant_is_told_within_its_frame(seconds: float, frames: FrameTimes, fine: Fineness, told: str) -> None:
    assert within_frame(seconds, frames, fine) == told


@pytest.mark.parametrize(
    ("before_s", "after_s", "told"),
    [(1.0, 1.0, "±0 f"), (1.0, 1.2, "+5 f"), (1.2, 1.0, "−5 f"), (1.0, 1.01, "+0.25 f"), (1.0, 1.0001, "+5 smp")],
)
def test_moves_are_told_in_frames_and_the_smallest_in_samples(before_s: float, after_s: float, told: str) -> None:
    assert moved_by(before_s, after_s, FRAMES) == told


def test_at_a_variable_rate_moves_are_counted_in_real_frames() -> None:
    frames = FrameTimes(np.array([0, 10, 100]), Fraction(1, 100), 110)
    assert moved_by(0.05, 1.0, frames) == "+1.5 f"
    assert frames.place_of(0.55) == pytest.approx(1.5)
    assert frames.place_of(1.15) == pytest.approx(2.5 + 1)


@given(frame_times(), st.sampled_from(["ms", "smp"]), st.sampled_from([1, 2, 5, 10]))
def test_divisions_lie_within_their_frame_at_whole_milliseconds_or_samples(
    frames: FrameTimes, unit: str, count: int
) -> None:
    frame = len(frames) // 2
    begin_s, end_s = float(frames.time_of(frame)), float(frames.time_of(frame + 1))
    found = divisions(frames, frame, unit, count, begin_s, min(end_s, begin_s + 0.02))
    assert all(begin_s <= division.seconds < end_s for division in found)
    assert all(division.number % count == 0 for division in found)
    if unit == "smp":
        at = [division.seconds * STUDIO_RATE_HZ for division in found]
        assert at == pytest.approx([round(sample) for sample in at], abs=1e-6)
    assert [within_frame(d.seconds, frames, Fineness(unit)) for d in found] == [d.label for d in found]


def test_only_the_divisions_in_view_are_made() -> None:
    long = FrameTimes(np.array([0]), Fraction(1), 3600)
    found = divisions(long, 0, "smp", 1, 1800.0, 1800.001)
    assert len(found) == 48
    assert found[0].label == "+86400000 smp"
