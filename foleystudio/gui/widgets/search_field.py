"""A line to search by: Escape empties it and gives the keyboard back, Down and Return go on to what was found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton


def make_searchable(line: QLineEdit, placeholder: str, name: str) -> None:
    """Say what a line searches, and give it a button that empties it, which screen readers can name."""
    line.setPlaceholderText(placeholder)
    line.setAccessibleName(name)
    line.setClearButtonEnabled(True)
    for button in line.findChildren(QToolButton):
        button.setAccessibleName(f"Empty: {name}")


class SearchField(QLineEdit):
    """A line to search by.

    Signals
    -------
    left
        The keyboard goes on to what was found.
    """

    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Down is the field's own, before it is a shortcut of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As said above."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.clearFocus()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)
