from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from foleystudio.gui.choice import GUIDE
from foleystudio.gui.commands.table import COMMANDS
from foleystudio.gui.commands.take import with_take
from foleystudio.gui.dialogs import questions
from foleystudio.project.document import Project
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits

_LEAVE = {"quit", "about", "full_screen", "export", "shortcuts"}


def test_every_action_does_something_without_a_clip_and_with_one(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "open_files", lambda *_args, **_how: [])
    monkeypatch.setattr(questions, "save_file", lambda *_: None)
    monkeypatch.setattr(questions, "folder", lambda *_: None)
    monkeypatch.setattr(questions, "name", lambda *_, **__: "a name")
    monkeypatch.setattr(questions, "save_first", lambda *_: questions.Save.CANCEL)
    actions = driver.studio.window.actions_table
    names = [row.name for row in COMMANDS if not row.opens_menu and row.name not in _LEAVE]
    for opened in (False, True):
        if opened:
            driver.open(clip)
            driver.drop_sound(driver.sound())
        for name in names:
            if name not in ("open_example", "new"):
                actions[name].trigger()
        driver.settle()
    assert driver.errors == []
    for row in COMMANDS:
        connected = row.opens_menu or actions[row.name].receivers("2triggered(bool)") > 0
        assert connected, f"{row.name} does nothing"


def test_what_needs_a_clip_is_off_without_one(driver: Driver, clip: Path) -> None:
    actions = driver.studio.window.actions_table
    assert not actions["export"].isEnabled()
    assert not actions["play"].isEnabled()
    assert actions["open"].isEnabled()
    driver.open(clip)
    assert actions["export"].isEnabled()
    driver.studio.project.new()
    assert not actions["export"].isEnabled()


