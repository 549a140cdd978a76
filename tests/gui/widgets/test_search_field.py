"""The search line by its keys, inside a window that has shortcuts on them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.gui.widgets.search_field import SearchField


@pytest.fixture
def field(qtbot: QtBot) -> SearchField:
    window = QWidget()
    field = SearchField()
    QVBoxLayout(window).addWidget(field)
    QShortcut(Qt.Key.Key_Down, window, lambda: pytest.fail("the window's shortcut was taken"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    field.setFocus()
    field.window_kept = window  # type: ignore[attr-defined]  # it lives as long as its field
    return field


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_down_and_return_go_on_to_what_was_found(field: SearchField, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(field.left, timeout=5_000):
        QTest.keyClick(field, key)


def test_escape_empties_it_and_lets_go_of_the_keyboard(field: SearchField, qtbot: QtBot) -> None:
    QTest.keyClicks(field, "door")
    assert field.text() == "door"
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert not field.hasFocus()
