"""The page of the cache: measured, limited and cleared in the background."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QDesktopServices

from foleystudio.gui.dialogs.preferences.pages.cache import CachePage
from foleystudio.gui.file_urls import url_of
from foleystudio.gui.presenters.preferences.environment import CACHE_GB, USUAL_CACHE_GB, heed
from foleystudio.gui.session import Session
from foleystudio.media.cache import cache_size, trim_cache
from foleystudio.paths import cache_dir

_LANE = "cache"


class CachePreferences(QObject):
    """Measures when the page is shown, and does what it asks for."""

    def __init__(self, page: CachePage, session: Session) -> None:
        super().__init__(page)
        self._page, self._session = page, session
        page.limit_typed.connect(self._limit)
        page.clear_wanted.connect(self._clear)
        page.folder_wanted.connect(lambda: QDesktopServices.openUrl(url_of(cache_dir())))
        page.show_limit(round(session.settings.number(CACHE_GB, USUAL_CACHE_GB)))
        self.measure()

    def measure(self) -> None:
        """Find out how much there is."""
        self._session.jobs.start(_LANE, lambda _p, _c: cache_size(), self._show, title="Measuring the cache")

    def _show(self, size: int) -> None:
        self._page.show_size(QLocale().formattedDataSize(size) if size else "Nothing", is_empty=not size)

    def _limit(self, gigabytes: int) -> None:
        self._session.settings.put(CACHE_GB, gigabytes)
        heed(self._session.settings)
        self._trim(None)

    def _clear(self) -> None:
        self._page.show_size("Clearing…", is_empty=True)
        self._trim(0)

    def _trim(self, limit_bytes: int | None) -> None:
        def work(_progress: object, _cancelled: object) -> int:
            trim_cache(limit_bytes)
            return cache_size()

        self._session.jobs.start(_LANE, work, self._show, title="Clearing the cache", failed=self._session.fail)
