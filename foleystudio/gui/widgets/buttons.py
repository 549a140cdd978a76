"""Small controls that several panels use: icon buttons, a row of choices, headings and figures in pills."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
)

from foleystudio.gui.look import icons, theme
from foleystudio.gui.look.plain_text import PlainLabel

_LEAST_PILL_PX = 96  # a few letters and the ellipsis


def heading(text: str) -> QLabel:
    """A panel's small bold heading."""
    label = PlainLabel(text)
    label.setProperty("role", "heading")
    return label


def dim(text: str = "") -> QLabel:
    """A quiet label."""
    label = PlainLabel(text)
    label.setProperty("role", "dim")
    return label


def icon_button(action: QAction, icon: str, text: str = "") -> QToolButton:
    """A button for an action, drawn as an icon (and a text beside it)."""
    button = QToolButton()
    button.setIcon(icons.icon(icon))
    button.setIconSize(QSize(16, 16))
    button.setText(text)
    button.setToolButtonStyle(
        Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
    )
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCheckable(action.isCheckable())
    # Not setDefaultAction: that puts the menu's text and icon in place of the button's own.
    button.clicked.connect(lambda _checked=False: action.trigger())

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(text or action.text().replace("&", ""))
        button.setChecked(action.isChecked())

    action.changed.connect(follow)
    follow()
    return button


def push_button(text: str, action: QAction | None = None, *, primary: bool = False) -> QPushButton:
    """A text button, triggering an action when one is given and following its being enabled."""
    button = QPushButton(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if primary:
        button.setProperty("role", "primary")
    if action is not None:
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

        action.changed.connect(follow)
        follow()
    button.setAccessibleName(text)
    return button


def show_as_next(button: QAbstractButton, is_next: bool, icon: str = "", usual: tuple[str, str] = ("", "text")) -> None:
    """Give a button the accent, or take it away: at any time one button at most has it, that of the next step.

    Parameters
    ----------
    button
        Which one.
    is_next
        Whether what it does is the next step.
    icon
        Its icon, drawn to be seen on the accent; empty when it has none.
    usual
        Its role and its icon's colour without the accent.
    """
    role, colour = ("primary", "on_foley") if is_next else usual
    if button.property("role") == role:
        return
    button.setProperty("role", role)
    if icon:
        button.setIcon(icons.icon(icon, colour))
    style = button.style()
    style.unpolish(button)
    style.polish(button)


class Choice(QFrame):
    """A row of joined buttons of which one is chosen, or where they can be joined several."""

    chosen = Signal(str)
    """By the user: the name of the choice."""

    joined = Signal(str)
    """By the user, with Shift held: the name of one to be chosen beside what is, or no longer."""

    def __init__(self, choices: Sequence[tuple[str, str, str]], name: str, *, joins: bool = False) -> None:
        """Make one button per ``(name, text, tooltip)``; ``name`` is for screen readers."""
        super().__init__()
        self._joins = joins
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for key, text, tip in choices:
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("role", "segment")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(tip)
            button.setAccessibleName(f"{name}: {text}")
            button.clicked.connect(lambda _checked=False, key=key: self._press(key))
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button)

    def _press(self, key: str) -> None:
        shift = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        (self.joined if self._joins and shift else self.chosen).emit(key)

    def set_chosen(self, *keys: str) -> None:
        """Show choices (none when there is no such); emits nothing."""
        self._group.setExclusive(False)
        for name, button in self._buttons.items():
            button.setChecked(name in keys)
        self._group.setExclusive(True)

    def set_text(self, key: str, text: str) -> None:
        """Call one choice otherwise."""
        self._buttons[key].setText(text)

    def set_tip(self, key: str, tip: str) -> None:
        """Say more of one choice."""
        self._buttons[key].setToolTip(tip)

    def set_enabled(self, key: str, enabled: bool, why: str = "") -> None:
        """Switch one choice off, with the reason as its tooltip."""
        self._buttons[key].setEnabled(enabled)
        if why:
            self._buttons[key].setToolTip(why)


class Pill(QPushButton):
    """A figure in a rounded frame with a coloured dot; the text says it too, so that colour is not all.

    One that something can be done about is a button; others are only to be read.
    """

    def __init__(self) -> None:
        super().__init__()
        self._colour = ""
        self._acts = False
        self.setProperty("role", "pill")
        self.setAccessibleName("Match figure")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_figure(self, text: str, colour: str, tip: str = "", *, acts: bool = False) -> None:
        """Show a text with a dot in a colour; an empty text hides it; ``acts`` when pressing it does something."""
        self._colour, self._acts = colour, acts
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(f"{text}. {tip}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if acts else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if acts else Qt.CursorShape.ArrowCursor)
        self.setVisible(bool(text))
        self.update()

    def sizeHint(self) -> QSize:
        """Dot, text and some air."""
        metrics = QFontMetrics(theme.ui_font(theme.SMALL_SIZE_PX))
        return QSize(metrics.horizontalAdvance(self.text()) + 31, metrics.height() + 7)

    def minimumSizeHint(self) -> QSize:
        """Less, where two of them share a narrow line: the text is cut off, its tooltip says it."""
        return self.sizeHint().boundedTo(QSize(_LEAST_PILL_PX, 100))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame and dot, then the text."""
        colours, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame, lit = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._acts and self.underMouse()
        edge = colours.events if self.hasFocus() else colours.strong_line if self._acts else colours.raised
        painter.setPen(QColor(edge))
        painter.setBrush(QColor(colours.hover if lit else colours.raised))
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour or colours.dim))
        painter.drawEllipse(QRectF(9, self.height() / 2 - 3.5, 7, 7))
        painter.setPen(QColor(colours.text if self._acts else colours.dim))
        painter.setFont(theme.ui_font(theme.SMALL_SIZE_PX))
        room = self.rect().adjusted(21, 0, -9, 0)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
