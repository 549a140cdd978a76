"""Proposals as a user has them: the dial, ghosts, voices, and tracks with events of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolTip

from foleystudio.engine.timing.sources import TIMING_SOURCES
from foleystudio.gui.timeline.events.header import EventsHeader
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import Event
from foleystudio.project.proposals import Candidate, Candidates
from foleystudio.project.settings import Timing
from foleystudio.project.storage.saved import load_project
from tests.gui import hands
from tests.gui.conftest import HITS_S, Driver
from tests.outside import timing
from tests.outside.timing import DOUBTFUL, doubtful

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def added() -> Iterator[None]:
    with doubtful():
        yield


@pytest.fixture
def unsure(added: None, driver: Driver, clip: Path) -> Driver:
    """A window whose shown events are of a source that is not sure."""
    driver.open(clip)
    _choose_doubt(driver)
    driver.wait(lambda: driver.studio.session.timing == DOUBTFUL)
    driver.settle()
    return driver


def _choose_doubt(driver: Driver) -> None:
    (button,) = (b for b in driver.studio.window.transport.findChildren(QAbstractButton) if b.text() == "Doubt")
    driver.bot.mouseClick(button, LEFT)


def _times(driver: Driver) -> list[float]:
    return [event.time_s for event in driver.studio.session.events]


def _sensitivity(driver: Driver) -> float:
    track = driver.studio.session.events_track
    assert track is not None
    return track.sensitivity


def _header(driver: Driver) -> EventsHeader:
    (header,) = driver.studio.window.timeline.findChildren(EventsHeader)
    return header


def _drag_dial(driver: Driver, sensitivity: float) -> None:
    dial = _header(driver).dial
    y, room = dial.height() // 2, dial.width() - 12
    QTest.mousePress(dial, LEFT, pos=QPoint(6 + round(room * dial.value() / 100), y))
    QTest.mouseMove(dial, QPoint(6 + room // 2, y))
    QTest.mouseMove(dial, QPoint(6 + round(room * sensitivity), y))
    QTest.mouseRelease(dial, LEFT, pos=QPoint(6 + round(room * sensitivity), y))


def _place(driver: Driver, time_s: float) -> QPoint:
    lane = driver.studio.window.timeline.events
    return QPoint(round(lane.axis.x_of(time_s)), round(lane.geometry_now().y_of(0.6)))


def test_the_dial_takes_and_gives_proposals_and_no_more(unsure: Driver) -> None:
    session = unsure.studio.session
    assert _times(unsure) == [0.3, 0.7]
    unsure.studio.events.add(1.9)
    steps = len(session.document.steps)
    _drag_dial(unsure, 1.0)
    assert _times(unsure) == [0.3, 0.7, 1.1, 1.5, 1.9]
    _drag_dial(unsure, 0.0)
    assert _times(unsure) == [1.9]
    _drag_dial(unsure, 0.2)
    assert _times(unsure) == [0.3, 1.9]
    assert len(session.document.steps) <= steps + 1, "drags in a row are one step"
    session.document.undo()
    assert _times(unsure) == [0.3, 0.7, 1.9]
    assert unsure.errors == []


def test_a_double_click_on_the_dial_is_the_default(unsure: Driver) -> None:
    _drag_dial(unsure, 1.0)
    QTest.mouseDClick(_header(unsure).dial, LEFT)
    assert _sensitivity(unsure) == 0.5
    assert _times(unsure) == [0.3, 0.7]


def test_keys_turn_the_dial(unsure: Driver) -> None:
    for _ in range(3):
        hands.press(Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    assert _times(unsure) == [0.3, 0.7, 1.1]
    assert "Sensitivity 80%: 3 events" in unsure.said
    for _ in range(9):
        hands.press(Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ControlModifier)
    assert _times(unsure) == []
    assert _sensitivity(unsure) == 0.0


def test_a_click_adopts_a_ghost(unsure: Driver) -> None:
    lane = unsure.studio.window.timeline.events
    QTest.mouseMove(lane, _place(unsure, 1.1))
    QTest.mouseClick(lane, LEFT, pos=_place(unsure, 1.1))
    assert _times(unsure) == [0.3, 0.7, 1.1]
    (own,) = (event for event in unsure.studio.session.events if event.marked)
    assert own.time_s == 1.1
    assert lane.selected == (own.key,)
    assert unsure.studio.session.document.undo_name == "Adopt event"
    _drag_dial(unsure, 0.0)
    assert _times(unsure) == [1.1]


def test_a_ghost_says_what_it_is(unsure: Driver) -> None:
    lane, place = unsure.studio.window.timeline.events, _place(unsure, 1.1)
    QTest.mouseMove(lane, place + QPoint(1, 0))  # the pointer may lie there already, and would not move
    QTest.mouseMove(lane, place)
    unsure.wait(lambda: lane._lit is not None)
    QApplication.sendEvent(lane, QHelpEvent(QEvent.Type.ToolTip, place, lane.mapToGlobal(place)))
    unsure.wait(lambda: QToolTip.text().startswith("Perhaps an event ("))
    assert "it does not sound" in QToolTip.text()


def test_a_band_over_ghosts_alone_adopts_them(unsure: Driver) -> None:
    lane, height = unsure.studio.window.timeline.events, unsure.studio.window.timeline.events.height()
    start, stop = _place(unsure, 1.0).x(), _place(unsure, 1.7).x()
    QTest.mousePress(lane, LEFT, pos=QPoint(start, 4))
    QTest.mouseMove(lane, QPoint((start + stop) // 2, height // 2))
    QTest.mouseMove(lane, QPoint(stop, height - 4))
    QTest.mouseRelease(lane, LEFT, pos=QPoint(stop, height - 4))
    assert _times(unsure) == [0.3, 0.7, 1.1, 1.5]
    assert unsure.studio.session.document.undo_name == "Adopt 2 events"


def test_a_band_that_holds_events_selects_them_and_leaves_ghosts(unsure: Driver) -> None:
    lane, height = unsure.studio.window.timeline.events, unsure.studio.window.timeline.events.height()
    start, stop = _place(unsure, 0.6).x(), _place(unsure, 1.2).x()
    QTest.mousePress(lane, LEFT, pos=QPoint(start, 4))
    QTest.mouseMove(lane, QPoint((start + stop) // 2, height // 2))
    QTest.mouseMove(lane, QPoint(stop, height - 4))
    QTest.mouseRelease(lane, LEFT, pos=QPoint(stop, height - 4))
    assert _times(unsure) == [0.3, 0.7]
    assert len(lane.selected) == 1


def test_one_click_hears_voices_too(unsure: Driver) -> None:
    voices = _header(unsure).voices
    assert voices.isVisible()
    assert voices.isChecked()
    unsure.bot.mouseClick(voices, LEFT)
    assert _times(unsure) == [0.3, 0.7, 1.5]
    unsure.studio.window.actions_table["ignore_voices"].trigger()
    assert _times(unsure) == [0.3, 0.7]
    assert voices.isChecked()


def test_sensitivity_and_proposals_are_saved(unsure: Driver) -> None:
    _drag_dial(unsure, 0.72)
    file = unsure.folder / "film.foley"
    unsure.save(file)
    unsure.studio.project.new()
    unsure.studio.open(file)
    unsure.wait(lambda: unsure.studio.session.clip is not None)
    unsure.settle()
    assert _times(unsure) == [0.3, 0.7, 1.1]
    _drag_dial(unsure, 0.5)
    assert _times(unsure) == [0.3, 0.7]
    assert load_project(file).project.tracks[0].sensitivity == pytest.approx(0.72, abs=0.03)


def test_tracks_have_events_of_their_own(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, window = driver.studio.session, driver.studio.window
    driver.drop_sound(driver.sound("low.wav", 300))
    hands.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: len(session.project.tracks) == 2)
    assert _times(driver) == pytest.approx(HITS_S, abs=0.03), "a new track begins with what was shown"
    first, second = session.project.tracks
    driver.studio.events.strike_out([event.key for event in session.events if event.time_s > 0.5])
    driver.drop_sound(driver.sound("high.wav", 900), second.key)
    driver.settle()
    left, right = session.project.tracks
    assert len(left.events) == 3
    assert len(right.events) == len(session.events) == 1
    for track, heard in ((left, [True] * 3), (right, [True, False, False])):
        assert track.active_take is not None
        wave = np.abs(read_sound(track.active_take.path).mono())
        loud = [bool(wave[round(at * 48_000) :][:4_800].max() > 0.05) for at in HITS_S]
        assert loud == heard
    session.choose_track(first.key)
    assert _times(driver) == pytest.approx(HITS_S, abs=0.03)
    assert window.timeline.events.selected == ()
    assert _header(driver).texts[0] == f"{first.name} events"
    driver.studio.events.add(1.95)
    driver.settle()
    assert len(session.project.track(second.key).events) == 1
    assert driver.errors == []


def test_where_nothing_is_certain_guesses_stand_there_and_it_is_said(
    unsure: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "DOUBTS", ((0.4, 0.3, 0.0), (1.2, 0.1, 0.0)))
    session, window = unsure.studio.session, unsure.studio.window
    _choose_doubt(unsure)
    unsure.wait(lambda: not len(session.events))
    unsure.settle()
    (told,) = (text for text in window.banners.texts() if "No sound" not in text)
    assert told.startswith("It doubts everything for sure. 2 guesses stand in the lane and do not sound.")
    assert "sensitivity" in told
    assert "E marks" in told
    QTest.mouseClick(window.timeline.events, LEFT, pos=_place(unsure, 0.4))
    assert _times(unsure) == [0.4]
    unsure.wait(lambda: all("guess" not in text for text in window.banners.texts()))


def test_a_template_adds_a_track_with_events_of_its_own(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = Candidates((Candidate(Event(0.4, label="L"), 0.9), Candidate(Event(0.9, label="R"), 0.8)), "feet")
    feet = replace(TIMING_SOURCES[Timing.FEET], propose=lambda *_args: walked)
    monkeypatch.setitem(TIMING_SOURCES._rows, Timing.FEET, feet)
    driver.open(clip)
    session, actions = driver.studio.session, driver.studio.window.actions_table
    actions["add_feet_track"].trigger()
    driver.wait(lambda: session.timing == Timing.FEET)
    assert [event.label for event in session.events] == ["L", "R"]
    actions["add_feet_track"].trigger()
    assert _times(driver) == [0.4, 0.9], "what was found once is there at once"
    actions["add_empty_track"].trigger()
    assert _times(driver) == []
    actions["add_props_track"].trigger()
    driver.wait(lambda: session.timing == Timing.GUIDE)
    assert [track.name for track in session.project.tracks] == ["Feet", "Feet 2", "Foley", "Props"]
    assert len(session.project.tracks[3].events) == 3


def test_templates_added_one_after_another_each_find_their_events(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_find = threading.Event()
    walked = Candidates((Candidate(Event(0.4, label="L"), 0.9),), "feet")
    moved = Candidates((Candidate(Event(0.2, sustain_s=1.0), 0.9),), "moves")
    for name, found in ((Timing.FEET, walked), (Timing.MOVES, moved)):
        row = replace(TIMING_SOURCES[name], propose=lambda *_args, found=found: (may_find.wait(20), found)[1])
        monkeypatch.setitem(TIMING_SOURCES._rows, name, row)
    driver.open(clip)
    session, actions = driver.studio.session, driver.studio.window.actions_table
    for action in ("add_feet_track", "add_moves_track", "add_props_track"):
        actions[action].trigger()
    may_find.set()
    driver.wait(lambda: all(len(track.events) for track in session.project.tracks))
    assert [(track.name, len(track.events)) for track in session.project.tracks] == [
        ("Feet", 1), ("Moves", 1), ("Props", 3),
    ]  # fmt: skip
    assert [track.timing for track in session.project.tracks] == [Timing.FEET, Timing.MOVES, Timing.GUIDE]
    assert driver.errors == []


def test_a_clip_that_redo_brings_back_is_not_searched_anew(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    driver.studio.window.actions_table["delete_track"].trigger()
    hands.press(Qt.Key.Key_M)
    driver.settle()
    whole, steps = session.project, session.document.steps
    for _ in steps:
        hands.press(Qt.Key.Key_Z, ctrl)
    assert session.clip is None
    for _ in steps[:-1]:  # quicker than the clip is read
        session.document.redo()
    driver.wait(lambda: session.clip is not None)
    driver.wait(lambda: not driver.studio.proposals.are_coming())
    driver.settle()
    assert session.project.tracks == ()
    assert session.document.redo_name == steps[-1]
    hands.press(Qt.Key.Key_Z, ctrl | shift)
    assert session.project == whole
