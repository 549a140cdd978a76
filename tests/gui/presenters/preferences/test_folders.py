from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from foleystudio.gui.dialogs.preferences.pages.folders import FoldersPage
from foleystudio.project.takes import unsaved_takes_folder
from tests.gui.conftest import Driver

LEFT = Qt.MouseButton.LeftButton


def test_dialogs_begin_and_takes_go_where_they_are_told(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sounds, disk = tmp_path / "sounds", tmp_path / "disk"
    for folder in (sounds, disk):
        folder.mkdir()
    driver.studio.preferences.show("folders")
    dialog = driver.studio.preferences.dialog
    assert dialog is not None
    (page,) = dialog.findChildren(FoldersPage)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(sounds))
    QTest.mouseClick(page.choose["references"], LEFT)
    assert page.places["references"].text() == str(sounds)
    begun = list[str]()
    monkeypatch.setattr(
        QFileDialog, "getOpenFileNames", lambda _parent, _title, folder, _kinds: (begun.append(folder), ([], ""))[1]
    )
    driver.studio.window.actions_table["add_references"].trigger()
    assert begun == [str(sounds)]
    usual = unsaved_takes_folder()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(disk))
    QTest.mouseClick(page.choose["takes"], LEFT)
    assert unsaved_takes_folder().parent == disk
    QTest.mouseClick(page.usual["takes"], LEFT)
    assert unsaved_takes_folder() == usual
    assert "FOLEYSTUDIO_TAKES" not in os.environ


def test_a_folder_that_is_gone_is_not_begun_in(driver: Driver, tmp_path: Path) -> None:
    settings = driver.studio.settings
    settings.put_beginning("references", tmp_path / "gone")
    settings.put_folder("Add references", tmp_path / "a.wav")
    assert settings.folder("Add references") == str(tmp_path)
