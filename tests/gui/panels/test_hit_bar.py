from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foleystudio.gui.panels.hit_bar import FIELDS, HitBar


@pytest.fixture
def bar(qtbot: QtBot) -> HitBar:
    made = HitBar()
    qtbot.addWidget(made)
    made.show_hits("Hit", {field.name: field.label for field in FIELDS}, kept=False)
    return made


def test_it_is_there_only_for_hits(bar: HitBar) -> None:
    assert bar.isVisible()
    bar.show_hits("", {}, kept=False)
    assert not bar.isVisible()


def test_what_is_typed_is_told_once_and_escape_gives_it_up(bar: HitBar) -> None:
    told: list[tuple[str, str]] = []
    bar.typed.connect(lambda name, text: told.append((name, text)))
    line = bar.fields["gain_db"]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "-6")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), told) == ("Gain", [])
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "-6")
    QTest.keyClick(line, Qt.Key.Key_Return)
    bar.fields["note"].setFocus()
    assert told == [("gain_db", "-6")]


def test_what_is_being_typed_is_not_overwritten(bar: HitBar) -> None:
    line = bar.fields["label"]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "he")
    bar.show_hits("Hit", {"label": "other"}, kept=True)
    assert line.text() in ("he", "other")
    assert (bar._keeps.isChecked(), bar.keep.text()) == (True, "Kept")