def test_files_are_opened_and_added_by_menu(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = driver.sound()
    answers = {"Open": [clip], "Add references": [sound]}
    monkeypatch.setattr(questions, "open_files", lambda _w, _s, title, _k, several=False: answers[title])
    driver.studio.window.actions_table["open"].trigger()
    driver.wait(lambda: driver.studio.session.clip is not None)
    driver.studio.window.actions_table["add_references"].trigger()
    driver.wait(lambda: len(driver.studio.session.project.references) == 1)
    driver.studio.window.actions_table["remove_reference"].trigger()
    assert driver.studio.session.project.references == ()


def test_tracks_and_takes_have_menus(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    project = driver.studio.session.project
    shown: list[list[str]] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _place: shown.append([a.text() for a in menu.actions()]))
    timeline = driver.studio.window.timeline
    timeline.tracks.menu_wanted.emit(project.tracks[0].key, project.takes[0].key, QPoint(5, 5))
    timeline.tracks.menu_wanted.emit(project.tracks[0].key, None, QPoint(5, 5))
    timeline.tracks.menu_wanted.emit(GUIDE, None, QPoint(5, 5))
    timeline.events.menu_wanted.emit(project.tracks[0].events.events[0].key, 0.5, QPoint(5, 5))
    timeline.events.menu_wanted.emit(None, 0.5, QPoint(5, 5))
    assert "Use this take" in shown[0]
    assert "Use this take" not in shown[1]
    assert shown[2][0] == "Show its spectrogram"
    assert "Add event here" not in shown[3]
    assert shown[4][0] == "Add event here"
    QApplication.processEvents()


def test_takes_are_renamed_and_deleted_by_menu(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    monkeypatch.setattr(questions, "name", lambda *_, **__: "better name")
    driver.studio.window.actions_table["rename_take"].trigger()
    assert driver.studio.session.project.takes[0].name == "better name"
    driver.studio.window.timeline.tracks.track_rename_wanted.emit(driver.studio.session.project.tracks[0].key)
    assert driver.studio.session.project.tracks[0].name == "better name"
    driver.studio.window.actions_table["delete_take"].trigger()
    assert driver.studio.session.project.takes == ()


def test_what_has_nothing_to_act_on_is_off(driver: Driver, clip: Path) -> None:
    actions, session = driver.studio.window.actions_table, driver.studio.session
    of_take, of_other = ("rename_take", "delete_take", "save_take"), ("flip_take", "next_take", "previous_take")

    def on() -> list[str]:
        names = (*of_take, *of_other, "audition", "remove_reference")
        return [name for name in names if actions[name].isEnabled()]

    driver.open(clip)
    assert on() == []
    driver.drop_sound(driver.sound())
    assert on() == [*of_take, "audition", "remove_reference"]
    driver.drop_sound(driver.sound("b.wav", 900))
    assert on() == [*of_take, *of_other, "audition", "remove_reference"]
    driver.studio.tracks.add_track()
    assert on() == ["audition", "remove_reference"]
    session.choose_track(session.project.tracks[0].key)
    for reference in session.project.references:
        driver.studio.references.remove(reference.key)
    assert on() == [*of_take, *of_other]
    session.document.load(Project())
    assert on() == []


def test_takes_are_renamed_by_f2_and_by_a_double_click_on_the_one_that_sounds(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("a.wav"))
    driver.drop_sound(driver.sound("b.wav", 900))
    driver.settle()
    session, window = driver.studio.session, driver.studio.window
    asked: list[str] = []

    def answer(_parent: object, _title: str, _label: str, present: str, **_more: object) -> str:
        asked.append(present)
        return f"name {len(asked)}"

    monkeypatch.setattr(questions, "name", answer)
    window.activateWindow()
    driver.bot.waitUntil(window.isActiveWindow)
    takes = window.inspector.takes
    takes.setFocus()
    takes.setCurrentRow(1)
    QTest.keyClick(takes, Qt.Key.Key_F2)
    assert [take.name for take in session.project.takes] == ["name 1", "b"], "the one under the keyboard"
    window.setFocus()
    assert not takes.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert [take.name for take in session.project.takes] == ["name 1", "name 2"], "else the one in use"
    lane = window.timeline.tracks.row(session.project.tracks[0].key).takes
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(300, 30))
    assert session.project.takes[1].name == "name 3"
    assert asked == ["a", "b", "name 2"]
    for _ in range(3):
        window.actions_table["undo"].trigger()
    assert [take.name for take in session.project.takes] == ["a", "b"]
    monkeypatch.setattr(questions, "name", lambda *_, **__: "a")
    with_take(driver.studio.menus._desk, "rename", session.project.takes[0].key)
    assert not session.project.takes[0].is_named, "the same name again is none of the user's own"


def test_recent_files_are_called_as_they_are_and_told_apart(driver: Driver, make_clip: MakeClip) -> None:
    names = ["a/R&B v1.2.mov", "a/scene.mov", "b/scene.mov"]
    for name in names:
        clip = make_clip(name, frames=10, audio=hits((0.1,), 0.4))
        driver.open(clip)
        driver.wait(lambda: driver.studio.settings.recent()[:1] == [clip])  # noqa: B023 - waited for at once
    menu = driver.studio.window.actions_table.submenus["open_recent"]
    assert [action.text() for action in menu.actions()] == ["scene.mov in b", "scene.mov in a", "R&&B v1.2.mov"]
    menu.actions()[2].trigger()
    driver.wait(lambda: driver.studio.session.file_name() == "R&B v1.2")


def test_the_example_opens_without_a_word_and_its_takes_are_called_after_their_sounds(driver: Driver) -> None:
    driver.studio.window.actions_table["open_example"].trigger()
    driver.wait(lambda: bool(driver.studio.session.project.takes))
    driver.settle()
    assert not any("earlier version" in text for text in driver.studio.window.banners.texts())
    rows = driver.studio.window.inspector.takes.rows()
    assert [(row.number, row.name, row.facts) for row in rows] == [
        (2, "Anvil strikes", "exemplar \N{MIDDLE DOT} seed 0"),
        (1, "Wood chops", "exemplar \N{MIDDLE DOT} seed 0"),
    ]
