from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from foleystudio.gui.look import theme
from foleystudio.gui.look.stylesheet import mixed, stylesheet
from foleystudio.gui.look.theme import DARK, LIGHT, Tokens


@pytest.mark.parametrize("colours", [DARK, LIGHT])
def test_nothing_is_left_to_fill_in(colours: Tokens) -> None:
    sheet = stylesheet(colours.as_dict(), radius_px=5, mono="Mono")
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) >= {colours.panel, colours.text, colours.foley, colours.line}


def test_qt_understands_it(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as raised:
        button = QPushButton("Export")
        button.setProperty("role", "primary")
        qtbot.addWidget(button)
        button.setStyleSheet(stylesheet(DARK.as_dict(), radius_px=5, mono="Mono"))
        button.resize(120, 40)
        shown = button.grab().toImage()
    assert raised == []
    assert shown.pixelColor(12, 20).name() == DARK.foley


def test_mixing() -> None:
    assert mixed("#000000", "#ffffff", 0) == "#000000"
    assert mixed("#000000", "#ffffff", 1) == "#ffffff"
    assert mixed("#102030", "#302010", 0.5) == "#202020"


def test_dialogs_buttons_are_like_the_window_s_without_icons(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, theme.Scheme.LIGHT)
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setStandardButtons(QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Cancel)
    box.show()
    assert [button.icon().isNull() for button in box.buttons()] == [True, True]
    theme.apply(qapp, theme.Scheme.DARK)
