"""Track headers: the column at the left with names, counts and the M and S buttons."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from foleystudio.gui.theme import HEADER_WIDTH_PX, tokens, ui_font


class SmallToggle(QAbstractButton):
    """A small square switch with a letter, for mute and solo.

    Parameters
    ----------
    letter
        What it shows.
    name
        What screen readers and the tooltip call it.
    token
        Fill when on; the letter is then also bold and the fill solid, so that it shows without colour.
    """

    def __init__(self, letter: str, name: str, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter, self._token = letter, token
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(self.sizeHint())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Fixed size."""
        wide = 19 if len(self._letter) == 1 else 32
        return QSize(wide, 19)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Rounded square and letter."""
        colors = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, hovered = self.isChecked(), self.underMouse() and self.isEnabled()
        fill = colors.color(self._token) if on else colors.color("hover" if hovered else "raised")
        edge = colors.color("events") if self.hasFocus() else (fill if on else colors.color("line"))
        painter.setPen(QPen(edge, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(ui_font(10, QFont.Weight.Bold if on else QFont.Weight.Medium))
        painter.setPen(colors.color("on_solo") if on else colors.color("text" if hovered else "dim"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)


class Chevron(QAbstractButton):
    """Folds the takes of a track in and out."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(16, 19)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """An angle that points right when folded, down when unfolded."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.underMouse() or self.hasFocus()
        pen = QPen(tokens().color("text" if strong else "dim"), 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.translate(self.rect().center().x() + 0.5, self.rect().center().y() + 0.5)
        if self.isChecked():
            painter.rotate(90)
        painter.drawPolyline([QPointF(-2, -4), QPointF(2, 0), QPointF(-2, 4)])


class Header(QWidget):
    """One lane's header.

    Signals
    -------
    pressed
        It was clicked.
    renamed
        It was double-clicked.
    menu_wanted
        Global position of a context menu.
    """

    pressed = Signal()
    rename_wanted = Signal()
    menu_wanted = Signal(object)

    def __init__(self, title: str, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._token, self._note = title, token, ""
        self._selected = False
        self._selectable = False
        self._buttons: list[QWidget] = []
        self.setFixedWidth(HEADER_WIDTH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        self._row.addStretch(1)
        column.addLayout(self._row)

    def add_button(self, button: QWidget) -> None:
        """Put a button at the right."""
        self._buttons.append(button)
        self._row.addWidget(button)

    def set_title(self, title: str) -> None:
        """Set the name."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def set_note(self, note: str) -> None:
        """Set the small text at the right (a count, a track's name)."""
        if note != self._note:
            self._note = note
            self.setAccessibleDescription(note)
            self.update()

    def set_selected(self, selected: bool) -> None:
        """Show that commands go to this track."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def set_selectable(self, selectable: bool) -> None:
        """Whether a click selects it, which its hover state shows."""
        self._selectable = selectable

    def background(self) -> QColor:
        """Fill."""
        if self._selected:
            return tokens().color("raised")
        if self._selectable and self.underMouse():
            return tokens().color("hover", 0.6)
        return tokens().color("panel")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Name, note and what shows the selection."""
        colors = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colors.color("panel"))
        painter.fillRect(self.rect(), self.background())
        if self._selected:
            painter.fillRect(QRectF(0, 0, 3, self.height()), colors.color(self._token))
        left_of_buttons = min((b.x() for b in self._buttons if b.isVisible()), default=self.width() - 6)
        self._paint_text(painter, left_of_buttons - 6)
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), colors.color("line"))

    def _paint_text(self, painter: QPainter, right: float) -> None:
        colors = tokens()
        middle = self.height() / 2 if self.height() <= 100 else 17.0  # in high lanes the name stays at the top
        place = QRectF(12, middle - 10, right - 12, 20)
        painter.setFont(ui_font(13, QFont.Weight.Medium))
        painter.setPen(colors.color(self._token))
        metrics = painter.fontMetrics()
        note_px = 0
        if self._note:
            painter.setFont(ui_font(12, tabular=True))
            note_px = painter.fontMetrics().horizontalAdvance(self._note) + 8
            painter.setPen(colors.color("dim"))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._note)
            painter.setFont(ui_font(13, QFont.Weight.Medium))
            painter.setPen(colors.color(self._token))
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, int(place.width() - note_px))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, title)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.rename_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Hand on where a menu is wanted."""
        self.menu_wanted.emit(event.globalPos())
