from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foleystudio.gui.widgets.drag_field import DragField


def test_it_stays_in_its_range_and_a_double_click_sets_it_back(qtbot: QtBot) -> None:
    field = DragField("Level", "{:.0f}".format, low=-10, high=10, usual=2.0, per_px=1.0)
    qtbot.addWidget(field)
    field.resize(60, 20)
    field.show()
    told: list[float] = []
    field.dragged.connect(told.append)
    assert field.text() == "2"
    centre = field.rect().center()
    QTest.mousePress(field, Qt.MouseButton.LeftButton, pos=centre)
    QTest.mouseMove(field, centre - QPoint(0, 30))
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton, pos=centre - QPoint(0, 30))
    assert told == [10.0]
    with qtbot.waitSignal(field.released):
        QTest.mouseDClick(field, Qt.MouseButton.LeftButton)
    assert told[-1] == 2.0
    assert field.isReadOnly()
