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
from foleystudio.gui.dialogs.preferences.pages.keys import KeysPage
from tests.gui.hands import pick_by_mouse

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def page(window: QMainWindow, qtbot: QtBot, settings: QSettings) -> KeysPage:
    made = KeysPage(Actions(window, settings, COMMANDS))
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def give(
    page: KeysPage, name: str, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Choose an action and press its new key."""
    page.tree.setCurrentItem(page.item(name))
    QTest.keyClick(page.tree, Qt.Key.Key_Return)
    assert page.focusWidget() is page.edit
    QTest.keyClick(page.edit, key, modifier)


def test_every_action_is_listed_with_its_keys(page: KeysPage) -> None:
    rows = (*COMMANDS, *FIXED_KEYS)
    assert page.names() == {row.name for row in rows if not row.opens_menu}
    assert page.item("editor_tick").text(1) == "T"
    assert page.item("play").text(1) == "Space"
    assert "Ctrl+Y" in page.item("redo").text(1)


def test_searching_hides_the_rest_and_their_groups(page: KeysPage) -> None:
    QTest.keyClicks(page.search, "shuttle")
    assert {n for n in page.names() if not page.item(n).isHidden()} == {"shuttle_back", "shuttle_on", "shuttle_stop"}
    groups = [page.tree.topLevelItem(n) for n in range(page.tree.topLevelItemCount())]
    assert [group.text(0) for group in groups if group is not None and not group.isHidden()] == ["Play"]
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert page.tree.currentItem() is page.item("shuttle_back")


def test_a_free_key_is_taken_at_once(page: KeysPage, settings: QSettings) -> None:
    give(page, "marker", Qt.Key.Key_F8)
    assert (page.item("marker").text(1), page.item("marker").text(2)) == ("F8", "M")
    assert not page.clash.isVisible()
    assert settings.value("keys/marker") == ["F8"]


@pytest.mark.parametrize(("way", "marker", "back"), [("take", "J", ""), ("swap", "J", "M"), ("leave", "M", "J")])
def test_a_key_that_another_action_has_asks_what_becomes_of_it(
    page: KeysPage, way: str, marker: str, back: str
) -> None:
    give(page, "marker", Qt.Key.Key_J)
    assert page.clash.isVisible()
    assert page.clash.told.text() == "J is the key of “Shuttle back”"
    assert (page.item("marker").text(1), page.item("shuttle_back").text(1)) == ("M", "J"), "nothing changed unasked"
    QTest.mouseClick(page.clash.ways[way], LEFT)
    assert (page.item("marker").text(1), page.item("shuttle_back").text(1)) == (marker, back)
    assert not page.clash.isVisible()


def test_keys_are_reset_by_one_and_all(page: KeysPage) -> None:
    give(page, "marker", Qt.Key.Key_J)
    QTest.mouseClick(page.clash.ways["take"], LEFT)
    give(page, "split", Qt.Key.Key_F8)
    page.tree.setCurrentItem(page.item("shuttle_back"))
    QTest.mouseClick(page.reset_one, LEFT)
    assert (page.item("shuttle_back").text(1), page.item("marker").text(1)) == ("J", "")
    QTest.mouseClick(page.reset, LEFT)
    assert (page.item("marker").text(1), page.item("split").text(1)) == ("M", "S")


def test_a_key_can_be_taken_away(page: KeysPage) -> None:
    page.tree.setCurrentItem(page.item("marker"))
    QTest.mouseClick(page.clear, LEFT)
    assert page.item("marker").text(1) == ""
    assert page.item("marker").text(2) == "M"


def test_keys_that_open_menus_are_refused(page: KeysPage) -> None:
    give(page, "marker", Qt.Key.Key_F, ALT)
    assert "menu File" in page.clash.told.text()
    assert not page.clash.ways["take"].isVisible()
    assert page.item("marker").text(1) == "M"


def test_a_key_with_another_meaning_elsewhere_is_told(page: KeysPage) -> None:
    give(page, "marker", Qt.Key.Key_Z)
    assert page.item("marker").text(1) == "Z"
    assert "While playing live" in page.clash.told.text()


def test_sets_of_keys_after_other_programs(page: KeysPage, qtbot: QtBot, settings: QSettings) -> None:
    assert page.presets.currentText() == "As the studio comes"
    pick_by_mouse(qtbot, page.presets, "Like Pro Tools")
    assert "F12" in page.item("record").text(1)
    assert page.item("shuttle_on").text(1) == QKeySequence("Num+2").toString(QKeySequence.SequenceFormat.NativeText)
    assert page.item("zoom_in").text(1).startswith("T")
    pick_by_mouse(qtbot, page.presets, "Like REAPER")
    assert page.item("loop").text(1) == "R"
    assert page.item("make_again").text(1) == "Shift+V"
    give(page, "marker", Qt.Key.Key_F8)
    assert page.presets.currentText() == "Your own"
    pick_by_mouse(qtbot, page.presets, "As the studio comes")
    assert page.item("loop").text(1) == "Ctrl+L"
    assert not [key for key in settings.allKeys() if key.startswith("keys/")]


def test_escape_leaves_the_keys_as_they_were(page: KeysPage) -> None:
    page.tree.setCurrentItem(page.item("marker"))
    QTest.keyClick(page.tree, Qt.Key.Key_Return)
    QTest.keyClick(page.edit, Qt.Key.Key_Escape)
    assert page.focusWidget() is page.tree
    assert page.edit.keySequence().toString() == "M"
    assert page.item("marker").text(1) == "M"


def test_the_event_lanes_own_keys_are_listed_and_fixed(page: KeysPage) -> None:
    assert [page.item(row.name).text(1) for row in LANE_KEYS] == ["Shift+Up", "Shift+Down", "Return"]
    page.tree.setCurrentItem(page.item("lane_keep"))
    assert not page.edit.isEnabled()
    page.tree.setCurrentItem(page.item("marker"))
    assert page.edit.isEnabled()
