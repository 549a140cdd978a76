from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from foleystudio.errors import CancelledError
from foleystudio.gui.dialogs import questions
from foleystudio.gui.presenters.sounds import drops
from foleystudio.gui.presenters.sounds.library import look_through
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
    driver.wait(lambda: bool(asked))
    driver.wait(lambda: len(driver.studio.session.project.references) == in_bin)
    assert len(driver.studio.library.watched) == watched
    assert "2 sounds" in asked[0]


def test_a_dropped_folder_leaves_out_what_cannot_be_read_and_says_so_in_one_line(
    driver: Driver, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.wav", "b.wav", "wood/c.wav", "wood/d.wav"):
        (sounds / name).write_bytes(b"no sound at all")
    asked: list[str] = []
    monkeypatch.setattr(drops, "MOST_ADDED", 5)
    monkeypatch.setattr(questions, "which", lambda _window, told, names: asked.extend((told, *names)) or 1)
    mime, place = QMimeData(), QPointF(driver.studio.window.bin.rect().center())
    mime.setUrls([QUrl.fromLocalFile(str(sounds))])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(driver.studio.window.bin, QDragEnterEvent(place.toPoint(), *how))
    QApplication.sendEvent(driver.studio.window.bin, QDropEvent(place, *how))
    driver.wait(lambda: bool(driver.errors))
    driver.settle()
    assert asked[0].startswith("sounds has 6 sounds.")
    assert asked[2] == "Add the first 5 to the bin"
    assert [reference.name for reference in driver.studio.session.project.references] == ["anvil"]
    (error,) = driver.errors
    assert error == "4 sounds cannot be read: a.wav, b.wav, c.wav and 1 more; all others were added."


def test_looking_through_a_folder_is_cancelled(sounds: Path) -> None:
    with pytest.raises(CancelledError):
        look_through(sounds, cancelled=lambda: True)
