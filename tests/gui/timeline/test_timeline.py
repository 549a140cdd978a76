from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from fractions import Fraction

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPointF
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.lane import device_column
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import MarkerView
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import ColumnGrid, FrameTimes, Timecode
from tests.gui.hands import show_time
from tests.gui.timeline.made import (
    click,
    click_wave,
    drag,
    hover,
    noise,
    pixels,
    show_clip,
    thumbnail,
    track_with_takes,
    waveform,
)

# An instant that is a frame of 25 fps, a sample of 48 kHz and a column of hop 480 at once.
INSTANT_S = 1.24
GRID = ColumnGrid(48_000, 480)


def with_one_instant(timeline: TimelineWidget) -> None:
    """Frame, event, click, take and bright column, all at one instant."""
    for frame in range(100):
        timeline.set_thumbnail(frame, thumbnail("#ffffff" if frame == round(INSTANT_S * 25) else "#000000"))
    timeline.set_events(EventTrack((Event(INSTANT_S, 1.0),)))
    timeline.set_guide(waveform(click_wave(4.0, INSTANT_S)))
    take = track_with_takes(1, count=1).takes[0]
    take = type(take)(take.key, 1, "", 0.0, 4.0, waveform(click_wave(4.0, INSTANT_S)))
    timeline.set_tracks([type(track_with_takes(1))(1, "Foley 1", takes=(take,), active=take.key)])
    columns = np.zeros((8, 401), np.uint8)
    columns[:, GRID.column_at(INSTANT_S)] = 255
    timeline.set_spectrogram(GRID, 8, 401)
    timeline.set_spectrogram_tile(0, columns)
    timeline.set_playhead(INSTANT_S)


def brightest(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], rows: slice) -> tuple[int, int]:
    """First and last column of those that are as bright as the brightest, within some rows."""
    light = image[rows].astype(int).sum(axis=2).max(axis=0)
    lit = np.flatnonzero(light >= light.max() - 3)
    return int(lit[0]), int(lit[-1])


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize(("zoom", "start_s"), [(250, 0.0), (613.7, 0.4), (3000, 1.1), (9000, 1.2), (20_000, 1.23)])
def test_one_instant_is_at_one_pixel_in_every_lane(
    timeline: TimelineWidget, ratio: float, zoom: float, start_s: float
) -> None:
    with_one_instant(timeline)
    axis = timeline.axis
    axis.set_width(1000, ratio)
    show_time(axis, zoom, start_s)
    wanted = device_column(axis.x_of(INSTANT_S), ratio)
    assert 0 <= wanted < 1000 * ratio
    stem = pixels(timeline.events.content_image(ratio))
    first, last = brightest(stem, slice(-round(12 * ratio), -round(7 * ratio)))
    assert first <= wanted <= last
    assert last - first < round(1.5 * ratio)
    guide = pixels(timeline.guide.content_image(ratio))
    first, last = brightest(guide, slice(round(10 * ratio), round(20 * ratio)))
    samples = max(1.0, zoom * ratio / 48_000)  # device columns a sample
    assert first - 1 <= wanted <= last + 1
    assert last - first <= 1 + samples
    heat = pixels(timeline.spectrogram.content_image(ratio))
    first, last = brightest(heat, slice(0, None))
    assert first - 1 <= wanted <= last + 1
    frame = timeline.filmstrip._frames.frame_at(INSTANT_S)
    places = {n: left for n, left, _ in timeline.filmstrip.slots(axis.view, ratio)}
    if timeline.filmstrip._is_close(axis.view, timeline.filmstrip._natural_px(ratio)):
        assert device_column(places[frame], ratio) == wanted


@pytest.mark.parametrize("zoom", [250.0, 3000.0, 9000.0])
def test_the_playhead_stands_over_the_instant(timeline: TimelineWidget, zoom: float) -> None:
    with_one_instant(timeline)
    show_time(timeline.axis, zoom, 1.2 if zoom > 250 else 0.0)
    QApplication.processEvents()
    image = pixels(timeline.grab().toImage()).astype(int)
    row = image[timeline.guide.mapTo(timeline, timeline.guide.rect().center()).y()]
    red = np.flatnonzero((row[:, 0] > 220) & (row[:, 1] < 110) & (row[:, 2] < 110))
    assert device_column(168 + timeline.axis.x_of(INSTANT_S), 1.0) in red
    assert len(red) == 2


@pytest.mark.parametrize("scale", ["1.25", "2"])
def test_lanes_agree_on_screens_of_other_pixels(scale: str) -> None:
    """The whole window, in a process of its own: Qt takes the scale at its start."""
    script = (
        "import tests.gui.timeline.test_timeline as t\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "t.check_scaled(float(__import__('os').environ['QT_SCALE_FACTOR']))\n"
        "print('agreed')\n"
    )
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "agreed", done.stderr


def check_scaled(ratio: float) -> None:
    """Part of the test above that runs in the scaled process."""
    timeline = TimelineWidget()
    timeline.resize(1168, 640)
    timeline.show()
    show_clip(timeline)
    with_one_instant(timeline)
    assert timeline.devicePixelRatioF() == ratio
    for zoom, start_s in ((250.0, 0.0), (777.7, 0.3), (9000.0, 1.2)):
        show_time(timeline.axis, zoom, start_s)
        QApplication.processEvents()
        timeline.playhead.hide()  # it lies over what is looked for
        image = pixels(timeline.grab().toImage())
        wanted = device_column(168 + timeline.axis.x_of(INSTANT_S), ratio)
        for lane, top, bottom in ((timeline.events, -12, -8), (timeline.guide, 10, 20), (timeline.spectrogram, 5, 60)):
            corner = lane.mapTo(timeline, lane.rect().topLeft())
            base = corner.y() + (lane.height() if top < 0 else 0)
            rows = image[
                round((base + top) * ratio) : round((base + bottom) * ratio), round(168 * ratio) : -round(40 * ratio)
            ]
            first, last = brightest(rows, slice(0, None))
            assert first - 1 <= wanted - round(168 * ratio) <= last + 1, (
                lane.accessibleName(),
                zoom,
                first,
                last,
                wanted - round(168 * ratio),
            )


