"""Opens the preferences, each page joined with what has its values already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from foleystudio.gui.playback.player import Player
from foleystudio.gui.presenters.performing.latency import LatencyPresenter
from foleystudio.gui.presenters.playback.sound_card import CardPresenter
from foleystudio.gui.presenters.view.appearance import ViewPresenter
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow

if TYPE_CHECKING:
    from foleystudio.gui.dialogs.preferences.window import PreferencesWindow

_SHOWN = ("follow", "snap", "timecode_overlay", "safe_area")
"""Switches of the menus that belong to how the studio looks."""


class PreferencesPresenter(QObject):
    """Makes the window when it is first wanted: the studio starts without it."""

    def __init__(
        self,
        session: Session,
        window: StudioWindow,
        view: ViewPresenter,
        cards: CardPresenter,
        player: Player,
        latency: LatencyPresenter,
    ) -> None:
        super().__init__(session)
        self._session, self._window, self._view = session, window, view
        self._cards, self._player, self._latency = cards, player, latency
        self.dialog: PreferencesWindow | None = None

    def show(self, page: str = "") -> None:
        """The window, at a page or where it was left."""
        if self.dialog is None:
            self.dialog = self._made()
        if page:
            self.dialog.show_page(page)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.dialog.subjects.setFocus()

    def _made(self) -> PreferencesWindow:
        from foleystudio.gui.dialogs.preferences.appearance import AppearancePage
        from foleystudio.gui.dialogs.preferences.keys import KeysPage
        from foleystudio.gui.dialogs.preferences.sound_card import SoundCardPage
        from foleystudio.gui.dialogs.preferences.window import PreferencesWindow
        from foleystudio.gui.presenters.preferences.sound_card import SoundCardPreferences

        table = self._window.actions_table
        dialog = PreferencesWindow(self._window)
        dialog.add_page("keys", "Keys", KeysPage(table), scrolls=False)
        card = SoundCardPage()
        SoundCardPreferences(card, self._cards, self._player, self._latency)
        dialog.add_page("sound_card", "Sound card", card)
        switches = [table[name] for name in _SHOWN]
        dialog.add_page("appearance", "Appearance", AppearancePage(self._view.themes, switches))
        return dialog
