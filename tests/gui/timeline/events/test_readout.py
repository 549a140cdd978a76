from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest

from foleystudio.gui.timeline.events.gestures import DraggedValue
from foleystudio.gui.timeline.events.lane import EventLane
from foleystudio.gui.timeline.events.readout import Readout, continued, paint_readout, readout_of
from foleystudio.media.picture.video import VideoReader
from foleystudio.project.event_edits import USUAL_STRENGTH
from foleystudio.project.events import Event
from foleystudio.timebase import FrameTimes, Timecode
from tests.gui.conftest import Driver
from tests.gui.hands import press
from tests.gui.timeline.made import drag, send_mouse

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
    assert words(Readout(Event(after_s, 0.5, key=1), Event(before_s, 0.5, key=1), DraggedValue.TIME), step_s) == told


def test_what_is_changed_stands_out() -> None:
    event = Event(1.0, 0.25, 0.4, key=1)
    for change, stands_out in (
        (DraggedValue.TIME, ["00:00:01:00", "+0.5 f"]),
        (DraggedValue.STRENGTH, ["25 %"]),
        (DraggedValue.SUSTAIN, ["0.40 s long"]),
    ):
        told = Readout(event, Event(0.98, 0.25, 0.4, key=1), change).words(FRAMES, TIMECODE, 0.01)
        assert [text for text, strong in told if strong] == stands_out


def test_of_several_the_one_under_the_mouse_is_told_and_how_many_there_are() -> None:
    before = {key: Event(float(key), 0.5, key=key) for key in (1, 2, 3)}
    after = {key: Event(key + 0.08, 0.5, key=key) for key in (1, 2, 3)}
    assert words(readout_of(before, after, 2, DraggedValue.TIME)) == ["00:00:02:02", "+2 f", "50 %", "3 events"]
    assert readout_of(before, after, 9, DraggedValue.TIME).event.key == 1


def test_repeats_are_counted_from_where_the_first_began() -> None:
    first = Readout(Event(1.04, key=1), Event(1.0, key=1), DraggedValue.TIME)
    second = Readout(Event(1.08, key=1), Event(1.04, key=1), DraggedValue.TIME)
    assert words(continued(second, first))[1] == "+2 f"
    other = Readout(Event(2.0, key=2), Event(1.96, key=2), DraggedValue.TIME)
    assert continued(other, first) == other


def test_without_frames_seconds_are_told() -> None:
    readout = Readout(Event(1.5, 0.5, key=1), Event(1.0, 0.5, key=1), DraggedValue.TIME)
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


# In the window, as a user meets it


@pytest.fixture
def lane(driver: Driver, clip: Path) -> EventLane:
    """The event lane of a window with three events, as a user meets it."""
    driver.open(clip)
    driver.studio.window.activateWindow()
    return driver.studio.window.timeline.events


def told(lane: EventLane) -> list[str]:
    """What stands beside the event that is moved."""
    readout = lane.readout()
    return [] if readout is None else [text for text, _ in readout.words(lane._frames, lane._timecode, 0.01)]


def moved_event(lane: EventLane) -> Event:
    """The event that is under the mouse, as it would be if it were let go."""
    readout = lane.readout()
    assert readout is not None
    return readout.event


def place_of(lane: EventLane, number: int) -> QPointF:
    return lane.geometry_now().head(lane._track.events[number])


def test_a_double_click_low_in_the_lane_adds_an_event_as_strong_as_its_neighbours(
    driver: Driver, lane: EventLane
) -> None:
    session = driver.studio.session
    strengths = [event.strength for event in session.events]
    low = QPoint(round(lane.axis.x_of(1.2)), lane.height() - 3)
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=low)
    (added,) = (event for event in session.events if event.marked)
    assert added.time_s == pytest.approx(1.2, abs=0.02)
    assert added.strength == sorted(strengths)[1]
    # Dragged down with the button still held, it is made weaker, and its strength is told.
    send_mouse(lane, QMouseEvent.Type.MouseButtonPress, QPointF(low))
    send_mouse(lane, QMouseEvent.Type.MouseButtonRelease, QPointF(low))
    send_mouse(lane, QMouseEvent.Type.MouseButtonDblClick, QPointF(low) + QPointF(90, 0))
    send_mouse(lane, QMouseEvent.Type.MouseMove, QPointF(low) + QPointF(91, 9))
    assert told(lane)[-1] == f"{moved_event(lane).strength:.0%}".replace("%", " %")
    send_mouse(lane, QMouseEvent.Type.MouseButtonRelease, QPointF(low) + QPointF(91, 9))
    weaker = next(event for event in session.events if event.marked and event.time_s > 1.3)
    assert 0.1 < weaker.strength < added.strength - 0.1
    assert told(lane) == []


