"""The event lane's header: whose events are shown, how many, and how many of the proposals stand as events."""

from __future__ import annotations

from PySide6.QtCore import Signal

from foleystudio.gui.timeline.headers import Header, SmallToggle
from foleystudio.gui.widgets.slider import ThinSlider

_TICKS = 100  # of the dial: whole percents
_TIP = "Sensitivity: how doubtful a proposal may be and still stand as an event. Your own events stay as they are."


class EventsHeader(Header):
    """Name, number and sensitivity.

    Signals
    -------
    sensitivity_changed
        0-1, by the user, while dragging too.
    ignore_voices_changed
        Whether spoken syllables are to be no events.
    """

    sensitivity_changed = Signal(float)
    ignore_voices_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__("Events", "events")
        self._default = _TICKS // 2
        self.dial = ThinSlider()
        self.dial.token = "events"
        self.dial.setRange(0, _TICKS)
        self.dial.setPageStep(_TICKS // 10)
        self.dial.setAccessibleName("Sensitivity")
        self.dial.valueChanged.connect(lambda ticks: self.sensitivity_changed.emit(ticks / _TICKS))
        self.dial.reset_wanted.connect(lambda: self.dial.setValue(self._default))
        self.voices = SmallToggle("V", "Ignore voices", "events")
        self.voices.clicked.connect(self.ignore_voices_changed)
        self.voices.setToolTip("Ignore voices: spoken syllables are no events")
        self.add_below(self.dial, left=True)
        self.add_below(self.voices)
        self.set_dial(None, None)

    def set_dial(self, sensitivity: float | None, ignores_voices: bool | None) -> None:
        """Show the sensitivity, and whether voices are ignored; None where there is nothing to choose."""
        self.dial.setEnabled(sensitivity is not None)
        percent = f"{sensitivity:.0%}" if sensitivity is not None else "no proposals"
        self.dial.setToolTip(f"{_TIP}\nNow {percent}. Double click: 50 %")
        self.dial.setAccessibleDescription(percent)
        if sensitivity is not None and not self.dial.isSliderDown():
            self.dial.blockSignals(True)
            self.dial.setValue(round(sensitivity * _TICKS))
            self.dial.blockSignals(False)
        self.voices.setVisible(ignores_voices is not None)
        self.voices.setChecked(bool(ignores_voices))
