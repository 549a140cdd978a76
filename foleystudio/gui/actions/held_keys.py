"""Whose a key is: the window's shortcuts give way to open popups and to controls that live by it."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QTreeView,
    QWidget,
)

from foleystudio.gui.playback.key_clock import KeyClock

_ENTERS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_FIELD_KEYS = _ENTERS | {Qt.Key.Key_Escape}
_UP_AND_DOWN = {Qt.Key.Key_Up, Qt.Key.Key_Down}
_SIDEWAYS = {Qt.Key.Key_Left, Qt.Key.Key_Right}
_LIST_KEYS = _FIELD_KEYS | _UP_AND_DOWN | {
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip
_KEPT: tuple[tuple[type[QWidget], set[Qt.Key]], ...] = (
    (QLineEdit, _FIELD_KEYS),
    (QAbstractItemView, _LIST_KEYS),
    (QTreeView, _SIDEWAYS),
    (QComboBox, _LIST_KEYS | {Qt.Key.Key_Space}),
    (QAbstractButton, _ENTERS | {Qt.Key.Key_Space}),
)
"""Keys that a focused control keeps from the window's shortcuts (beyond what Qt's fields keep by themselves)."""


class HeldKeys(QObject):
    """Knows which plain keys are down: K held turns J and L into frame steps, a held digit auditions.

    Installed on the application it also leaves open popups, focused fields, lists and buttons the keys they live by.

    Attributes
    ----------
    clock
        Tells when a key was pressed, however late it is looked at.
    """

    released = Signal(int, float)
    """A key went up: which, and for how many seconds it had been down."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = KeyClock()
        self._down: dict[int, int] = {}
        self._is_handing_on = False

    def is_down(self, key: Qt.Key) -> bool:
        """Whether a key is held."""
        return int(key) in self._down

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch keys go by."""
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(event, QKeyEvent):
            self.clock.see(event.timestamp(), time.monotonic())
            if not event.isAutoRepeat():
                self._down.setdefault(event.key(), event.timestamp())
            if isinstance(watched, QWidget):
                shortcuts_come_next = kind == QEvent.Type.ShortcutOverride
                return self._keep(watched, event) if shortcuts_come_next else _press_with(watched, event)
        elif kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if not event.isAutoRepeat() and event.key() in self._down:
                since = self._down.pop(event.key())
                self.released.emit(event.key(), max(0, event.timestamp() - since) / 1000)
        elif kind == QEvent.Type.ApplicationDeactivate:
            self._down.clear()
        return False

    def _keep(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Before the window's shortcuts are tried: whether the key is somebody else's, who gets it then."""
        if self._is_handing_on:
            return False
        if QApplication.activePopupWidget() is not None:
            return self._hand_to_popup(watched, event)
        if not _is_kept(watched, event):
            return False
        event.accept()
        return True

    def _hand_to_popup(self, watched: QWidget, event: QKeyEvent) -> bool:
        """All keys are an open popup's; drop-downs act on Return already here, and take Space for it."""
        if isinstance(QApplication.activePopupWidget(), QMenu) and _alt(event):
            return False  # which opens another menu
        offered = event
        if event.key() == Qt.Key.Key_Space and isinstance(watched, QAbstractItemView):
            offered = QKeyEvent(event.type(), Qt.Key.Key_Return, event.modifiers())
        self._is_handing_on = True
        try:
            QCoreApplication.sendEvent(watched, offered)
        finally:
            self._is_handing_on = False
        event.accept()
        return True


def _is_kept(watched: QWidget, event: QKeyEvent) -> bool:
    if isinstance(watched, QComboBox) and _alt(event):
        return event.key() in _UP_AND_DOWN  # they open the list
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    if isinstance(watched, QAbstractButton) and watched.group() is not None and event.key() in _SIDEWAYS:
        return True  # they go along a row of choices
    return any(isinstance(watched, kind) and event.key() in keys for kind, keys in _KEPT)


def _press_with(watched: QWidget, event: QKeyEvent) -> bool:
    """Space takes a menu's row, Return presses the focused button, wherever Qt has no such habit itself."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    if isinstance(watched, QMenu) and event.key() == Qt.Key.Key_Space:
        return QCoreApplication.sendEvent(watched, QKeyEvent(event.type(), Qt.Key.Key_Return, event.modifiers()))
    if isinstance(watched, QAbstractButton) and event.key() in _ENTERS and not _has_default(watched):
        if not event.isAutoRepeat():
            watched.click()
        return True
    return False


def _has_default(button: QAbstractButton) -> bool:
    """Whether Return goes to a dialog's default button, which a focused button is unless it says no."""
    return isinstance(button.window(), QDialog) and (not isinstance(button, QPushButton) or button.autoDefault())


def _alt(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
