"""The Layers window: layers added, typed, chosen, muted and removed; takes follow; undo takes it back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from foleystudio.gui.panels.layers.window import LayersWindow
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.sounds.layers import Layer, Role
from tests.gui.conftest import Driver
from tests.gui.hands import answer_menu, pick_by_keys, pick_by_mouse, press


@pytest.fixture
def opened(driver: Driver, clip: Path) -> Driver:
    """A window with a take of one sound, a second sound in the bin, and the Layers window open."""
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.drop_sound(driver.sound("bell.wav"))
    driver.settle()
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    press(Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    driver.bot.waitUntil(lambda: _window(driver).isVisible())
    return driver


def _window(driver: Driver) -> LayersWindow:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, LayersWindow)]
    assert len(found) == 1
    return found[0]


def _layers(driver: Driver) -> tuple[Layer, ...]:
    track = driver.studio.session.track
    assert track is not None
    return track.layers


def _performed(driver: Driver) -> tuple[Layer, ...]:
    """Layers of the take in use, as it was made."""
    track = driver.studio.session.track
    take = track.active_take if track is not None else None
    return take.provenance.layers if take is not None and take.provenance is not None else ()


def _click(driver: Driver, name: str) -> None:
    window = _window(driver)
    button = window.add if name == "add" else window.presets[name]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _type(driver: Driver, number: int, field: str, text: str) -> str:
    line = _window(driver).rows[number].fields[field]
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    return line.text()


def test_a_layer_more_is_heard_and_undo_takes_it_back(opened: Driver) -> None:
    session = opened.studio.session
    track = session.track
    assert track is not None
    assert track.active_take is not None
    before = read_sound(track.active_take.path).samples
    _click(opened, "add")
    assert len(_layers(opened)) == len(_window(opened).rows) == 2
    opened.wait(lambda: len(_performed(opened)) == 2)
    opened.settle()
    track = session.track
    assert track is not None
    assert track.active_take is not None
    after = read_sound(track.active_take.path).samples
    assert np.abs(after).sum() > 1.2 * np.abs(before).sum()
    session.document.undo()
    assert len(_layers(opened)) == len(_window(opened).rows) == 1
    assert not _window(opened).rows[0]._remove.isEnabled()


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("attack and tail", {"role": Role.ATTACK}, {"role": Role.TAIL}),
        ("soft and hard", {"softest": 0.5}, {"hardest": 0.5}),
        ("heel and toe", {}, {"offset_ms": 90.0, "gain_db": -6.0}),
    ],
)
def test_one_begins_with_a_usual_pair(
    opened: Driver, name: str, first: dict[str, object], second: dict[str, object]
) -> None:
    _click(opened, name)
    layers = _layers(opened)
    assert len(layers) == 2
    assert {field: getattr(layers[0], field) for field in first} == first
    assert {field: getattr(layers[1], field) for field in second} == second


@pytest.mark.parametrize(
    ("field", "text", "shown", "value"),
    [
        ("gain_db", "-6", "−6 dB", -6.0),
        ("gain_db", "+=2.5", "+2.5 dB", 2.5),
        ("pitch_semitones", "3 st", "+3 st", 3.0),
        ("offset_ms", "40", "+40 ms", 40.0),
        ("softest", "30%", "30%", 0.3),
        ("hardest", "80", "80%", 0.8),
    ],
)
def test_numbers_are_typed(opened: Driver, field: str, text: str, shown: str, value: float) -> None:
    assert _type(opened, 0, field, text) == shown
    assert getattr(_layers(opened)[0], field) == pytest.approx(value)


def test_a_sound_of_the_bin_is_dropped_on_a_layer(opened: Driver) -> None:
    bin_, button = opened.studio.window.bin, _window(opened).rows[0].sounds
    bell = opened.studio.session.project.references[1]
    mime = bin_.model().mimeData([bin_.model().index(1, 0)])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(button.rect().center(), *how)
    QApplication.sendEvent(button, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(button, QDropEvent(QPointF(button.rect().center()), *how))
    assert _layers(opened)[0].references == (bell.key,)
    assert button.text() == "bell"
    opened.wait(lambda: bool(_performed(opened)) and _performed(opened)[0].references == (bell.key,))


def test_what_cannot_be_typed_is_said_and_put_back(opened: Driver) -> None:
    told: list[str] = []
    opened.studio.session.said.connect(told.append)
    assert _type(opened, 0, "gain_db", "loud") == "0 dB"
    assert "no number" in told[-1]
    assert _type(opened, 0, "offset_ms", "99999999") == "0 ms"
    assert "too far" in told[-1]
    _type(opened, 0, "hardest", "50")
    assert _type(opened, 0, "softest", "70") == "0%"
    assert "harder" in told[-1]


def test_a_part_is_chosen_by_mouse_and_by_keys_and_ends_where_it_is_typed(opened: Driver) -> None:
    row = _window(opened).rows[0]
    assert not row.fields["until_ms"].isEnabled()
    pick_by_mouse(opened.bot, row.role, "Attack")
    assert _layers(opened)[0].role is Role.ATTACK
    assert _type(opened, 0, "until_ms", "80") == "80 ms"
    assert _layers(opened)[0].until_ms == 80.0
    line = row.fields["until_ms"]
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == ""
    assert _layers(opened)[0].until_ms is None
    pick_by_keys(row.role, "Tail")
    assert _layers(opened)[0].role is Role.TAIL
    assert isinstance(_layers(opened)[0].role, Role)


def test_sounds_are_ticked_in_a_list(opened: Driver) -> None:
    session = opened.studio.session
    anvil, bell = (reference.key for reference in session.project.references)
    _click(opened, "add")
    row = _window(opened).rows[1]
    before = set(_layers(opened)[1].references)
    other, name = (bell, "bell") if before == {anvil} else (anvil, "anvil")
    answer_menu(name)
    QTest.mouseClick(row.sounds, Qt.MouseButton.LeftButton)
    opened.bot.waitUntil(lambda: other in _layers(opened)[1].references)
    assert set(_layers(opened)[1].references) == before | {other}
    assert name in row.sounds.text()


def test_a_layer_is_muted_and_removed(opened: Driver) -> None:
    _click(opened, "add")
    rows = _window(opened).rows
    QTest.mouseClick(rows[0].mute, Qt.MouseButton.LeftButton)
    assert _layers(opened)[0].mute
    QTest.mouseClick(rows[0].remove, Qt.MouseButton.LeftButton)
    assert len(_layers(opened)) == 1
    assert not _layers(opened)[0].mute


def test_it_says_that_a_track_is_to_be_chosen(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.studio.tracks.delete_track()
    driver.studio.layers.show()
    window = _window(driver)
    assert "Choose a track" in window._hint.text()
    assert not window.add.isEnabled()


def test_the_inspector_s_list_of_sounds_leads_there(opened: Driver) -> None:
    window = _window(opened)
    window.close()
    pick_by_mouse(opened.bot, opened.studio.window.inspector._reference, "Layers…")
    opened.bot.waitUntil(window.isVisible)
