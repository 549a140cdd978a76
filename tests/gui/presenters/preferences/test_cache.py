from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.gui.dialogs.preferences.pages.cache import CachePage
from foleystudio.media import cache as media_cache
from foleystudio.paths import cache_dir
from tests.gui.conftest import Driver

LEFT = Qt.MouseButton.LeftButton


def test_the_cache_is_measured_limited_and_cleared(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(tmp_path / "cache"))
    kept = cache_dir() / "peaks-1" / "a.peaks"
    kept.parent.mkdir()
    kept.write_bytes(bytes(2048))
    driver.studio.preferences.show("cache")
    dialog = driver.studio.preferences.dialog
    assert dialog is not None
    (page,) = dialog.findChildren(CachePage)
    driver.wait(lambda: page.size_now.text().startswith("2"))
    page.limit.selectAll()
    QTest.keyClicks(page.limit, "7")
    QTest.keyClick(page.limit, Qt.Key.Key_Return)
    assert media_cache._limit_bytes == 7 << 30
    assert driver.studio.settings.number("cache/limit_gb", 0) == 7
    driver.wait(lambda: not driver.studio.jobs.is_busy("cache"))
    assert kept.exists()
    QTest.mouseClick(page.clear, LEFT)
    driver.wait(lambda: page.size_now.text() == "Nothing")
    assert not kept.exists()
    assert not page.clear.isEnabled()
    media_cache.set_cache_limit(media_cache.CACHE_LIMIT_BYTES)
