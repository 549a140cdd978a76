"""The cue list: opened by its key, stepped, sorted, filtered and typed into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from foleystudio.gui.panels.cue_list.cues import COLUMNS
from foleystudio.gui.panels.cue_list.window import CueListWindow
from foleystudio.project.events import Event, EventTrack
from tests.gui.conftest import Driver
from tests.gui.hands import press

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_COLUMN = {column.name: number for number, column in enumerate(COLUMNS)}


@pytest.fixture
def opened(driver: Driver, clip: Path) -> CueListWindow:
    """Two tracks, and the list of their events with the keyboard."""
    driver.open(clip)
    driver.settle()
    session = driver.studio.session
    project = session.project.with_track("Props")
    first, second = project.tracks
    project = project.with_changed_track(replace(first, name="Feet", events=EventTrack((Event(0.4), Event(1.2)))))
    project = project.with_changed_track(
        replace(second, events=EventTrack((Event(0.8, 0.5, label="cup", marked=True),)))
    )
    session.edit("Made", project)
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    press(Qt.Key.Key_4, CTRL)
    cues = driver.studio.cues.list
    assert cues is not None
    driver.bot.waitActive(cues)
    cues.hears.setChecked(False)
    cues.table.setFocus()
    return cues


def _shown(cues: CueListWindow, name: str) -> list[str]:
    model = cues.table.model()
    return [str(model.index(row, _COLUMN[name]).data()) for row in range(model.rowCount())]


def _go(cues: CueListWindow, row: int, name: str) -> None:
    index = cues.table.model().index(row, _COLUMN[name])
    QTest.mouseClick(cues.table.viewport(), Qt.MouseButton.LeftButton, pos=cues.table.visualRect(index).center())


def _type(text: str) -> None:
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, text[:1])  # which opens the cell
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, text[1:])
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_it_lists_the_events_of_all_tracks_in_order_of_time(opened: CueListWindow) -> None:
    assert _shown(opened, "timecode") == ["00:00:00:10", "00:00:00:20", "00:00:01:05"]
    assert _shown(opened, "track_name") == ["Feet", "Props", "Feet"]
    assert _shown(opened, "state") == ["proposed", "kept", "proposed"]


def test_up_and_down_step_and_select_the_event_in_the_lane(opened: CueListWindow, driver: Driver) -> None:
    _go(opened, 0, "timecode")
    press(Qt.Key.Key_Down)
    session, lane = driver.studio.session, driver.studio.window.timeline.events
    assert session.track is not None
    assert session.track.name == "Props"
    assert lane.selected == (session.events.events[0].key,)
    assert driver.studio.playback.position_s == pytest.approx(0.8)
    press(Qt.Key.Key_Down)
    assert session.track.name == "Feet"
    assert lane.selected == (session.events.events[1].key,)


def test_each_step_is_heard_with_what_is_around_it(opened: CueListWindow, driver: Driver) -> None:
    opened.hears.setChecked(True)
    heard = list[float]()
    driver.studio.playback.moved.connect(heard.append)
    _go(opened, 1, "track_name")
    driver.wait(lambda: driver.studio.player.is_playing)
    driver.wait(lambda: not driver.studio.player.is_playing)
    assert min(heard) == pytest.approx(0.4)
    assert 1.55 < max(heard) < 1.9


def test_what_is_typed_goes_for_all_selected_rows_in_one_step(opened: CueListWindow, driver: Driver) -> None:
    session = driver.studio.session
    _go(opened, 0, "strength")
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Down, SHIFT)
    _type("-50%")
    assert _shown(opened, "strength") == ["40%", "25%", "40%"]
    assert session.document.undo_name == "Set strength of 3 events"
    assert len(opened.selected()) == 3  # ready for the next
    press(Qt.Key.Key_Z, CTRL)
    assert _shown(opened, "strength") == ["80%", "50%", "80%"]


@pytest.mark.parametrize(("typed", "state"), [("a", "approved"), ("kept", "kept"), ("p", "proposed")])
def test_states_are_typed(opened: CueListWindow, driver: Driver, typed: str, state: str) -> None:
    before = _shown(opened, "state")[1]
    _go(opened, 1, "state")
    _type(typed)
    assert _shown(opened, "state") == ["proposed", state, "proposed"]
    event = driver.studio.session.project.tracks[1].events.events[0]
    assert (event.approved, event.marked) == (state == "approved", state != "proposed")
    assert before == "kept"


def test_words_are_typed_and_what_cannot_be_is_told(opened: CueListWindow, driver: Driver) -> None:
    _go(opened, 2, "note")
    _type("softer")
    assert driver.studio.session.project.tracks[0].events.events[1].note == "softer"
    _go(opened, 2, "state")
    _type("quux")
    assert _shown(opened, "state")[2] == "kept"
    assert driver.said[-1].startswith("Quux is no state")


def test_it_is_filtered_and_sorted_by_any_column(opened: CueListWindow) -> None:
    QTest.keyClicks(opened.filter, "cup")
    assert _shown(opened, "track_name") == ["Props"]
    opened.filter.clear()
    header = opened.table.horizontalHeader()
    place = header.sectionViewportPosition(_COLUMN["strength"]) + 20
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().center().__class__(place, 8))
    assert _shown(opened, "strength") == ["50%", "80%", "80%"]


def test_it_follows_the_project(opened: CueListWindow, driver: Driver) -> None:
    _go(opened, 1, "label")
    session = driver.studio.session
    track = session.project.tracks[0]
    session.change_track("Add event", replace(track, events=track.events.added(Event(0.1))))
    assert _shown(opened, "timecode")[0] == "00:00:00:02"
    current = opened.current()
    assert current is not None
    assert current.label == "cup"
