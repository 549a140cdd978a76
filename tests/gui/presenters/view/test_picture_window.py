from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.gui.panels.picture_window import PictureWindow
from tests.gui.conftest import Driver
from tests.gui.hands import press

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(driver: Driver, clip: Path) -> PictureWindow:
    driver.open(clip)
    driver.settle()
    driver.studio.window.activateWindow()
    press(Qt.Key.Key_9, CTRL)
    made = driver.studio.view.picture_window.window
    assert made is not None
    driver.bot.waitExposed(made)
    return made


def test_it_shows_what_the_studio_shows_and_takes_its_keys(driver: Driver, clip: Path) -> None:
    made, main = opened(driver, clip), driver.studio.window.picture
    driver.studio.playback.seek(0.6)
    driver.settle()
    assert made.picture.image() == main.image()
    assert made.picture.timecode == main.timecode == "00:00:00:15"
    driver.studio.window.actions_table["safe_area"].trigger()
    assert made.picture._show_safe
    made.activateWindow()
    driver.bot.waitActive(made)
    QTest.keyClick(made, Qt.Key.Key_Right)
    assert driver.studio.playback.position_s == 0.64
    made.resize(1600, 900)
    driver.settle()
    assert main.wanted_size() == made.picture.wanted_size(), "as sharp as the larger of both"


def test_f_fills_the_screen_and_escape_leads_back_and_closes(driver: Driver, clip: Path) -> None:
    made, action = opened(driver, clip), driver.studio.window.actions_table["picture_window"]
    assert action.isChecked()
    QTest.keyClick(made, Qt.Key.Key_F)
    driver.wait(made.isFullScreen)
    QTest.keyClick(made, Qt.Key.Key_Escape)
    driver.wait(lambda: not made.isFullScreen())
    assert made.isVisible()
    QTest.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()
    assert not action.isChecked()
    action.trigger()
    assert driver.studio.view.picture_window.window is made
    assert made.isVisible()
