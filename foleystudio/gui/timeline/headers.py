"""Track headers: the column at the left with names, counts and the M and S buttons."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from foleystudio.gui.look.theme import HEADER_WIDTH_PX, tokens, ui_font
from foleystudio.gui.timeline.lane import Lane
from foleystudio.gui.widgets.level_meter import LevelMeter

_GRIP_PX = 5  # high enough to be found, low enough to be in nobody's way
_MARGIN_PX = 12  # left and right in a header

_METER_INSET, _METER_ROOM_PX = 5, 15  # pixels above and below a meter, and what text leaves it at the right


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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Rounded square and letter."""
        colours = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, hovered = self.isChecked(), self.underMouse() and self.isEnabled()
        fill = colours.colour(self._token) if on else colours.colour("hover" if hovered else "raised")
        edge = colours.colour("events") if self.hasFocus() else (fill if on else colours.colour("line"))
        painter.setPen(QPen(edge, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(ui_font(10, QFont.Weight.Bold if on else QFont.Weight.Medium))
        painter.setPen(colours.colour(f"on_{self._token}") if on else colours.colour("text" if hovered else "dim"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)


class FoldButton(QAbstractButton):
    """Folds the takes of a track in and out: an angle and how many there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFixedHeight(19)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_count(self, count: int) -> None:
        """Set how many takes there are."""
        self.setText(str(count))
        self.setAccessibleName(f"Show all {count} takes")
        self.setToolTip(f"Show all {count} takes")
        self.setFixedWidth(QFontMetrics(ui_font(11)).horizontalAdvance(self.text()) + 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The angle points right when folded, down when unfolded."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = tokens().colour("text" if self.underMouse() or self.hasFocus() else "dim")
        painter.setFont(ui_font(11))
        painter.setPen(colour)
        painter.drawText(self.rect().adjusted(14, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.fillRect(QRectF(14, self.height() - 2, self.width() - 18, 1), tokens().colour("events"))
        pen = QPen(colour, 1.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.translate(5, self.height() / 2)
        if self.isChecked():
            painter.rotate(90)
        painter.drawPolyline([QPointF(-1.8, -3.5), QPointF(1.8, 0), QPointF(-1.8, 3.5)])


class Grip(QWidget):
    """The lower edge of a row, by which it is made higher or lower.

    Signals
    -------
    settled
        The lane has another height now.
    """

    settled = Signal()

    def __init__(self, parent: QWidget, lane: Lane) -> None:
        super().__init__(parent)
        self._lane, self._from_y, self._before_px = lane, 0.0, 0
        self.setCursor(Qt.CursorShape.SplitVCursor)
        self.setToolTip("Drag to make the lane higher or lower; double-click for its usual height")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self._from_y, self._before_px = event.globalPosition().y(), self._lane.extra_px

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        self._lane.set_extra(self._before_px + round(event.globalPosition().y() - self._from_y))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self.settled.emit()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """As usual."""
        self._lane.set_extra(0)
        self.settled.emit()


class _Name(QWidget):
    """Name and note of a header, as wide as the buttons leave it."""

    def __init__(self, header: Header) -> None:
        super().__init__(header)
        self._header = header
        self.setFixedHeight(20)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name at the left, note at the right."""
        title, note, token = self._header.texts
        colours = tokens()
        painter = QPainter(self)
        painter.setFont(ui_font(12, tabular=True))
        painter.setPen(colours.colour("dim"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        room = self.width() - (painter.fontMetrics().horizontalAdvance(note) + 8 if note else 0)
        painter.setFont(ui_font(13, QFont.Weight.Medium))
        painter.setPen(colours.colour(token))
        text = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)


class Header(QWidget):
    """One lane's header.

    Signals
    -------
    pressed
        It was clicked.
    rename_wanted
        It was double-clicked.
    menu_wanted
        Global position of a context menu.
    dragged
        It is dragged away, where something can be made of that.
    """

    dragged = Signal()
    pressed = Signal()
    rename_wanted = Signal()
    menu_wanted = Signal(object)

    def __init__(self, title: str, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._token, self._note = title, token, ""
        self._selected = False
        self._selectable = False
        self._main_px: int | None = None
        self._meter: LevelMeter | None = None
        self._grip: Grip | None = None
        self._right_px = _MARGIN_PX
        self._pressed_at: QPointF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFixedWidth(HEADER_WIDTH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._column = QVBoxLayout(self)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._column.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX, 0)
        self._column.setSpacing(3)
        self._name_row, self._below = QHBoxLayout(), QHBoxLayout()
        self._name = _Name(self)
        self._name_row.addWidget(self._name, 1)
        self._column.addStretch(1)
        for row in (self._name_row, self._below):
            row.setSpacing(6)
            self._column.addLayout(row)
        self._below.addStretch(1)
        self._column.addStretch(1)

    def add_button(self, button: QWidget) -> None:
        """Put a button at the right of the name."""
        self._name_row.addWidget(button)

    def add_meter(self, meter: LevelMeter) -> None:
        """Put a level meter upright into the margin at the right."""
        meter.setParent(self)
        self._meter = meter
        self.keep_clear(_METER_ROOM_PX)

    def add_below(self, button: QWidget, *, left: bool = False) -> None:
        """Put a button below the name."""
        if left:
            self._below.insertWidget(0, button)
        else:
            self._below.addWidget(button)

    def add_grip(self, lane: Lane) -> Grip:
        """Let the lane's height be dragged by the header's foot."""
        self._grip = Grip(self, lane)
        self._fit()
        return self._grip

    def keep_within(self, main_px: int | None) -> None:
        """Keep name and buttons within the topmost pixels of a lane that may grow below."""
        self._main_px = main_px
        self._fit()

    def keep_clear(self, right_px: int) -> None:
        """Keep name and buttons off the right edge, where there is something else."""
        self._right_px = right_px
        self._fit()

    def sizeHint(self) -> QSize:
        """The lane beside it sets the height."""
        return QSize(HEADER_WIDTH_PX, 20)

    def minimumSizeHint(self) -> QSize:
        """The lane beside it sets the height."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep name and buttons in their place."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        below = 0 if self._main_px is None else max(0, self.height() - self._main_px)
        self._column.setContentsMargins(_MARGIN_PX, 0, self._right_px, below)
        if self._grip is not None:
            self._grip.setGeometry(0, self.height() - _GRIP_PX, self.width(), _GRIP_PX)
            self._grip.raise_()
        if self._meter is not None:
            room, width = self.height() - below - 2 * _METER_INSET, self._meter.sizeHint().width()
            self._meter.setGeometry(self.width() - width - 4, _METER_INSET, width, max(8, room))

    def set_title(self, title: str) -> None:
        """Set the name."""
        self._title = title
        self.setAccessibleName(title)
        self._name.update()

    def set_token(self, token: str) -> None:
        """Set the theme's colour of the name."""
        if token != self._token:
            self._token = token
            self.update()
            self._name.update()

    def set_note(self, note: str) -> None:
        """Set the small text at the right (a count, a track's name)."""
        if note != self._note:
            self._note = note
            self.setAccessibleDescription(note)
            self._name.update()

    def set_selected(self, selected: bool) -> None:
        """Show that commands go to this track."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def set_selectable(self, selectable: bool) -> None:
        """Whether a click selects it, which its hover state shows."""
        self._selectable = selectable

    @property
    def texts(self) -> tuple[str, str, str]:
        """Name, note and the name's colour token."""
        return self._title, self._note, self._token

    def background(self) -> QColor:
        """Fill."""
        if self._selected:
            return tokens().colour("raised")
        if self._selectable and self.underMouse():
            return tokens().colour("hover", 0.6)
        return tokens().colour("panel")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, and what shows the selection."""
        colours = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colours.colour("panel"))
        painter.fillRect(self.rect(), self.background())
        if self._selected:
            painter.fillRect(QRectF(0, 0, 3, self.height()), colours.colour(self._token))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), colours.colour("line"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()
            self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it away, once the mouse has gone some way."""
        begun = self._pressed_at
        if begun is not None and (event.position() - begun).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.dragged.emit()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """It was a click."""
        self._pressed_at = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.rename_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Hand on where a menu is wanted."""
        self.menu_wanted.emit(event.globalPos())
