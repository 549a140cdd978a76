"""What is dragged in the waveform: items with handles at instants, between which the mouse reaches what is below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyqtgraph
from PySide6.QtCore import QRectF, Qt

_REACH_PX = 6.0  # to either side of a handle: what the mouse finds without aiming, and slices stay apart


class HandledItem(pyqtgraph.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """An item whose handles are dragged along the time axis; what is not dragged pans the plot.

    Attributes
    ----------
    dragged
        Called at the end of a drag.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dragged: Callable[[], None] = lambda: None
        self._held = ""
        self._hovered = ""

    def handles(self) -> dict[str, float]:
        """Names of the handles and where they are, seconds; the first is taken where several are in reach."""
        raise NotImplementedError

    def move(self, handle: str, seconds: float) -> None:
        """Drag a handle."""
        raise NotImplementedError

    def preferred(self, share: float) -> str:
        """Which handle is taken first at a height (0 at the foot, 1 at the top); empty for none at all there."""
        raise NotImplementedError

    def px_s(self) -> float:
        """Seconds a pixel."""
        return float(self.pixelWidth())

    def view_rect(self) -> QRectF:
        """What of the plot is in view: seconds, and -1 to 1."""
        view = self.viewRect()
        return view if isinstance(view, QRectF) else QRectF()

    def handle_at(self, seconds: float, y: float) -> str:
        """The handle within the mouse's reach; empty for none."""
        rect, reach = self.view_rect(), _REACH_PX * self.px_s()
        first = self.preferred((y - rect.top()) / rect.height() if rect.height() else 0.0)
        if not first:
            return ""
        near = {name: abs(at - seconds) for name, at in self.handles().items() if abs(at - seconds) <= reach}
        return first if first in near else min(near, key=lambda name: near[name]) if near else ""

    @property
    def lit(self) -> str:
        """The handle that the mouse is at, or drags."""
        return self._held or self._hovered

    def hoverEvent(self, event: Any) -> None:
        """Show what a drag would take."""
        hovered = "" if event.isExit() else self.handle_at(event.pos().x(), event.pos().y())
        if hovered and not event.acceptDrags(Qt.MouseButton.LeftButton):
            hovered = ""
        if hovered != self._hovered:
            self._hovered = hovered
            if hovered:
                self.setCursor(Qt.CursorShape.SizeHorCursor)
            else:
                self.unsetCursor()
            self.update()

    def mouseDragEvent(self, event: Any) -> None:
        """Take a handle, or leave the drag to what lies below."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        if event.isStart():
            down = event.buttonDownPos()
            self._held = self.handle_at(down.x(), down.y())
        if not self._held:
            event.ignore()
            return
        event.accept()
        self.move(self._held, float(event.pos().x()))
        if event.isFinish():
            self._held = ""
            self.dragged()

    def viewTransformChanged(self) -> None:
        """What is drawn by pixels is as wide as before in them, not in seconds."""
        super().viewTransformChanged()
        self.prepareGeometryChange()
        self.update()
