from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.file_urls import REFERENCE_MIME
from foleystudio.gui.timeline.spectrogram.lane import DENSE_PX
from foleystudio.gui.timeline.takes.lane import DENSE_HEIGHT_PX, MAIN_HEIGHT_PX
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import TrackView
from tests.gui.hands import show_time
from tests.gui.timeline.made import click, noise, pixels, track_with_takes, waveform, wheel

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def files(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return data


def drop(timeline: TimelineWidget, place: QPointF, data: QMimeData) -> bool:
    """Drag over a place and let go there; whether it was taken."""
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place.toPoint(), copy, data, left, NONE)
    QApplication.sendEvent(timeline, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(timeline, QDragMoveEvent(place.toPoint(), copy, data, left, NONE))
    QApplication.sendEvent(timeline, QDropEvent(place, copy, data, left, NONE))
    return True


def test_the_wheel_scrolls_and_ctrl_zooms_at_the_mouse(timeline: TimelineWidget) -> None:
    axis = timeline.axis
    under = axis.seconds_at(300)
    wheel(timeline.guide, 300, 120, CONTROL)
    assert axis.pixels_per_second == pytest.approx(250 * 1.2)
    assert axis.seconds_at(300) == pytest.approx(under, abs=0.005)
    for _ in range(5):
        wheel(timeline.spectrogram, 300, 120, CONTROL)
    left = axis.left_px
    wheel(timeline.filmstrip, 300, -120)
    assert axis.left_px == left + 90
    wheel(timeline.events, 300, 120)
    assert axis.left_px == left


def test_a_touchpad_scrolls_both_ways(timeline: TimelineWidget) -> None:
    show_time(timeline.axis, 1000, 1.0)
    wheel(timeline.guide, 100, 0, fine=QPoint(-37, 0))
    assert timeline.axis.left_px == 1037


def test_shift_and_headers_scroll_the_tracks(timeline: TimelineWidget, qtbot: QtBot) -> None:
    timeline.set_tracks([track_with_takes(n) for n in range(1, 9)])
    show_time(timeline.axis, 1000, 1.0)
    inner = timeline._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: inner.maximum() > 0)
    assert timeline._up_down.isVisible()
    wheel(timeline.guide, 100, -120, SHIFT)
    assert inner.value() > 0
    assert timeline._up_down.value() == inner.value()
    assert timeline.axis.left_px == 1000
    wheel(timeline.tracks.row(1).head, 20, 120)
    assert inner.value() == 0


def test_tracks_that_do_not_fit_are_lower_and_the_spectrogram_stays_in_view(
    timeline: TimelineWidget, qtbot: QtBot
) -> None:
    lane, inner = timeline.spectrogram, timeline._scroll.verticalScrollBar()
    timeline.set_tracks([track_with_takes(1)])
    QApplication.processEvents()
    assert timeline.tracks.row(1).takes.height() == MAIN_HEIGHT_PX
    timeline.set_tracks([track_with_takes(n) for n in range(1, 5)])
    QApplication.processEvents()
    assert [timeline.tracks.row(n).takes.height() for n in range(1, 5)] == [DENSE_HEIGHT_PX] * 4
    qtbot.waitUntil(lambda: inner.maximum() == 0)  # all four fit so
    for n in range(1, 5):
        click(timeline.tracks.row(n).fold, 5, 5)
    qtbot.waitUntil(lambda: inner.maximum() > 0)
    assert timeline._up_down.isVisible()

    def top() -> int:
        return lane.mapTo(timeline, QPoint(0, 0)).y()

    qtbot.waitUntil(lambda: DENSE_PX <= lane.height() <= timeline.height() - top())  # however many takes show
    timeline.resize(timeline.width(), 240)  # no room for both: it comes after the tracks
    last = timeline.tracks.row(4)
    qtbot.waitUntil(lambda: top() == last.mapTo(timeline, QPoint(0, last.height())).y() > timeline.height())
    timeline.resize(timeline.width(), 560)
    qtbot.waitUntil(lambda: top() + lane.height() <= timeline.height())


def test_the_scroll_bar_and_the_axis_move_each_other(timeline: TimelineWidget) -> None:
    show_time(timeline.axis, 1000, 0.5)
    bar = timeline._bar
    assert bar.value() == 500
    assert bar.maximum() == round(timeline.axis.max_left_px)
    bar.setValue(1200)
    assert timeline.axis.left_px == 1200
    timeline.axis.fit()
    assert bar.maximum() == 0


def test_lanes_are_as_wide_as_the_axis_and_begin_after_the_headers(timeline: TimelineWidget) -> None:
    timeline.set_tracks([track_with_takes(n) for n in range(1, 9)])
    for width in (1168, 801):
        timeline.resize(width, 500)
        QApplication.processEvents()
        assert timeline.axis.view.width_px == width - 168
        for lane in (timeline.ruler, timeline.filmstrip, timeline.events, timeline.guide, timeline.spectrogram):
            assert lane.width() == width - 168
            assert lane.mapTo(timeline, QPoint(0, 0)).x() == 168
        assert timeline.tracks.row(3).takes.width() == width - 168


