from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.questions import stop_it
from foleystudio.gui.settings import Settings
from tests.outside.formats import formats


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))
    return Settings()


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_files_are_asked_for_where_the_last_ones_were(
    parent: QWidget, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: object, _title: str, folder: str, _kinds: str) -> tuple[list[str], str]:
        asked.append(folder)
        return [str(tmp_path / "a.wav"), str(tmp_path / "b.wav")], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer)
    assert questions.open_files(parent, settings, "Add", questions.sounds(), several=True) == [
        tmp_path / "a.wav",
        tmp_path / "b.wav",
    ]
    questions.open_files(parent, settings, "Add", questions.sounds(), several=True)
    assert asked == ["", str(tmp_path)]


def test_a_folder_is_asked_for_beside_the_last_one(
    parent: QWidget, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *told: (asked.append(told[2]), str(tmp_path / "a"))[1]
    )
    assert questions.folder(parent, settings, "Model") == tmp_path / "a"
    questions.folder(parent, settings, "Model")
    assert asked == ["", str(tmp_path)]


def test_cancelling_answers_nothing(parent: QWidget, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_how: ("x", False))
    assert questions.open_files(parent, settings, "Open", questions.clips()) == []
    assert questions.save_file(parent, settings, "Save", questions.PROJECTS, "a.foley") is None
    assert questions.folder(parent, settings, "Find") is None
    assert questions.name(parent, "Rename", "Name", "old") is None


def test_a_name_without_a_suffix_gets_that_of_its_kind(
    parent: QWidget, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "list"), "Marker list (*.csv)"))
    found = questions.save_file(parent, settings, "Export", questions.EVENTS_OUT, "x.json")
    assert found == tmp_path / "list.csv"


@pytest.mark.parametrize(
    ("typed", "kinds", "name"),
    [
        ("film v1.2", questions.PROJECTS, "film v1.2.foley"),
        ("film.FOLEY", questions.PROJECTS, "film.FOLEY"),
        (".foley", questions.PROJECTS, ".foley.foley"),
        ("door 2.5 m", questions.sounds_out(), "door 2.5 m.wav"),
        ("door.flac", questions.sounds_out(), "door.flac"),
        ("list.old", questions.EVENTS_OUT, "list.old.json"),
    ],
)
def test_a_dot_in_a_name_makes_no_suffix(
    parent: QWidget,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    kinds: str,
    name: str,
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / typed), ""))
    assert questions.save_file(parent, settings, "Save", kinds, "x") == tmp_path / name


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No])
def test_a_file_that_only_the_added_suffix_meets_is_asked_about(
    parent: QWidget,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: QMessageBox.StandardButton,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "question", lambda *told: (asked.append(told[2]), answer)[1])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "film"), questions.PROJECTS))
    (tmp_path / "film.foley").write_text("precious")
    found = questions.save_file(parent, settings, "Save", questions.PROJECTS, "x.foley")
    assert found == (tmp_path / "film.foley" if answer == QMessageBox.StandardButton.Yes else None)
    assert asked == ["film.foley is there already; replace it?"]


def test_a_file_that_qt_has_asked_about_is_not_asked_about_again(
    parent: QWidget, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_: pytest.fail("asked twice"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "film.foley"), questions.PROJECTS))
    (tmp_path / "film.foley").write_text("old")
    assert questions.save_file(parent, settings, "Save", questions.PROJECTS, "x") == tmp_path / "film.foley"


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        (QMessageBox.StandardButton.Save, questions.Save.SAVE),
        (QMessageBox.StandardButton.Discard, questions.Save.DISCARD),
        (QMessageBox.StandardButton.Cancel, questions.Save.CANCEL),
    ],
)
def test_unsaved_work_has_three_ways(
    parent: QWidget,
    monkeypatch: pytest.MonkeyPatch,
    button: QMessageBox.StandardButton,
    answer: questions.Save,
) -> None:
    texts: list[str] = []

    def pressed(box: QMessageBox) -> int:
        texts.append(box.text())
        return button.value

    monkeypatch.setattr(QMessageBox, "exec", pressed)
    assert questions.save_first(parent, "anvil") is answer
    assert texts == ["Save the changes to anvil?"]


def test_formats_from_outside_are_in_the_filters() -> None:
    assert questions.sounds_out() == "WAV (*.wav);;FLAC (*.flac)"
    with formats():
        assert questions.sounds_out() == "WAV (*.wav);;FLAC (*.flac);;AIFF (*.aiff *.aif);;Samples (*.samples)"
        assert " *.samples " in questions.sounds()
        assert " *.mk3d " in questions.clips()
    assert ".samples" not in questions.sounds()


@pytest.mark.parametrize(("text", "stops"), [("Stop it", True), ("Go on", False)])
def test_what_is_under_way_is_stopped_only_by_its_own_button(qtbot: QtBot, text: str, stops: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.defaultButton().text() == "Go on"
        (button,) = (button for button in box.buttons() if button.text() == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, answer)
    assert stop_it(parent, "A take is still being made.", lambda: False) is stops


def test_a_question_that_has_answered_itself_goes(parent: QWidget) -> None:
    ends_s = time.monotonic() + 0.3
    assert stop_it(parent, "A take is still being made.", lambda: time.monotonic() > ends_s)
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Escape])
def test_which_of_a_few_is_asked_by_their_names(parent: QWidget, key: Qt.Key | None) -> None:
    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        if key is not None:
            QTest.keyClick(box, key)
        else:
            QTest.mouseClick(next(each for each in box.buttons() if "b &&" in each.text()), Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, answer)
    assert questions.which(parent, "Which?", ["a.edl", "b & c.edl"]) == (1 if key is None else None)
