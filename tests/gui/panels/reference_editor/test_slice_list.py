"""The list of slices: its numbers are whole, a selected row is one bar, and fields without a slice claim no time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.look import theme
from foleystudio.gui.panels.reference_editor.slice_list import SliceFields, SliceList
from foleystudio.gui.panels.reference_editor.values import ShownSlice

SLICES = [ShownSlice(n / 4, n / 4 + 0.01, n / 4 + 0.2) for n in range(120)]


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication) -> SliceList:
    """A list of more slices than two digits count, as the stylesheet has it."""
    theme.apply(qapp, theme.Scheme.DARK)
    made = SliceList()
    qtbot.addWidget(made)
    made.resize(372, 120 * 24)
    made.set_slices(SLICES)
    made.show()
    return made


def test_numbers_are_never_cut(shown: SliceList) -> None:
    for count in (12, 120):
        shown.set_slices(SLICES[:count])
        QApplication.processEvents()
        item = shown.topLevelItem(count - 1)
        assert item is not None
        rect = shown.visualItemRect(item)
        number = QRect(0, rect.top(), shown.columnWidth(0) - 4, rect.height())
        as_shown = shown.viewport().grab(number).toImage()
        shown.header().setMinimumSectionSize(shown.columnWidth(0) + 60)
        QApplication.processEvents()
        assert shown.columnWidth(0) >= number.width() + 60
        assert shown.viewport().grab(number).toImage() == as_shown, "with more room it looks the same"
        shown.header().setMinimumSectionSize(20)
        QApplication.processEvents()


def test_the_selected_row_is_one_bar(shown: SliceList) -> None:
    shown.set_selected(2)
    item = shown.topLevelItem(2)
    assert item is not None
    rect = shown.visualItemRect(item)
    line = shown.viewport().grab(QRect(0, rect.top() + 1, rect.right(), 1)).toImage()
    colours = {line.pixelColor(x, 0).name() for x in range(line.width())}
    assert colours == {theme.tokens().hover}


def test_without_a_slice_the_fields_claim_no_time(qtbot: QtBot) -> None:
    fields = SliceFields()
    qtbot.addWidget(fields)
    fields.show_slice(None, 3.0)
    assert {field.text() for field in fields.fields.values()} == {"\N{EN DASH}"}
    fields.show_slice(ShownSlice(0.0, 0.01, 0.2), 3.0)
    assert [field.text() for field in fields.fields.values()] == ["0.000 s", "0.010 s", "0.200 s"]
