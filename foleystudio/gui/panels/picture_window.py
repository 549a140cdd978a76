"""The picture in a window of its own, for another screen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from foleystudio.gui.panels.picture import PicturePanel

_USUAL_PX = (960, 540)  # at first: half of HD


class PictureWindow(QWidget):
    """Mirrors the studio's picture; F or a double click fills the screen, Escape leads back.

    Signals
    -------
    closed
        The user closed it.
    """

    closed = Signal()

    def __init__(self, picture: PicturePanel, keys: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Picture — foleystudio")
        self.resize(*_USUAL_PX)
        self.picture = picture
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(picture)
        for action in keys:
            self.addAction(action)

    def fill_screen(self, on: bool) -> None:
        """Fill the screen that it is on, or be a window again."""
        state, full = self.windowState(), Qt.WindowState.WindowFullScreen
        self.setWindowState(state | full if on else state & ~full)
        self.picture.set_margin(0 if on else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F and F11 fill the screen, Escape leads back; other keys are the studio's."""
        if event.key() in (Qt.Key.Key_F, Qt.Key.Key_F11) and not event.modifiers():
            self.fill_screen(not self.isFullScreen())
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.fill_screen(False)
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click does as F does."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.fill_screen(not self.isFullScreen())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Gone, until it is wanted again."""
        self.fill_screen(False)
        super().closeEvent(event)
        self.closed.emit()
