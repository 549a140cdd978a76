"""The status bar: what just happened, what is under way (with cancel), and how the mix is."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.widgets.buttons import icon_button, push_button
from foleystudio.gui.widgets.level_meter import LevelMeter

_SHOWN_MS = 12_000  # long enough to look down and read; older than that, it is no news


class StatusBar(QWidget):
    """One line at the bottom of the window.

    Signals
    -------
    cancel_wanted
        The cross beside the progress was pressed.
    normalise_wanted
        The mix passes full scale, and is to be turned down.
    """

    cancel_wanted = Signal()
    normalise_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(28)
        self.setAccessibleName("Status")
        self._lasting, self._message = _part("Session"), _part("Message")
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._stage, self._bar = _part("Under way"), QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(140, 6)
        self._bar.setAccessibleName("Progress")
        cancel = QAction("Cancel", self)
        cancel.setToolTip("Cancel  [Ctrl+.]")
        cancel.triggered.connect(self.cancel_wanted)
        self._cancel = icon_button(cancel, "close")
        self._cancel.setProperty("role", "quiet")
        self._cancel.setFixedSize(22, 22)
        self._rate, self._level, self._device = _part("Sample rate"), _part("Loudness"), _part("Computes on")
        self.meter = LevelMeter("Level of the mix", channels=2, orientation=Qt.Orientation.Horizontal)
        self.meter.setFixedWidth(120)
        self._normalise = push_button("Normalise")
        self._normalise.setProperty("role", "remedy")
        self._normalise.clicked.connect(lambda _checked=False: self.normalise_wanted.emit())
        self._lay_out()
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.timeout.connect(lambda: self.show_message(""))
        self.show_progress(None, "")
        self.show_over(0.0)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(18)
        row.addWidget(self._lasting)
        row.addWidget(self._message, 1)
        for widget in (self._stage, self._bar, self._cancel, self._rate, self.meter, self._level, self._normalise):
            row.addWidget(widget)
        row.addWidget(self._device)

    def show_lasting(self, text: str) -> None:
        """What holds until something else does ("Guide timing: 4 events, 0 ms offset")."""
        self._lasting.setText(text)
        self._lasting.setVisible(bool(text))

    def show_message(self, text: str) -> None:
        """What just happened; fades from view after a while."""
        self._message.setText(text)
        self._message.setToolTip(text)
        if text:
            self._forget.start(_SHOWN_MS)
        else:
            self._forget.stop()

    def message(self) -> str:
        """What is said now."""
        return self._message.text()

    def level(self) -> str:
        """Loudness of the mix as it is shown."""
        return self._level.text()

    def show_over(self, over_db: float, gain_db: float = 0.0) -> None:
        """Say by how much the mix passes full scale (0: it does not), and what normalising would do about it."""
        self._normalise.setVisible(over_db > 0)
        self._level.setProperty("role", "over" if over_db > 0 else "small")
        self._level.style().polish(self._level)
        about = (
            f"The mix passes full scale by {over_db:.1f} dB: as it is, an export of it would clip." if over_db else ""
        )
        self._level.setToolTip(about)
        self._normalise.setToolTip(f"{about}\nTurns all tracks and the guide down by {-gain_db:.1f} dB")

    def show_progress(self, share: float | None, stage: str) -> None:
        """How far the work under way is; None when there is none; below 0 when it cannot be known."""
        under_way = share is not None
        for widget in (self._stage, self._bar, self._cancel):
            widget.setVisible(under_way)
        if share is None:
            return
        self._stage.setText(stage)
        self._bar.setRange(0, 0 if share < 0 else 1000)
        self._bar.setValue(round(max(0.0, share) * 1000))

    def show_facts(self, *, rate: str | None = None, level: str | None = None, device: str | None = None) -> None:
        """Sample rate, loudness of the mix, and what computes; None leaves one as it is."""
        for label, text in ((self._rate, rate), (self._level, level), (self._device, device)):
            if text is not None:
                label.setText(text)
                label.setVisible(bool(text))


def _part(name: str) -> QLabel:
    label = PlainLabel()
    label.setProperty("role", "small")
    label.setAccessibleName(name)
    return label
