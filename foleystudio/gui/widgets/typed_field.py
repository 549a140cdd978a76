"""A line for a number or a word that can be typed, where Escape gives back what was there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class TypedField(QLineEdit):
    """A line that gives back what was there on Escape.

    Signals
    -------
    typed
        What the user has typed, once it is finished.
    """

    typed = Signal(str)

    def __init__(self, name: str) -> None:
        """An empty line; ``name`` is for screen readers."""
        super().__init__()
        self._shown = ""
        self.setProperty("role", "value")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editingFinished.connect(self._finish)

    def _finish(self) -> None:
        if self.isModified():
            self.setModified(False)
            self.typed.emit(self.text())

    def show_text(self, text: str, *, anyway: bool = False) -> None:
        """Show a value, unless the user is at it; in place of what was typed and cannot be, anyway."""
        self._shown = text
        if anyway or not (self.hasFocus() and self.isModified()):
            self.setText(text)
            self.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return takes what was typed and Escape gives it up; both give the keyboard back to the window."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._shown)
            self.setModified(False)
            self.clearFocus()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.clearFocus()
