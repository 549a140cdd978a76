"""Notices: sentences in a strip of their own that blocks nothing and lies over nothing; several stack into one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import as_text
from foleystudio.gui.look import icons, theme
from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.widgets.buttons import icon_button

_MOST = 9  # notices that stack; the oldest gives way
_SHOWN_MS = 10_000  # of what asks nothing: long enough to be read, and gone before the next
# heights of a row and of all together, and the air in a row: one line is low, a long text still fits
_LEAST_PX, _HIGHEST_PX, _ABOVE_AND_BELOW_PX, _GAP = 36, 146, 12, 10
_LOOKS = {"error": ("warning", "bad"), "warning": ("warning", "warning"), "info": ("info", "events")}

MISSING, RECOVERY, SOUND_CARD, CACHE = "missing", "recovery", "sound card", "cache"
"""Topics that more than one place knows."""

Answer = tuple[str, Callable[[], object]]
"""Text of a button and what it does; either way the notice goes."""


@dataclass(frozen=True)
class Notice:
    """What is said.

    Parameters
    ----------
    text
        One sentence.
    kind
        ``error``, ``warning`` or ``info``.
    answers
        Buttons; the first is the main one.
    topic
        A newer notice of the same topic takes the older one's place; empty for none.
    about
        What was tried: all notices about it go when it has gone well since. Empty for none.
    holds
        Asked whether the cause is still there, whenever something has changed; the notice goes when it is not.
    """

    text: str
    kind: str = "error"
    answers: Sequence[Answer] = ()
    topic: str = ""
    about: str = ""
    holds: Callable[[], bool] | None = None


class _Row(QWidget):
    """One notice."""

    def __init__(self, notice: Notice, close: Callable[[_Row], None]) -> None:
        super().__init__()
        self.notice = notice
        self._close = close
        shape, token = _LOOKS[notice.kind]
        mark, text = PlainLabel(), PlainLabel(notice.text)
        self.text = text
        mark.setPixmap(icons.icon(shape, token).pixmap(QSize(18, 18)))
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(14, 0, 8, 0)
        line.setSpacing(_GAP)
        line.addWidget(mark)
        line.addWidget(text, 1)
        for number, (label, act) in enumerate(notice.answers):
            button = QPushButton(label)
            button.setProperty("role", "primary" if number == 0 else "")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, act=act: self._answer(act))
            line.addWidget(button)
        away = QAction("Close", self)
        away.triggered.connect(lambda: self._close(self))
        cross = icon_button(away, "close")
        cross.setProperty("role", "quiet")
        line.addWidget(cross)
        self.setAccessibleName(f"{notice.kind}: {notice.text}")
        if notice.kind == "info" and not notice.answers:
            QTimer.singleShot(_SHOWN_MS, self, lambda: self._close(self))

    def put_in(self, widget: QWidget) -> None:
        """Put something before the cross."""
        self._line.insertWidget(self._line.count() - 1, widget)

    def height_for(self, width: int) -> int:
        """Height that the text needs at a width."""
        items = (self._line.itemAt(index) for index in range(self._line.count()))
        widgets = [item.widget() for item in items if item is not None]
        others = sum(widget.sizeHint().width() for widget in widgets if widget not in (self.text, None))
        margins = self._line.contentsMargins()
        room = width - others - _GAP * (len(widgets) - 1) - margins.left() - margins.right()
        return max(_LEAST_PX, self.text.heightForWidth(max(120, room)) + _ABOVE_AND_BELOW_PX)

    def _answer(self, act: Callable[[], object]) -> None:
        self._close(self)
        act()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A raised band with an edge in the kind's colour at its left, and a line above."""
        colours, painter = theme.tokens(), QPainter(self)
        painter.fillRect(self.rect(), colours.colour("raised"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), colours.colour("line"))
        painter.fillRect(QRectF(0, 0, 3, self.height()), colours.colour(_LOOKS[self.notice.kind][1]))
        painter.end()


