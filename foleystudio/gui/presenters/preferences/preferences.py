"""Opens the preferences, each page joined with what has its values already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from foleystudio.files.file_names import as_text
from foleystudio.gui.playback.player import Player
from foleystudio.gui.presenters.performing.latency import LatencyPresenter
from foleystudio.gui.presenters.playback.sound_card import CardPresenter
from foleystudio.gui.presenters.view.appearance import ViewPresenter
from foleystudio.gui.presenters.view.warm_up import WarmUpPresenter
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.paths import cache_dir

if TYPE_CHECKING:
    from foleystudio.gui.dialogs.preferences.window import PreferencesWindow
    from foleystudio.gui.presenters.preferences.cache import CachePreferences

_SHOWN = ("follow", "snap", "timecode_overlay", "safe_area", "flash_events")
"""Switches of the menus that belong to how the studio looks."""


class PreferencesPresenter(QObject):
    """Makes the window when it is first wanted: the studio starts without it.

    Signals
    -------
    templates_changed
        Track templates were edited.
    """

    templates_changed = Signal()

    def __init__(
        self,
        session: Session,
        window: StudioWindow,
        view: ViewPresenter,
        cards: CardPresenter,
        player: Player,
        latency: LatencyPresenter,
        warm_up: WarmUpPresenter,
    ) -> None:
        super().__init__(session)
        self._session, self._window, self._view = session, window, view
        self._cards, self._player, self._latency = cards, player, latency
        self._warm_up = warm_up
        self.dialog: PreferencesWindow | None = None
        self._cache: CachePreferences | None = None

    def show(self, page: str = "") -> None:
        """The window, at a page or where it was left."""
        if self.dialog is None:
            self.dialog = self._made()
        if page:
            self.dialog.show_page(page)
        if self._cache is not None:
            self._cache.measure()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.dialog.subjects.setFocus()

    def _made(self) -> PreferencesWindow:
        from foleystudio.gui.dialogs.preferences.pages.appearance import AppearancePage
        from foleystudio.gui.dialogs.preferences.pages.keys import KeysPage
        from foleystudio.gui.dialogs.preferences.pages.sound_card import SoundCardPage
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
        self._add_what_is_kept(dialog)
        return dialog

    def _add_what_is_kept(self, dialog: PreferencesWindow) -> None:
        """Pages on folders, the cache, and where networks compute."""
        from foleystudio.gui.dialogs.preferences.pages.cache import CachePage
        from foleystudio.gui.dialogs.preferences.pages.folders import FoldersPage
        from foleystudio.gui.dialogs.preferences.pages.processing import ProcessingPage
        from foleystudio.gui.presenters.preferences import templates
        from foleystudio.gui.presenters.preferences.cache import CachePreferences
        from foleystudio.gui.presenters.preferences.folders import FolderPreferences
        from foleystudio.gui.presenters.preferences.processing import ProcessingPreferences

        tracks = templates.page()
        templates.TemplatePreferences(tracks, self._session, self.templates_changed.emit)
        dialog.add_page("templates", "Track templates", tracks, scrolls=False)
        folders, cache, processing = FoldersPage(), CachePage(as_text(str(cache_dir()))), ProcessingPage()
        FolderPreferences(folders, self._session.settings)
        self._cache = CachePreferences(cache, self._session)
        ProcessingPreferences(processing, self._session, self._warm_up)
        dialog.add_page("folders", "Folders", folders)
        dialog.add_page("cache", "Cache", cache)
        dialog.add_page("processing", "Processing", processing)
