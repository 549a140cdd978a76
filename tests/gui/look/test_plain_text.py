"""Names that Qt would take for pages are shown letter by letter, wherever the window shows a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QToolTip, QWidget

from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs import questions
from foleystudio.project.storage.saved import load_project, save_project
from tests.gui.conftest import Driver

PAGE = "<img src=gone.png> <b>bold"


def _labels() -> Iterator[QLabel]:
    return (widget for widget in QApplication.allWidgets() if isinstance(widget, QLabel))


def _taken_for_pages() -> list[str]:
    """Texts of labels that are no plain text, of all there are."""
    return [label.text() for label in _labels() if label.textFormat() is not Qt.TextFormat.PlainText]


def _tip_of(widget: QWidget) -> str | None:
    """What a widget's tooltip shows when the mouse rests on it."""
    QToolTip.hideText()
    place = widget.rect().center()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    tips = [label for label in _labels() if label.objectName() == "qtooltip_label"]
    assert all(tip.textFormat() is Qt.TextFormat.PlainText for tip in tips)
    return tips[-1].text() if tips else None


@pytest.fixture
def named(driver: Driver, clip: Path) -> Driver:
    """A window on a project all of whose names are pages: clip, track, reference, take, marker, file."""
    page = driver.folder / f"{PAGE}{clip.suffix}"
    clip.rename(page)
    driver.open(page)
    driver.drop_sound(driver.sound(f"{PAGE}.wav"))
    driver.settle()
    project = driver.studio.session.project.with_marker(0.5, PAGE)
    track = project.tracks[0]
    takes = tuple(replace(take, name=PAGE, is_named=True) for take in track.takes)
    file = driver.folder / f"{PAGE}.foley"
    save_project(project.with_changed_track(replace(track, name=PAGE, takes=takes)), file)
    driver.studio.session.document.load(load_project(file).project, file)
    driver.settle()
    return driver


def test_all_of_the_window_shows_names_letter_by_letter(named: Driver) -> None:
    session, window = named.studio.session, named.studio.window
    assert load_project(session.document.file or Path()).project.tracks[0].name == PAGE
    session.fail(FoleyError("it cannot be read", file=named.folder / f"{PAGE}.wav", remedy=PAGE))
    session.say(f"Opened {PAGE}")
    window.actions_table["compare"].trigger()
    named.studio.reference_editor.open()
    named.bot.wait(1)
    shown = {label.text() for label in _labels() if "<" in label.text()}
    assert len(shown) >= 3, "the names are seen"
    assert _taken_for_pages() == []


def test_tooltips_show_names_letter_by_letter(named: Driver) -> None:
    named.studio.session.say(f"Opened {PAGE}")
    widgets = [w for w in QApplication.allWidgets() if w.isVisible() and "<" in w.toolTip()]
    assert widgets, "some widget's tooltip has a name"
    assert all(PAGE in (_tip_of(widget) or "") for widget in widgets)
    QToolTip.hideText()
    QToolTip.showText(QPoint(5, 5), PAGE, named.studio.window)
    assert _taken_for_pages() == []
    QToolTip.hideText()


def test_questions_show_names_letter_by_letter(named: Driver) -> None:
    seen: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if box is None:
            QTimer.singleShot(10, answer)
            return
        seen.extend(_taken_for_pages() or ["plain"])
        box.close()

    window, settings = named.studio.window, named.studio.settings
    assert settings is not None
    asked = (
        lambda: questions.save_first(window, PAGE),
        lambda: questions.replace_file(window, Path(PAGE)),
        lambda: questions.name(window, PAGE, PAGE, PAGE),
    )
    for ask in asked:
        QTimer.singleShot(0, answer)
        ask()
    assert seen == ["plain"] * len(asked)


def test_what_is_ours_may_be_a_page(driver: Driver) -> None:
    seen: list[bool] = []

    def answer() -> None:
        (box,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible())
        seen.append(box.textFormat() is Qt.TextFormat.RichText)
        box.close()

    QTimer.singleShot(100, answer)
    driver.studio.window.actions_table["about"].trigger()
    assert seen == [True]


def test_no_label_of_ours_is_made_that_is_not_plain() -> None:
    gui = Path(__file__).resolve().parents[3] / "foleystudio" / "gui"
    bare = [
        f"{file.relative_to(gui)}:{node.lineno}"
        for file in sorted(gui.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QLabel"
    ]
    assert bare == []