def test_files_dropped_on_a_track_say_which_and_when(timeline: TimelineWidget, tmp_path: Path) -> None:
    timeline.set_tracks([TrackView(1, "Foley 1"), TrackView(2, "Foley 2")])
    QApplication.processEvents()
    heard: list[object] = []
    timeline.files_dropped.connect(lambda track, paths, seconds: heard.append((track, paths, seconds)))
    lane = timeline.tracks.row(2).takes
    place = QPointF(lane.mapTo(timeline, QPoint(500, 20)))
    assert drop(timeline, place, files(str(tmp_path / "ein Ton ä.wav"), str(tmp_path / "b.flac")))
    assert heard == [(2, [tmp_path / "ein Ton ä.wav", tmp_path / "b.flac"], pytest.approx(2.0, abs=0.01))]
    assert timeline._drop_mark.isHidden()


def test_files_dropped_beside_tracks_are_for_none(timeline: TimelineWidget) -> None:
    heard: list[int] = []
    timeline.files_dropped.connect(lambda track, _paths, _seconds: heard.append(track))
    assert drop(timeline, QPointF(timeline.ruler.mapTo(timeline, QPoint(50, 5))), files("/a.mp4"))
    timeline.clear()
    assert drop(timeline, QPointF(400, 200), files("/a.mp4"))
    assert heard == [-1, -1]


def test_references_are_dropped_as_keys(timeline: TimelineWidget) -> None:
    timeline.set_tracks([TrackView(1, "Foley 1")])
    QApplication.processEvents()
    heard: list[object] = []
    timeline.references_dropped.connect(lambda track, keys, seconds: heard.append((track, keys)))
    timeline.files_dropped.connect(lambda *_all: pytest.fail("references are no files"))
    data = files("/a.wav", "/b.wav")
    data.setData(REFERENCE_MIME, b"4,7")
    place = QPointF(timeline.tracks.row(1).takes.mapTo(timeline, QPoint(10, 20)))
    assert drop(timeline, place, data)
    assert heard == [(1, (4, 7))]


def test_other_things_are_not_taken(timeline: TimelineWidget) -> None:
    text = QMimeData()
    text.setText("no file")
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/a.wav")])
    assert not drop(timeline, QPointF(400, 200), text)
    assert not drop(timeline, QPointF(400, 200), web)


def test_what_would_take_a_drop_is_marked(timeline: TimelineWidget, qtbot: QtBot) -> None:
    timeline.set_tracks([TrackView(1, "Foley 1")])
    QApplication.processEvents()
    lane = timeline.tracks.row(1).takes
    corner = lane.mapTo(timeline, QPoint(0, 0))
    data = files("/a.wav")  # events do not keep it alive
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    QApplication.sendEvent(timeline, QDragEnterEvent(corner + QPoint(30, 20), copy, data, left, NONE))
    move = QDragMoveEvent(corner + QPoint(30, 20), copy, data, left, NONE)
    QApplication.sendEvent(timeline, move)
    taken = move.isAccepted()
    assert taken
    assert timeline._drop_mark.isVisible()
    assert timeline._drop_mark.geometry().topLeft() == corner
    QApplication.sendEvent(timeline, QDragLeaveEvent())
    assert timeline._drop_mark.isHidden()


def test_a_low_board_takes_lower_lanes(timeline: TimelineWidget, qtbot: QtBot) -> None:
    timeline.set_tracks([track_with_takes(1)])
    lanes = (timeline.filmstrip, timeline.events, timeline.guide, timeline.tracks.row(1).takes)
    comfortable = [lane.height() for lane in lanes]
    timeline.resize(1168, 300)
    qtbot.waitUntil(lambda: all(lane.height() < before for lane, before in zip(lanes, comfortable, strict=True)))
    timeline.set_tracks([track_with_takes(1), TrackView(2, "Foley 2")])
    assert timeline.tracks.row(2).takes.is_dense
    timeline.resize(1168, 560)
    qtbot.waitUntil(lambda: [lane.height() for lane in lanes] == comfortable)


def test_ctrl_and_shift_make_quiet_waveforms_higher(timeline: TimelineWidget) -> None:
    timeline.set_guide(waveform(noise(4.0) * np.float32(0.05), 8_000))

    def lit() -> int:
        return int((pixels(timeline.guide.content_image(1.0))[:, 500].astype(int).sum(axis=1) > 150).sum())

    low = lit()
    for _ in range(5):
        wheel(timeline.guide, 500, 120, CONTROL | SHIFT)
    assert lit() == pytest.approx(low * 1.2**5, rel=0.25)
    assert timeline.axis._fitted
    for _ in range(9):
        wheel(timeline.guide, 500, -120, CONTROL | SHIFT)
    assert lit() == low


def test_the_middle_button_moves_the_view(timeline: TimelineWidget) -> None:
    show_time(timeline.axis, 1000, 1.0)
    sought: list[float] = []
    timeline.seek_requested.connect(sought.append)
    middle, none = Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
    lane = timeline.guide
    for kind, x, button in (
        (QMouseEvent.Type.MouseButtonPress, 500, middle),
        (QMouseEvent.Type.MouseMove, 440, none),
        (QMouseEvent.Type.MouseMove, 400, none),
        (QMouseEvent.Type.MouseButtonRelease, 400, middle),
        (QMouseEvent.Type.MouseMove, 300, none),
    ):
        place = QPointF(x, 20)
        QApplication.sendEvent(lane, QMouseEvent(kind, place, lane.mapToGlobal(place), button, middle, NONE))
    assert timeline.axis.left_px == 1100
    assert sought == []
