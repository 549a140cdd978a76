from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.gui.conftest import HITS_S, Driver


@pytest.fixture
def opened(driver: Driver, clip: Path) -> Driver:
    driver.open(clip)
    driver.studio.window.activateWindow()
    body_of(driver).setFocus()
    return driver


def body_of(driver: Driver) -> QWidget:
    body = driver.studio.window.centralWidget()
    assert body is not None
    return body


def press(driver: Driver, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(body_of(driver), key, modifiers)


def test_arrows_step_frames_and_seconds(opened: Driver) -> None:
    playback = opened.studio.playback
    for _ in range(3):
        press(opened, Qt.Key.Key_Right)
    press(opened, Qt.Key.Key_Left)
    assert playback.position_s == pytest.approx(0.08)
    press(opened, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert playback.position_s == pytest.approx(1.08)
    press(opened, Qt.Key.Key_Home)
    press(opened, Qt.Key.Key_Left)
    assert playback.position_s == 0.0


def test_k_held_turns_j_and_l_into_frame_steps(opened: Driver) -> None:
    body, studio = body_of(opened), opened.studio
    QTest.keyPress(body, Qt.Key.Key_K)
    QTest.keyClick(body, Qt.Key.Key_L)
    QTest.keyClick(body, Qt.Key.Key_L)
    QTest.keyClick(body, Qt.Key.Key_J)
    QTest.keyRelease(body, Qt.Key.Key_K)
    assert studio.playback.position_s == pytest.approx(0.04)
    assert not studio.player.is_playing
    press(opened, Qt.Key.Key_L)
    press(opened, Qt.Key.Key_L)
    assert studio.player.speed == 2
    press(opened, Qt.Key.Key_J)
    assert studio.player.speed == -1
    assert studio.window.status.message() == "Shuttle −1×"
    press(opened, Qt.Key.Key_K)
    assert not studio.player.is_playing
    assert studio.window.status.message() == ""


def test_ctrl_arrows_go_from_event_to_event(opened: Driver) -> None:
    playback, control = opened.studio.playback, Qt.KeyboardModifier.ControlModifier
    visited = []
    for _ in range(4):
        press(opened, Qt.Key.Key_Right, control)
        visited.append(playback.position_s)
    assert visited == pytest.approx([*HITS_S, HITS_S[-1]], abs=0.02)
    press(opened, Qt.Key.Key_Left, control)
    assert playback.position_s == pytest.approx(HITS_S[1], abs=0.02)


@pytest.mark.parametrize(("typed", "at"), [("00:00:01:05", 1.2), ("30f", 1.2), ("+5", 0.6), ("-5", 0.2), ("1.5s", 1.5)])
def test_positions_can_be_typed_and_relative(opened: Driver, typed: str, at: float) -> None:
    opened.studio.playback.seek(0.4)
    opened.studio.playback.enter(typed)
    assert opened.studio.playback.position_s == pytest.approx(at)


def test_a_typed_position_that_is_none_is_said_and_changes_nothing(opened: Driver) -> None:
    opened.studio.playback.seek(0.4)
    opened.studio.playback.enter("half past")
    assert len(opened.errors) == 1
    assert opened.studio.playback.position_s == pytest.approx(0.4)


def test_edges_are_the_range_first_and_the_clip_then(opened: Driver) -> None:
    playback = opened.studio.playback
    playback.seek(0.4)
    press(opened, Qt.Key.Key_I)
    playback.seek(1.2)
    press(opened, Qt.Key.Key_O)
    project = opened.studio.session.project
    assert (project.in_s, project.out_s) == (pytest.approx(0.4), pytest.approx(1.2))
    playback.seek(0.8)
    places = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_End):
        press(opened, key)
        places.append(playback.position_s)
    assert places == pytest.approx([0.4, 0.0, 1.2, 2.0])


def test_looping_stays_within_the_range(opened: Driver) -> None:
    studio = opened.studio
    studio.lanes.set_range(0.2, 0.5)
    studio.window.actions_table["loop"].trigger()
    studio.playback.seek(0.3)
    studio.playback.toggle()
    places: list[float] = []
    studio.playback.moved.connect(places.append)
    opened.bot.wait(900)
    studio.playback.stop()
    assert max(places) <= 0.52
    assert any(later < earlier - 0.1 for earlier, later in pairwise(places)), "it came round"


def test_the_end_pauses_and_playing_again_begins_anew(opened: Driver) -> None:
    studio = opened.studio
    studio.playback.seek(1.9)
    studio.playback.toggle()
    opened.wait(lambda: not studio.player.is_playing)
    assert studio.playback.position_s == pytest.approx(2.0, abs=0.05)
    studio.playback.toggle()
    opened.wait(lambda: studio.playback.position_s < 1.0)
    studio.playback.stop()


def test_a_missing_sound_card_is_said_once_and_the_picture_plays_on(opened: Driver) -> None:
    studio = opened.studio
    studio.playback.toggle()
    opened.wait(lambda: any(text.startswith("No sound") for text in studio.window.banners.texts()))
    opened.wait(lambda: studio.playback.position_s > 0.3)
    assert len([text for text in studio.window.banners.texts() if text.startswith("No sound")]) == 1
    studio.playback.stop()


def test_dragging_shows_a_keyframe_first_and_the_exact_frame_at_the_end(opened: Driver) -> None:
    studio = opened.studio
    studio.window.timeline.seek_requested.emit(1.4)
    studio.window.timeline.seek_finished.emit(1.4)
    opened.wait(lambda: studio.picture.shown_frame == 35)
