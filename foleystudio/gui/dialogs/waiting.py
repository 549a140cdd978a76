"""Waiting for work that has to end before anything can go on, with its progress and a way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from foleystudio.gui.look.plain_text import PlainLabel

_UNSEEN_MS = 200
"""Shorter work is waited for without a dialog that would only flash up."""
_SHARES = 1000  # steps of the bar, finer than its pixels


class Waiting(QDialog):
    """Holds the window still until work is over, or until the user gives it up.

    Parameters
    ----------
    parent
        The window that nothing else can be done in.
    what
        What is under way.
    """

    def __init__(self, parent: QWidget, what: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("foleystudio")
        self.setMinimumWidth(320)
        self._is_over = False
        self._loop = QEventLoop(self)
        self._bar = QProgressBar()
        self._bar.setRange(0, _SHARES)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(PlainLabel(what))
        column.addWidget(self._bar)
        column.addWidget(buttons)

    def until_over(self, is_over: Callable[[], bool]) -> bool:
        """Wait until `end` is called, unless it is over by now; answers False when the user gave it up."""
        self._is_over = is_over()
        if not self._is_over:
            QTimer.singleShot(_UNSEEN_MS, self._loop.quit)
            self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if not self._is_over:
            self.exec()
        self.deleteLater()
        return self._is_over

    def show_progress(self, share: float) -> None:
        """How far it is, 0-1."""
        self._bar.setValue(round(share * _SHARES))

    def end(self) -> None:
        """It is over: whoever waits goes on."""
        self._is_over = True
        self._loop.quit()
        self.accept()
