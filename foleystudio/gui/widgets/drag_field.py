"""A small number that is dragged, typed, stepped by arrows, or set back by a double click: a strip's fader and pan."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from foleystudio.gui.widgets.typed_field import TypedField

_FINE = 0.1
"""How much less a drag moves while Shift is held."""

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Left: -1}
_CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DragField(TypedField):
    """A value that moves up and right with the mouse; a click without a drag lets it be typed.

    Parameters
    ----------
    name
        For screen readers.
    told
        What a value is shown as.
    low, high, usual
        Its range, and where a double click brings it.
    per_px
        How far a pixel moves it; an arrow key moves it four times as far.

    Signals
    -------
    dragged
        Its new value, while it is dragged or stepped.
    released
        The drag or the step is over: the next change is an edit of its own.
    """

    dragged = Signal(float)
    released = Signal()

    def __init__(
        self,
        name: str,
        told: Callable[[float], str],
        *,
        low: float,
        high: float,
        usual: float = 0.0,
        per_px: float,
    ) -> None:
        super().__init__(name)
        self._told, self._low, self._high, self._usual, self._per_px = told, low, high, usual, per_px
        self._value = usual
        self._from: tuple[float, float, float] | None = None
        self._has_moved = False
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setReadOnly(True)
        self.show_value(usual)

    def show_value(self, value: float) -> None:
        """Show a value, unless the user is typing one."""
        self._value = value
        self.show_text(self._told(value))

    def show_again(self) -> None:
        """Show the value in place of what was typed and cannot be."""
        self.show_text(self._told(self._value), anyway=True)

    def _move_to(self, value: float) -> None:
        value = min(self._high, max(self._low, value))
        if value != self._value:
            self.show_value(value)
            self.dragged.emit(value)

    def event(self, event: QEvent) -> bool:
        """Keep arrows, digits and Return from the window's shortcuts while it has the keyboard."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            and (Qt.Key(event.key()) in _STEPS or event.key() in _CONFIRM or _begins(event.text()))
        ):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of it; while it is typed the mouse places the cursor."""
        if not self.isReadOnly():
            super().mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            at = event.globalPosition()
            self._from, self._has_moved = (at.x(), at.y(), self._value), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Up and right is more; Shift moves it finely."""
        if self._from is None:
            super().mouseMoveEvent(event)
            return
        x, y, value = self._from
        at = event.globalPosition()
        pixels = (at.x() - x) - (at.y() - y)
        if self._has_moved or abs(pixels) >= 2:
            self._has_moved = True
            fine = _FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            self._move_to(value + pixels * self._per_px * fine)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; what was only clicked is typed."""
        if self._from is None:
            super().mouseReleaseEvent(event)
            return
        self._from = None
        if self._has_moved:
            self.released.emit()
        else:
            self._begin_typing()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to what is usual."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._end_typing()
            self._move_to(self._usual)
            self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step it, Return and digits begin to type."""
        if not self.isReadOnly():
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Escape, *_CONFIRM):
                self._end_typing()
        elif Qt.Key(event.key()) in _STEPS:
            self._move_to(self._value + 4 * self._per_px * _STEPS[Qt.Key(event.key())])
            self.released.emit()
        elif event.key() in _CONFIRM:
            self._begin_typing()
        elif _begins(event.text()):
            self._begin_typing()
            super().keyPressEvent(event)
        else:
            event.ignore()  # a shortcut of the window

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed is taken, and it can be dragged again."""
        super().focusOutEvent(event)
        self._end_typing()

    def _begin_typing(self) -> None:
        self.setReadOnly(False)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.selectAll()

    def _end_typing(self) -> None:
        if not self.isReadOnly():
            self.setReadOnly(True)
            self.setCursor(Qt.CursorShape.SizeVerCursor)
            self.deselect()
            self.clearFocus()


def _begins(text: str) -> bool:
    """Whether a key begins a number."""
    return bool(text) and text in "0123456789-+"
