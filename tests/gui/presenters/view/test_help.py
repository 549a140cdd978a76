from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from foleystudio.gui.dialogs.guide_window import GuideWindow
from tests.gui.conftest import Driver


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was to be opened by other programs; nothing is."""
    urls: list[str] = []

    def note(url: QUrl) -> bool:
        urls.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    return urls


def guide(driver: Driver) -> GuideWindow:
    shown = driver.studio.help.guide
    assert shown is not None
    return shown


def test_the_guide_opens_by_its_key_and_comes_back_where_it_was(driver: Driver) -> None:
    QTest.keyClick(driver.studio.window, Qt.Key.Key_F1)
    driver.wait(lambda: driver.studio.help.guide is not None and guide(driver).isVisible())
    driver.studio.window.actions_table["licences"].trigger()
    assert guide(driver).page == "licences"
    guide(driver).close()
    driver.studio.window.actions_table["guide"].trigger()
    assert guide(driver).isVisible()
    assert guide(driver).page == "licences"


def test_a_report_is_made_and_its_folder_opened(driver: Driver, opened: list[str]) -> None:
    driver.studio.window.actions_table["report"].trigger()
    driver.wait(lambda: bool(opened))
    folder = Path(QUrl(opened[0]).toLocalFile())
    (bundle,) = folder.glob("*.zip")
    assert folder.is_relative_to(driver.folder)
    with zipfile.ZipFile(bundle) as held:
        assert "report.txt" in held.namelist()
    assert any(bundle.name in text for text in driver.studio.window.banners.texts())


def test_links_out_of_the_guide_go_to_the_browser_only_when_clicked(driver: Driver, opened: list[str]) -> None:
    driver.studio.help.show_guide("licences")
    assert opened == []
    guide(driver)._view.anchorClicked.emit(QUrl("https://numpy.org"))
    assert opened == ["https://numpy.org"]
