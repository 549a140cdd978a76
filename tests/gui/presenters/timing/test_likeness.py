"""Events split by likeness: groups seen in the lane, heard, counted, and sent to tracks; one undo takes it back."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from foleystudio.dsp.sound import Sound
from foleystudio.gui.look.theme import tokens
from foleystudio.gui.panels.likeness.window import LikenessWindow
from foleystudio.gui.timeline.events.painting import group_token
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits
from tests.gui.hands import answer_menu, press

LOW_S, HIGH_S = (0.3, 1.1, 1.9), (0.7, 1.5, 2.3)
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(driver: Driver, make_clip: MakeClip) -> Driver:
    """A window with the hits of two things."""
    wave = hits(LOW_S, 3.0, 300.0) + hits(HIGH_S, 3.0, 5000.0)
    driver.open(make_clip("two.mov", frames=75, audio=wave))
    driver.settle()
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    return driver


def _split(driver: Driver) -> LikenessWindow:
    press(Qt.Key.Key_G, CTRL_SHIFT)
    driver.wait(lambda: any(isinstance(w, LikenessWindow) and w.rows for w in QApplication.topLevelWidgets()))
    (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, LikenessWindow))
    assert window.isVisible()
    return window


def _click(button: object) -> None:
    assert isinstance(button, QPushButton)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _times(driver: Driver, track: int) -> list[float]:
    return [round(event.time_s, 1) for event in driver.studio.session.project.tracks[track].events]


def _counts(window: LikenessWindow) -> list[str]:
    return [row.count.text() for row in window.rows]


def _counts_are(window: LikenessWindow, counts: list[str]) -> bool:
    return _counts(window) == counts


def _pixel_of(driver: Driver, number: int) -> str:
    """Colour of an event's stem, a little above the lane's foot."""
    lane = driver.studio.window.timeline.events
    event = driver.studio.session.events.events[number]
    geometry = lane.geometry_now()
    seen = lane.grab().toImage()
    at = QPoint(round(geometry.view.x_of(event.time_s)), round(geometry.base_y - 4))
    ratio = seen.devicePixelRatio()
    return seen.pixelColor(round(at.x() * ratio), round(at.y() * ratio)).name()


def test_groups_have_their_colours_while_the_window_is_open(opened: Driver) -> None:
    before = _pixel_of(opened, 0)
    window = _split(opened)
    assert _counts(window) == ["3 hits", "3 hits"]
    opened.wait(lambda: _pixel_of(opened, 0) == tokens().colour(group_token(0)).name())
    assert _pixel_of(opened, 1) == tokens().colour(group_token(1)).name()
    assert _pixel_of(opened, 2) == _pixel_of(opened, 0)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    opened.wait(lambda: not window.isVisible())
    opened.wait(lambda: _pixel_of(opened, 1) == before)


def test_one_click_gives_a_group_a_track_and_one_undo_takes_it_back(opened: Driver) -> None:
    session = opened.studio.session
    window = _split(opened)
    line = window.rows[1].name
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    line.selectAll()
    QTest.keyClicks(line, "Clinks")
    QTest.keyClick(line, Qt.Key.Key_Return)
    _click(window.rows[1].send)
    assert [track.name for track in session.project.tracks] == ["Foley 1", "Clinks"]
    assert _times(opened, 0) == list(LOW_S)
    assert _times(opened, 1) == list(HIGH_S)
    assert _counts(window) == ["3 hits", "sent"]
    assert not window.rows[1].send.isEnabled()
    assert session.document.undo_name == "Send 3 events to Clinks"
    window.activateWindow()
    opened.bot.waitActive(window)
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(session.project.tracks) == 1
    assert _counts(window) == ["3 hits", "3 hits"]
    press(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert _times(opened, 1) == list(HIGH_S)


def test_a_group_goes_to_a_track_that_is_there(opened: Driver) -> None:
    session = opened.studio.session
    opened.studio.window.actions_table["add_empty_track"].trigger()
    first, second = session.project.tracks
    session.choose_track(first.key)
    opened.settle()
    window = _split(opened)
    answer_menu(second.name)
    _click(window.rows[0].to)
    opened.wait(lambda: len(session.project.tracks[1].events) == 3)
    assert _times(opened, 1) == list(LOW_S)


def test_a_lane_whose_groups_have_all_been_sent_is_drawn_empty(opened: Driver) -> None:
    session = opened.studio.session
    opened.studio.window.actions_table["add_empty_track"].trigger()
    first, second = session.project.tracks
    session.choose_track(first.key)
    opened.settle()
    window = _split(opened)
    for number, sent in enumerate((["sent", "3 hits"], ["sent", "sent"])):
        answer_menu(second.name)
        _click(window.rows[number].to)
        opened.bot.waitUntil(partial(_counts_are, window, sent))
    lane = opened.studio.window.timeline.events
    assert not lane.grab().toImage().isNull()
    assert len(session.project.track(first.key).events) == 0
    assert len(session.project.track(second.key).events) == 6
    assert opened.errors == []


def test_all_groups_but_the_first_get_tracks_at_once(opened: Driver) -> None:
    session = opened.studio.session
    window = _split(opened)
    _click(window.more)
    assert window.count.text() == "3"
    assert len(window.rows) == 3
    _click(window.fewer)
    assert not window.fewer.isEnabled()
    _click(window.send_all)
    assert [track.name for track in session.project.tracks] == ["Foley 1", "Foley 1 B"]
    assert not window.send_all.isEnabled()
    session.document.undo()
    assert len(session.project.tracks) == 1


def test_a_groups_letter_selects_its_events_and_its_button_plays_them(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(opened.studio.likeness._audition, "_play", heard.append)
    window = _split(opened)
    QTest.mouseClick(window.rows[1].badge, Qt.MouseButton.LeftButton)
    lane = opened.studio.window.timeline.events
    assert [round(opened.studio.session.events.get(key).time_s, 1) for key in lane.selected] == list(HIGH_S)
    QTest.mouseClick(window.rows[1].hear, Qt.MouseButton.LeftButton)
    opened.wait(lambda: bool(heard))
    sound = heard[0]
    assert isinstance(sound, Sound)
    assert np.abs(np.fft.rfft(sound.mono())).argmax() / sound.duration_s == pytest.approx(5000, rel=0.02)


def test_the_menu_of_the_lane_has_it_and_closing_while_it_listens_stops_it(opened: Driver) -> None:
    lane = opened.studio.window.timeline.events
    answer_menu("Split b&y likeness…")
    place = QPoint(5, 20)
    QApplication.sendEvent(lane, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, lane.mapToGlobal(place)))
    opened.wait(lambda: opened.studio.likeness.window is not None)
    window = opened.studio.likeness.window
    assert window is not None
    window.close()
    opened.settle()
    assert not window.isVisible()
    assert not window.rows


def test_events_that_go_leave_their_group_and_another_track_is_not_tinted(opened: Driver) -> None:
    session = opened.studio.session
    window = _split(opened)
    session.edit_events("Delete", session.events.without([session.events.events[0].key]))
    assert _counts(window) == ["2 hits", "3 hits"]
    opened.studio.window.actions_table["add_track"].trigger()
    assert not opened.studio.window.timeline.events._groups
    session.choose_track(session.project.tracks[0].key)
    assert opened.studio.window.timeline.events._groups
    session.edit("Delete track", session.project.without_track(session.project.tracks[0].key))
    opened.wait(lambda: not window.isVisible())


def test_one_event_cannot_be_split(driver: Driver, make_clip: MakeClip) -> None:
    driver.open(make_clip("one.mov", frames=50, audio=hits((0.5,), 2.0)))
    driver.settle()
    driver.studio.likeness.split()
    assert driver.said[-1].startswith("There are no two events")
    assert driver.studio.likeness.window is None
