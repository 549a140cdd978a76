"""Projects of strangers in the real window: what they name is a sound or it stays where it is."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from foleystudio.gui.app import begin
from foleystudio.gui.dialogs import questions
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.sounds.layers import one_layer
from foleystudio.project.storage.journal import Journal
from foleystudio.project.storage.project_lock import ProjectLock
from foleystudio.project.storage.recovery import read_journal
from foleystudio.project.storage.saved import load_project, save_project
from foleystudio.project.takes import Provenance, Take
from tests.gui.conftest import Driver
from tests.projects import timed


def _opened(driver: Driver, project: Project, name: str = "stranger.foley") -> Path:
    file = driver.folder / name
    save_project(project, file)
    driver.studio.open(file)
    driver.wait(lambda: driver.studio.session.document.file == file or bool(driver.errors))
    return file


def test_saving_elsewhere_brings_only_what_plays(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, sound = tmp_path / "secret" / "key", tmp_path / "far" / "knock.wav"
    secret.parent.mkdir()
    sound.parent.mkdir()
    secret.write_bytes(b"RIFF\x20\0\0\0WAVE and then the key")
    driver.sound().rename(sound)
    project = Project().with_track()
    for path in (secret, sound):
        project = project.with_take(0, Take(path, path.stem, 20_160))
    _opened(driver, project)
    file = tmp_path / "mine.foley"
    monkeypatch.setattr(questions, "save_file", lambda *_: file)
    driver.studio.window.actions_table["save_as"].trigger()
    driver.wait(file.is_file)
    driver.wait(lambda: not driver.studio.jobs.is_busy("save"))
    assert [path.name for path in (tmp_path / "mine takes").iterdir()] == ["knock.wav"]
    assert [take.path for take in load_project(file).project.takes] == [secret, tmp_path / "mine takes" / "knock.wav"]


def test_damaged_journals_are_told_and_what_can_be_read_of_them_is_offered(driver: Driver) -> None:
    document = Document(Project())
    journal = Journal(document)
    document.edit("Mark here", Project().with_marker(1.0))
    journal.flush()
    data = journal.path.read_bytes()
    journal.close()
    folder = journal.path.parent
    (folder / "deep.journal").write_bytes(b"[" * 100_000)
    *before, last = data.splitlines(keepends=True)
    (folder / "damaged.journal").write_bytes(b"".join([*before, b"\x00 damage\n", last]))
    begin(driver.studio, [])
    texts = driver.studio.window.banners.texts()
    assert any("cannot be read; it is kept as" in text and "deep.unreadable" in text for text in texts)
    assert any("last: Mark here" in text and "are left out" in text for text in texts)
    driver.studio.window.banners.answer("Recover")
    assert len(driver.studio.session.project.markers) == 1
    assert (folder / "damaged.unreadable").is_file()
    driver.studio.window.banners.clear()
    begin(driver.studio, [])
    assert driver.studio.window.banners.texts() == []
    assert driver.errors == []


def test_a_project_of_paths_that_cannot_be_looked_at_opens_and_saves(driver: Driver, tmp_path: Path) -> None:
    circle = tmp_path / "circle.wav"
    circle.symlink_to(circle)
    project = Project(clip=tmp_path / ("x" * 300)).with_track()
    for path in (circle, tmp_path / ("y" * 300), tmp_path / "a\0b.wav", circle / "below.wav"):
        project = project.with_reference(path)
    for path in (circle, tmp_path / ("z" * 300)):
        project = project.with_take(0, Take(path, "take", 10, provenance=Provenance(one_layer((1,)))))
    file = _opened(driver, project)
    driver.settle()
    assert any("not found" in text for text in driver.studio.window.banners.texts())
    driver.studio.events.add(1.0)
    driver.settle()
    driver.save(file)
    assert len(load_project(file).missing) == 7


def test_many_events_at_one_instant_can_be_cancelled_and_closed(driver: Driver, clip: Path) -> None:
    events = EventTrack((Event(0.5),) * 20_000)
    project = timed(Project(clip=clip).with_reference(driver.sound()).with_track(references=(0,)), events)
    _opened(driver, project)
    driver.wait(lambda: driver.studio.session.clip is not None)
    began = time.monotonic()
    driver.studio.generate.perform((0,))
    driver.wait(lambda: len(driver.studio.session.project.takes) == 1)
    driver.studio.events.add(1.0)
    driver.studio.status.cancel()
    driver.settle()
    driver.studio.window.may_close = lambda: True
    driver.studio.window.close()
    assert time.monotonic() - began < 20, "it was minutes"


@pytest.mark.skipif(os.name == "nt", reason="names are always text on Windows")
def test_files_whose_names_are_no_text_are_kept_safe_and_saved(driver: Driver, clip: Path) -> None:
    folder = driver.folder / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    odd = folder / os.fsdecode(b"clip \xff.mov")
    clip.rename(odd)
    driver.open(odd)
    driver.drop_sound(driver.sound().rename(folder / os.fsdecode(b"\xe9.wav")))
    driver.settle()
    driver.studio.project._flush()
    assert not driver.studio.project._journal.is_troubled
    work = read_journal(driver.studio.project._journal.path)
    assert work is not None
    assert work.project.clip == odd
    file = folder / "film.foley"
    driver.save(file)
    assert load_project(file).missing == ()
    assert driver.errors == []


def _stale(driver: Driver, clip: Path) -> Path:
    """A project whose take is another than its events want, saved with its take beside it."""
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    file = driver.folder / "stale.foley"
    driver.save(file)
    project = load_project(file).project
    save_project(timed(project, EventTrack((Event(0.7),))), file)
    driver.studio.session.document.load(Project())
    return file


def _everything(driver: Driver) -> set[Path]:
    return {path for path in driver.folder.rglob("*") if driver.folder / "data" not in path.parents}


def test_a_stale_project_that_is_closed_unsaved_leaves_no_new_files(driver: Driver, clip: Path) -> None:
    file = _stale(driver, clip)
    before = _everything(driver)
    driver.studio.open(file)
    driver.wait(lambda: any("Rendered" in text and "again" in text for text in driver.said))
    driver.settle()
    assert load_project(file).project.takes != driver.studio.session.project.takes
    driver.studio.window.may_close = lambda: True
    driver.studio.window.close()
    driver.studio.close()
    assert _everything(driver) == before
    assert load_project(file).missing == ()


def test_a_stale_project_that_is_saved_keeps_its_take(driver: Driver, clip: Path) -> None:
    file = _stale(driver, clip)
    driver.studio.open(file)
    driver.wait(lambda: any("Rendered" in text and "again" in text for text in driver.said))
    driver.settle()
    driver.save(file)
    driver.studio.window.close()
    driver.studio.close()
    assert load_project(file).missing == ()


def test_a_project_that_another_window_works_on_is_opened_as_a_copy(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = driver.folder / "film.foley", ProjectLock()
    save_project(Project(clip=clip).with_marker(1.0), file)
    assert other.hold(file)
    driver.studio.open(file)
    driver.wait(lambda: any("open in another window" in text for text in driver.studio.window.banners.texts()))
    assert driver.studio.session.project.markers == ()
    driver.studio.window.banners.answer("Open a copy")
    assert len(driver.studio.session.project.markers) == 1
    assert driver.studio.session.document.file is None
    monkeypatch.setattr(questions, "save_file", lambda *_: file)
    before = file.read_bytes()
    driver.studio.project.save()
    driver.wait(lambda: any("open in another window" in text for text in driver.errors))
    assert file.read_bytes() == before
    other.release()
    driver.errors.clear()
    driver.studio.project.save()
    driver.wait(lambda: driver.studio.session.document.file == file)
    assert not other.hold(file)
    driver.studio.open(file)
    driver.settle()
    assert driver.errors == []