class Banners(QWidget):
    """The strip: the latest notice, how many there are, and all of them when the user wants to see them.

    Signals
    -------
    shown
        The strip came or went, or has another height.
    """

    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._is_open = False
        self.setAccessibleName("Notices")
        self._stack = QWidget()
        self._column = QVBoxLayout(self._stack)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._stack)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._all, self._count = _quiet_button(self), _quiet_button(self)
        self._all.setText("Close all")
        self._all.setAccessibleName("Close all notices")
        self._count.setAccessibleName("Show all notices")
        self._all.clicked.connect(lambda _checked=False: self.clear())
        self._count.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the number
        self._count.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._count.clicked.connect(lambda _checked=False: self.show_all(not self._is_open))
        self.hide()

    def say(self, notice: Notice) -> None:
        """Show a notice above those there are; the oldest goes when there are too many."""
        for row in list(self._rows):
            if row.notice.text == notice.text or (notice.topic and row.notice.topic == notice.topic):
                self._close(row)
        while len(self._rows) >= _MOST:
            self._close(self._rows[0])
        row = _Row(notice, self._close)
        self._rows.append(row)
        self._column.insertWidget(0, row)
        self._place()
        QAccessible.updateAccessibility(QAccessibleEvent(row, QAccessible.Event.Alert))

    def fail(self, error: FoleyError) -> None:
        """Show an error."""
        self.say(Notice(sentence(error)))

    def texts(self) -> list[str]:
        """What there is, oldest first."""
        return [row.notice.text for row in self._rows]

    def notices(self) -> list[Notice]:
        """What there is, oldest first, with its answers."""
        return [row.notice for row in self._rows]

    def close_topic(self, topic: str) -> None:
        """Close what no longer holds."""
        self._close_where(lambda notice: notice.topic == topic)

    def close_about(self, about: str) -> None:
        """Close what was said when something failed that has gone well since."""
        self._close_where(lambda notice: bool(about) and notice.about == about)

    def review(self) -> None:
        """Close all whose cause is gone."""
        self._close_where(lambda notice: notice.holds is not None and not notice.holds())

    def clear(self, *, but: Collection[str] = ()) -> None:
        """Close all, but those of some topics."""
        self._close_where(lambda notice: notice.topic not in but)

    def _close_where(self, is_over: Callable[[Notice], bool]) -> None:
        for row in list(self._rows):
            if is_over(row.notice):
                self._close(row)

    def answer(self, label: str) -> None:
        """Press a button by its text."""
        for row in self._rows:
            for button in row.findChildren(QPushButton):
                if button.text() == label:
                    button.click()
                    return
        raise LookupError(label)

    def show_all(self, is_open: bool) -> None:
        """Show all notices, or the latest only."""
        self._is_open = is_open
        self._place()

    def _close(self, row: _Row) -> None:
        if row in self._rows:
            self._rows.remove(row)
            for button in (self._all, self._count):
                if row.isAncestorOf(button):
                    button.setParent(self)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
            self._place()

    def _place(self) -> None:
        self._is_open = self._is_open and len(self._rows) > 1
        self._show_count()
        for row in self._rows:
            row.setFixedHeight(row.height_for(self.width()))
            row.setVisible(self._is_open or row is self._rows[-1])
        there = [row.height() for row in self._rows if self._is_open or row is self._rows[-1]]
        self.setFixedHeight(min(sum(there), _HIGHEST_PX))
        self.setVisible(bool(self._rows))
        self.shown.emit()

    def _show_count(self) -> None:
        many = len(self._rows)
        for button in (self._all, self._count):
            button.setVisible(many > 1 and (self._is_open or button is self._count))
        if many > 1:
            what = "Show the latest only" if self._is_open else f"Show all {many} notices"
            self._count.setText(f"1 of {many}" if not self._is_open else f"{many} notices")
            self._count.setIcon(icons.icon("down" if self._is_open else "up"))
            self._count.setToolTip(what)
            self._count.setAccessibleName(what)
            if not self._rows[-1].isAncestorOf(self._count):
                self._rows[-1].put_in(self._all)
                self._rows[-1].put_in(self._count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths take other heights."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._rows:
            self._place()


def _quiet_button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setProperty("role", "quiet")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.hide()
    return button


def sentence(error: FoleyError) -> str:
    """An error as the window says it: the file by its name, the folder left out."""
    text = as_text(str(error))
    if error.file is not None:
        text = text.replace(as_text(str(error.file)), as_text(error.file.name), 1)
    return text[:1].upper() + text[1:] if error.file is None else text
