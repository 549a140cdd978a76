from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foleystudio.gui.dialogs import guide_pages
from foleystudio.gui.dialogs.guide_window import GuideWindow
from tests.gui.hands import type_text

PAGES = {
    "README.md": "# Guide\n\n- [First steps](first.md)\n- [Doors and bells](doors.md)\n\nNot [this](first.md).\n",
    "first.md": "# First steps\n\nPress `Space`. See [doors](doors.md#how-a-door-shuts).\n\n![A door](door.png)\n",
    "doors.md": "# Doors\n\n" + "A long way down.\n\n" * 60 + "## How a door shuts\n\nWith a *slam*.\n",
}


@pytest.fixture
def guide(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GuideWindow:
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    picture = QImage(2000, 500, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    assert picture.save(str(tmp_path / "door.png"))
    monkeypatch.setattr(guide_pages, "guide_dir", lambda: tmp_path)
    monkeypatch.setattr("foleystudio.gui.dialogs.guide_window.guide_dir", lambda: tmp_path)
    guide_pages.pages.cache_clear()
    window = GuideWindow()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture(autouse=True)
def forget_pages() -> Iterator[None]:
    yield
    guide_pages.pages.cache_clear()


def rows(guide: GuideWindow) -> list[str]:
    items = (guide._list.item(row) for row in range(guide._list.count()))
    return [item.text() for item in items if not item.isHidden()]


def test_pages_come_in_the_order_of_the_index(guide: GuideWindow) -> None:
    assert rows(guide) == ["First steps", "Doors and bells"]
    assert guide.page == "first"
    assert "Press Space." in guide._view.toPlainText()


def test_links_lead_to_pages_and_headings(guide: GuideWindow) -> None:
    guide._view.anchorClicked.emit(QUrl("doors.md#how-a-door-shuts"))
    assert guide.page == "doors"
    assert guide._list.currentItem().text() == "Doors and bells"
    assert guide._view.verticalScrollBar().value() > 0
    guide._view.anchorClicked.emit(QUrl("nowhere.md"))
    assert guide.page == "doors"


def test_the_search_finds_words_of_all_pages_and_shows_the_place(guide: GuideWindow) -> None:
    QTest.mouseClick(guide._search, Qt.MouseButton.LeftButton)
    type_text("SLAM")
    assert rows(guide) == ["Doors and bells"]
    assert guide.page == "doors"
    assert len(guide._view.extraSelections()) == 1
    assert guide._view.verticalScrollBar().value() > 0
    guide._search.clear()
    assert rows(guide) == ["First steps", "Doors and bells"]
    assert guide._view.extraSelections() == []


def test_pictures_are_no_wider_than_the_page(guide: GuideWindow) -> None:
    guide.resize(600, 500)
    held = guide._view.document().resource(2, QUrl("door.png"))
    assert isinstance(held, QImage)
    assert held.width() / held.devicePixelRatio() < guide._view.viewport().width()


def test_its_keys_go_from_the_search_to_the_list(guide: GuideWindow) -> None:
    guide.activateWindow()
    guide._search.setFocus()
    QTest.keyClick(guide._search, Qt.Key.Key_Down)
    assert guide._list.hasFocus()
