"""Drop-downs: they open at what is chosen, and their values stay Python's own (Qt is only told texts and rows)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionComboBox, QStylePainter


class DropDown(QComboBox):
    """A drop-down without two of Qt's habits: lists that open at a row given up before, choices made by the wheel."""

    def __init__(self, name: str) -> None:
        """An empty box; ``name`` is for screen readers."""
        super().__init__()
        self.setAccessibleName(name)
        self.setItemDelegate(QStyledItemDelegate(self))  # which draws rows as the stylesheet has them, as other lists

    def showPopup(self) -> None:
        """Open the list at what is chosen."""
        self.view().setCurrentIndex(self.model().index(self.currentIndex(), self.modelColumn(), self.rootModelIndex()))
        super().showPopup()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A name that is too long is cut in its middle, where Qt cuts its last letter through."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter, style, complex_ = QStylePainter(self), self.style(), QStyle.ComplexControl.CC_ComboBox
        room = style.subControlRect(complex_, option, QStyle.SubControl.SC_ComboBoxEditField, self).width() - 4
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideMiddle, room)
        painter.drawComplexControl(complex_, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel, never choose by accident."""
        event.ignore()


class ChoiceBox(DropDown):
    """One of several values, shown by their names.

    Values never become item data: on its way through a Qt variant an enum comes back as plain text, a list as a
    copy, and a name that is no Unicode cut short.

    Signals
    -------
    picked
        A value, by the user: by mouse or key, also when it is the one that was shown.
    """

    picked = Signal(object)

    def __init__(self, name: str) -> None:
        """An empty box; ``name`` is for screen readers."""
        super().__init__(name)
        self._choices: tuple[tuple[object, str], ...] = ()
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda row: self.picked.emit(self._choices[row][0]))

    def show_choices(
        self, choices: Sequence[tuple[object, str]], chosen: object, tip: Callable[[Any], str] = lambda _value: ""
    ) -> None:
        """Show values with their names, one of them as chosen (none when it is not among them); emits nothing.

        An open list is not disturbed unless there is something else to choose from.

        Parameters
        ----------
        choices
            Values and their names.
        chosen
            The one that is shown.
        tip
            What more there is to say of a value.
        """
        self.blockSignals(True)
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self.clear()
            for row, (value, text) in enumerate(choices):
                self.addItem(text)
                self.setItemData(row, tip(value), Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(next((row for row, (value, _) in enumerate(choices) if value == chosen), -1))
        self.setToolTip(tip(chosen) or self.currentText())  # long names are cut off in the box
        self.blockSignals(False)
