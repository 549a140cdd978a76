from __future__ import annotations

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from foleystudio.gui.dialogs import questions
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.journal import Journal
from foleystudio.project.saved import load_project, save_project
from tests.gui.conftest import Driver


def _crash(folder: str, clip: str) -> None:
    import os

    os.environ["FOLEYSTUDIO_DATA"] = folder
    document = Document()
    journal = Journal(document)
    document.edit("Open clip", replace(Project(), clip=Path(clip)).with_track())
    document.edit("Mark in", replace(document.project, in_s=0.5))
    journal.flush()
    os._exit(9)


def test_work_of_a_window_that_died_is_offered_and_recovered(driver: Driver, clip: Path) -> None:
    child = multiprocessing.get_context("spawn").Process(target=_crash, args=(str(driver.folder / "data"), str(clip)))
    child.start()
    child.join()
    driver.studio.project.offer_recovery()
    assert any("did not close properly" in text for text in driver.studio.window.banners.texts())
    driver.studio.window.banners.answer("Recover")
    driver.wait(lambda: driver.studio.session.clip is not None)
    assert driver.studio.session.project.in_s == 0.5
    assert driver.studio.session.document.is_modified
    driver.studio.window.banners.clear()
    driver.studio.project.offer_recovery()
    assert all(notice.topic != "recovery" for notice in driver.studio.window.banners.notices()), "it is offered once"


def test_what_a_living_window_works_on_is_not_offered(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.studio.events.add(1.0)
    driver.studio.project._flush()
    driver.studio.project.offer_recovery()
    assert all(notice.topic != "recovery" for notice in driver.studio.window.banners.notices())


@pytest.mark.parametrize(
    ("answer", "goes"), [(questions.Save.DISCARD, True), (questions.Save.CANCEL, False), (questions.Save.SAVE, True)]
)
def test_unsaved_work_is_asked_about(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch, answer: questions.Save, goes: bool
) -> None:
    driver.open(clip)
    asked: list[str] = []
    monkeypatch.setattr(questions, "save_first", lambda _parent, name: (asked.append(name), answer)[1])
    monkeypatch.setattr(questions, "save_file", lambda *_: driver.folder / "kept.foley")
    assert driver.studio.project.may_let_go(), "an opened clip with proposals is nothing to ask about"
    assert asked == []
    driver.studio.events.add(1.0)
    assert driver.studio.project.may_let_go() is goes
    assert asked == ["clip"]
    assert (driver.folder / "kept.foley").exists() is (answer is questions.Save.SAVE)


def test_saving_to_where_nothing_can_be_written_keeps_the_work(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    monkeypatch.setattr(questions, "save_file", lambda *_: driver.folder / "no" / "where" / "x.foley")
    assert not driver.studio.project.save()
    assert len(driver.errors) == 1
    assert driver.studio.session.document.file is None


def test_a_project_that_cannot_be_read_leaves_the_present_one(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    before = driver.studio.session.project
    for text in ("", "{", '{"foleystudio": 99, "project": {}}', '{"foleystudio": 1, "project": {"tracks": 3}}'):
        path = driver.folder / "bad.foley"
        path.write_text(text)
        driver.errors.clear()
        driver.studio.open(path)
        driver.wait(lambda: len(driver.errors) == 1)
    assert driver.studio.session.project == before


def test_missing_media_are_named_and_can_be_found(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = replace(Project(), clip=driver.folder / "gone" / clip.name).with_track()
    save_project(project, driver.folder / "p.foley")
    driver.studio.open(driver.folder / "p.foley")
    driver.wait(lambda: bool(driver.errors))
    notices = [notice for notice in driver.studio.window.banners.notices() if notice.topic == "missing"]
    assert clip.name in notices[0].text
    monkeypatch.setattr(questions, "folder", lambda *_: clip.parent)
    driver.studio.window.banners.answer("Find…")
    driver.wait(lambda: driver.studio.session.clip is not None)
    assert driver.studio.session.project.clip == clip


def test_files_opened_lately_are_in_the_menu(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    menu = driver.studio.window.actions_table.submenus["open_recent"]
    assert [action.text() for action in menu.actions()] == [clip.name]


def test_undo_and_redo_are_called_by_what_they_do(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    actions = driver.studio.window.actions_table
    driver.studio.events.add(1.0)
    assert actions["undo"].text() == "&Undo Add event"
    assert not actions["redo"].isEnabled()
    actions["undo"].trigger()
    assert actions["redo"].text() == "&Redo Add event"


def test_closing_without_saving_leaves_every_file_that_the_saved_project_names(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    file = driver.folder / "p.foley"
    assert driver.studio.project._write(file)
    driver.studio.events.add(1.7)
    driver.settle()
    driver.studio.events.add(1.8)
    driver.settle()
    driver.studio._replaced.clear(driver.studio.session.named_takes())
    assert all(take.path.is_file() for take in load_project(file).project.takes)
    assert all(take.path.is_file() for take in driver.studio.session.project.takes)
    made = {path.name for path in (driver.folder / "p takes").iterdir()}
    assert len(made) == 2, "the take as saved and as it is now; what came between is gone"
