"""How the studio looks: light or dark, and what is drawn on the picture."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction

from foleystudio.gui.dialogs.preferences.form import Form, pick_of, tick_of


class AppearancePage(Form):
    """Radio buttons and ticks that are the same as in the menus."""

    def __init__(self, themes: Iterable[QAction], switches: Iterable[QAction]) -> None:
        super().__init__()
        self.themes = [pick_of(action) for action in themes]
        self.switches = [tick_of(action) for action in switches]
        self.add_title("Colours")
        for button in self.themes:
            self.add(button)
        self.add_title("Shown")
        for tick in self.switches:
            self.add(tick)