def test_e_adds_an_event_as_strong_as_its_neighbours(driver: Driver, lane: EventLane) -> None:
    session = driver.studio.session
    lane.strength_changed.emit({event.key: 0.3 for event in session.events})
    driver.studio.playback.seek(1.2)
    press(Qt.Key.Key_E)
    assert session.events.get(lane.selected[0]).strength == pytest.approx(0.3)
    lane.events_rejected.emit(tuple(event.key for event in session.events))
    press(Qt.Key.Key_E)
    assert session.events.events[0].strength == USUAL_STRENGTH


@pytest.mark.parametrize("ends", ["release", "escape"])
def test_a_dragged_event_shows_its_time_and_its_frame_until_it_is_let_go(
    driver: Driver, lane: EventLane, ends: str
) -> None:
    studio = driver.studio
    studio.playback.seek(0.2)
    driver.wait(lambda: studio.picture.shown_frame == 5)
    was = lane._track.events[1]
    start = place_of(lane, 1)
    drag(
        lane, start, start + QPointF(30, 0), start + QPointF(lane.axis.x_of(0.2) - lane.axis.x_of(0), 1), release=False
    )
    moved = moved_event(lane)
    frame = round(moved.time_s * 25)
    assert moved.time_s == pytest.approx(was.time_s + 0.2, abs=0.021)
    assert told(lane)[0] == studio.session.timecode.label(frame)
    assert told(lane)[1].startswith("+")
    assert told(lane)[1].endswith(" f")
    driver.wait(lambda: studio.picture.shown_frame == frame)
    assert studio.window.picture.timecode == studio.session.timecode.label(frame)
    assert studio.window.transport.timecode.text() == "00:00:00:05", "the playhead stays where it is"
    if ends == "escape":
        press(Qt.Key.Key_Escape)
        assert lane._track.get(was.key) == was
    else:
        send_mouse(lane, QMouseEvent.Type.MouseButtonRelease, start + QPointF(200, 1))
    assert told(lane) == []
    driver.wait(lambda: studio.picture.shown_frame == 5)
    assert studio.window.picture.timecode == "00:00:00:05"


def test_keys_tell_for_a_moment_what_they_move_and_show_its_frame(driver: Driver, lane: EventLane) -> None:
    studio, events = driver.studio, driver.studio.session.events.events
    lane._telling.setInterval(300)
    lane.select(event.key for event in events[:2])
    at_s = events[0].time_s
    for _ in range(3):
        press(Qt.Key.Key_Period)
    label = studio.session.label(at_s + 0.12)
    assert told(lane)[0].startswith(label)
    assert told(lane)[1:] == ["+3 f", f"{events[0].strength:.0%}".replace("%", " %"), "2 events"]
    driver.wait(lambda: studio.picture.shown_frame == int((at_s + 0.12) * 25))
    driver.wait(lambda: told(lane) == [])
    driver.wait(lambda: studio.picture.shown_frame == 0)
    studio.settings.put("nudge", "ms")
    studio.window.actions_table["nudge_more"].trigger()
    assert told(lane)[1] == "+0.03 f"
    lane.setFocus()
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert told(lane)[-2] == f"{events[0].strength - 0.05:.0%}".replace("%", " %")


def test_dragging_waits_for_no_picture(driver: Driver, lane: EventLane, monkeypatch: pytest.MonkeyPatch) -> None:
    real, fetched = VideoReader.frame, list[int]()

    def slow(reader: VideoReader, frame: int, size: tuple[int, int]) -> object:
        fetched.append(frame)
        time.sleep(0.1)
        return real(reader, frame, size)

    driver.settle()
    monkeypatch.setattr(VideoReader, "frame", slow)
    start = place_of(lane, 0)
    begun = time.monotonic()
    drag(lane, start, *(start + QPointF(4.0 * step, 0) for step in range(1, 60)), release=False)
    assert time.monotonic() - begun < 59 * 0.1
    last = round(moved_event(lane).time_s * 25)
    driver.wait(lambda: driver.studio.picture.shown_frame == last)
    assert len(fetched) < 10
    send_mouse(lane, QMouseEvent.Type.MouseButtonRelease, start)
