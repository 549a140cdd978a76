from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.gui.actions.actions import Actions
from foleystudio.gui.commands.table import COMMANDS


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    body = QWidget()
    body.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column = QVBoxLayout(body)
    column.addWidget(QLineEdit())
    made.setCentralWidget(body)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


def test_names_and_keys_are_given_once() -> None:
    assert max(Counter(row.name for row in COMMANDS).values()) == 1
    keys = Counter(QKeySequence(key).toString() for row in COMMANDS for key in row.keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert all(QKeySequence(key).toString() for row in COMMANDS for key in row.keys), "every key is one that Qt knows"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("play", "Space"), ("shuttle_back", "J"), ("shuttle_stop", "K"), ("shuttle_on", "L"), ("frame_back", "Left"),
        ("second_on", "Shift+Right"), ("nudge_left", ","), ("nudge_right", "."), ("nudge_more", "Num++"),
        ("event_before", "Ctrl+Left"), ("mark_in", "I"), ("mark_out", "O"), ("marker", "M"), ("split", "S"),
        ("undo", "Ctrl+Z"), ("redo", "Ctrl+Shift+Z"), ("zoom_in", "Ctrl+="), ("zoom_out", "Ctrl+-"), ("zoom_fit", "F"),
        ("shortcuts", "?"), ("reference_9", "9"),
    ],
)  # fmt: skip
def test_the_conventional_keys_are_kept(window: QMainWindow, settings: QSettings, name: str, key: str) -> None:
    assert QKeySequence(key) in Actions(window, settings, COMMANDS)[name].shortcuts()


def test_every_action_reaches_a_menu_or_a_key_and_has_a_name(window: QMainWindow, settings: QSettings) -> None:
    actions = Actions(window, settings, COMMANDS)
    actions.fill(window.menuBar())
    for row in COMMANDS:
        assert row.menu or row.keys, row.name
        assert actions[row.name].text()
    assert set(actions.submenus) == {row.name for row in COMMANDS if row.opens_menu}


def _note(name: str, pressed: list[str]) -> None:
    pressed.append(name)


def test_letters_stay_off_while_a_text_field_has_the_focus(window: QMainWindow, settings: QSettings) -> None:
    pressed = list[str]()
    names = ("shuttle_back", "marker", "play", "reference_1", "frame_back", "undo")
    rows = [replace(COMMANDS[name], run=partial(_note, name)) for name in names]
    Actions(window, settings, rows).bind_rows(pressed)
    body = window.centralWidget()
    assert body is not None
    body.setFocus()
    QTest.keyClicks(body, "jm1")
    assert pressed == ["shuttle_back", "marker", "reference_1"]
    pressed.clear()
    (field,) = window.findChildren(QLineEdit)
    field.setFocus()
    QTest.keyClicks(field, "jm 1")
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert pressed == []
    assert field.text() == "jm 1"


def test_a_key_can_be_given_to_another_action_and_is_remembered(window: QMainWindow, settings: QSettings) -> None:
    actions = Actions(window, settings, COMMANDS)
    actions.rebind("marker", [QKeySequence("J")])
    assert actions["shuttle_back"].shortcuts() == [], "it is taken from whoever had it"
    again = Actions(window, settings, COMMANDS)
    assert again["marker"].shortcut() == QKeySequence("J")
    assert again["shuttle_back"].shortcuts() == []
    again.reset()
    assert again["marker"].shortcut() == QKeySequence("M")
    assert Actions(window, settings, COMMANDS)["shuttle_back"].shortcut() == QKeySequence("J")
