from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from foleystudio.gui.dialogs.preferences.pages.appearance import AppearancePage
from foleystudio.gui.dialogs.preferences.window import PreferencesWindow
from foleystudio.gui.look import theme
from tests.gui.conftest import Driver
from tests.gui.hands import press

LEFT = Qt.MouseButton.LeftButton


def opened(driver: Driver, page: str = "") -> PreferencesWindow:
    """The preferences, by the key."""
    driver.studio.window.activateWindow()
    press(Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = driver.studio.preferences.dialog
    assert dialog is not None
    driver.wait(dialog.isVisible)
    if page:
        dialog.show_page(page)
    return dialog


def test_the_key_opens_the_window_and_escape_closes_it(driver: Driver) -> None:
    dialog = opened(driver)
    assert dialog.page == "keys"
    QTest.keyClick(dialog.subjects, Qt.Key.Key_Down)
    assert dialog.page != "keys"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert opened(driver) is dialog


def test_escape_closes_it_whatever_has_the_keyboard_and_so_does_its_button(driver: Driver) -> None:
    dialog, pages = opened(driver), ("keys", "sound_card", "appearance", "templates", "folders", "cache", "processing")
    for page in pages:
        dialog = opened(driver, page)
        dialog.subjects.setFocus()
        press(Qt.Key.Key_Tab)
        taker = QApplication.focusWidget()
        assert taker is not None
        press(Qt.Key.Key_Escape)
        assert not dialog.isVisible(), (page, taker)
    opened(driver)
    (close,) = (button for button in dialog.findChildren(QPushButton) if button.text().replace("&", "") == "Close")
    QTest.mouseClick(close, LEFT)
    assert not dialog.isVisible()


def test_appearance_is_the_menus_own(driver: Driver) -> None:
    (page,) = opened(driver, "appearance").findChildren(AppearancePage)
    menu, table = driver.studio.view.themes, driver.studio.window.actions_table
    light = next(button for button in page.themes if button.text() == "Light")
    QTest.mouseClick(light, LEFT, pos=light.rect().center() / 4)
    assert theme.tokens() is theme.LIGHT
    assert [action.isChecked() for action in menu] == [button.isChecked() for button in page.themes]
    driver.studio.view.use_theme(theme.Scheme.DARK)
    assert not light.isChecked()
    safe = next(tick for tick in page.switches if tick.text() == "Safe areas")
    assert not safe.isChecked()
    QTest.keyClick(safe, Qt.Key.Key_Space)
    assert table["safe_area"].isChecked()
    assert driver.studio.window.picture._show_safe
    table["safe_area"].trigger()
    assert not safe.isChecked()
