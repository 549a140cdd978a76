"""Projects of strangers in the real window: what they name is a sound or it stays where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.gui.app import begin
from foleystudio.gui.dialogs import questions
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.storage.journal import Journal
from foleystudio.project.storage.saved import load_project, save_project
from foleystudio.project.takes import Take
from tests.gui.conftest import Driver


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
