from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, Qt
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
    takes.resize(200, wanted)
    takes.grab()
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


STATES = {12: "in use", 11: "A/B"}
FACTS = "a hammer with a long name · VarietySound · seed 7 · strength 80%"
LONG = [
    TakeRow(n, n, f"a very long name of a recorded hammer number {n}", STATES.get(n, ""), "detail", FACTS, n % 2 == 0)
    for n in range(12, 0, -1)
]


def test_a_row_tells_number_name_state_and_what_it_was_made_from(qtbot: QtBot) -> None:
    takes = TakesList()
    qtbot.addWidget(takes)
    takes.resize(252, 12 * 33 + 4)
    takes.set_rows(LONG)
    takes.show()
    image = takes.grab().toImage()
    ground = image.pixelColor(246, 1).lightness()
    for row, number in ((0, 12), (11, 1)):
        rect = takes.visualItemRect(takes.item(row))
        for line in (rect.adjusted(0, 2, 0, -16), rect.adjusted(0, 18, 0, 0)):
            lit = [
                x
                for x in range(line.left(), line.right())
                if any(abs(image.pixelColor(x, y).lightness() - ground) > 60 for y in range(line.top(), line.bottom()))
            ]
            assert lit, f"take {number} has two lines"
            assert max(lit) <= takes.viewport().width() - 8, "nothing is cut off at the edge"
    spoken = takes.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"Take 12 {LONG[0].name}, in use, detail, made from the chosen reference"
    assert LONG[0].name in takes.item(0).toolTip(), "what is cut in the row is whole in its tooltip"


def test_where_room_is_scarce_all_is_in_one_line(qtbot: QtBot) -> None:
    takes = TakesList()
    qtbot.addWidget(takes)
    rows = [TakeRow(n, n, "hammer", STATES.get(n + 10, ""), "detail", "exemplar · seed 3") for n in (2, 1)]
    takes.resize(252, takes.minimumHeight())
    takes.set_rows(rows)
    takes.show()
    takes.grab()
    low = takes.visualItemRect(takes.item(0))
    facts = QRect(low.right() - 125, low.top(), 100, low.height())
    told = takes.viewport().grab().toImage().copy(facts)
    takes.set_rows([replace(row, facts="") for row in rows])
    assert takes.viewport().grab().toImage().copy(facts) != told
    takes.resize(252, 300)
    takes.grab()
    assert takes.visualItemRect(takes.item(0)).height() > low.height()


def test_a_double_click_renames(qtbot: QtBot) -> None:
    takes, wanted = TakesList(), list[tuple[str, int]]()
    qtbot.addWidget(takes)
    takes.resize(250, 100)
    takes.show()
    takes.wanted.connect(lambda what, key: wanted.append((what, key)))
    takes.set_rows([TakeRow(4, 2, "oak", "in use"), TakeRow(2, 1, "anvil")])
    place = takes.visualItemRect(takes.item(1)).center()
    QTest.mouseClick(takes.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(takes.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted == [("rename", 2)]
    assert takes.key_at_hand() is None
