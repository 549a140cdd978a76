"""Projects of strangers in the real window: what they name is a sound or it stays where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.gui.dialogs import questions
from foleystudio.project.document import Project
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
