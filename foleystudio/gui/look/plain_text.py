"""Names are shown letter by letter: Qt would take a track called ``<img src=...>`` for a page, and load what it names.

Whatever has a text that somebody else wrote, a label, a tooltip or a question, is plain: `PlainLabel` by itself, and
`keep_plain` has Qt's own labels (those in its tooltips and message boxes) be so before they show anything.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

_NAME = "plain_text"


class PlainLabel(QLabel):
    """A label that shows its text as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class _Plain(QObject):
    """Makes each label plain that does not say which format it has, as it is polished: before it is first laid out."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for labels."""
        if (
            event.type() == QEvent.Type.Polish
            and isinstance(watched, QLabel)
            and watched.textFormat() == Qt.TextFormat.AutoText
        ):
            watched.setTextFormat(Qt.TextFormat.PlainText)
        return False


def keep_plain(app: QApplication) -> None:
    """Have all labels of an application show plain text, but for those that were told otherwise."""
    if app.findChild(_Plain, _NAME) is None:
        plain = _Plain(app)
        plain.setObjectName(_NAME)
        app.installEventFilter(plain)
