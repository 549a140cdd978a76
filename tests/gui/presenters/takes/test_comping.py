"""Comping by the mouse and by keys: swipe along an unfolded take, mark a range, bounce; undo takes each back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from foleystudio.gui.timeline.takes.lane import FOLDED_ROW_PX, TakeLane
from foleystudio.gui.timeline.track_rows import TrackRow
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.tracks import Track
from tests.gui.conftest import Driver
from tests.gui.hands import press


@pytest.fixture
def opened(driver: Driver, clip: Path) -> Driver:
    """A window with two takes, unfolded."""
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.settle()
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    press(Qt.Key.Key_R)
    driver.wait(lambda: len(_track(driver).takes) == 2)
    driver.settle()
    QTest.mouseClick(_row(driver).fold, Qt.MouseButton.LeftButton)
    return driver


def _track(driver: Driver) -> Track:
    return driver.studio.session.project.tracks[0]


def _row(driver: Driver) -> TrackRow:
    return driver.studio.window.timeline.tracks.row(_track(driver).key)


def _swipe(lane: TakeLane, y: int, start_s: float, stop_s: float) -> None:
    first, last = (round(lane.axis.view.x_of(at)) for at in (start_s, stop_s))
    QTest.mousePress(lane, Qt.MouseButton.LeftButton, pos=QPoint(first, y))
    for x in range(first, last, 8):
        QTest.mouseMove(lane, QPoint(x, y))
    QTest.mouseMove(lane, QPoint(last, y))
    QTest.mouseRelease(lane, Qt.MouseButton.LeftButton, pos=QPoint(last, y))


def test_a_swipe_lets_the_other_take_sound_there(opened: Driver) -> None:
    lane: TakeLane = _row(opened).takes
    first = _track(opened).takes[0]
    _swipe(lane, lane.main_height_px + FOLDED_ROW_PX // 2, 0.5, 1.0)
    (span,) = _track(opened).comp
    assert span.take == first.key
    assert (span.start_s, span.stop_s) == pytest.approx((0.5, 1.0), abs=0.02)
    assert "uses take 1 from" in opened.said[-1]
    assert opened.studio.session.document.undo_name == "Comp"
    # Along the take in use it sounds again where it was swiped.
    _swipe(lane, lane.main_height_px // 2, 0.7, 1.2)
    (span,) = _track(opened).comp
    assert span.stop_s == pytest.approx(0.7, abs=0.02)
    opened.studio.session.document.undo()
    opened.studio.session.document.undo()
    assert _track(opened).comp == ()


def test_by_keys_between_in_and_out(opened: Driver) -> None:
    actions = opened.studio.window.actions_table
    opened.studio.tracks._select_take(_track(opened).key, _track(opened).takes[0].key)
    actions["comp_range"].trigger()
    assert "Mark the range first" in opened.said[-1]
    session = opened.studio.session
    from dataclasses import replace

    session.edit("range", replace(session.project, in_s=0.25, out_s=0.75))
    lane: TakeLane = _row(opened).takes
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(40, lane.main_height_px + FOLDED_ROW_PX // 2))
    opened.studio.window.activateWindow()
    press(Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    assert _track(opened).comp[0].take == _track(opened).takes[0].key
    assert [(s.start_s, s.stop_s) for s in _track(opened).comp] == [(0.25, 0.75)]
    assert actions["clear_comp"].isEnabled()
    actions["clear_comp"].trigger()
    assert _track(opened).comp == ()
    assert not actions["clear_comp"].isEnabled()


def test_bounced_to_a_take_of_its_own(opened: Driver) -> None:
    lane: TakeLane = _row(opened).takes
    _swipe(lane, lane.main_height_px + FOLDED_ROW_PX // 2, 0.3, 1.6)
    opened.studio.window.actions_table["bounce"].trigger()
    opened.wait(lambda: len(_track(opened).takes) == 3)
    track = _track(opened)
    assert track.comp == ()
    assert track.active == track.takes[-1].key
    assert track.takes[-1].provenance is None
    first = read_sound(track.takes[0].path, 48_000).samples
    bounced = read_sound(track.takes[-1].path, 48_000).samples
    inside = slice(round(0.4 * 48_000), round(1.5 * 48_000))
    np.testing.assert_allclose(bounced[inside], np.broadcast_to(first[inside], bounced[inside].shape), atol=1e-6)
    opened.studio.session.document.undo()
    assert len(_track(opened).takes) == 2
    assert len(_track(opened).comp) == 1
