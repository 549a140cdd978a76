"""The library's list: found by words, heard by a click, added by Return, dragged as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from foleystudio.gui.panels.bin.library_list import LibraryFolder, LibraryList, is_found

DOORS = Path("/sounds/doors")
SOUNDS = (DOORS / "slam hard.wav", DOORS / "creak ü.wav")


@pytest.fixture
def listed(qtbot: QtBot) -> LibraryList:
    listed = LibraryList()
    qtbot.addWidget(listed)
    listed.resize(300, 300)
    listed.show_folders((LibraryFolder(DOORS, SOUNDS), LibraryFolder(Path("/gone"), problem="It is not there.")))
    listed.show()
    qtbot.waitExposed(listed)
    return listed


def shown(listed: LibraryList) -> list[list[str]]:
    roots = [listed.topLevelItem(number) for number in range(listed.topLevelItemCount())]
    return [[root.text(0), *(sound(root, n).text(0) for n in range(root.childCount()))] for root in roots if root]


def sound(root: QTreeWidgetItem, number: int) -> QTreeWidgetItem:
    item = root.child(number)
    assert item is not None
    return item


def test_folders_show_their_sounds_and_what_is_wrong(listed: LibraryList) -> None:
    assert shown(listed) == [["doors  2", "slam hard", "creak ü"], ["gone  ", "It is not there."]]


def test_a_click_hears_a_sound_and_return_adds_it(listed: LibraryList, qtbot: QtBot) -> None:
    root = listed.topLevelItem(0)
    assert root is not None
    place = listed.visualItemRect(sound(root, 1)).center()
    with qtbot.waitSignal(listed.previewed) as heard:
        QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == [SOUNDS[1]]
    with qtbot.waitSignal(listed.added) as added:
        QTest.keyClick(listed, Qt.Key.Key_Return)
    assert added.args == [[SOUNDS[1]]]


def test_a_sound_is_dragged_as_a_file_and_a_folder_is_not(listed: LibraryList) -> None:
    root = listed.topLevelItem(0)
    assert root is not None
    dragged = listed.mimeData([root, sound(root, 0)]).urls()
    assert [Path(url.toLocalFile()) for url in dragged] == [SOUNDS[0]]


def test_what_was_folded_stays_folded_while_one_searches(listed: LibraryList) -> None:
    root = listed.topLevelItem(0)
    assert root is not None
    root.setExpanded(False)
    listed.show_folders((LibraryFolder(DOORS, SOUNDS),), "hard doors")
    assert shown(listed) == [["doors  1", "slam hard"]]
    again = listed.topLevelItem(0)
    assert again is not None
    assert not again.isExpanded()


def test_every_word_has_to_be_found_somewhere() -> None:
    assert is_found("SLAM door", "slam hard", "doors")
    assert not is_found("slam glass", "slam hard", "doors")
    assert is_found("", "anything")
