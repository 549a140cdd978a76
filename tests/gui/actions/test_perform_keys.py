"""The keys that hits are played by."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from foleystudio.gui.actions.fixed_keys import PERFORM_KEYS
from foleystudio.gui.actions.perform_keys import STRENGTHS, PerformKeys
from foleystudio.gui.playback.key_clock import KeyClock


def test_playing_keys_are_taken_while_armed_and_only_then(qtbot: QtBot) -> None:
    field, keys, heard = QLineEdit(), PerformKeys(KeyClock()), list[object]()
    qtbot.addWidget(field)
    field.show()
    keys.struck.connect(lambda _key, strength, _at_s: heard.append(strength))
    keys.sound_chosen.connect(heard.append)
    keys.ended.connect(lambda: heard.append("end"))
    keys.arm()
    try:
        QTest.keyClicks(field, "zxcvb3q")
        QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)  # which is copying
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert heard == [0.2, 0.4, 0.6, 0.8, 1.0, 3, "end"]
        assert field.text() == "q"
    finally:
        keys.disarm()
    QTest.keyClicks(field, "z1")
    assert field.text() == "qz1"


def test_the_sheet_of_keys_tells_them_all() -> None:
    told = {key for row in PERFORM_KEYS for key in row.keys}
    assert {chr(key) for key in STRENGTHS} - told == {"Y", "W"}  # which stand where Z is on other keyboards
