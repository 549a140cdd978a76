from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.gui.dialogs.shortcut_sheet import ShortcutSheet
from tests.gui.conftest import Driver
from tests.gui.hands import focus, press


def test_the_sheet_is_the_preferences_page_and_both_show_the_same(driver: Driver) -> None:
    window, actions = driver.studio.window, driver.studio.window.actions_table
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Question)
    (sheet,) = window.findChildren(ShortcutSheet)
    assert sheet.isVisible()
    driver.studio.preferences.show("keys")
    page = sheet.page
    page.tree.setCurrentItem(page.item("marker"))
    focus(page.edit)
    press(Qt.Key.Key_F8)
    assert page.item("marker").text(1) == "F8"
    dialog = driver.studio.preferences.dialog
    assert dialog is not None
    (other,) = (found for found in dialog.findChildren(type(page)))
    assert other.item("marker").text(1) == "F8"
    assert "F8" in actions["marker"].toolTip()
    actions.reset()
