"""The inspector's controls for the knobs, made of their table: sliders, boxes to choose from, and toggles."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from foleystudio.gui.widgets.buttons import dim, push_button
from foleystudio.gui.widgets.choice_box import ChoiceBox
from foleystudio.gui.widgets.slider import ValueSlider
from foleystudio.project.knobs import KNOBS, ChoiceKnob, Knob, Need, NumberKnob, SwitchKnob
from foleystudio.project.settings import SynthesisSettings

_IN_THE_HEAD = "seed"
"""It has a field beside the title, and no slider."""


class KnobControls(QObject):
    """Every knob's control, by the knob's name, in the order of the table.

    Parameters
    ----------
    beside
        What else stands beside the name of a slider, by its name.

    Signals
    -------
    turned
        Name of a slider's knob and its new value, while dragging too.
    released
        The drag is over.
    chosen
        Name of another knob, or of one that is left to itself from now on (None); its new value.
    """

    turned = Signal(str, float)
    released = Signal()
    chosen = Signal(str, object)

    def __init__(self, beside: Mapping[str, QWidget]) -> None:
        super().__init__()
        self._own_follow = 0.0
        self._labels: dict[str, QLabel] = {}
        self._numbers = [knob for knob in KNOBS if isinstance(knob, NumberKnob) and knob.name != _IN_THE_HEAD]
        self._switches = [knob for knob in KNOBS if isinstance(knob, SwitchKnob)]
        self._choices = [knob for knob in KNOBS if isinstance(knob, ChoiceKnob)]
        self.toggles = {knob.name: self._toggle(knob) for knob in self._switches}
        self.left_alone = {knob.name: self._left_alone(knob) for knob in self._numbers if knob.by_kind}
        self.boxes = {knob.name: self._box(knob) for knob in self._choices}
        self.sliders = {knob.name: self._slider(knob, beside.get(knob.name)) for knob in self._numbers}

    def _slider(self, knob: NumberKnob, beside: QWidget | None) -> ValueSlider:
        around = [widget for widget in (beside, self.left_alone.get(knob.name), *self._toggles_beside(knob)) if widget]
        slider = ValueSlider(
            knob.label, knob.minimum, knob.maximum, knob.increment, default=knob.default or 0.0, unit=knob.unit,
            scale=knob.scale, decimals=knob.decimals, signed=knob.signed, tip=knob.tip, aside=_in_a_row(around),
        )  # fmt: skip
        slider.value_changed.connect(lambda value: self.turned.emit(knob.name, value))
        slider.value_committed.connect(lambda _value: self.released.emit())
        return slider

    def _toggle(self, knob: SwitchKnob) -> QPushButton:
        button = _toggle(knob.text, knob.label)
        button.clicked.connect(lambda on: self.chosen.emit(knob.name, bool(on)))
        return button

    def _left_alone(self, knob: NumberKnob) -> QPushButton:
        button = _toggle("auto", f"{knob.label} as the sound's kind has it")
        button.clicked.connect(lambda on: self.chosen.emit(knob.name, None if on else self._own_follow))
        return button

    def _box(self, knob: ChoiceKnob) -> ChoiceBox:
        box = ChoiceBox(knob.tip)
        box.setProperty("role", "value")
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.picked.connect(lambda value: self.chosen.emit(knob.name, value))
        return box

    def _toggles_beside(self, knob: Knob) -> list[QPushButton]:
        return [self.toggles[switch.name] for switch in self._switches if switch.beside == knob.name]

    def _in_rows(self) -> list[Knob]:
        return [*self._choices, *(switch for switch in self._switches if not switch.beside)]

    def rows(self) -> tuple[QWidget, ...]:
        """The tallest widget of each row that `lay_out` takes."""
        return tuple(self._by_name(knob.name) for knob in self._in_rows())

    def _by_name(self, name: str) -> ChoiceBox | QPushButton:
        return self.boxes.get(name) or self.toggles[name]

    def lay_out(self, grid: QGridLayout, first: int) -> None:
        """Take a grid's rows from ``first`` on: one for each box, and one for each toggle that stands by none."""
        for row, knob in enumerate(self._in_rows(), start=first):
            self._labels[knob.name] = dim(knob.label)
            grid.addWidget(self._labels[knob.name], row, 0)
            line = QHBoxLayout()
            line.setSpacing(4)
            line.addWidget(self._by_name(knob.name), 1 if knob.name in self.boxes else 0)
            for toggle in self._toggles_beside(knob):
                line.addWidget(toggle)
            if knob.name not in self.boxes:
                line.addStretch()
            grid.addLayout(line, row, 1)

    def show_settings(
        self,
        settings: SynthesisSettings,
        own: Collection[str],
        met: Collection[Need],
        *,
        enabled: bool,
        own_follow: float,
    ) -> None:
        """Show where the knobs stand; emits nothing.

        Parameters
        ----------
        own
            Those that the renderer has of the ones that only some have; the others are hidden.
        met
            What there is that a knob may need. A choice that was made without can always be taken back.
        enabled
            Whether there is a track to work on.
        own_follow
            Where a knob stands that is left to itself, 0 or 1.
        """
        self._own_follow = own_follow
        self._show_numbers(settings)
        for choice in self._choices:
            values = [(one.value, one.label) for one in choice.choices]
            self.boxes[choice.name].show_choices(values, settings.value(choice.name), choice.tip_of)
        for switch in self._switches:
            self.toggles[switch.name].setChecked(settings.value(switch.name))
            self.toggles[switch.name].setToolTip(switch.tip if switch.need in met else switch.lacking or switch.tip)
        for knob in (*self._choices, *self._switches):
            is_of_use = knob.need in met or settings.value(knob.name) != knob.usual
            self._by_name(knob.name).setEnabled(enabled and is_of_use)
            for widget in (self._by_name(knob.name), self._labels.get(knob.name)):
                if widget is not None:
                    widget.setVisible(knob.concerns(own))
        for number in self._numbers:
            self.sliders[number.name].setVisible(number.concerns(own) and number.need in met)
        for control in (*self.sliders.values(), *self.left_alone.values()):
            control.setEnabled(enabled)

    def _show_numbers(self, settings: SynthesisSettings) -> None:
        for knob in self._numbers:
            value = settings.value(knob.name)
            self.sliders[knob.name].set_value(self._own_follow if value is None else value)
            if knob.by_kind is not None:
                button, does = self.left_alone[knob.name], knob.by_kind[round(self._own_follow)]
                button.setChecked(value is None)
                button.setToolTip(f"As the sound's kind has it: {does}")


def _toggle(text: str, name: str) -> QPushButton:
    button = push_button(text)
    button.setCheckable(True)
    button.setProperty("role", "toggle")
    button.setAccessibleName(name)
    return button


def _in_a_row(widgets: list[QWidget]) -> QWidget | None:
    """Widgets beside each other, as one."""
    if len(widgets) < 2:
        return widgets[0] if widgets else None
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(5)
    for widget in widgets:
        line.addWidget(widget)
    return row
