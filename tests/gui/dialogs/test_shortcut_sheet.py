from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from foleystudio.gui.actions.actions import Actions
from foleystudio.gui.actions.fixed_keys import FIXED_KEYS, LANE_KEYS
from foleystudio.gui.commands.table import COMMANDS
from foleystudio.gui.dialogs.shortcut_sheet import ShortcutSheet


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def sheet(window: QMainWindow, qtbot: QtBot, tmp_path: Path) -> ShortcutSheet:
    actions = Actions(window, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat), COMMANDS)
    made = ShortcutSheet(actions)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_action_is_listed_with_its_keys(sheet: ShortcutSheet) -> None:
    rows = (*COMMANDS, *FIXED_KEYS)
    assert set(sheet._items) == {row.name for row in rows if not row.opens_menu}
    assert sheet._items["editor_tick"].text(1) == "T"
    assert sheet._items["play"].text(1) == "Space"
    assert "Ctrl+Y" in sheet._items["redo"].text(1)


def test_searching_hides_the_rest_and_their_groups(sheet: ShortcutSheet) -> None:
    sheet._search.setText("shuttle")
    shown = {name for name, item in sheet._items.items() if not item.isHidden()}
    assert shown == {"shuttle_back", "shuttle_on", "shuttle_stop"}
    groups = [sheet._tree.topLevelItem(n) for n in range(sheet._tree.topLevelItemCount())]
    assert [group.text(0) for group in groups if group is not None and not group.isHidden()] == ["Play"]


def test_a_key_is_taken_over_and_both_lines_follow(sheet: ShortcutSheet) -> None:
    sheet._tree.setCurrentItem(sheet._items["marker"])
    sheet._edit.setKeySequence(QKeySequence("J"))
    sheet._edit.editingFinished.emit()
    assert sheet._items["marker"].text(1) == "J"
    assert sheet._items["shuttle_back"].text(1) == ""
    sheet._clear.click()
    assert sheet._items["marker"].text(1) == ""
    sheet._reset.click()
    assert (sheet._items["marker"].text(1), sheet._items["shuttle_back"].text(1)) == ("M", "J")


def test_escape_leaves_the_keys_as_they_were_and_the_sheet_open(sheet: ShortcutSheet) -> None:
    sheet._tree.setCurrentItem(sheet._items["marker"])
    QTest.keyClick(sheet._tree, Qt.Key.Key_Return)
    assert sheet.focusWidget() is sheet._edit
    QTest.keyClick(sheet._edit, Qt.Key.Key_Escape)
    assert sheet.focusWidget() is sheet._tree
    assert sheet._edit.keySequence().toString() == "M"
    assert sheet._items["marker"].text(1) == "M"
    assert sheet.isVisible()


def test_the_event_lanes_own_keys_are_listed_and_fixed(sheet: ShortcutSheet) -> None:
    assert [sheet._items[row.name].text(1) for row in LANE_KEYS] == ["Shift+Up", "Shift+Down", "Return"]
    sheet._tree.setCurrentItem(sheet._items["lane_keep"])
    assert not sheet._edit.isEnabled()
    sheet._tree.setCurrentItem(sheet._items["marker"])
    assert sheet._edit.isEnabled()
