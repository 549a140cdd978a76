"""The corner between ruler and headers: the time under the mouse, else the playhead's."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from foleystudio.gui.look.theme import HEADER_WIDTH_PX, mono_font, tokens


class Corner(QWidget):
    """Shows one time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._hovering = "", False
        self.setFixedWidth(HEADER_WIDTH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setToolTip("Time under the mouse, else the playhead's")
        self.setAccessibleName("Time")

    def set_time(self, text: str, *, hovering: bool) -> None:
        """Set what is shown, and whether it is the mouse's time."""
        if (text, hovering) != (self._text, self._hovering):
            self._text, self._hovering = text, hovering
            self.setAccessibleDescription(text)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The time in digits of one width."""
        colors = tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.color("panel"))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), colors.color("line"))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), colors.color("line"))
        painter.setFont(mono_font(11))
        painter.setPen(colors.color("text" if self._hovering else "dim"))
        painter.drawText(self.rect().adjusted(12, 0, 0, -1), Qt.AlignmentFlag.AlignVCenter, self._text)
