from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs import guide_pages
from foleystudio.gui.dialogs.guide_pages import Page, pages
from tests.gui.conftest import Driver


def test_every_page_of_the_guide_is_listed_and_there() -> None:
    listed = {page.name for page in pages()}
    assert "licences" in listed
    for page in pages():
        assert page.text.startswith(f"# {page.title}\n"), page.name


def test_a_page_says_what_is_read_and_not_how_it_is_marked_up() -> None:
    page = Page("a", "Doors", "Shut **it** [loudly](quietly.md).")
    assert page.says("doors LOUDLY it")
    assert not page.says("quietly")


def test_a_guide_that_is_not_whole_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(guide_pages, "guide_dir", lambda: tmp_path)
    pages.cache_clear()
    with pytest.raises(FoleyError, match="cannot be read"):
        pages()
    pages.cache_clear()


def named(page: str, *menus: str) -> None:
    """The page says what the test is about to do."""
    text = next(each.text for each in pages() if each.name == page)
    assert [menu for menu in menus if menu not in text] == []


def test_the_first_page_leads_to_a_take_that_plays(driver: Driver, clip: Path) -> None:
    named("first-take", "Drop the clip", "Drop a sound", "`Space`", "`R`", "`A`", "`E`", "`Ctrl+]`")
    window, session = driver.studio.window, driver.studio.session
    driver.open(clip)
    assert session.events_track is not None
    assert len(session.events_track.events) > 0
    driver.drop_sound(driver.sound())
    assert session.project.tracks[0].name == "Foley 1"
    QTest.keyClick(window, Qt.Key.Key_Space)
    driver.wait(lambda: driver.studio.playback.position_s > 0)
    QTest.keyClick(window, Qt.Key.Key_Space)
    takes = len(session.project.takes)
    QTest.keyClick(window, Qt.Key.Key_R)
    driver.wait(lambda: len(session.project.takes) > takes)
    QTest.keyClick(window, Qt.Key.Key_A)
    QTest.keyClick(window, Qt.Key.Key_Home)
    events = len(session.events_track.events)
    QTest.keyClick(window, Qt.Key.Key_E)
    assert session.events_track is not None
    assert len(session.events_track.events) == events + 1


def test_the_page_on_passes_makes_three_tracks(driver: Driver, clip: Path) -> None:
    named("three-passes", "*Track > Add feet*", "*Track > Add moves*", "*Track > Add props*", "`Shift+S`")
    window, session = driver.studio.window, driver.studio.session
    driver.open(clip)
    driver.drop_sound(driver.sound())
    before = len(session.project.tracks)
    for name in ("add_empty_track", "add_track"):
        window.actions_table[name].trigger()
        driver.settle()
    assert len(session.project.tracks) == before + 2
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert session.track is not None
    assert session.track.solo
    assert all(
        window.actions_table[name].isEnabled() for name in ("add_feet_track", "add_moves_track", "add_props_track")
    )


def test_the_page_on_single_hits_changes_one_of_them(driver: Driver, clip: Path) -> None:
    named("single-hits", "`]`", "`H`", "`Ctrl+Shift+R`", "`Ctrl+D`")
    window, session = driver.studio.window, driver.studio.session
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    assert session.events_track is not None
    before = session.events_track.events
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    assert window.hit_bar.isVisible()
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    driver.settle()
    assert session.events_track is not None
    changed = [a != b for a, b in zip(before, session.events_track.events, strict=True)]
    assert changed.count(True) == 1
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert session.events_track is not None
    assert len(session.events_track.events) == len(before) + 1


def test_the_pages_on_references_layers_and_delivery_open_their_windows(driver: Driver, clip: Path) -> None:
    named("references", "`Shift+E`")
    named("layers", "`Shift+L`", "*Attack + tail*")
    named("delivery", "`Ctrl+E`", "one sound a track")
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    shift, ctrl = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    for key, modifier, kind in (
        (Qt.Key.Key_E, shift, "ReferenceEditor"),
        (Qt.Key.Key_L, shift, "LayersWindow"),
        (Qt.Key.Key_E, ctrl, "ExportDialog"),
    ):
        driver.studio.window.activateWindow()
        QTest.keyClick(driver.studio.window, key, modifier)

        def opened(kind: str = kind) -> list[QWidget]:
            return [w for w in QApplication.topLevelWidgets() if w.isVisible() and type(w).__name__ == kind]

        driver.wait(lambda: bool(opened()))
        for dialog in opened():
            dialog.close()
