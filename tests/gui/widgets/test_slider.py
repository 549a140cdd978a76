from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.widgets.slider import ThinSlider, ValueSlider


@pytest.fixture
def offset(qtbot: QtBot) -> ValueSlider:
    made = ValueSlider("Offset", -250, 250, 1, unit="ms", signed=True, tip="Later or earlier")
    qtbot.addWidget(made)
    made.resize(250, 40)
    made.show()
    return made


def test_values_are_shown_in_the_users_unit(qtbot: QtBot, offset: ValueSlider) -> None:
    offset.set_value(12)
    assert offset._field.text() == "+12 ms"
    offset.set_value(-7)
    assert offset._field.text() == "−7 ms"
    offset.set_value(0)
    assert offset._field.text() == "0 ms"
    share = ValueSlider("Strength", 0, 1, 0.01, default=1, unit="%", scale=100)
    qtbot.addWidget(share)
    assert share._field.text() == "100 %"
    assert share._slider.accessibleName() == "Strength"
    assert share._slider.accessibleDescription() == "100 %"


def test_on_one_line_it_is_lower_and_works_the_same(qtbot: QtBot, offset: ValueSlider) -> None:
    high = offset.sizeHint().height()
    offset.set_on_one_line(True)
    qtbot.waitUntil(lambda: offset._slider.geometry().left() > offset._label.geometry().right())
    assert offset._slider.geometry().right() < offset._field.geometry().left()
    assert offset.sizeHint().height() < 0.7 * high
    QTest.mouseClick(offset._slider, Qt.MouseButton.LeftButton, pos=QPoint(offset._slider.width() - 1, 7))
    assert offset._field.text() == "+250 ms"
    offset.set_on_one_line(False)
    assert offset.sizeHint().height() == high


def test_setting_a_value_tells_nobody_and_is_clamped(offset: ValueSlider) -> None:
    told: list[float] = []
    offset.value_changed.connect(told.append)
    offset.set_value(1000)
    assert offset.value() == 250
    assert told == []


@pytest.mark.parametrize(("typed", "value"), [("40", 40), ("-30 ms", -30), ("−30", -30), ("9999", 250), ("much", 5)])
def test_typed_values_are_taken_and_nonsense_is_not(offset: ValueSlider, typed: str, value: float) -> None:
    offset.set_value(5)
    offset._field.setText(typed)
    offset._field.editingFinished.emit()
    assert offset.value() == value


def test_a_drag_tells_every_value_and_its_end_once(offset: ValueSlider) -> None:
    values, ends = list[float](), list[float]()
    offset.value_changed.connect(values.append)
    offset.value_committed.connect(ends.append)
    slider = offset._slider
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(30, 7))
    QTest.mouseMove(slider, QPoint(120, 7))
    QTest.mouseMove(slider, QPoint(200, 7))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(200, 7))
    assert len(values) >= 2
    assert ends == [offset.value()]
    assert values[-1] > values[0]


def test_a_double_click_returns_to_the_default(offset: ValueSlider) -> None:
    offset.set_value(80)
    QTest.mouseDClick(offset._slider, Qt.MouseButton.LeftButton, pos=QPoint(10, 7))
    assert offset.value() == 0


def test_a_focused_slider_keeps_its_arrows_and_the_wheel_never_changes_it(qtbot: QtBot) -> None:
    slider = ThinSlider()
    qtbot.addWidget(slider)
    assert slider.focusPolicy() == Qt.FocusPolicy.TabFocus, "a drag does not take the arrows from the playhead"
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(slider, event)
    assert event.isAccepted()
    other = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier)
    other.ignore()
    QApplication.sendEvent(slider, other)
    assert not other.isAccepted()
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, wheel)
    assert slider.value() == 0
