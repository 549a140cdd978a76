"""A knob that may be set or left as it comes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QHBoxLayout, QWidget

from foleystudio.project.knobs import KnobValue, NumberKnob


class KnobRow(QWidget):
    """A tick, and the value that it sets.

    Signals
    -------
    changed
        The value; None when it is left as it comes.
    """

    changed = Signal(object)

    def __init__(self, knob: NumberKnob) -> None:
        super().__init__()
        self._knob = knob
        self.tick, self.value = QCheckBox(), QDoubleSpinBox()
        self.tick.setAccessibleName(f"Set {knob.label}")
        self.value.setAccessibleName(knob.label)
        self.value.setDecimals(knob.decimals)
        self.value.setRange(knob.minimum * knob.scale, knob.maximum * knob.scale)
        self.value.setSingleStep(knob.increment * knob.scale)
        self.value.setSuffix(f" {knob.unit}" if knob.unit else "")
        self.value.setKeyboardTracking(False)
        self.value.setFixedWidth(96)  # pixels: the longest value with its unit
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick)
        row.addWidget(self.value)
        row.addStretch(1)
        self.setFocusProxy(self.tick)
        self.tick.clicked.connect(lambda _checked=False: self._tell())
        self.value.valueChanged.connect(lambda _value: self._tell())

    def show_value(self, value: KnobValue, *, is_set: bool) -> None:
        """Show a value, or that there is none."""
        shown = value if is_set and isinstance(value, int | float) else self._knob.default or 0.0
        self.value.blockSignals(True)
        self.value.setValue(shown * self._knob.scale)
        self.value.blockSignals(False)
        self.tick.setChecked(is_set)
        self.value.setEnabled(is_set)

    def _tell(self) -> None:
        value = self.value.value() / self._knob.scale
        self.changed.emit((round(value) if self._knob.is_whole else value) if self.tick.isChecked() else None)
