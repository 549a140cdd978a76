"""Events on their way between tracks and windows, by keys and menus."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.gui.conftest import HITS_S, Driver
from tests.gui.hands import press

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(driver: Driver, clip: Path) -> Driver:
    """A window with three events, and the keyboard."""
    driver.open(clip)
    driver.settle()
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    return driver


def _times(driver: Driver, track: int | None = None) -> list[float]:
    session = driver.studio.session
    events = session.events if track is None else session.project.tracks[track].events
    return [round(event.time_s, 2) for event in events]


def _hits(*times_s: float) -> list[object]:
    return [pytest.approx(at, abs=0.03) for at in times_s]


def test_copied_events_are_pasted_at_the_playhead(opened: Driver) -> None:
    session = opened.studio.session
    opened.studio.window.timeline.events.select([event.key for event in session.events][:2])
    press(Qt.Key.Key_C, CTRL)
    assert "Copied 2 events" in opened.said
    opened.studio.playback.seek(1.04)
    press(Qt.Key.Key_V, CTRL)
    apart = HITS_S[1] - HITS_S[0]
    assert _times(opened) == _hits(*sorted([*HITS_S, 1.04, 1.04 + apart]))
    assert session.document.undo_name == "Paste 2 events"
    assert len(opened.studio.window.timeline.events.selected) == 2
    session.document.undo()
    assert _times(opened) == _hits(*HITS_S)


def test_cut_events_can_go_to_another_track(opened: Driver) -> None:
    session = opened.studio.session
    opened.studio.window.timeline.events.select([session.events.events[0].key])
    press(Qt.Key.Key_X, CTRL)
    assert _times(opened) == _hits(*HITS_S[1:])
    press(Qt.Key.Key_T, CTRL)
    opened.studio.playback.seek(0.0)
    press(Qt.Key.Key_V, CTRL)
    assert _times(opened, 1) == _hits(0.0, *HITS_S[1:])
    assert _times(opened, 0) == _hits(*HITS_S[1:])


def test_copied_events_are_an_event_files_text(opened: Driver) -> None:
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text().lstrip().startswith("{")
    QGuiApplication.clipboard().setText('{"version": 1, "events": [{"time_s": 7.5, "strength": 0.5}]}')
    opened.studio.playback.seek(0.2)
    press(Qt.Key.Key_V, CTRL)
    assert _times(opened) == _hits(0.2, *HITS_S)


@pytest.mark.parametrize("text", ["", "hello", '{"version": 1, "events": [{"time_s": -1}]}', "[" * 100_000])
def test_what_is_no_event_is_not_pasted(opened: Driver, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    press(Qt.Key.Key_V, CTRL)
    assert "There are no copied events to paste" in opened.said
    assert _times(opened) == _hits(*HITS_S)
    assert opened.errors == []


def test_events_repeat_in_their_own_rhythm(opened: Driver) -> None:
    session = opened.studio.session
    opened.studio.events.strike_out([event.key for event in session.events])
    for at in (0.2, 0.4, 0.6):
        opened.studio.events.add(at)
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_D, CTRL)
    assert _times(opened) == _hits(0.2, 0.4, 0.6, 0.8, 1.0, 1.2)
    press(Qt.Key.Key_D, CTRL)
    press(Qt.Key.Key_D, CTRL)
    assert _times(opened) == _hits(*(0.2 * n for n in range(1, 10))), "what lies after the clip's end is left out"


def test_events_are_sent_to_the_track_below_and_not_proposed_again(opened: Driver) -> None:
    session = opened.studio.session
    press(Qt.Key.Key_T, CTRL)
    opened.studio.events.strike_out([event.key for event in session.events])
    session.choose_track(session.project.tracks[0].key)
    opened.studio.window.timeline.events.select([session.events.events[1].key])
    press(Qt.Key.Key_Down, CTRL | SHIFT)
    assert _times(opened, 0) == _hits(HITS_S[0], HITS_S[2])
    assert _times(opened, 1) == _hits(HITS_S[1])
    assert session.document.undo_name == f"Send 1 event to {session.project.tracks[1].name}"
    press(Qt.Key.Key_BracketRight, CTRL)
    press(Qt.Key.Key_BracketLeft, CTRL)
    assert all(abs(at - HITS_S[1]) > 0.05 for at in _times(opened, 0)), "the dial does not bring it back"
    press(Qt.Key.Key_Up, CTRL | SHIFT)
    assert len(session.project.tracks) == 2


def test_the_menu_names_the_other_tracks(opened: Driver) -> None:
    session, menu = opened.studio.session, opened.studio.window.actions_table.submenus["send_events"]
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["There is no other track"]
    press(Qt.Key.Key_T, CTRL)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [session.project.tracks[0].name]
    press(Qt.Key.Key_A, CTRL)
    menu.actions()[0].trigger()
    assert _times(opened, 1) == []
    assert len(_times(opened, 0)) == 3, "both had the same hits: one of each is left"
