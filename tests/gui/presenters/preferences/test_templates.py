from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.engine.timing.templates import find_template
from foleystudio.gui.dialogs.preferences.pages.templates import TemplatesPage
from tests.gui.conftest import Driver
from tests.gui.hands import pick_by_mouse

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(driver: Driver, clip: Path) -> TemplatesPage:
    driver.open(clip)
    driver.studio.preferences.show("templates")
    dialog = driver.studio.preferences.dialog
    assert dialog is not None
    driver.bot.waitExposed(dialog)
    (found,) = dialog.findChildren(TemplatesPage)
    return found


def rename(page: TemplatesPage, title: str) -> None:
    page.title.setFocus()
    page.title.selectAll()
    QTest.keyClicks(page.title, title)
    QTest.keyClick(page.title, Qt.Key.Key_Return)


def test_a_track_begins_as_its_edited_template_has_it(driver: Driver, page: TemplatesPage) -> None:
    table, session = driver.studio.window.actions_table, driver.studio.session
    QTest.keyClick(page.list, Qt.Key.Key_End)
    rename(page, "Keys & coins")
    pick_by_mouse(driver.bot, page.colour, "Rose")
    QTest.mouseClick(page.knobs["humanise"].tick, LEFT)
    page.knobs["humanise"].value.selectAll()
    QTest.keyClicks(page.knobs["humanise"].value, "20")
    QTest.keyClick(page.knobs["humanise"].value, Qt.Key.Key_Return)
    assert table["add_empty_track"].text() == "Add keys && coins"
    table["add_empty_track"].trigger()
    track = session.project.tracks[-1]
    assert (track.name, track.colour, track.settings.value("humanise")) == ("Keys & coins", "rose", 0.2)
    header = driver.studio.window.timeline.tracks.row(track.key).head
    assert header.texts[2] == "track_rose"
    table["undo"].trigger()
    assert len(session.project.tracks) == 1
    QTest.mouseClick(page.reset, LEFT)
    assert table["add_empty_track"].text() == "Add &empty track"


def test_templates_of_ones_own_are_in_the_menu(driver: Driver, page: TemplatesPage) -> None:
    table = driver.studio.window.actions_table
    QTest.mouseClick(page.add, LEFT)
    rename(page, "Armour")
    pick_by_mouse(driver.bot, page.timing, "Picture timing")
    menu = table.menus["Track"]

    def offered() -> list[str]:
        texts = [action.text() for action in menu.actions() if action.isVisible()]
        return texts[texts.index("Add &empty track") + 1 : texts.index("Edit &templates…")]

    assert offered() == ["Add armour"]
    (action,) = (action for action in menu.actions() if action.text() == "Add armour")
    action.trigger()
    driver.wait(lambda: not driver.studio.proposals.are_coming())
    track = driver.studio.session.project.tracks[-1]
    assert (track.name, str(track.timing)) == ("Armour", "picture")
    QTest.mouseClick(page.remove, LEFT)
    assert offered() == []


def test_one_that_ships_can_be_taken_out(driver: Driver, page: TemplatesPage) -> None:
    QTest.keyClick(page.list, Qt.Key.Key_Home)
    QTest.mouseClick(page.remove, LEFT)
    assert not driver.studio.window.actions_table["add_feet_track"].isVisible()
    assert find_template("feet") is None
    QTest.mouseClick(page.reset, LEFT)
    assert driver.studio.window.actions_table["add_feet_track"].isVisible()


def test_a_track_is_given_another_colour(driver: Driver, page: TemplatesPage) -> None:
    menu = driver.studio.window.actions_table.submenus["track_colour"]
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "Green").trigger()
    assert driver.studio.session.project.tracks[0].colour == "green"
    driver.studio.window.actions_table["undo"].trigger()
    assert driver.studio.session.project.tracks[0].colour == ""
