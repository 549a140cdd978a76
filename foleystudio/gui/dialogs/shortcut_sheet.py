"""The ``?`` sheet: every action with its keys, searchable, each to be rebound."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from foleystudio.gui.actions.actions import Actions
from foleystudio.gui.dialogs.preferences.pages.keys import KeysPage


class ShortcutSheet(QDialog):
    """The preferences' page of keys, a key away."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(700, 660)
        self.page = KeysPage(actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.page)
