"""Where networks compute: which device, and how many threads of the processor."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from foleystudio.gui.dialogs.preferences.form import Form
from foleystudio.gui.widgets.choice_box import ChoiceBox


class ProcessingPage(Form):
    """Two drop-downs.

    Signals
    -------
    device_picked
        ``cuda``, ``mps``, ``cpu``; None for the fastest.
    threads_picked
        How many; None for PyTorch's own choice.
    """

    device_picked = Signal(object)
    threads_picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.device, self.threads = ChoiceBox("Device"), ChoiceBox("Threads")
        self.add_title("Networks")
        self.add_row("Compute on", self.device)
        self.device_note = self.add_note()
        self.add_row("Threads", self.threads)
        self.add_note("Of the processor. Fewer leave room for other programs, and a take takes longer")
        self.device.picked.connect(self.device_picked)
        self.threads.picked.connect(self.threads_picked)

    def show_devices(self, choices: Sequence[tuple[object, str]], chosen: object, told: str) -> None:
        """Show the devices, and what more there is to say."""
        self.device.show_choices(choices, chosen)
        self.device_note.setText(told)

    def show_threads(self, choices: Sequence[tuple[object, str]], chosen: object) -> None:
        """Show how many threads there may be."""
        self.threads.show_choices(choices, chosen)
