"""What a user's hands do: keys go to whatever has them, the mouse to where it points; no slot is called."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.axis.axis import TimeAxis

NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
    """Press a key: the window that has the keyboard gets it, with shortcuts, popups and dialogs as Qt has them."""
    window = QGuiApplication.focusWindow()
    if window is None:  # without a window manager nobody gives the keyboard back when a menu closes
        (main,) = (widget for widget in QApplication.topLevelWidgets() if _takes_keys(widget))
        main.activateWindow()
        window = main.windowHandle()
    QTest.keyClick(window, key, modifier)
    QApplication.processEvents()


def _takes_keys(widget: QWidget) -> bool:
    return isinstance(widget, QMainWindow) and widget.isVisible()


def type_text(text: str) -> None:
    """Type small letters and digits."""
    for letter in text:
        press(Qt.Key(ord(letter.upper())))


def focus(widget: QWidget) -> None:
    """Bring the keyboard to a control, as Tab does."""
    widget.window().activateWindow()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert QApplication.focusWidget() is widget


def pick_by_mouse(bot: QtBot, box: QComboBox, text: str) -> None:
    """Open a drop-down with the mouse and click on a row."""
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    view = box.view()
    bot.waitUntil(view.isVisible)
    place = view.visualRect(box.model().index(box.findText(text), 0)).center()

    def clicked() -> bool:
        # Qt takes no click in a list that was opened a moment ago: that would be the click that opened it.
        QTest.mouseMove(view.viewport(), place)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        return not view.isVisible()

    bot.waitUntil(clicked)


def pick_by_keys(box: QComboBox, text: str, confirm: Qt.Key = Qt.Key.Key_Return) -> None:
    """Open a focused drop-down with Space, go to a row by arrows, and confirm it."""
    focus(box)
    press(Qt.Key.Key_Space)
    assert box.view().isVisible()
    steps = box.findText(text) - box.view().currentIndex().row()
    for _ in range(abs(steps)):
        press(Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    press(confirm)


def answer_menu(text: str, *, by_keys: bool = False) -> None:
    """Once the menu is open that is asked for next: click on a row, or go to it by arrows and confirm it."""

    def answer() -> None:
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            QTimer.singleShot(10, answer)
            return
        (row,) = (action for action in menu.actions() if action.text() == text)
        if not by_keys:
            QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(row).center())
            return
        while menu.activeAction() is not row:
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(0, answer)


def turn_wheel(widget: QWidget, delta: int = -120) -> None:
    """Turn the mouse wheel over a control."""
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place, widget.mapToGlobal(place), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, NO_MODIFIER,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def show_time(axis: TimeAxis, pixels_per_second: float, start_s: float) -> None:
    """Zoom a time axis as far as it lets, and scroll it to an instant."""
    axis.zoom(pixels_per_second / axis.pixels_per_second, 0.0)
    axis.scroll_to(start_s * axis.pixels_per_second)
