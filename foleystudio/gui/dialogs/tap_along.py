"""The dialog that finds how late taps come: clicks play, a key is tapped along, or the value is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.widgets.buttons import dim

MOST_MS = 1000.0  # to either side; beyond, nobody could play along
_FOUND_LINES = 2  # room for what was found: the dialog does not jump when it takes two
_ABOUT = (
    "Ten seconds of clicks play, two a second. Listen to the first four, then tap along on any letter key as evenly as"
    " you can. What you tap later than you hear is taken off whenever you play hits live with this sound card."
)


class _Pad(QFrame):
    """Has the keyboard while taps are counted.

    Signals
    -------
    tapped
        The stamp of a key that was pressed, in milliseconds.
    """

    tapped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Tap here")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter, a digit or the space bar is a tap."""
        if event.text().isprintable() and event.text() and not event.isAutoRepeat():
            self.tapped.emit(event.timestamp())
        else:
            super().keyPressEvent(event)


class TapAlongDialog(QDialog):
    """Shows a latency and how it is found.

    Signals
    -------
    start_wanted
        Clicks are to play.
    tapped
        The stamp of a tap, in milliseconds.
    latency_chosen
        Milliseconds that are to be taken off.
    """

    start_wanted = Signal()
    tapped = Signal(int)
    latency_chosen = Signal(float)

    def __init__(self, card: str, latency_ms: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Latency of live hits")
        self._pad, self.found = _Pad(), dim("")
        self._count, self.start = PlainLabel("—"), QPushButton("&Start the clicks")
        self._bar, self.value = QProgressBar(), QDoubleSpinBox()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.value.setRange(-MOST_MS, MOST_MS)
        self.value.setDecimals(0)
        self.value.setSuffix(" ms")
        self.value.setValue(latency_ms)
        self._lay_out(card)
        self._pad.tapped.connect(self.tapped)
        self.start.clicked.connect(self.start_wanted)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self, card: str) -> None:
        about, where = (
            PlainLabel(_ABOUT),
            PlainLabel(f"Latency with {card}" if card else "Latency without a sound card"),
        )
        for text in (about, self.found):
            text.setWordWrap(True)
        self.found.setMinimumHeight(_FOUND_LINES * self.found.fontMetrics().lineSpacing() + 2)
        where.setBuddy(self.value)
        self.value.setAccessibleName("Latency in milliseconds")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self._pad)
        inside.addWidget(self._count)
        inside.addWidget(self._bar)
        typed = QHBoxLayout()
        typed.addWidget(where)
        typed.addStretch()
        typed.addWidget(self.value)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        for widget in (about, self.start, self._pad, self.found):
            column.addWidget(widget)
        column.addLayout(typed)
        column.addWidget(self.buttons)
        self.setMinimumWidth(460)

    def begin(self) -> None:
        """The clicks play: taps are counted."""
        self.start.setEnabled(False)
        self.found.setText("")
        self._pad.setFocus()
        self.show_taps(0, 0.0)

    def show_taps(self, count: int, share: float) -> None:
        """How many taps there were, and how much of the clicks has played, 0-1."""
        self._count.setText(f"{count} taps" if count else "Listen, then tap")
        self._bar.setValue(round(1000 * share))

    def finish(self, told: str, latency_ms: float | None) -> None:
        """The clicks are over: say what was found; None leaves the value as it is."""
        self.start.setEnabled(True)
        self.found.setText(told)
        self._count.setText("—")
        self._bar.setValue(0)
        if latency_ms is not None:
            self.value.setValue(latency_ms)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setFocus()

    def _accept(self) -> None:
        self.latency_chosen.emit(self.value.value())
        self.accept()
