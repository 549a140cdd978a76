from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.axis.axis import MAX_PIXELS_PER_SECOND, TimeAxis
from tests.gui.hands import show_time


def test_a_new_clip_is_shown_whole(axis: TimeAxis) -> None:
    assert axis._fitted
    assert axis.x_of(0) == 0
    assert axis.x_of(10) == pytest.approx(1000)
    assert axis.max_left_px == 0


@given(st.floats(0, 3600), st.floats(0.5, 40_000), st.floats(0, 3600), st.sampled_from([1.0, 1.25, 1.5, 2.0]))
def test_x_and_seconds_are_inverse(seconds: float, zoom: float, start_s: float, ratio: float) -> None:
    axis = TimeAxis()
    axis.set_width(1200, ratio)
    axis.set_duration(3600)
    show_time(axis, zoom, start_s)
    assert axis.seconds_at(axis.x_of(seconds)) == pytest.approx(seconds, abs=1e-6)


@given(st.floats(0.5, 40_000), st.floats(0, 3600), st.sampled_from([1.0, 1.25, 1.5, 2.0]), st.floats(-5000, 5000))
def test_the_left_edge_lies_on_a_whole_device_pixel(zoom: float, start_s: float, ratio: float, delta: float) -> None:
    axis = TimeAxis()
    axis.set_width(997, ratio)
    axis.set_duration(3600)
    show_time(axis, zoom, start_s)
    axis.scroll_by(delta)
    assert axis.left_px * ratio == pytest.approx(round(axis.left_px * ratio), abs=1e-6)
    assert 0 <= axis.left_px <= axis.max_left_px + 1


def test_zooming_keeps_the_instant_under_the_mouse(axis: TimeAxis) -> None:
    for factor in (2.0, 3.0, 1.7, 0.6):
        before = axis.seconds_at(400)
        axis.zoom(factor, 400)
        assert axis.seconds_at(400) == pytest.approx(before, abs=1 / axis.pixels_per_second)


def test_zooming_by_key_keeps_the_playhead_in_its_place(axis: TimeAxis) -> None:
    axis.set_playhead(3.0)
    x = axis.x_of(3.0)
    axis.zoom(4)
    assert axis.x_of(3.0) == pytest.approx(x, abs=1)


def test_zoom_ends_at_the_whole_clip_and_at_samples(axis: TimeAxis) -> None:
    axis.zoom(1e9, 500)
    assert axis.pixels_per_second == MAX_PIXELS_PER_SECOND
    axis.zoom(1e-9, 500)
    assert axis._fitted
    assert axis.left_px == 0


def test_a_fitted_clip_stays_fitted_when_the_window_grows(axis: TimeAxis) -> None:
    axis.set_width(2000)
    assert axis.x_of(10) == pytest.approx(2000)
    axis.zoom(4, 0)
    zoom = axis.pixels_per_second
    axis.set_width(1500)
    assert axis.pixels_per_second == zoom


def test_scrolling_stops_at_both_ends(axis: TimeAxis) -> None:
    axis.zoom(10, 500)
    axis.scroll_by(-1e9)
    assert axis.left_px == 0
    axis.scroll_by(1e9)
    assert axis.x_of(10) == pytest.approx(1000 - 24, abs=1)


def test_an_instant_out_of_sight_is_brought_into_view(axis: TimeAxis) -> None:
    show_time(axis, 1000, 0)
    axis.ensure_visible(7.0)
    assert 0 <= axis.x_of(7.0) <= 1000
    left = axis.left_px
    axis.ensure_visible(7.0 - 0.3)
    assert axis.left_px == left


def test_playing_turns_the_page(axis: TimeAxis) -> None:
    show_time(axis, 1000, 0)
    axis.page_to(0.9)
    assert axis.left_px == 0
    axis.page_to(1.01)
    assert 0 < axis.x_of(1.01) < 100


def test_only_real_changes_are_told(axis: TimeAxis, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(axis.view_changed):
        axis.set_width(1000)
        axis.fit()
        axis.scroll_by(100)  # all is in view already
        axis.set_playhead(4)
    with qtbot.waitSignal(axis.view_changed):
        axis.zoom(2, 0)
    with qtbot.assertNotEmitted(axis.playhead_changed):
        axis.set_playhead(4)


def test_the_playhead_stays_within_the_clip(axis: TimeAxis) -> None:
    axis.set_playhead(99)
    assert axis.playhead_s == 10
    axis.set_playhead(-1)
    assert axis.playhead_s == 0
    axis.set_playhead(9)
    axis.set_duration(5)
    assert axis.playhead_s == 5


def test_a_range_is_told_once(axis: TimeAxis, qtbot: QtBot) -> None:
    with qtbot.waitSignal(axis.marks_changed):
        axis.set_range(1, None)
    assert (axis.in_s, axis.out_s) == (1, None)
    with qtbot.assertNotEmitted(axis.marks_changed):
        axis.set_range(1, None)
