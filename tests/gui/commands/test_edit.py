"""A timing source from outside: its button, its menu, its key; its events are performed on and saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMenu

from foleystudio.project.storage.saved import load_project
from tests.gui.conftest import Driver
from tests.gui.hands import press
from tests.outside.timing import ECHO_S, METRONOME, doubtful, echo, metronome
from tests.projects import timed

BEATS_S = [0.0, 0.5, 1.0, 1.5]


@pytest.fixture
def added() -> Iterator[None]:
    """The source, before there is a window."""
    with metronome():
        yield


@pytest.fixture
def echoed() -> Iterator[None]:
    """A source that learns, before there is a window."""
    with echo():
        yield


@pytest.fixture
def beaten(added: None, driver: Driver, clip: Path) -> Driver:
    """A window with the source, and a clip."""
    driver.open(clip)
    return driver


def _button(driver: Driver, text: str = "Beat") -> QAbstractButton:
    (button,) = (b for b in driver.studio.window.transport.findChildren(QAbstractButton) if b.text() == text)
    return button


def _times(driver: Driver) -> list[float]:
    return [event.time_s for event in driver.studio.session.events]


def test_its_button_proposes_its_events(beaten: Driver) -> None:
    told = _button(beaten).toolTip().splitlines()
    assert told == ["Events from a metronome  [Alt+9]", "Shift+click: beside what is chosen, or no longer"]
    beaten.bot.mouseClick(_button(beaten), Qt.MouseButton.LeftButton)
    beaten.wait(lambda: _times(beaten) == BEATS_S)
    assert _button(beaten).isChecked()
    assert "Metronome timing: 4 events found" in beaten.said
    assert beaten.studio.session.document.undo_name == "Metronome timing"
    beaten.drop_sound(beaten.sound())
    file = beaten.folder / "beats.foley"
    beaten.save(file)
    assert load_project(file).project.tracks[0].timing == METRONOME
    assert beaten.errors == []


def test_its_key_and_its_place_in_the_menu(beaten: Driver) -> None:
    (menu,) = (entry.menu() for entry in beaten.studio.window.menuBar().actions() if entry.text() == "&Timing")
    assert isinstance(menu, QMenu)
    texts = [entry.text() for entry in menu.actions() if not entry.isSeparator()]
    last = [text for text in texts if text.startswith("From ")][-1]
    assert last == "From a &metronome"
    assert "Also from a metronome" in texts
    press(Qt.Key.Key_9, Qt.KeyboardModifier.AltModifier)
    beaten.wait(lambda: _times(beaten) == BEATS_S)


def test_its_events_stay_where_the_source_is_gone(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    session.edit("Metronome timing", timed(session.project, timing=METRONOME))
    file = driver.folder / "beats.foley"
    driver.save(file)
    driver.studio.project.new()
    driver.studio.open(file)
    driver.wait(lambda: session.clip is not None and session.timing == METRONOME)
    assert len(_times(driver)) == 3
    assert driver.errors == []


def test_one_that_learns_asks_for_marks_and_has_its_finds_judged(echoed: None, driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.bot.mouseClick(_button(driver, "Echo"), Qt.MouseButton.LeftButton)
    assert driver.studio.window.banners.texts()[-1].startswith("First mark a few hits")
    driver.studio.playback.seek(1.2)
    press(Qt.Key.Key_E)
    driver.bot.mouseClick(_button(driver, "Echo"), Qt.MouseButton.LeftButton)
    driver.wait(lambda: driver.studio.session.document.undo_name == "Echo timing")
    (marked, found) = driver.studio.session.events
    assert marked.marked
    assert not found.marked
    assert found.time_s == pytest.approx(marked.time_s + ECHO_S)
    press(Qt.Key.Key_Y)
    assert driver.studio.session.events.get(found.key).marked, "it was brought up to be judged"


@pytest.fixture
def several() -> Iterator[None]:
    """Two sources, before there is a window."""
    with metronome(), doubtful():
        yield


@pytest.fixture
def two(several: None, driver: Driver, clip: Path) -> Driver:
    """A window with both, whose shown events are the first's."""
    driver.open(clip)
    driver.bot.mouseClick(_button(driver), Qt.MouseButton.LeftButton)
    driver.wait(lambda: _times(driver) == BEATS_S)
    return driver


BOTH_S = [0.0, 0.3, 0.5, 0.7, 1.0, 1.5]


def _join(driver: Driver, text: str) -> None:
    driver.bot.mouseClick(_button(driver, text), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)


def test_two_sources_are_one_timing_by_shift_and_click(two: Driver) -> None:
    _join(two, "Doubt")
    two.wait(lambda: _times(two) == BOTH_S)
    assert two.studio.session.timing == "metronome+doubtful"
    assert _button(two).isChecked()
    assert _button(two, "Doubt").isChecked()
    assert "Metronome and doubtful timing: 6 events found" in two.said
    session = two.studio.session
    assert session.document.undo_name == "Metronome and doubtful timing"
    session.document.undo()
    assert _times(two) == BEATS_S
    assert not _button(two, "Doubt").isChecked()
    session.document.redo()
    assert _times(two) == BOTH_S
    _join(two, "Beat")
    two.wait(lambda: session.timing == "doubtful")
    assert _times(two) == [0.3, 0.7]
    _join(two, "Doubt")
    assert session.timing == "doubtful", "one has to stay"
    assert _button(two, "Doubt").isChecked()
    assert two.errors == []


def test_they_are_joined_in_the_menu_too_and_come_back_from_a_file(two: Driver) -> None:
    actions = two.studio.window.actions_table
    assert actions["join_metronome"].isChecked()
    assert not actions["join_doubtful"].isChecked()
    (menu,) = (m for m in two.studio.window.menuBar().findChildren(QMenu) if m.title() == "&Timing")
    place = menu.actionGeometry(actions["join_doubtful"]).center()
    menu.popup(two.studio.window.pos())
    two.bot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    two.wait(lambda: _times(two) == BOTH_S)
    assert actions["join_doubtful"].isChecked()
    file = two.folder / "both.foley"
    two.save(file)
    again = load_project(file).project
    assert again.tracks[0].timing == "metronome+doubtful"
    assert [e.time_s for e in again.tracks[0].events] == BOTH_S
    two.studio.open(file)
    two.settle()
    press(Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    assert actions["join_doubtful"].isChecked()
    assert two.errors == []
