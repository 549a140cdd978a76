from __future__ import annotations

import errno
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from foleystudio.gui.app import begin
from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.waiting import Waiting
from foleystudio.gui.presenters.project import files
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.events import Event, EventTrack, encode_events
from foleystudio.project.storage import bringing
from foleystudio.project.storage.journal import Journal
from foleystudio.project.storage.recovery import find_lost_work
from foleystudio.project.storage.saved import LoadedProject, load_project, save_project
from tests.gui.conftest import Driver
from tests.projects import timed


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


def _lose(step: str) -> None:
    """Leave unsaved work behind, as a window that died does."""
    document = Document()
    journal = Journal(document)
    document.edit(step, Project().with_marker(1.0, step))
    journal.flush()
    for held in (journal._file, journal._lock):
        assert held is not None
        held.close()


def _offers(driver: Driver) -> list[str]:
    return [notice.text for notice in driver.studio.window.banners.notices() if notice.topic == "recovery"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The works that the user was asked about; the answer is to keep them."""
    names: list[str] = []
    monkeypatch.setattr(questions, "save_first", lambda _parent, name: (names.append(name), questions.Save.CANCEL)[1])
    return names


def test_lost_work_is_still_offered_when_a_project_was_opened_at_the_start(driver: Driver, clip: Path) -> None:
    _lose("Move event")
    save_project(replace(Project(), clip=clip).with_track(), driver.folder / "p.foley")
    begin(driver.studio, [str(driver.folder / "p.foley")])
    driver.wait(lambda: driver.studio.session.clip is not None)
    assert len(_offers(driver)) == 1


def test_lost_work_is_still_offered_when_the_present_work_was_kept(
    driver: Driver, clip: Path, asked: list[str]
) -> None:
    _lose("Move event")
    driver.open(clip)
    driver.studio.events.add(1.0)
    driver.studio.project.offer_recovery()
    driver.studio.window.banners.answer("Recover")
    assert asked == ["clip"]
    assert len(_offers(driver)) == 1
    assert len(find_lost_work()) == 1
    assert driver.studio.session.project.clip == clip


def test_every_lost_work_is_offered(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in ("First", "Second", "Third"):
        _lose(step)
    monkeypatch.setattr(questions, "save_first", lambda *_: questions.Save.DISCARD)
    driver.studio.project.offer_recovery()
    assert "Third" in _offers(driver)[0]
    driver.studio.window.banners.answer("Discard")
    assert "Second" in _offers(driver)[0]
    driver.studio.window.banners.answer("Recover")
    assert driver.studio.session.project.markers[0].name == "Second"
    assert "First" in _offers(driver)[0]
    driver.studio.window.banners.answer("Recover")
    assert driver.studio.session.project.markers[0].name == "First"
    assert _offers(driver) == []


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


def _strike_out(driver: Driver) -> None:
    driver.studio.events.strike_out([driver.studio.session.events.events[0].key])


def _import_events(driver: Driver) -> None:
    path = driver.folder / "events.json"
    path.write_bytes(encode_events(EventTrack().added(Event(0.3), Event(0.7))))
    driver.studio.events.import_file(path)


def _add_reference(driver: Driver) -> None:
    driver.studio.references.add([driver.sound()])
    driver.wait(lambda: bool(driver.studio.session.project.references))


@pytest.mark.parametrize(
    "work",
    [
        _strike_out,
        _import_events,
        _add_reference,
        lambda driver: driver.studio.tracks.add_track(),
        lambda driver: driver.studio.lanes.set_range(0.5, 1.0),
        lambda driver: driver.studio.inspector._turn("gain_db", -6.0),
    ],
    ids=["struck out", "imported", "reference", "track", "range", "knob"],
)
def test_whatever_was_done_to_a_clip_is_asked_about(
    driver: Driver, clip: Path, asked: list[str], work: Callable[[Driver], None]
) -> None:
    driver.open(clip)
    work(driver)
    assert not driver.studio.project.may_let_go()
    assert asked == ["clip"]


def test_looking_at_a_clip_is_nothing_to_ask_about(driver: Driver, clip: Path, asked: list[str]) -> None:
    driver.open(clip)
    driver.studio.window.actions_table["zoom_in"].trigger()
    driver.studio.window.actions_table["safe_area"].trigger()
    driver.studio.playback.seek(1.0)
    driver.studio.events.add(1.0)
    driver.studio.session.document.undo()
    driver.settle()
    assert driver.studio.project.may_let_go()
    assert asked == []


def test_recovered_work_is_asked_about(driver: Driver, asked: list[str]) -> None:
    _lose("Mark in")
    driver.studio.project.offer_recovery()
    driver.studio.window.banners.answer("Recover")
    assert not driver.studio.project.may_let_go()
    assert asked == ["Untitled"]


def test_work_done_while_a_project_is_read_is_asked_about(
    driver: Driver, clip: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    save_project(Project().with_marker(1.0), driver.folder / "other.foley")
    may_be_read = threading.Event()

    def read_slowly(file: Path) -> LoadedProject:
        may_be_read.wait(20)
        return load_project(file)

    monkeypatch.setattr(files, "load_project", read_slowly)
    driver.studio.open(driver.folder / "other.foley")
    assert asked == []
    driver.studio.events.add(1.0)
    may_be_read.set()
    driver.wait(lambda: asked == ["clip"])
    assert driver.studio.session.project.clip == clip
    assert driver.studio.session.document.undo_name == "Add event"


def test_saving_to_where_nothing_can_be_written_keeps_the_work(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    monkeypatch.setattr(questions, "save_file", lambda *_: driver.folder / "no" / "where" / "x.foley")
    driver.studio.project.save()
    driver.wait(lambda: len(driver.errors) == 1)
    assert driver.studio.session.document.file is None


@pytest.fixture
def copying(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Semaphore]:
    """A take that has to be copied to be saved, a quarter at a time: each as it is allowed."""
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    size = driver.studio.session.project.takes[0].path.stat().st_size
    allowed = threading.Semaphore(0)
    copy = bringing._link_or_copy

    def slowly(old: Path, new: Path, told: Callable[[int], None]) -> None:
        def wait(copied: int) -> None:
            allowed.acquire()
            told(copied)

        copy(old, new, wait)

    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(bringing, "_link_or_copy", slowly)
    monkeypatch.setattr(bringing, "_COPIED_AT_ONCE", size // 4 + 1)
    monkeypatch.setattr(os, "link", refuse)
    yield allowed
    allowed.release(100)


def _let_a_quarter_through(driver: Driver, copying: threading.Semaphore) -> None:
    driver.bot.wait(60)  # progress is not told more often
    copying.release()
    driver.wait(lambda: 200 < driver.studio.window.status._bar.value() < 300)


def test_the_window_works_on_while_takes_are_copied(driver: Driver, copying: threading.Semaphore) -> None:
    session, file = driver.studio.session, driver.folder / "elsewhere.foley"
    driver.studio.project._write(file)
    _let_a_quarter_through(driver, copying)
    assert "Saving elsewhere.foley: bringing its takes along" in driver.studio.window.status._stage.text()
    driver.studio.events.add(1.0)
    copying.release(100)
    driver.wait(lambda: session.document.file == file)
    assert load_project(file).missing == ()
    assert len(load_project(file).project.tracks[0].events) == len(session.events) - 1
    assert session.document.is_modified, "what was done meanwhile is not saved"
    assert driver.errors == []


def test_saving_that_is_cancelled_leaves_the_work_and_the_folder_as_they_were(
    driver: Driver, copying: threading.Semaphore
) -> None:
    session, file = driver.studio.session, driver.folder / "elsewhere.foley"
    before = session.project
    driver.studio.project._write(file)
    _let_a_quarter_through(driver, copying)
    driver.studio.status.cancel()
    copying.release(100)
    driver.wait(lambda: "Cancelled; elsewhere.foley was not saved" in driver.said)
    assert (session.project, session.document.file) == (before, None)
    assert not file.exists()
    assert not (driver.folder / "elsewhere takes").exists(), "no empty folder is left"
    driver.save(file)
    assert load_project(file).project == session.project


@pytest.mark.parametrize("given_up", [False, True])
def test_closing_waits_until_the_takes_are_copied_or_that_is_given_up(
    driver: Driver, copying: threading.Semaphore, monkeypatch: pytest.MonkeyPatch, given_up: bool
) -> None:
    file = driver.folder / "elsewhere.foley"
    monkeypatch.setattr(questions, "save_first", lambda *_: questions.Save.SAVE)
    monkeypatch.setattr(questions, "save_file", lambda *_: file)

    def answer() -> None:
        waiting = driver.studio.window.findChild(Waiting)
        if waiting is None or not waiting.isVisible():
            QTimer.singleShot(20, answer)
        elif given_up:
            waiting.reject()
        else:
            copying.release(100)

    QTimer.singleShot(0, answer)
    assert driver.studio.project.may_let_go() is not given_up
    assert file.exists() is not given_up
    copying.release(100)
    driver.settle()
    assert file.exists() is not given_up
    assert driver.errors == []


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


def test_files_that_were_found_are_unsaved_until_the_project_is(
    driver: Driver, clip: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, file = driver.folder / "gone" / "knock.wav", driver.folder / "p.foley"
    save_project(timed(Project(clip=clip), EventTrack().added(Event(0.3))).with_reference(gone), file)
    driver.studio.open(file)
    driver.wait(lambda: driver.studio.session.clip is not None)
    assert driver.studio.project.may_let_go()
    found = driver.sound()
    monkeypatch.setattr(questions, "folder", lambda *_: found.parent)
    driver.studio.project.find_missing()
    driver.wait(lambda: driver.studio.session.project.references[0].path == found)
    assert not driver.studio.project.may_let_go()
    assert asked == ["p"]
    driver.save(file)
    assert driver.studio.project.may_let_go()
    assert load_project(file).missing == ()


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
    driver.save(file)
    driver.studio.events.add(1.7)
    driver.settle()
    driver.studio.events.add(1.8)
    driver.settle()
    driver.studio.renders.replaced.clear(driver.studio.session.named_takes())
    assert all(take.path.is_file() for take in load_project(file).project.takes)
    assert all(take.path.is_file() for take in driver.studio.session.project.takes)
    made = {path.name for path in (driver.folder / "p takes").iterdir()}
    assert len(made) == 2, "the take as saved and as it is now; what came between is gone"
