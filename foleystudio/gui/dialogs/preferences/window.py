"""The preferences window: subjects at the left, the chosen one's page beside them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

_LIST_WIDTH_PX = 148  # the longest subject fits


class PreferencesWindow(QDialog):
    """Pages by name; what is changed acts at once, so there is nothing to confirm."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.subjects, self._stack = QListWidget(), QStackedWidget()
        self._names: list[str] = []
        self.subjects.setAccessibleName("Subjects")
        self.subjects.setFixedWidth(_LIST_WIDTH_PX)
        self.subjects.setFrameShape(QFrame.Shape.NoFrame)
        self.subjects.setProperty("role", "subjects")
        self.subjects.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole, row = QVBoxLayout(self), QHBoxLayout()
        whole.setContentsMargins(12, 14, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(row, 1)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        # Return is the pages' own: a field, a key that is being rebound.
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        close.rejected.connect(self.reject)
        whole.addWidget(close)
        row.setSpacing(16)
        row.addWidget(self.subjects)
        row.addWidget(self._stack, 1)
        self.subjects.currentRowChanged.connect(self._stack.setCurrentIndex)

    def add_page(self, name: str, title: str, page: QWidget, *, scrolls: bool = True) -> None:
        """Add a subject at the end; ``scrolls`` unless its page does so itself."""
        if scrolls:
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidget(page)
            area.viewport().setAutoFillBackground(False)
            page.setAutoFillBackground(False)  # which the area has just turned on
            page = area
        self._names.append(name)
        self._stack.addWidget(page)
        self.subjects.addItem(title)
        if self.subjects.currentRow() < 0:
            self.subjects.setCurrentRow(0)

    def show_page(self, name: str) -> None:
        """Show the page of a subject."""
        self.subjects.setCurrentRow(self._names.index(name))

    @property
    def page(self) -> str:
        """Name of the subject that is shown."""
        return self._names[self.subjects.currentRow()]

    def sizeHint(self) -> QSize:
        """The list of keys is read without scrolling sideways."""
        return QSize(860, 620)
