"""Where sound is heard and recorded, and how late live hits come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox

from foleystudio.gui.dialogs.preferences.form import Form
from foleystudio.gui.dialogs.tap_along import MOST_MS
from foleystudio.gui.widgets.buttons import push_button
from foleystudio.gui.widgets.choice_box import ChoiceBox

Choices = Sequence[tuple[object, str]]


class SoundCardPage(Form):
    """Drop-downs of devices, a latency that is typed or found.

    Signals
    -------
    output_picked, input_picked
        Name of a device; None for the system's default.
    latency_typed
        Milliseconds that are taken off live hits.
    tap_along_wanted
        The latency is to be found by tapping along.
    """

    output_picked = Signal(object)
    input_picked = Signal(object)
    latency_typed = Signal(float)
    tap_along_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.output, self.input = ChoiceBox("Sound card"), ChoiceBox("Microphone")
        self.latency, self.tap_along = QDoubleSpinBox(), push_button("Find by &tapping along…")
        self.latency.setRange(-MOST_MS, MOST_MS)
        self.latency.setDecimals(0)
        self.latency.setSuffix(" ms")
        self.latency.setKeyboardTracking(False)
        self.latency.setAccessibleName("Latency of live hits in milliseconds")
        self.tap_along.setAutoDefault(False)
        self.add_title("Hearing")
        self.add_row("Sound card", self.output)
        self.card_note = self.add_note()
        self.add_title("Playing live")
        self.add_row("Microphone", self.input)
        self.add_note("Listened to where Play > Recording > Listen to the microphone is on")
        self.add_row("Hits come late by", self.latency, self.tap_along, stretches=False)
        self.latency_note = self.add_note()
        self.output.picked.connect(self.output_picked)
        self.input.picked.connect(self.input_picked)
        self.latency.valueChanged.connect(self.latency_typed)
        self.tap_along.clicked.connect(lambda _checked=False: self.tap_along_wanted.emit())

    def show_devices(self, outputs: Choices, output: object, inputs: Choices, recording: object) -> None:
        """Show the devices there are, and which are chosen."""
        self.output.show_choices(outputs, output)
        self.input.show_choices(inputs, recording)

    def show_card(self, told: str) -> None:
        """Say how the card is."""
        self.card_note.setText(told)

    def show_latency(self, card: str, latency_ms: float) -> None:
        """Show what is kept for a card."""
        self.latency.blockSignals(True)
        if not self.latency.hasFocus():
            self.latency.setValue(latency_ms)
        self.latency.blockSignals(False)
        self.latency_note.setText(f"Kept for {card}" if card else "Kept for playing without a sound card")
