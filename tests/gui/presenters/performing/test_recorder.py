"""Playing hits live: by real keys on the real window, while the clip runs without a sound card."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from foleystudio.dsp.sound import Wave
from foleystudio.gui.presenters.performing.habits import Mode
from foleystudio.gui.presenters.performing.recorder import STEP
from foleystudio.project.events import Event
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits
from tests.gui.hands import press

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(driver: Driver, make_clip: MakeClip) -> Driver:
    """Six seconds with hits in the first two of them, no pre-roll, and a sound in the bin."""
    driver.open(
        make_clip("long.mov", frames=150, audio=np.concatenate([hits(), np.zeros((4 * 48_000, 1), np.float32)]))
    )
    driver.settle()
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    driver.studio.record.habits.pre_roll_s = 0.0
    return driver


def _record(driver: Driver) -> None:
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert driver.studio.record.is_on
    driver.wait(lambda: driver.studio.player.is_playing)


def _wait_until(driver: Driver, seconds: float) -> None:
    driver.wait(lambda: driver.studio.player.position_s() >= seconds)


def _press_at(driver: Driver, seconds: float, key: Qt.Key) -> tuple[float, float]:
    """Press a key once the clip is there; answers between which instants of it that was."""
    _wait_until(driver, seconds)
    earliest = driver.studio.player.position_s()
    press(key)
    return earliest - 0.015, driver.studio.player.position_s() + 0.015


def _times(driver: Driver) -> list[float]:
    return [event.time_s for event in driver.studio.session.events]


def test_keys_set_hits_where_they_are_pressed_and_a_pass_is_one_step(opened: Driver) -> None:
    session, studio = opened.studio.session, opened.studio
    before = session.events
    assert len(before) == 3
    studio.playback.seek(2.5)
    _record(opened)
    played = []
    for at_s, key in ((2.7, Qt.Key.Key_Z), (3.0, Qt.Key.Key_C), (3.2, Qt.Key.Key_B)):
        played.append(_press_at(opened, at_s, key))
        assert len(session.events) == 3 + len(played)  # it is there as it is played
    press(Qt.Key.Key_Space)
    opened.wait(lambda: not studio.record.is_on)
    assert not studio.player.is_playing
    new = session.events.events[3:]
    assert all(first <= event.time_s <= last for event, (first, last) in zip(new, played, strict=True))
    assert [event.strength for event in new] == [0.2, 0.6, 1.0]
    assert all(event.marked for event in new)
    assert session.document.steps[-1] == STEP
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.events == before
    press(Qt.Key.Key_Z, CTRL_SHIFT)
    assert len(session.events) == 6


class _Stamps(QObject):
    """Notes how the stamps of key events stand to the monotonic clock."""

    offset_s = 0.0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.offset_s = time.monotonic() - event.timestamp() / 1000
        return False


def test_a_window_that_is_busy_makes_no_hit_late(opened: Driver) -> None:
    app, stamps = QApplication.instance(), _Stamps()
    assert app is not None
    app.installEventFilter(stamps)
    _record(opened)
    app.removeEventFilter(stamps)
    studio, pressed = opened.studio, list[float]()
    handle = studio.window.windowHandle()
    for at_s in (2.5, 2.9):
        _wait_until(opened, at_s)
        now_s = time.monotonic()
        pressed.append(studio.player.position_at_s(now_s))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_V, Qt.KeyboardModifier.NoModifier, "v")
            event.setTimestamp(round(1000 * (now_s - stamps.offset_s)))
            QCoreApplication.postEvent(handle, event)
        while time.monotonic() < now_s + 0.2:  # as long as the window does something else
            sum(range(1000))
        QApplication.processEvents()
    press(Qt.Key.Key_Escape)
    assert not studio.record.is_on
    assert _times(opened)[3:] == pytest.approx(pressed, abs=0.015)


def test_a_latency_is_taken_off(opened: Driver) -> None:
    opened.studio.record.habits.put_latency_s(opened.studio.player.card.name, 0.3)
    _record(opened)
    first, last = _press_at(opened, 3.0, Qt.Key.Key_X)
    press(Qt.Key.Key_Escape)
    assert first <= _times(opened)[-1] + 0.3 <= last


def test_digits_choose_the_sound_and_it_is_heard_at_once(opened: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    studio, heard = opened.studio, list[Wave]()
    studio.references.add([opened.sound("one.wav"), opened.sound("two.wav", 900.0)])
    opened.wait(lambda: len(studio.session.project.references) == 2)
    opened.settle()
    chosen = studio.session.reference
    monkeypatch.setattr(studio.player, "strike", heard.append)
    _record(opened)
    opened.wait(lambda: not studio.jobs.is_busy("live sounds"))
    first, second = (reference.key for reference in studio.session.project.references)
    for at_s, keys in ((2.5, "2b"), (2.8, "1z"), (3.1, "0v"), (3.3, "9x")):
        _wait_until(opened, at_s)
        for key in keys:
            press(Qt.Key(ord(key.upper())))
    press(Qt.Key.Key_Escape)
    played = studio.session.events.events[3:]
    assert [event.reference for event in played] == [second, first, None, None]
    assert [len(wave) > 0 for wave in heard] == [True] * 4
    assert np.abs(heard[1]).max() < 0.6 * np.abs(heard[0]).max()
    assert studio.session.reference == chosen  # as before the pass
    press(Qt.Key.Key_2)  # digits are the bin's again
    assert studio.session.reference == second


def test_a_pass_that_replaces_takes_the_place_of_what_it_goes_over(opened: Driver) -> None:
    opened.studio.record.habits.mode = Mode.REPLACE
    opened.studio.playback.seek(0.7)
    before = opened.studio.session.events
    _record(opened)
    first, last = _press_at(opened, 1.2, Qt.Key.Key_B)
    _press_at(opened, 1.8, Qt.Key.Key_Space)
    opened.wait(lambda: not opened.studio.record.is_on)
    kept, hit = _times(opened)
    assert kept == before.events[0].time_s
    assert first <= hit <= last
    opened.studio.session.document.undo()
    assert opened.studio.session.events == before


def test_a_loop_goes_on_in_the_same_pass(opened: Driver) -> None:
    studio = opened.studio
    studio.lanes.set_range(2.2, 3.0)
    press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    _record(opened)
    places = []
    for at_s in (2.4, 2.7):
        places.append(_press_at(opened, at_s, Qt.Key.Key_C))
        opened.wait(lambda: studio.player.position_s() < 2.35)  # the next round
    press(Qt.Key.Key_Space)
    opened.wait(lambda: not studio.record.is_on)
    hits_s = _times(opened)[3:]
    assert all(first <= at_s <= last for at_s, (first, last) in zip(hits_s, places, strict=True))
    studio.session.document.undo()
    assert len(studio.session.events) == 3


def test_a_key_that_is_held_keeps_its_hit_up_and_repeats_nothing(opened: Driver) -> None:
    _record(opened)
    _wait_until(opened, 2.5)
    body = opened.studio.window.centralWidget()
    assert body is not None
    QTest.keyPress(body, Qt.Key.Key_B)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):  # as the keyboard repeats it
        repeat = QKeyEvent(kind, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "b", True)
        QCoreApplication.sendEvent(body, repeat)
    _wait_until(opened, 3.0)
    QTest.keyRelease(body, Qt.Key.Key_B)
    press(Qt.Key.Key_Escape)
    (hit,) = opened.studio.session.events.events[3:]
    assert hit.sustain_s == pytest.approx(0.5, abs=0.2)


def test_the_clip_runs_in_before_the_pass_and_what_is_struck_there_is_none_of_it(opened: Driver) -> None:
    studio = opened.studio
    studio.record.habits.pre_roll_s = 1.0
    studio.playback.seek(3.0)
    _record(opened)
    assert studio.player.position_s() < 2.5
    press(Qt.Key.Key_B)
    assert len(studio.session.events) == 3
    _wait_until(opened, 3.1)
    press(Qt.Key.Key_B)
    assert len(studio.session.events) == 4
    press(Qt.Key.Key_Escape)


def test_before_the_clip_begins_hands_still_get_their_time(opened: Driver) -> None:
    opened.studio.record.habits.pre_roll_s = 0.5
    since_s = time.monotonic()
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert not opened.studio.player.is_playing
    opened.wait(lambda: opened.studio.player.is_playing)
    assert time.monotonic() - since_s >= 0.45
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert not opened.studio.record.is_on


def test_the_button_shows_that_a_track_is_armed_and_the_end_of_the_clip_ends_the_pass(opened: Driver) -> None:
    studio = opened.studio
    (button,) = (b for b in studio.window.transport.findChildren(QToolButton) if b.accessibleName() == "Record live")
    studio.playback.seek(5.5)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert studio.record.is_on
    assert button.isChecked()
    opened.wait(lambda: not studio.record.is_on)
    assert not button.isChecked()
    assert opened.said[-1] == "Nothing was recorded"
    press(Qt.Key.Key_Z)  # which plays nothing any more
    assert len(studio.session.events) == 3


def test_an_undo_within_a_pass_takes_back_what_was_played_and_no_more(opened: Driver) -> None:
    session = opened.studio.session
    session.edit_events("Add event", session.events.added(Event(2.1)))
    _record(opened)
    _wait_until(opened, 2.5)
    press(Qt.Key.Key_B)
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(session.events) == 4
    _wait_until(opened, 2.9)
    press(Qt.Key.Key_B)
    press(Qt.Key.Key_Escape)
    assert session.document.steps[-2:] == ("Add event", STEP)
    assert len(session.events) == 5


def test_a_first_hit_makes_a_track_where_there_is_none(driver: Driver, make_clip: MakeClip) -> None:
    clip: Path = make_clip("silent.mov", frames=100)
    driver.open(clip)
    driver.settle()
    session = driver.studio.session
    session.edit("Delete tracks", session.project.__class__(session.project.clip))
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    driver.studio.record.habits.pre_roll_s = 0.0
    _record(driver)
    _wait_until(driver, 0.5)
    press(Qt.Key.Key_B)
    press(Qt.Key.Key_Escape)
    assert [len(track.events) for track in session.project.tracks] == [1]
