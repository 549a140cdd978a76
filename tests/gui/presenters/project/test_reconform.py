"""A new cut by the menu: events on their pictures, the new clip open, one undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from foleystudio.gui.dialogs import questions
from foleystudio.project.events import Event, EventTrack
from tests.engine.reconform.recut import NEW, OLD, truth, write_cut, write_edl
from tests.gui.conftest import Driver

TIMES = (0.1, 0.5, 3.0, 5.0, 9.5)


@pytest.fixture
def cut(driver: Driver) -> Path:
    """The new cut; the old one is open, with events of the user's."""
    driver.open(write_cut(driver.folder / "old.mp4", OLD))
    driver.settle()
    driver.studio.session.edit_events("Mark", EventTrack(tuple(Event(time_s, marked=True) for time_s in TIMES)))
    return write_cut(driver.folder / "new.mp4", NEW)


def reconformed(driver: Driver, monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    """Trigger the command, the dialog answering with these files."""
    monkeypatch.setattr(questions, "open_files", lambda *_, **__: list(paths))
    driver.studio.window.actions_table["reconform"].trigger()


def wanted() -> list[float]:
    return sorted(at for time_s in TIMES if (at := truth().at(time_s)) is not None)


def test_all_goes_with_its_pictures_and_one_undo_takes_it_back(
    driver: Driver, cut: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, before = driver.studio.session, driver.studio.session.project
    reconformed(driver, monkeypatch, cut)
    driver.wait(lambda: session.clip is not None and session.clip.path == cut)
    assert [event.time_s for event in session.project.tracks[0].events] == pytest.approx(wanted(), abs=1e-3)
    assert [event.time_s for event in session.project.tracks[1].events] == [0.1, 3.0]
    assert any("kept aside" in text for text in driver.studio.window.banners.texts())
    out = driver.folder / "list.csv"
    monkeypatch.setattr(questions, "save_file", lambda *_: out)
    button = next(b for b in driver.studio.window.banners.findChildren(QPushButton) if b.text() == "Save the list…")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert out.read_text().startswith("what,old_in")
    driver.studio.window.actions_table["undo"].trigger()
    driver.wait(lambda: session.clip is not None and session.clip.path == before.clip)
    assert session.project == before


def test_an_edit_list_beside_the_clip_is_gone_by(driver: Driver, cut: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edl = write_edl(driver.folder / "new.edl", NEW)
    edl.write_text(edl.read_text().replace("SHOT0", "OTHER").replace("SHOT", "NONE"))
    reconformed(driver, monkeypatch, cut, edl)
    driver.wait(lambda: any("none of the old cut" in text for text in driver.studio.window.banners.texts()))
    assert driver.studio.session.project.clip == driver.folder / "old.mp4"


@pytest.mark.parametrize("old_first", [False, True])
def test_of_two_lists_it_is_asked_which_is_the_old_cut_s(
    driver: Driver, cut: Path, monkeypatch: pytest.MonkeyPatch, old_first: bool
) -> None:
    new, old = write_edl(driver.folder / "a.edl", NEW), write_edl(driver.folder / "b.edl", OLD)
    asked = []

    def press_old() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        button = next(each for each in box.buttons() if each.text() == old.name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, press_old)
    session = driver.studio.session
    reconformed(driver, monkeypatch, cut, *((old, new) if old_first else (new, old)))
    driver.wait(lambda: session.clip is not None and session.clip.path == cut)
    assert "old cut" in asked[0]
    assert [event.time_s for event in session.project.tracks[0].events] == pytest.approx(wanted(), abs=1e-3)


def test_two_clips_are_one_too_many(driver: Driver, cut: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reconformed(driver, monkeypatch, cut, cut.with_name("old.mp4"))
    assert "Choose one clip" in driver.said[-1]


def test_clips_and_edit_lists_are_seen_together_in_the_dialog(
    driver: Driver, cut: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: object, _title: str, _folder: str, kinds: str) -> tuple[list[str], str]:
        asked.append(kinds.split(";;")[0])
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer)
    driver.studio.window.actions_table["reconform"].trigger()
    assert all(f"*{suffix}" in asked[0] for suffix in (".edl", ".mp4", ".mov", ".mxf"))
