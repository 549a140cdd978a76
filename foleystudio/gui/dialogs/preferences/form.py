"""What pages are made of: titles, rows of a name and its controls, and boxes that follow an action."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.widgets.buttons import dim, heading

Button = TypeVar("Button", bound=QAbstractButton)
_NAME_WIDTH_PX = 150  # of the names at the left: the longest fits
_INDENT_PX = 158  # where notes stand: below the controls


class Form(QWidget):
    """A page of rows, from the top."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)

    def add_title(self, text: str) -> None:
        """A title over the rows that follow."""
        title = heading(text)
        title.setContentsMargins(0, 8 if self._column.count() > 1 else 0, 0, 0)
        self.add(title)

    def add_row(self, name: str, *controls: QWidget, stretches: bool = True) -> None:
        """A name and its controls; the first of them takes the room that there is if it ``stretches``."""
        row, label = QHBoxLayout(), PlainLabel(name)
        row.setSpacing(8)
        label.setFixedWidth(_NAME_WIDTH_PX)
        row.addWidget(label)
        for number, control in enumerate(controls):
            row.addWidget(control, 1 if stretches and number == 0 else 0)
        if not stretches:
            row.addStretch(1)
        if controls:
            label.setBuddy(controls[0])
        self._column.insertLayout(self._column.count() - 1, row)

    def add_note(self, text: str = "") -> QLabel:
        """Quiet words below a row."""
        note = dim(text)
        note.setWordWrap(True)
        note.setContentsMargins(_INDENT_PX, 0, 0, 4)
        self.add(note)
        return note

    def add(self, widget: QWidget) -> None:
        """Anything else, as wide as the page."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def fill_with(self, widget: QWidget) -> None:
        """Something that takes all the height that is left."""
        self._column.insertWidget(self._column.count() - 1, widget, 1)
        self._column.setStretch(self._column.count() - 1, 0)


def tick_of(action: QAction) -> QCheckBox:
    """A tick that is an action's: both always show the same."""
    return _follow(QCheckBox(_plain(action.text())), action)


def pick_of(action: QAction) -> QRadioButton:
    """One of several of which one holds, as an exclusive group of actions has it."""
    return _follow(QRadioButton(_plain(action.text())), action)


def _follow(button: Button, action: QAction) -> Button:
    def show() -> None:
        button.setChecked(action.isChecked())
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())

    # Not toggled: an action that is set by code does what it does once, where it was set.
    button.clicked.connect(lambda _checked=False: action.trigger())
    action.changed.connect(show)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    show()
    return button


def _plain(text: str) -> str:
    return text.replace("&", "")
