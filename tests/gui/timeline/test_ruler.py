from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.ruler import Ruler
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import MarkerView
from tests.gui.hands import show_time
from tests.gui.timeline.made import drag, hover, pixels


def test_a_click_seeks_at_once_and_ends_the_seek(timeline: TimelineWidget, qtbot: QtBot) -> None:
    with qtbot.waitSignals([timeline.seek_requested, timeline.seek_finished], order="strict"):
        drag(timeline.ruler, QPointF(500, 10))
    assert timeline.axis.playhead_s == pytest.approx(2.0)


def test_dragging_seeks_all_the_way_and_stops_at_the_ends(timeline: TimelineWidget) -> None:
    sought: list[float] = []
    timeline.seek_requested.connect(sought.append)
    drag(timeline.ruler, QPointF(100, 10), QPointF(300, 10), QPointF(5000, 10), QPointF(-50, 10))
    assert sought == pytest.approx([0.4, 1.2, 4.0, 0.0])


def test_a_marker_is_dragged_to_a_frame(timeline: TimelineWidget) -> None:
    timeline.set_markers([MarkerView(7, 2.0, "bang")])
    moved: list[object] = []
    sought: list[float] = []
    timeline.marker_moved.connect(lambda key, seconds: moved.append((key, seconds)))
    timeline.seek_requested.connect(sought.append)
    drag(timeline.ruler, QPointF(501, 20), QPointF(560, 20), QPointF(603, 20))
    assert moved == [(7, pytest.approx(2.4))]
    assert sought == []


def test_a_click_on_a_marker_goes_there(timeline: TimelineWidget) -> None:
    timeline.set_markers([MarkerView(7, 2.0)])
    moved: list[int] = []
    timeline.marker_moved.connect(lambda key, _seconds: moved.append(key))
    drag(timeline.ruler, QPointF(503, 20))
    assert moved == []
    assert timeline.axis.playhead_s == pytest.approx(2.0)


def test_ends_of_the_range_are_dragged_and_never_cross(timeline: TimelineWidget) -> None:
    timeline.set_range(1.0, 3.0)
    changed: list[object] = []
    timeline.range_changed.connect(lambda start, stop: changed.append((start, stop)))
    drag(timeline.ruler, QPointF(251, 4), QPointF(400, 4))
    drag(timeline.ruler, QPointF(750, 4), QPointF(100, 4))
    assert changed == [(pytest.approx(1.6), 3.0), (pytest.approx(1.6), pytest.approx(1.6))]


def test_the_cursor_shows_what_can_be_dragged(timeline: TimelineWidget) -> None:
    timeline.set_markers([MarkerView(7, 2.0)])
    hover(timeline.ruler, QPointF(500, 20))
    assert timeline.ruler.cursor().shape() == Qt.CursorShape.SizeHorCursor
    hover(timeline.ruler, QPointF(700, 20))
    assert timeline.ruler.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_what_lies_outside_the_range_is_dimmed_on_every_lane(timeline: TimelineWidget) -> None:
    before = pixels(timeline.grab().toImage())
    timeline.set_range(1.0, 3.0)
    after = pixels(timeline.grab().toImage())
    lane = timeline.filmstrip.parentWidget()
    assert lane is not None
    row = lane.y() + 20
    assert (before[row, 168 + 100] != after[row, 168 + 100]).any()
    assert (before[row, 168 + 500] == after[row, 168 + 500]).all()


def test_without_a_clip_nothing_is_sought(timeline: TimelineWidget, qtbot: QtBot) -> None:
    timeline.clear()
    with qtbot.assertNotEmitted(timeline.seek_requested):
        drag(timeline.ruler, QPointF(500, 10), QPointF(600, 10))


def _painted(timeline: TimelineWidget, monkeypatch: pytest.MonkeyPatch) -> list[MarkerView]:
    """The markers that a repaint of the ruler paints."""
    painted: list[MarkerView] = []
    own = Ruler._paint_marker

    def paint(ruler: Ruler, painter: QPainter, marker: MarkerView, x: float) -> None:
        painted.append(marker)
        own(ruler, painter, marker, x)

    with monkeypatch.context() as patched:
        patched.setattr(Ruler, "_paint_marker", paint)
        timeline.ruler.grab()
    return painted


def test_of_thousands_of_markers_those_are_painted_that_can_be_told_apart(
    timeline: TimelineWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    markers = [MarkerView(n, 4.0 * n / 5000, f"marker {n}") for n in range(5000)]
    timeline.set_markers(reversed(markers))
    assert 200 < len(_painted(timeline, monkeypatch)) <= 1000 / 4 + 3
    hover(timeline.ruler, QPointF(500, 20))
    assert _painted(timeline, monkeypatch)[-1].time_s == pytest.approx(
        2.0, abs=6 / 250 + 0.001
    )  # the one under the mouse


def test_close_up_only_the_markers_in_view_are_painted(
    timeline: TimelineWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeline.set_markers(MarkerView(n, 4.0 * n / 5000) for n in range(5000))
    show_time(timeline.axis, 25_000, 2.0)  # 40 ms
    view = timeline.axis.view
    painted = _painted(timeline, monkeypatch)
    assert 50 <= len(painted) <= 57
    assert all(view.start_s - 0.005 <= marker.time_s <= view.stop_s + 0.001 for marker in painted)
    timeline.set_markers([MarkerView(1, 3.0), MarkerView(2, 2.02), MarkerView(3, 1.0)])
    assert [marker.key for marker in _painted(timeline, monkeypatch)] == [2]


def test_a_marker_that_is_dragged_past_others_is_taken_hold_of_again(timeline: TimelineWidget) -> None:
    timeline.set_markers([MarkerView(1, 1.0), MarkerView(2, 2.0), MarkerView(3, 3.0)])
    moved: list[tuple[int, float]] = []
    timeline.marker_moved.connect(lambda key, seconds: moved.append((key, seconds)))
    drag(timeline.ruler, QPointF(250, 20), QPointF(400, 20), QPointF(900, 20))
    drag(timeline.ruler, QPointF(900, 20), QPointF(100, 20))
    assert moved == [(1, pytest.approx(3.6)), (1, pytest.approx(0.4))]
