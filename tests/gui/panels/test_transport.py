from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from foleystudio.gui.actions.actions import Actions
from foleystudio.gui.actions.held_keys import HeldKeys
from foleystudio.gui.commands.table import COMMANDS
from foleystudio.gui.panels.transport import TransportBar
from tests.gui.conftest import Driver


@pytest.fixture
def bar(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[TransportBar]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = TransportBar(Actions(window, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat), COMMANDS))
    window.setCentralWidget(made)
    window.resize(1300, 60)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    keys = HeldKeys()
    qapp.installEventFilter(keys)
    yield made
    qapp.removeEventFilter(keys)
    window.close()


def test_a_typed_position_is_told_once_and_the_field_lets_go(bar: TransportBar, qtbot: QtBot) -> None:
    entered: list[str] = []
    bar.position_entered.connect(entered.append)
    bar.timecode.set_label("00:00:01:00")
    bar.timecode.begin()
    QTest.keyClicks(bar.timecode, "+20")
    bar.timecode.set_label("00:00:09:00")
    assert bar.timecode.text() == "+20", "the running timecode does not overwrite what is typed"
    QTest.keyClick(bar.timecode, Qt.Key.Key_Return)
    assert entered == ["+20"]
    assert not bar.timecode.hasFocus()
    assert bar.timecode.text() == "00:00:09:00"


def test_escape_gives_a_typed_position_up(bar: TransportBar) -> None:
    entered: list[str] = []
    bar.position_entered.connect(entered.append)
    bar.timecode.begin()
    QTest.keyClicks(bar.timecode, "5s")
    QTest.keyClick(bar.timecode, Qt.Key.Key_Escape)
    assert entered == []
    assert bar.timecode.text() == "00:00:00:00"


def test_the_play_button_shows_what_it_will_do(bar: TransportBar) -> None:
    still = bar._play.grab().toImage()
    bar.set_playing(True)
    assert bar._play.grab().toImage() != still
    bar.set_playing(False)
    assert bar._play.grab().toImage() == still


def test_the_timing_selector_speaks_of_sources(bar: TransportBar) -> None:
    chosen: list[str] = []
    bar.timing_chosen.connect(chosen.append)
    bar.timing._buttons["taught"].click()
    assert chosen == ["taught"]


def test_a_narrow_bar_says_less(bar: TransportBar, qtbot: QtBot) -> None:
    bar.set_rate("29.97 NDF")
    bar.set_title("a project", "edited")
    assert bar._rate.isVisible()
    bar.window().resize(1030, 60)
    qtbot.wait(5)
    assert not bar._rate.isVisible()
    assert bar.timing._buttons["taught"].text() == "Find more"


@pytest.mark.parametrize("width", [1024, 1920])
def test_what_is_to_be_said_of_a_project_stands_beside_its_name(bar: TransportBar, qtbot: QtBot, width: int) -> None:
    name, state, play = bar._name, bar._state, bar._play

    def stands_beside() -> bool:
        text_px = name.fontMetrics().horizontalAdvance(name.text())
        is_read = name.width() >= min(text_px, 100)
        is_near = 0 < state.geometry().left() - (name.geometry().left() + min(text_px, name.width())) <= 14
        is_whole = state.width() >= state.sizeHint().width()
        return is_read and is_near and is_whole and state.geometry().right() < play.geometry().left()

    bar.window().resize(width, 60)
    for text in ("scene", "a much longer name of a scene " * 4):
        bar.set_title(text, "edited")
        qtbot.waitUntil(stands_beside)


def test_the_narrowest_window_has_no_room_for_stepping_frames_by_the_mouse(driver: Driver) -> None:
    window = driver.studio.window
    bar = window.transport
    window.resize(window.minimumSize())
    driver.wait(lambda: not any(button.isVisible() for button in bar._of_frames))
    buttons = bar.timing.findChildren(QPushButton)
    driver.wait(lambda: all(button.width() >= button.minimumSizeHint().width() for button in buttons), timeout_ms=3000)
    window.resize(1300, 720)
    driver.wait(lambda: all(button.isVisible() for button in bar._of_frames))
