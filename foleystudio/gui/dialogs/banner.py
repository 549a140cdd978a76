"""Banners: one sentence over the picture that blocks nothing; errors stay until they are closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from foleystudio.errors import FoleyError
from foleystudio.gui import icons, theme
from foleystudio.gui.panels.buttons import icon_button

_MOST = 3
_SHOWN_MS = 10_000
_WIDTH, _TOP = 560, 14
_LOOKS = {"error": ("warning", "bad"), "warning": ("warning", "warning"), "info": ("info", "events")}

Answer = tuple[str, Callable[[], object]]
"""Text of a button and what it does; either way the banner goes."""


@dataclass(frozen=True)
class Notice:
    """What a banner says.

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
    """

    text: str
    kind: str = "error"
    answers: Sequence[Answer] = ()
    topic: str = ""


class _Banner(QWidget):
    def __init__(self, notice: Notice, close: Callable[[_Banner], None]) -> None:
        super().__init__()
        self.notice = notice
        self._close = close
        shape, token = _LOOKS[notice.kind]
        mark, text = QLabel(), QLabel(notice.text)
        self._text = text
        mark.setPixmap(icons.icon(shape, token).pixmap(QSize(18, 18)))
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 8, 10)
        row.setSpacing(10)
        row.addWidget(mark)
        row.addWidget(text, 1)
        for number, (label, act) in enumerate(notice.answers):
            button = QPushButton(label)
            button.setProperty("role", "primary" if number == 0 else "")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, act=act: self._answer(act))
            row.addWidget(button)
        away = QAction("Close", self)
        away.triggered.connect(lambda: self._close(self))
        cross = icon_button(away, "close")
        cross.setProperty("role", "quiet")
        row.addWidget(cross)
        self.setAccessibleName(f"{notice.kind}: {notice.text}")
        if notice.kind == "info" and not notice.answers:
            QTimer.singleShot(_SHOWN_MS, self, lambda: self._close(self))

    def height_for(self, width: int) -> int:
        """Height that the text needs at a width."""
        others = (child.sizeHint().width() + 10 for child in self.findChildren(QWidget) if child is not self._text)
        return max(44, self._text.heightForWidth(width - 22 - sum(others)) + 22)

    def _answer(self, act: Callable[[], object]) -> None:
        self._close(self)
        act()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A raised plate with an edge in the kind's colour."""
        colors, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.color(_LOOKS[self.notice.kind][1], 0.7), 1))
        painter.setBrush(colors.color("raised"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 7, 7)
        painter.end()


class Banners(QWidget):
    """Stacks banners over the top of a host widget.

    Parameters
    ----------
    host
        Where they lie.

    Signals
    -------
    covered
        So many pixels of the host's top lie under banners; 0 for none.
    """

    covered = Signal(int)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._shown: list[_Banner] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        host.installEventFilter(self)
        self.hide()

    def say(self, notice: Notice) -> None:
        """Show a banner; the oldest goes when there are too many."""
        for shown in list(self._shown):
            if shown.notice.text == notice.text or (notice.topic and shown.notice.topic == notice.topic):
                self._close(shown)
        while len(self._shown) >= _MOST:
            self._close(self._shown[0])
        banner = _Banner(notice, self._close)
        self._shown.append(banner)
        self._column.addWidget(banner)
        self._place()
        QAccessible.updateAccessibility(QAccessibleEvent(banner, QAccessible.Event.Alert))

    def fail(self, error: FoleyError) -> None:
        """Show an error."""
        self.say(Notice(sentence(error)))

    def texts(self) -> list[str]:
        """What is shown, oldest first."""
        return [banner.notice.text for banner in self._shown]

    def notices(self) -> list[Notice]:
        """What is shown, oldest first, with its answers."""
        return [banner.notice for banner in self._shown]

    def close_topic(self, topic: str) -> None:
        """Close what no longer holds."""
        for banner in list(self._shown):
            if banner.notice.topic == topic:
                self._close(banner)

    def clear(self, *, but: str = "") -> None:
        """Close all, but those of one topic when it is named."""
        for banner in list(self._shown):
            if not but or banner.notice.topic != but:
                self._close(banner)

    def answer(self, label: str) -> None:
        """Press a button by its text."""
        for banner in self._shown:
            for button in banner.findChildren(QPushButton):
                if button.text() == label:
                    button.click()
                    return
        raise LookupError(label)

    def _close(self, banner: _Banner) -> None:
        if banner in self._shown:
            self._shown.remove(banner)
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
            self._place()

    def _place(self) -> None:
        self.setVisible(bool(self._shown))
        if not self._shown:
            self.covered.emit(0)
            return
        width = min(_WIDTH, self._host.width() - 32)
        for banner in self._shown:  # each its own: the column would share the whole out alike
            banner.setFixedHeight(banner.height_for(width))
        height = sum(banner.height() + 6 for banner in self._shown) - 6
        self.setGeometry((self._host.width() - width) // 2, _TOP, width, height)
        self.raise_()
        self.covered.emit(_TOP + height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the host's size."""
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False


def sentence(error: FoleyError) -> str:
    """An error as the window says it: the file by its name, the folder left out."""
    text = str(error)
    if error.file is not None:
        text = text.replace(str(error.file), error.file.name, 1)
    return text[:1].upper() + text[1:] if error.file is None else text
