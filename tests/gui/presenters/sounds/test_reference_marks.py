from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from foleystudio.gui.file_urls import GUIDE_MIME
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.document import tags_of
from foleystudio.project.storage.saved import load_project
from tests.gui.conftest import RATE_HZ, Driver
from tests.gui.hands import press

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(driver: Driver, clip: Path) -> Driver:
    driver.open(clip)
    driver.settle()
    driver.studio.references.add([driver.sound("anvil.wav"), driver.sound("Oak door.wav", 900)])
    driver.wait(lambda: len(driver.studio.window.bin.keys()) == 2)
    driver.settle()
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    return driver


def names(driver: Driver) -> list[str]:
    project, shown = driver.studio.session.project, driver.studio.window.bin.keys()
    return [project.reference(key).name for key in shown]


def drop(driver: Driver, mime: QMimeData) -> None:
    """Let something go over the bin, as the desktop tells it."""
    window = driver.studio.window
    place, handle = window.bin.mapTo(window, window.bin.rect().center()), window.windowHandle()
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place, *how)
    QApplication.sendEvent(handle, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(handle, QDropEvent(QPointF(place), *how))


def test_the_bin_is_searched_by_names_and_tags(opened: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened.studio.window
    window.bin.set_chosen(window.bin.keys()[0])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_how: (" Metal,  close ,metal", True))
    press(Qt.Key.Key_T, SHIFT)
    assert opened.studio.session.project.references[0].tags == ("metal", "close")
    press(Qt.Key.Key_Slash)
    QTest.keyClicks(window.finder, "metal")
    assert names(opened) == ["anvil"]
    window.finder.selectAll()
    QTest.keyClicks(window.finder, "door oak")
    assert names(opened) == ["Oak door"]
    QTest.keyClick(window.finder, Qt.Key.Key_Down)
    assert window.bin.hasFocus()
    press(Qt.Key.Key_Slash)
    assert window.finder.hasFocus()
    QTest.keyClicks(window.finder, "xyz")
    assert names(opened) == []
    QTest.keyClick(window.finder, Qt.Key.Key_Escape)
    assert names(opened) == ["anvil", "Oak door"]


def test_favourites_are_starred_kept_and_taken_back(opened: Driver, tmp_path: Path) -> None:
    window, session = opened.studio.window, opened.studio.session
    for key in window.bin.keys():  # noqa: SIM118 - no dict
        window.bin.set_chosen(key)
    press(Qt.Key.Key_F, SHIFT)
    assert [reference.favourite for reference in session.project.references] == [False, True]
    QTest.mouseClick(window.favourites, Qt.MouseButton.LeftButton)
    assert names(opened) == ["Oak door"]
    opened.save(tmp_path / "a.foley")
    assert load_project(tmp_path / "a.foley").project.references[1].favourite
    press(Qt.Key.Key_F, SHIFT)
    assert names(opened) == []
    window.actions_table["undo"].trigger()
    assert names(opened) == ["Oak door"]


def test_a_dropped_take_is_cut_to_its_range(opened: Driver) -> None:
    session = opened.studio.session
    opened.drop_sound(opened.sound("hit.wav", 700))
    opened.settle()
    take = session.project.takes[0]
    opened.studio.lanes.set_range(0.35, 0.85)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(take.path))])
    count = len(session.project.references)
    drop(opened, mime)
    opened.wait(lambda: len(session.project.references) == count + 1)
    made = session.project.references[-1].path
    assert made != take.path
    written, whole = read_sound(made).samples, read_sound(take.path).samples
    assert len(written) == round(0.5 * RATE_HZ)
    start = round(0.35 * RATE_HZ)
    np.testing.assert_allclose(written[:, 0], whole[start : start + len(written)].mean(axis=1), atol=2e-4)
    opened.studio.window.actions_table["undo"].trigger()
    assert len(session.project.references) == count


def test_a_reference_is_made_of_the_guide_by_drag_and_by_command(opened: Driver) -> None:
    session = opened.studio.session
    opened.studio.lanes.set_range(0.35, 0.6)
    mime = QMimeData()
    mime.setData(GUIDE_MIME, b"guide")
    drop(opened, mime)
    opened.wait(lambda: len(session.project.references) == 3)
    assert len(read_sound(session.project.references[-1].path)) == round(0.25 * RATE_HZ)
    opened.settle()
    opened.studio.window.actions_table["cut_guide"].trigger()
    opened.wait(lambda: len(session.project.references) == 4)
    assert opened.errors == []


def test_nothing_between_in_and_out_is_said(opened: Driver) -> None:
    opened.drop_sound(opened.sound("hit.wav", 700))
    opened.settle()
    opened.studio.session.edit("Range", replace(opened.studio.session.project, in_s=9.0, out_s=9.5))
    count = len(opened.studio.session.project.references)
    opened.studio.window.actions_table["cut_take"].trigger()
    assert "in and out" in opened.said[-1]
    assert len(opened.studio.session.project.references) == count


def test_tags_are_read_as_they_are_typed() -> None:
    assert tags_of(" Wood,, dry  close ,wood") == ("wood", "dry close")
    assert tags_of("") == ()
