from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from foleystudio.gui.timeline.axis.axis import MAX_PIXELS_PER_SECOND, View
from foleystudio.gui.timeline.lane import Lane
from foleystudio.gui.timeline.ruler import Corner
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import Waveform
from foleystudio.gui.timeline.waveform.sample_points import SampleWindow
from foleystudio.project.events import Event, EventTrack
from tests.gui.conftest import Driver
from tests.gui.hands import press, show_time
from tests.gui.timeline.made import ArrayPeaks, click_wave, drag, hover, pixels, send_mouse, waveform, wheel

RATE_HZ = 48_000
CLOSEST = MAX_PIXELS_PER_SECOND
AREA = QRectF(0, 0, 240, 60)


def painted(wave: Waveform, view: View, ratio: float = 1.0) -> np.ndarray:
    window = SampleWindow(wave)
    window.read(view)
    image = QImage(round(240 * ratio), round(60 * ratio), QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.scale(ratio, ratio)
    window.paint(painter, view, ratio, AREA, QColor("#ffffff"))
    painter.end()
    return pixels(image)[..., 0].astype(int)


def test_each_sample_is_a_point_at_its_instant_and_its_level() -> None:
    wave = waveform(0.5 * click_wave(1.0, 0.5))
    view = View(CLOSEST, 0.5 * CLOSEST - 5 * 24, 240)
    picture = painted(wave, view)
    assert picture[15, 120] > 200, "the loud sample is half way up, five samples from the left edge"
    assert picture[30, 72] > 200, "silent ones are points on the middle line"
    assert picture[31, 72] > 150 > 60 > picture[32, 84], "and there is only the line between them"


@pytest.mark.parametrize("zoom", [3.0, 8.0, 24.0])
def test_channels_are_lines_of_their_own(zoom: float) -> None:
    both = np.stack([np.full(48_000, 0.5), np.full(48_000, -0.5)], axis=1).astype(np.float32)
    picture = painted(waveform(both), View(zoom * RATE_HZ, 1000, 240))
    assert picture[15].min() > 60
    assert picture[45].min() > 60
    assert picture[25:35].max() == 0


def test_samples_are_drawn_only_close_up_and_read_ahead() -> None:
    peaks = ArrayPeaks(np.zeros(48_000, np.float32))
    window = SampleWindow(Waveform(peaks, RATE_HZ, 48_000))
    assert [window.wants(View(px * RATE_HZ, 0, 240), 1.0) for px in (1.0, 2.9, 3.0, 24.0)] == [False, False, True, True]
    assert window.wants(View(1.5 * RATE_HZ, 0, 240), 2.0), "on a screen of twice the pixels half the zoom is enough"
    view = View(CLOSEST, 20_000 * 24, 1200)
    assert not window.holds(view)
    window.read(view)
    assert all(window.holds(replace(view, left_px=view.left_px + step * 100)) for step in range(-20, 21))
    assert peaks.reads == 1


@pytest.mark.parametrize("left_px", [-5000.0, 47_990 * 24.0, 2e9])
def test_outside_the_sound_nothing_is_drawn(left_px: float) -> None:
    picture = painted(waveform(np.full(48_000, 0.9, np.float32)), View(CLOSEST, left_px, 240))
    assert (picture.max() > 0) == (left_px == 47_990 * 24.0)
    assert picture[:, 240 - 10 :].max() == 0


def test_an_hour_can_be_scrolled_and_painted_sample_by_sample(timeline: TimelineWidget) -> None:
    timeline.axis.set_duration(3600.0)
    timeline.set_events(EventTrack((Event(1.0, 0.5, 3590.0, (1.0, 0.5, 0.9)), Event(3599.0, 0.4))))
    timeline.set_range(0.5, 3599.5)
    show_time(timeline.axis, 1e12, 1800.0)
    assert timeline.axis.pixels_per_second == MAX_PIXELS_PER_SECOND
    QApplication.processEvents()
    bar = timeline._bar
    assert bar.value() == pytest.approx(bar.maximum() / 2, rel=1e-3)
    bar.setValue(bar.maximum())
    assert timeline.axis.view.stop_s > 3600.0
    for lane in timeline.findChildren(Lane):
        lane.grab()
    shown = pixels(timeline.events.grab().toImage())
    assert shown[30, 300].sum() > 60, "the long event's level is seen, though both its ends are far away"


def test_in_the_window_one_goes_to_single_samples_and_all_readouts_tell_them(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.settle()
    timeline, transport = driver.studio.window.timeline, driver.studio.window.transport
    driver.studio.window.activateWindow()
    at = timeline.axis.x_of(0.41)
    hover(timeline.guide, QPointF(at, 10))
    for _ in range(80):
        wheel(timeline.guide, at, 120, Qt.KeyboardModifier.ControlModifier)
    driver.settle()
    assert timeline.axis.pixels_per_second == MAX_PIXELS_PER_SECOND
    assert any(tick.label.endswith(" smp") for tick in timeline.ruler.ticks_now())
    corner = timeline.findChild(Corner)
    assert corner is not None
    assert corner.accessibleDescription().startswith("00:00:00:10 +")
    assert corner.accessibleDescription().endswith(" smp"), "the time under the mouse, as finely as it is shown"
    QTest.mouseClick(timeline.guide, Qt.MouseButton.LeftButton, pos=QPoint(round(at) + 100, 10))
    sample = driver.studio.playback.position_s * RATE_HZ
    assert sample == pytest.approx(round(sample), abs=1e-6), "the playhead stands on a sample"
    assert transport.timecode.text() == "00:00:00:10"
    assert transport.rate() == f"+{round(sample) - 19_200} smp"
    assert driver.studio.window.picture.timecode == "00:00:00:10"
    press(Qt.Key.Key_Home)
    assert transport.rate() == "25 fps"


def test_in_the_window_events_are_dragged_by_samples(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    lane, axis = driver.studio.window.timeline.events, driver.studio.window.timeline.axis
    event = driver.studio.session.events.events[0]
    show_time(axis, MAX_PIXELS_PER_SECOND, event.time_s - 0.0002)
    start = lane.geometry_now().head(event)
    drag(lane, start, start + QPointF(10, 0), start + QPointF(5 * 24, 0), release=False)
    readout = lane.readout()
    assert readout is not None
    assert [text for text, _ in readout.words(lane._frames, lane._timecode, axis.view.seconds_per_pixel)][1] == "+5 smp"
    send_mouse(lane, QMouseEvent.Type.MouseButtonRelease, start + QPointF(5 * 24, 0))
    moved = driver.studio.session.events.get(event.key).time_s
    assert moved * RATE_HZ == pytest.approx(round(event.time_s * RATE_HZ) + 5, abs=1e-6)
