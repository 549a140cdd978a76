from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from foleystudio.errors import FoleyError
from foleystudio.gui.choice import GUIDE
from foleystudio.gui.session import Session, is_same_file
from foleystudio.paths import example_dir
from foleystudio.project.storage.recovery import read_journal
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits
from tests.gui.hands import press


@pytest.fixture
def session(driver: Driver) -> Session:
    return driver.studio.session


def test_the_first_track_and_reference_are_chosen_until_another_is(session: Session, tmp_path: Path) -> None:
    session.edit("x", session.project.with_track().with_track().with_reference(tmp_path / "a.wav"))
    first, second = session.project.tracks
    assert session.track == first
    assert session.reference == session.project.references[0].key
    session.choose_track(second.key)
    assert session.track == second
    session.edit("y", session.project.without_track(second.key))
    assert session.track == first, "a chosen track that goes gives way"
    session.choose_track(GUIDE)
    assert session.guide_is_chosen
    assert session.track is None


def test_errors_are_told_and_answered(session: Session, driver: Driver) -> None:
    def fail() -> None:
        raise FoleyError("no")

    mended: list[str] = []
    session.mended.connect(mended.append)
    assert not session.attempt(fail, "trying")
    assert driver.studio.window.banners.texts() == ["No."]
    assert session.attempt(lambda: None, "trying")
    assert driver.errors == ["no."]
    assert mended == ["trying"]
    assert driver.studio.window.banners.texts() == []


def test_times_are_labelled_by_the_clips_frames(session: Session, driver: Driver, clip: Path) -> None:
    assert session.label(3.0) == "00:00:00:00"
    driver.open(clip)
    assert session.label(1.5) == "00:00:01:12"


def test_the_project_is_called_by_its_file_or_its_clip(session: Session, tmp_path: Path) -> None:
    assert session.file_name() == "Untitled"
    session.edit("clip", replace(session.project, clip=tmp_path / "anvil.mp4"))
    assert session.file_name() == "anvil"


def test_two_names_of_one_file_are_known(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert is_same_file(tmp_path / "a", tmp_path / "b")
    assert not is_same_file(tmp_path / "a", tmp_path / "c")


def test_who_fails_over_a_change_keeps_neither_journal_nor_window_from_hearing(
    session: Session, driver: Driver, qtbot: QtBot
) -> None:
    def fail(_change: object) -> None:
        raise ValueError("a bug")

    told: list[object] = []
    journal = driver.studio.project._journal
    journal._leave()
    session.changed.connect(fail)
    session.changed.connect(told.append)
    session.document._listeners.insert(0, fail)
    session.document.subscribe(journal._note)  # behind those that fail
    with qtbot.capture_exceptions() as exceptions:
        session.edit("Mark", session.project.with_marker(1.5, "here"))
    assert len(exceptions) == 2
    assert len(told) == 1
    assert ["a bug" in error and "save it now" in error for error in driver.errors] == [True]
    journal.flush()
    work = read_journal(journal.path)
    assert work is not None
    assert [marker.name for marker in work.project.markers] == ["here"]


def test_saving_begins_beside_the_clip_wherever_other_work_was_saved(
    driver: Driver, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *told: (asked.append(Path(told[2])), ("", ""))[1])
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *told: (asked.append(Path(told[2])), ([], ""))[1])
    actions = driver.studio.window.actions_table
    driver.studio.settings.put_folder("Save project", driver.folder / "x")
    clips = [make_clip(f"{name}/{name}.mov", frames=10, audio=hits((0.1,), 0.4)) for name in ("one", "two")]
    for clip in clips:
        driver.open(clip)
        driver.wait(lambda: driver.studio.session.file_name() == clip.stem)  # noqa: B023 - waited for at once
        for action in ("save", "export_events", "add_references"):
            actions[action].trigger()
        assert asked == [clip.with_suffix(".foley"), clip.with_name(f"{clip.stem} events.json"), clip.parent]
        driver.studio.export.open()
        dialog = driver.studio.export.dialog
        assert dialog is not None
        assert Path(dialog._path.text()).parent == clip.parent
        dialog.reject()
        asked.clear()
    actions["open_example"].trigger()
    driver.wait(lambda: bool(driver.studio.session.project.references))
    actions["save_as"].trigger()
    assert not asked[0].is_relative_to(example_dir()), "nothing is kept in the program's own folders"
    assert asked[0].is_absolute()


def test_where_there_is_no_folder_for_films_opening_begins_at_home(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *told: (asked.append(told[2]), ("", ""))[1])
    monkeypatch.setenv("HOME", str(tmp_path / "new"))
    (tmp_path / "new").mkdir()
    press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: bool(asked))
    assert asked == [str(tmp_path / "new")], "a folder that isn't there is shown as a file's name"
