"""The picture's own window: made when it is first wanted, and where it was left."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from foleystudio.gui.panels.picture import PicturePanel
from foleystudio.gui.panels.picture_window import PictureWindow
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow

_GEOMETRY = "window/picture"
_ITS_OWN = {"full_screen", "zoom_fit", "select_none"}
"""Whose keys, F11, F and Escape, mean its own size there."""


class PictureWindowPresenter(QObject):
    """Opens and closes it, and remembers its place."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        super().__init__(session)
        self._session, self._window = session, window
        self.window: PictureWindow | None = None

    def show(self, on: bool) -> None:
        """Open it, or close it."""
        if on:
            if self.window is None:
                self.window = self._made()
            self.window.show()
            self.window.raise_()
            self._window.picture.set_mirror(self.window.picture)
        elif self.window is not None and self.window.isVisible():
            self.window.close()

    def _made(self) -> PictureWindow:
        table, main = self._window.actions_table, self._window.picture
        panel = PicturePanel(table["open"], table["open_example"])
        keys = [table[row.name] for row in table.rows if not row.opens_menu and row.name not in _ITS_OWN]
        made = PictureWindow(panel, keys, self._window)
        made.closed.connect(self._closed)
        panel.files_dropped.connect(main.files_dropped)
        panel.outline_clicked.connect(main.outline_clicked)
        panel.size_wanted.connect(lambda _size: main.size_wanted.emit(main.wanted_size()))
        geometry = self._session.settings.state(_GEOMETRY)
        others = [screen for screen in QGuiApplication.screens() if screen is not self._window.screen()]
        if geometry is not None:
            made.restoreGeometry(geometry)
        elif others:  # what another screen is there for
            made.move(others[0].availableGeometry().topLeft())
        return made

    def _closed(self) -> None:
        if self.window is not None:
            self._session.settings.put(_GEOMETRY, self.window.saveGeometry())
        self._window.picture.set_mirror(None)
        self._window.actions_table["picture_window"].setChecked(False)
