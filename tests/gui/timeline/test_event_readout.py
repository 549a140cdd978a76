from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from foleystudio.gui.timeline.event_gestures import Change
from foleystudio.gui.timeline.event_readout import Readout, continued, paint_readout, readout_of
from foleystudio.project.events import Event
from foleystudio.timebase import FrameTimes, Timecode

FRAMES, TIMECODE = FrameTimes.regular(100, Fraction(25)), Timecode(Fraction(25))


def words(readout: Readout, step_s: float = 0.01) -> list[str]:
    return [text for text, _ in readout.words(FRAMES, TIMECODE, step_s)]


@pytest.mark.parametrize(
    ("before_s", "after_s", "step_s", "told"),
    [
        (1.0, 1.12, 0.01, ["00:00:01:03", "+3 f", "50 %"]),
        (1.0, 0.96, 0.01, ["00:00:00:24", "−1 f", "50 %"]),
        (1.0, 1.01, 0.01, ["00:00:01:00 +10 ms", "+0.25 f", "50 %"]),
        (1.0, 1.0123, 1.5e-5, ["00:00:01:00 +12.30 ms", "+0.31 f", "50 %"]),
        (1.0, 1.0 + 1 / 48_000, 1e-6, ["00:00:01:00 +1 smp", "+1 smp", "50 %"]),
        (1.0, 1.0, 0.01, ["00:00:01:00", "±0 f", "50 %"]),
    ],
)
def test_time_offset_and_strength_are_told(before_s: float, after_s: float, step_s: float, told: list[str]) -> None:
    assert words(Readout(Event(after_s, 0.5, key=1), Event(before_s, 0.5, key=1), Change.TIME), step_s) == told


def test_what_is_changed_stands_out() -> None:
    event = Event(1.0, 0.25, 0.4, key=1)
    for change, stands_out in (
        (Change.TIME, ["00:00:01:00", "+0.5 f"]),
        (Change.STRENGTH, ["25 %"]),
        (Change.SUSTAIN, ["0.40 s long"]),
    ):
        told = Readout(event, Event(0.98, 0.25, 0.4, key=1), change).words(FRAMES, TIMECODE, 0.01)
        assert [text for text, strong in told if strong] == stands_out


def test_of_several_the_one_under_the_mouse_is_told_and_how_many_there_are() -> None:
    before = {key: Event(float(key), 0.5, key=key) for key in (1, 2, 3)}
    after = {key: Event(key + 0.08, 0.5, key=key) for key in (1, 2, 3)}
    assert words(readout_of(before, after, 2, Change.TIME)) == ["00:00:02:02", "+2 f", "50 %", "3 events"]
    assert readout_of(before, after, 9, Change.TIME).event.key == 1


def test_repeats_are_counted_from_where_the_first_began() -> None:
    first = Readout(Event(1.04, key=1), Event(1.0, key=1), Change.TIME)
    second = Readout(Event(1.08, key=1), Event(1.04, key=1), Change.TIME)
    assert words(continued(second, first))[1] == "+2 f"
    other = Readout(Event(2.0, key=2), Event(1.96, key=2), Change.TIME)
    assert continued(other, first) == other


def test_without_frames_seconds_are_told() -> None:
    readout = Readout(Event(1.5, 0.5, key=1), Event(1.0, 0.5, key=1), Change.TIME)
    assert [text for text, _ in readout.words(None, None, 0.01)] == ["1.500 s", "50 %"]


@pytest.mark.parametrize("x", [0.0, 200.0, 395.0])
def test_it_stays_within_the_lane_and_off_the_event(x: float) -> None:
    image = QImage(400, 48, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    told = [("00:00:01:00 +10 ms", True), ("+3 f", True), ("50 %", False)]
    place = paint_readout(painter, QRectF(image.rect()), x, told)
    painter.end()
    assert QRectF(image.rect()).contains(place)
    assert not place.left() - 6 < x < place.right() + 6
