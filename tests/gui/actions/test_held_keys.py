"""Every popup, list and dialog of the real window, worked by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.gui.actions.held_keys import HeldKeys
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.presenters.sounds import inspector
from foleystudio.project.settings import Renderer
from tests.gui import hands
from tests.gui.conftest import Driver, made_from
from tests.gui.hands import press

ALL = (Renderer.HYBRID, Renderer.EXEMPLAR, Renderer.VARIETYSOUND)
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """A clip, two references, no take; three renderers to choose from (nothing is performed)."""
    monkeypatch.setattr(inspector, "installed_renderers", lambda: ALL)
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    driver.open(clip)
    driver.studio.references.add([driver.sound("a.wav"), driver.sound("b.wav", 900)])
    driver.wait(lambda: len(driver.studio.session.project.references) == 2)
    driver.settle()
    return driver


def _renderer(driver: Driver) -> Renderer:
    return driver.studio.session.project.tracks[0].renderer


@pytest.mark.parametrize("confirm", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_drop_down_is_worked_by_keys(opened: Driver, confirm: Qt.Key) -> None:
    box = opened.studio.window.inspector._renderer
    for text, renderer in ((box.itemText(2), ALL[2]), (box.itemText(0), ALL[0])):
        hands.pick_by_keys(box, text, confirm)
        assert not box.view().isVisible()
        assert (box.currentText(), _renderer(opened)) == (text, renderer)
    assert not opened.studio.player.is_playing, "Space was the list's"


def test_a_list_that_was_given_up_opens_at_what_is_chosen(opened: Driver) -> None:
    box = opened.studio.window.inspector._renderer
    hands.pick_by_keys(box, box.itemText(2), Qt.Key.Key_Escape)
    assert (box.view().isVisible(), _renderer(opened)) == (False, Renderer.EXEMPLAR)
    press(Qt.Key.Key_Down, ALT)
    assert (box.view().isVisible(), box.view().currentIndex().row()) == (True, 1)
    press(Qt.Key.Key_Escape)


def test_letters_in_an_open_list_find_rows_and_edit_nothing(opened: Driver) -> None:
    box = opened.studio.window.inspector._reference
    project = opened.studio.session.project
    hands.focus(box)
    press(Qt.Key.Key_Space)
    hands.type_text("em")
    press(Qt.Key.Key_Escape)
    assert opened.studio.session.project == project, "no event, no marker"


def _menu() -> QMenu | None:
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, QMenu) else None


def test_menus_are_worked_by_keys(opened: Driver) -> None:
    actions, steps = opened.studio.window.actions_table, opened.studio.session.document.steps
    safe = actions["safe_area"]
    press(Qt.Key.Key_V, ALT)
    assert _menu() is not None
    press(Qt.Key.Key_S)
    assert (safe.isChecked(), _menu()) == (True, None), "the letter is the menu's: nothing is split"
    for confirm in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        press(Qt.Key.Key_V, ALT)
        menu = _menu()
        assert menu is not None
        while menu.activeAction() is not safe:
            press(Qt.Key.Key_Down)
        press(confirm)
    assert safe.isChecked(), "there and back"
    press(Qt.Key.Key_F, ALT)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert _menu() is None
    assert opened.studio.session.document.steps == steps
    assert not opened.studio.player.is_playing


def _menu_by_key(take: Callable[[QMenu], None]) -> list[str]:
    """Press the menu key, and let something be done in the menu that opens; answers what the menu offers."""
    offered: list[str] = []

    def meet() -> None:
        menu = _menu()
        if menu is None:  # it opens in a moment
            QTimer.singleShot(0, meet)
            return
        offered.extend(action.text() for action in menu.actions() if action.text())
        take(menu)

    QTimer.singleShot(0, meet)
    focus = QApplication.focusWidget()
    assert focus is not None
    place = focus.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, focus.mapToGlobal(place))
    QApplication.sendEvent(focus, event)
    while not offered or _menu() is not None:
        QTest.qWait(1)
    return offered


def _take_row(menu: QMenu, text: str) -> None:
    while menu.activeAction() is None or menu.activeAction().text() != text:
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)


def test_the_menu_key_is_about_the_row_that_has_the_keyboard(opened: Driver) -> None:
    session, window = opened.studio.session, opened.studio.window
    hands.focus(window.bin)
    press(Qt.Key.Key_Home)
    first = session.project.references[0]
    assert "Hear it" in _menu_by_key(lambda menu: _take_row(menu, "Perform on the selected track"))
    opened.wait(lambda: bool(session.project.takes))
    assert made_from(session.project.takes[0]).references == (first.key,)
    opened.settle()
    hands.focus(window.inspector.takes)
    press(Qt.Key.Key_Home)
    assert "Use" in _menu_by_key(lambda menu: _take_row(menu, "Delete"))
    assert session.project.takes == ()
    lane, event = window.timeline.events, session.events.events[1]
    hands.focus(lane)
    lane.select((event.key,))
    _menu_by_key(lambda menu: _take_row(menu, "&Delete selected events"))
    assert [e.key for e in session.events].count(event.key) == 0


def _when_open(do: Callable[[QDialog], None]) -> list[QDialog]:
    """Do something in the modal dialog that is about to open; answers a list that it is put into."""
    met: list[QDialog] = []

    def meet() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        met.append(dialog)
        do(dialog)

    QTimer.singleShot(50, meet)
    return met


def test_a_name_is_given_by_keys(opened: Driver) -> None:
    def name(_dialog: QDialog) -> None:
        hands.type_text("doors")
        press(Qt.Key.Key_Return)

    met = _when_open(name)
    opened.studio.window.actions_table["rename_track"].trigger()
    assert met
    assert opened.studio.session.project.tracks[0].name == "doors"


def test_unsaved_work_is_answered_by_keys(opened: Driver) -> None:
    project = opened.studio.session.project
    for key, kept in ((Qt.Key.Key_Escape, True), (Qt.Key.Key_Return, False)):

        def answer(dialog: QDialog, key: Qt.Key = key) -> None:
            assert isinstance(dialog, QMessageBox)
            press(Qt.Key.Key_Tab)
            while key != Qt.Key.Key_Escape and dialog.focusWidget() is not dialog.button(
                QMessageBox.StandardButton.Discard
            ):
                press(Qt.Key.Key_Tab)
            press(key)

        _when_open(answer)
        press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        assert (opened.studio.session.project == project) is kept


def test_the_export_dialog_is_worked_by_keys(opened: Driver) -> None:
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = opened.studio.export.dialog
    assert dialog is not None
    opened.bot.waitActive(dialog)
    hands.pick_by_keys(dialog._kind, "Events and markers, CSV")
    path = opened.folder / "events.csv"
    hands.focus(dialog._path)
    dialog._path.setText(str(path))
    press(Qt.Key.Key_Return)
    opened.wait(path.is_file)
    opened.settle()
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = opened.studio.export.dialog
    assert dialog is not None
    opened.bot.waitActive(dialog)
    press(Qt.Key.Key_Escape)
    assert opened.studio.export.dialog is None


def test_the_sheet_of_keys_is_worked_by_keys(opened: Driver) -> None:
    press(Qt.Key.Key_Question)
    sheet = opened.studio.view._sheet
    assert sheet is not None
    opened.bot.waitActive(sheet)
    hands.type_text("marker")
    assert sheet.page.search.text() == "marker"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert sheet.page.edit.hasFocus()
    press(Qt.Key.Key_Q)
    marker = opened.studio.window.actions_table["marker"]
    opened.wait(lambda: marker.shortcut().toString() == "Q")
    press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert marker.shortcut().toString() == "Q"


def test_lists_take_return_and_leave_space_to_playing(opened: Driver) -> None:
    opened.drop_sound(opened.sound("a.wav"))
    opened.drop_sound(opened.sound("b.wav", 900))
    opened.settle()
    takes, track = opened.studio.window.inspector.takes, opened.studio.session.project.tracks[0]
    assert track.active == track.takes[1].key
    hands.focus(takes)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert opened.studio.session.project.tracks[0].active == track.takes[0].key
    hands.focus(opened.studio.window.bin)
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Return)
    opened.wait(lambda: opened.studio.session.project.tracks[0].active == track.takes[1].key)
    assert len(opened.studio.session.project.takes) == 2, "its take was there already"


def test_the_timing_is_chosen_by_keys(opened: Driver) -> None:
    timing = opened.studio.window.transport.timing
    hands.focus(timing._buttons["guide"])
    press(Qt.Key.Key_Left)
    assert timing._buttons["picture"].hasFocus()
    opened.wait(lambda: opened.studio.session.timing == "picture")
    press(Qt.Key.Key_Right)
    opened.wait(lambda: opened.studio.session.timing == "guide")


def test_a_banner_is_answered_by_keys(opened: Driver) -> None:
    answered: list[bool] = []
    banners = opened.studio.window.banners
    banners.say(Notice("Well?", answers=[("Yes", lambda: answered.append(True))]))
    (button,) = (b for b in banners.findChildren(QPushButton) if b.text() == "Yes")
    hands.focus(button)
    press(Qt.Key.Key_Return)
    assert answered == [True]


def test_held_keys_are_known_until_they_go_up(qtbot: QtBot, qapp: QApplication) -> None:
    keys, released = HeldKeys(), list[int]()
    keys.released.connect(lambda key, _held: released.append(key))
    qapp.installEventFilter(keys)
    body = QWidget()
    qtbot.addWidget(body)
    body.show()
    QTest.keyPress(body, Qt.Key.Key_K)
    assert keys.is_down(Qt.Key.Key_K)
    QTest.keyRelease(body, Qt.Key.Key_K)
    assert not keys.is_down(Qt.Key.Key_K)
    assert released == [Qt.Key.Key_K]
    qapp.removeEventFilter(keys)
