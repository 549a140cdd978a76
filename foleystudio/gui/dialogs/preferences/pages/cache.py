"""How much of the disk the cache takes, how much it may, and clearing it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox

from foleystudio.gui.dialogs.preferences.form import Form
from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.widgets.buttons import push_button

_LEAST_GB, _MOST_GB = 1, 1000  # a feature film's needs fit in the first; disks end before the last


class CachePage(Form):
    """Size, limit, folder.

    Signals
    -------
    limit_typed
        Gigabytes that the cache may take.
    clear_wanted, folder_wanted
        It is to be emptied; its folder is to be shown.
    """

    limit_typed = Signal(int)
    clear_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.size_now, self.limit, place = PlainLabel(), QSpinBox(), QLineEdit(folder)
        self.clear, self.open = push_button("&Clear now"), push_button("Show in &folder")
        self.size_now.setMinimumWidth(90)
        self.limit.setRange(_LEAST_GB, _MOST_GB)
        self.limit.setSuffix(" GB")
        self.limit.setKeyboardTracking(False)
        self.limit.setAccessibleName("What the cache may take, in gigabytes")
        place.setReadOnly(True)
        place.setAccessibleName("Folder of the cache")
        for button in (self.clear, self.open):
            button.setAutoDefault(False)
        self.add_title("Cache")
        self.add_row("Takes of the disk", self.size_now, self.clear, stretches=False)
        self.add_note("Waveforms, pictures and what was analysed: made again when it is wanted. Takes are not in it")
        self.add_row("May take", self.limit, stretches=False)
        self.add_note("Beyond it, what was unused the longest goes")
        self.add_row("Folder", place, self.open)
        self.limit.valueChanged.connect(self.limit_typed)
        self.clear.clicked.connect(lambda _checked=False: self.clear_wanted.emit())
        self.open.clicked.connect(lambda _checked=False: self.folder_wanted.emit())

    def show_size(self, told: str, *, is_empty: bool) -> None:
        """Show how much it takes."""
        self.size_now.setText(told)
        self.clear.setEnabled(not is_empty)

    def show_limit(self, gigabytes: int) -> None:
        """Show how much it may take."""
        self.limit.blockSignals(True)
        self.limit.setValue(gigabytes)
        self.limit.blockSignals(False)
