from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foleystudio.gui.panels.takes_list import TakeRow, TakesList


def test_a_click_or_return_uses_a_take(qtbot: QtBot) -> None:
    takes, used = TakesList(), list[int]()
    qtbot.addWidget(takes)
    takes.resize(250, 100)
    takes.show()
    takes.used.connect(used.append)
    takes.set_rows([TakeRow(4, 2, "oak", "in use", "seed 3"), TakeRow(2, 1, "anvil")])
    place = takes.visualItemRect(takes.item(1)).center()
    QTest.mouseClick(takes.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert used == [2]
    takes.setCurrentRow(0)
    takes.setFocus()
    QTest.keyClick(takes, Qt.Key.Key_Return)
    assert used == [2, 4]
    assert takes.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == "Take 2 oak, in use, seed 3"
    takes.grab()


def test_it_is_as_high_however_many_there_are_and_shows_some(qtbot: QtBot) -> None:
    takes = TakesList()
    qtbot.addWidget(takes)
    heights = set()
    for count in (0, 1, 3, 6, 20):
        takes.set_rows([TakeRow(n, n + 1, "x") for n in range(count)])
        heights.add((takes.sizeHint().height(), takes.minimumHeight()))
    ((wanted, least),) = heights
    rows = takes.visualItemRect(takes.item(0)).height()
    assert (wanted // rows, least // rows) == (4, 3)


def test_the_keyboard_stays_on_its_take(qtbot: QtBot) -> None:
    takes = TakesList()
    qtbot.addWidget(takes)
    rows = [TakeRow(key, key, "x") for key in (4, 3, 2, 1)]
    takes.set_rows(rows)
    takes.setCurrentRow(2)
    takes.set_rows([TakeRow(5, 5, "new", "in use"), *rows])
    assert takes.rows()[takes.currentRow()].key == 2
    takes.set_rows([row for row in rows if row.key > 2])
    assert takes.rows()[takes.currentRow()].key == 3, "a take that is gone leaves the keyboard near its line"
    takes.set_rows([])
    assert takes.currentRow() == -1
