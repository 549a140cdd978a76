"""The keys that hits are played by: while a track is armed they are taken from everything else in the window."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from foleystudio.gui.playback.key_clock import KeyClock

STRENGTHS: dict[int, float] = {
    Qt.Key.Key_Z: 0.2,
    Qt.Key.Key_Y: 0.2,  # which is where Z is on German keyboards,
    Qt.Key.Key_W: 0.2,  # and this one on French ones
    Qt.Key.Key_X: 0.4,
    Qt.Key.Key_C: 0.6,
    Qt.Key.Key_V: 0.8,
    Qt.Key.Key_B: 1.0,
}
"""How hard each key of the lowest row strikes, 0-1."""

_DIGITS = range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)
_KEYS = {Qt.Key.Key_Escape, *STRENGTHS, *_DIGITS}
_KINDS = {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease}


class PerformKeys(QObject):
    """Takes the playing keys while it is armed.

    Signals
    -------
    struck
        A key went down: which, how hard (0-1), and at which monotonic second.
    lifted
        It went up: which, and at which monotonic second.
    sound_chosen
        1 to 9 for a sound of the bin, 0 for the track's own.
    ended
        The pass is to end.
    """

    struck = Signal(int, float, float)
    lifted = Signal(int, float)
    sound_chosen = Signal(int)
    ended = Signal()

    def __init__(self, clock: KeyClock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._down: set[int] = set()

    def arm(self) -> None:
        """Take the keys from now on."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def disarm(self) -> None:
        """Take them no more."""
        self._down.clear()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what is a playing key; a window that asks something keeps its keys."""
        if event.type() not in _KINDS or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return self._lift(event)
        is_asked = QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None
        if event.key() not in _KEYS or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or is_asked:
            return False
        self._clock.see(event.timestamp(), time.monotonic())
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # it comes again as a press, in the place of any shortcut
        elif not event.isAutoRepeat():
            self._press(event)
        return True

    def _press(self, event: QKeyEvent) -> None:
        key, at_s = event.key(), self._clock.at_s(event.timestamp(), time.monotonic())
        if key in STRENGTHS:
            self._down.add(key)
            self.struck.emit(key, STRENGTHS[key], at_s)
        elif key in _DIGITS:
            self.sound_chosen.emit(key - Qt.Key.Key_0)
        else:
            self.ended.emit()

    def _lift(self, event: QKeyEvent) -> bool:
        if event.key() not in self._down:
            return False
        if not event.isAutoRepeat():
            self._down.discard(event.key())
            self.lifted.emit(event.key(), self._clock.at_s(event.timestamp(), time.monotonic()))
        return True
