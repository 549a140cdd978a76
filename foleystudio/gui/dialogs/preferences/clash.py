"""The line that tells of a key that somebody else has, with the ways out of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.widgets.buttons import push_button

_WAYS = (
    ("take", "&Take it over", "The other action loses this key"),
    ("swap", "&Swap keys", "The other action gets the key that this one had"),
    ("leave", "&Leave it", "Both stay as they are"),
)


class ClashBar(QWidget):
    """Hidden while there is nothing to tell.

    Signals
    -------
    answered
        ``take``, ``swap`` or ``leave``.
    """

    answered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.told = PlainLabel()
        self.told.setProperty("role", "bad")
        self.told.setWordWrap(True)
        self.ways = {name: push_button(text) for name, text, _ in _WAYS}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.told, 1)
        for name, text, tip in _WAYS:
            button = self.ways[name]
            button.setProperty("role", "low")
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.setAccessibleName(text.replace("&", ""))
            button.clicked.connect(lambda _checked=False, name=name: self.answered.emit(name))
            row.addWidget(button)
        self.hide()

    def ask(self, text: str) -> None:
        """Tell of a key that another action has, and let the user say what becomes of it."""
        self._show(text, asks=True)
        self.ways["take"].setFocus()

    def refuse(self, text: str) -> None:
        """Tell something about a key that needs no answer."""
        self._show(text, asks=False)

    def _show(self, text: str, *, asks: bool) -> None:
        self.told.setText(text)
        for button in self.ways.values():
            button.setVisible(asks)
        self.show()
