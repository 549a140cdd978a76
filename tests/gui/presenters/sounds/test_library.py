from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from foleystudio.gui.dialogs import questions
from tests.gui.conftest import Driver


@pytest.fixture
def sounds(driver: Driver) -> Path:
    folder = driver.folder / "sounds"
    (folder / "wood").mkdir(parents=True)
    for name in ("anvil.wav", "wood/oak.wav"):
        driver.sound("x.wav").rename(folder / name)
    (folder / "notes.txt").write_text("no sound")
    return folder


def listed(driver: Driver) -> list[str]:
    """Texts of the library, folders first."""
    library, texts = driver.studio.window.library, list[str]()
    for number in range(library.topLevelItemCount()):
        root = library.topLevelItem(number)
        assert root is not None
        children = (root.child(row) for row in range(root.childCount()))
        texts += [root.text(0), *(child.text(0) for child in children if child is not None)]
    return texts


def watch(driver: Driver, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    driver.studio.window.actions_table["watch_folder"].trigger()


def test_a_watched_folder_shows_its_sounds_and_new_ones(
    driver: Driver, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = driver.studio.window
    assert not window.library_panel.isVisible()
    watch(driver, sounds, monkeypatch)
    driver.wait(lambda: listed(driver) == ["sounds  2", "anvil", "oak"])
    assert window.library_panel.isVisible()
    shutil.copy(sounds / "anvil.wav", sounds / "wood" / "beech.wav")
    driver.wait(lambda: listed(driver) == ["sounds  3", "anvil", "beech", "oak"])
    QTest.keyClicks(window.finder, "oak")
    assert listed(driver) == ["sounds  1", "oak"]
    (found,) = window.library.findItems("oak", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    window.library.setCurrentItem(found)
    window.library.setFocus()
    QTest.keyClick(window.library, Qt.Key.Key_Return)
    driver.wait(lambda: len(driver.studio.session.project.references) == 1)
    assert driver.studio.session.project.references[0].path == sounds / "wood" / "oak.wav"


def test_a_missing_folder_is_said_and_found_again(
    driver: Driver, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(driver, sounds, monkeypatch)
    driver.wait(lambda: len(listed(driver)) == 3)
    moved = sounds.rename(sounds.with_name("elsewhere"))
    driver.wait(lambda: "This folder is not there" in listed(driver))
    moved.rename(sounds)
    driver.studio.window.activated.emit()
    driver.wait(lambda: "anvil" in listed(driver))
    driver.studio.library.unwatch(sounds)
    assert not driver.studio.window.library_panel.isVisible()


@pytest.mark.parametrize(("answer", "in_bin", "watched"), [(0, 0, 1), (1, 2, 0), (None, 0, 0)])
def test_a_dropped_folder_is_watched_or_added(
    driver: Driver, sounds: Path, monkeypatch: pytest.MonkeyPatch, answer: int | None, in_bin: int, watched: int
) -> None:
    asked = list[str]()
    monkeypatch.setattr(questions, "which", lambda _parent, told, _names: (asked.append(told), answer)[1])
    driver.studio.window.bin.files_dropped.emit([sounds])
    driver.wait(lambda: len(driver.studio.session.project.references) == in_bin)
    assert len(driver.studio.library.watched) == watched
    assert "2 sounds" in asked[0]
