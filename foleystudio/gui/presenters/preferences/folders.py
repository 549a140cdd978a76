"""The page of folders: what settings keep, and what the project's own folder of takes goes by."""

from __future__ import annotations

from PySide6.QtCore import QObject

from foleystudio.files.file_names import as_text
from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.preferences.pages.folders import FoldersPage
from foleystudio.gui.presenters.preferences.environment import heed
from foleystudio.gui.settings import BEGINNINGS, TAKES, Settings


class FolderPreferences(QObject):
    """Asks for folders and keeps them."""

    def __init__(self, page: FoldersPage, settings: Settings) -> None:
        super().__init__(page)
        self._page, self._settings = page, settings
        page.choice_wanted.connect(self._choose)
        page.usual_wanted.connect(self._forget)
        self._show()

    def _show(self) -> None:
        for name in (*BEGINNINGS, TAKES):
            self._page.show_folder(name, as_text(self._settings.beginning(name)))

    def _choose(self, name: str) -> None:
        folder = questions.folder(self._page, self._settings, f"Folder of {name}")
        if folder is not None:
            self._settings.put_beginning(name, folder)
            self._act()

    def _forget(self, name: str) -> None:
        self._settings.put_beginning(name, None)
        self._act()

    def _act(self) -> None:
        heed(self._settings)
        self._show()
