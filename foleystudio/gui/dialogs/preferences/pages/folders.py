"""Where file dialogs begin, and where takes go whose project has no file yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from foleystudio.gui.dialogs.preferences.form import Form
from foleystudio.gui.settings import TAKES
from foleystudio.gui.widgets.buttons import push_button

_ROWS = (
    ("clips", "Clips and projects", "Where they were opened last"),
    ("references", "References", "Where they were added from last"),
    ("exports", "Exports", "Where something was written last"),
    (TAKES, "Takes", "With the studio's own files"),
)


class FoldersPage(Form):
    """A row a folder.

    Signals
    -------
    choice_wanted
        Name of a row: the user wants to choose its folder.
    usual_wanted
        Name of a row: it is to be as it came.
    """

    choice_wanted = Signal(str)
    usual_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.places = {name: QLineEdit() for name, _, _ in _ROWS}
        self.choose = {name: push_button("Choose…") for name, _, _ in _ROWS}
        self.usual = {name: push_button("As usual") for name, _, _ in _ROWS}
        self.add_title("Where dialogs begin")
        for name, title, usual in _ROWS:
            if name == TAKES:
                self.add_title("Takes of projects that have no file yet")
            place = self.places[name]
            place.setReadOnly(True)
            place.setPlaceholderText(usual)
            place.setAccessibleName(title)
            for buttons, wanted in ((self.choose, self.choice_wanted), (self.usual, self.usual_wanted)):
                buttons[name].setAutoDefault(False)
                buttons[name].clicked.connect(lambda _checked=False, name=name, wanted=wanted: wanted.emit(name))
            self.choose[name].setAccessibleName(f"Choose the folder of: {title}")
            self.usual[name].setAccessibleName(f"As usual: {title}")
            self.add_row(title, place, self.choose[name], self.usual[name])
        self.add_note("From the next take on, in a folder of their own there. Takes of saved projects lie beside them")

    def show_folder(self, name: str, folder: str) -> None:
        """Show a row's folder; empty for as usual."""
        self.places[name].setText(folder)
        self.places[name].setToolTip(folder)
        self.usual[name].setEnabled(bool(folder))
