from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
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


@pytest.mark.parametrize(("width", "says_words"), [(1024, False), (1280, False), (1600, True)])
def test_fields_do_not_run_into_each_other_where_it_is_narrow(qtbot: QtBot, width: int, says_words: bool) -> None:
    bar = HitBar()
    qtbot.addWidget(bar)
    bar.show_sounds([(1, "a long name of a sound"), (2, "b")], 1)
    texts = {field.name: "several" for field in FIELDS}
    bar.show_hits("12 hits", texts, kept=True)
    bar.resize(width, bar.sizeHint().height())
    QApplication.processEvents()
    layout = bar.layout()
    assert layout is not None
    items = [item for item in map(layout.itemAt, range(layout.count())) if item is not None]
    shown = [widget for item in items if (widget := item.widget()) is not None and widget.isVisible()]
    assert bar.fields["note"].isVisible() is (width > 1100)
    for before, after in pairwise(shown):
        assert before.geometry().right() < after.geometry().left()
    assert shown[-1].geometry().right() <= width
    for label in (widget for widget in shown if isinstance(widget, QLabel)):
        assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    is_beside = bar.reroll.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert is_beside is says_words
