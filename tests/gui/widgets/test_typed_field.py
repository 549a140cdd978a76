from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foleystudio.gui.widgets.typed_field import TypedField


def test_what_is_typed_is_told_once_and_escape_gives_back_what_was_there(qtbot: QtBot) -> None:
    line, told = TypedField("Gain"), list[str]()
    qtbot.addWidget(line)
    line.typed.connect(told.append)
    line.show_text("0 dB")
    line.show()
    with qtbot.waitActive(line):
        line.activateWindow()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "-6")
    line.show_text("1 dB")  # the user is at it
    assert line.text() == "-6"
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert told == ["-6"]
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert told == ["-6"]
    line.show_text("−6 dB", anyway=True)
    QTest.keyClicks(line, "7")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "−6 dB"
    line.clearFocus()
    assert told == ["-6"]
