"""Playing hits by a MIDI keyboard that exists in memory only."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from foleystudio.gui.presenters.performing.habits import Notes
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits
from tests.gui.hands import press
from tests.gui.playback.test_midi import MadeDriver

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def keyboard(driver: Driver, make_clip: MakeClip) -> MadeDriver:
    """A clip of six seconds, two sounds in the bin, and a keyboard that is chosen in the menu."""
    made, studio = MadeDriver("Pads & co"), driver.studio
    studio.keyboard._keyboards._driver = made
    driver.open(
        make_clip("long.mov", frames=150, audio=np.concatenate([hits(), np.zeros((4 * 48_000, 1), np.float32)]))
    )
    studio.references.add([driver.sound("one.wav"), driver.sound("two.wav", 900.0)])
    driver.wait(lambda: len(studio.session.project.references) == 2)
    driver.settle()
    studio.window.activateWindow()
    driver.bot.waitActive(studio.window)
    studio.record.habits.pre_roll_s = 0.0
    _pick(driver, "Pads && co")
    return made


def _menu(driver: Driver) -> QMenu:
    menu = driver.studio.window.actions_table.submenus["keyboard"]
    menu.aboutToShow.emit()
    return menu


def _pick(driver: Driver, text: str) -> None:
    (action,) = (action for action in _menu(driver).actions() if action.text() == text)
    action.trigger()


def _play(made: MadeDriver, note: int, velocity: int) -> None:
    """From a thread that is not the window's, as drivers do."""
    thread = threading.Thread(target=made.ports[-1].play, args=("note_on", note, velocity))
    thread.start()
    thread.join()


def test_velocity_is_strength_and_the_keyboard_is_free_after_the_pass(driver: Driver, keyboard: MadeDriver) -> None:
    studio = driver.studio
    assert keyboard.ports == []
    press(Qt.Key.Key_P, CTRL_SHIFT)
    driver.wait(lambda: studio.player.position_s() > 2.5)
    at_s = studio.player.position_s()
    _play(keyboard, 40, 127)
    latest_s = studio.player.position_s()  # starting a thread may take its time
    driver.wait(lambda: len(studio.session.events) == 4)
    driver.wait(lambda: studio.player.position_s() > 3.0)
    _play(keyboard, 40, 0)  # let go half a second later
    driver.wait(lambda: studio.session.events.events[-1].sustain_s > 0)
    _play(keyboard, 41, 32)
    driver.wait(lambda: len(studio.session.events) == 5)
    press(Qt.Key.Key_Escape)
    first, second = studio.session.events.events[3:]
    assert at_s - 0.001 <= first.time_s <= latest_s + 0.001
    assert (first.strength, second.strength) == (1.0, pytest.approx(32 / 127))
    assert first.sustain_s == pytest.approx(0.5, abs=0.2)
    assert second.reference is None
    assert not keyboard.ports[-1].is_open


def _has_gone_on(driver: Driver, count: int, to_s: float) -> bool:
    return len(driver.studio.session.events) > count and driver.studio.player.position_s() > to_s


def test_notes_choose_sounds_where_they_are_to(driver: Driver, keyboard: MadeDriver) -> None:
    studio = driver.studio
    _pick(driver, "Notes from 36 on play the &bin's sounds")
    assert studio.record.habits.notes is Notes.SOUNDS
    press(Qt.Key.Key_P, CTRL_SHIFT)
    driver.wait(lambda: studio.player.position_s() > 2.0)
    for note in (37, 36, 80):
        count, at_s = len(studio.session.events), studio.player.position_s()
        _play(keyboard, note, 100)
        driver.wait(partial(_has_gone_on, driver, count, at_s + 0.3))
    press(Qt.Key.Key_Escape)
    keys = [reference.key for reference in studio.session.project.references]
    assert [event.reference for event in studio.session.events.events[3:]] == [keys[1], keys[0], None]


def test_a_keyboard_that_is_gone_is_told_and_stays_chosen(driver: Driver, keyboard: MadeDriver) -> None:
    keyboard.names = ()
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert driver.studio.record.is_on  # the computer's keys play on
    assert "cannot be opened" in driver.errors[-1]
    press(Qt.Key.Key_Escape)
    assert [action.text() for action in _menu(driver).actions() if action.isChecked()][:1] == ["Pads && co"]