def test_moving_the_playhead_draws_no_lane_anew(timeline: TimelineWidget) -> None:
    with_one_instant(timeline)
    for _ in range(3):
        timeline.grab()
        QApplication.processEvents()  # rows find their heights
    lanes = (timeline.ruler, timeline.filmstrip, timeline.events, timeline.guide, timeline.spectrogram)
    drawn = [lane.times_drawn for lane in lanes]
    for step in range(30):
        timeline.set_playhead(step * 0.1)
        QApplication.processEvents()
    assert [lane.times_drawn for lane in lanes] == drawn
    assert timeline.playhead.isVisible()


def test_playing_turns_the_page_unless_told_not_to(timeline: TimelineWidget) -> None:
    show_time(timeline.axis, 1000, 0)
    timeline.set_playing(True)
    timeline.set_playhead(1.5)
    assert 0 <= timeline.axis.x_of(1.5) < 100
    timeline.set_follow(False)
    timeline.set_playhead(3.9)
    assert timeline.axis.x_of(3.9) > 1000
    timeline.set_follow(True)
    timeline.set_playing(False)
    timeline.set_playhead(3.8)
    assert timeline.axis.x_of(3.8) > 1000


def test_clicks_on_picture_guide_and_spectrogram_seek(timeline: TimelineWidget) -> None:
    sought: list[float] = []
    timeline.seek_finished.connect(sought.append)
    for lane in (timeline.filmstrip, timeline.guide, timeline.spectrogram):
        click(lane, 500, 20)
    assert sought == pytest.approx([2.0, 2.0, 2.0], abs=0.01)


def test_the_corner_shows_the_time_under_the_mouse(timeline: TimelineWidget) -> None:
    timeline.set_playhead(1.0)
    assert timeline._corner.accessibleDescription() == "00:00:01:00"
    hover(timeline.guide, QPointF(625, 20))
    assert timeline._corner.accessibleDescription() == "00:00:02:12"
    QApplication.sendEvent(timeline.guide, QEvent(QEvent.Type.Leave))
    assert timeline._corner.accessibleDescription() == "00:00:01:00"


def test_without_pictures_times_are_seconds(timeline: TimelineWidget) -> None:
    timeline.set_clip(3.0, None, Timecode(Fraction(25)))
    timeline.set_playhead(1.5)
    assert timeline._corner.accessibleDescription() == "1.500 s"


def test_clearing_shows_the_invitation(timeline: TimelineWidget) -> None:
    with_one_instant(timeline)
    assert timeline.empty.isHidden()
    timeline.clear()
    QApplication.processEvents()
    assert timeline.empty.isVisible()
    assert timeline.playhead.isHidden()
    show_clip(timeline)
    assert timeline.empty.isHidden()


def test_another_clip_keeps_nothing_of_the_last(timeline: TimelineWidget) -> None:
    with_one_instant(timeline)
    timeline.set_range(1, 2)
    timeline.axis.zoom(20, 500)
    show_clip(timeline, 8.0)
    axis = timeline.axis
    assert (axis.in_s, axis.out_s, axis.playhead_s) == (None, None, 0.0)
    assert axis._fitted
    assert axis.duration_s == 8.0


def test_a_clip_of_no_frames_or_one_is_shown(timeline: TimelineWidget) -> None:
    for frames in (FrameTimes.regular(0, Fraction(25)), FrameTimes.regular(1, Fraction(25))):
        timeline.set_clip(0.04, frames, Timecode(Fraction(25)))
        timeline.axis.zoom(1e6, 10)
        timeline.grab()


def test_an_hour_can_be_shown_to_the_sample(timeline: TimelineWidget) -> None:
    show_clip(timeline, 3600.0)
    timeline.axis.zoom(1e12, 500)
    timeline.axis.scroll_by(1e12)
    assert timeline.axis.x_of(3600) == pytest.approx(1000 - 24, abs=1)
    timeline.grab()


def test_nothing_is_left_when_a_timeline_is_deleted(qtbot: QtBot) -> None:
    before = set(map(id, QApplication.allWidgets()))
    timeline = TimelineWidget()
    timeline.resize(900, 500)
    timeline.show()
    show_clip(timeline)
    timeline.set_tracks([track_with_takes(1), track_with_takes(2)])
    timeline.set_guide(waveform(noise(4.0), 8_000))
    timeline.set_markers([MarkerView(1, 1.0)])
    drag(timeline.ruler, QPointF(100, 10), QPointF(200, 10))
    gone = weakref.ref(timeline)
    shells = list(timeline.findChildren(QWidget))
    timeline.deleteLater()
    del timeline
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [shell for shell in shells if shiboken6.isValid(shell)]
    del shells
    gc.collect()
    assert gone() is None
    assert set(map(id, QApplication.allWidgets())) <= before


def test_rows_of_removed_tracks_are_deleted(timeline: TimelineWidget) -> None:
    timeline.set_tracks([track_with_takes(1), track_with_takes(2)])
    row = timeline.tracks.row(2)
    lane = weakref.ref(row.takes)
    timeline.set_tracks([track_with_takes(1)])
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(row)
    del row
    gc.collect()
    assert lane() is None
    timeline.axis.zoom(2, 100)  # the lane that went is not told any more
    timeline.grab()
