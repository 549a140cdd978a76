"""Single hits: typed, re-rolled and kept, by the bar at the timeline's foot and by keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.dsp.sound import Wave
from foleystudio.media.sound.reader import read_sound
from tests.gui.conftest import HITS_S, Driver
from tests.gui.hands import pick_by_keys, pick_by_mouse, press

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(driver: Driver, clip: Path) -> Driver:
    """A window whose second hit is selected."""
    driver.open(clip)
    driver.settle()
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    driver.studio.window.timeline.events.select([driver.studio.session.events.events[1].key])
    return driver


def _type(driver: Driver, field: str, text: str) -> None:
    line = driver.studio.window.hit_bar.fields[field]
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def _shown(driver: Driver, field: str) -> str:
    return driver.studio.window.hit_bar.fields[field].text()


def test_the_bar_shows_what_is_selected(opened: Driver) -> None:
    bar = opened.studio.window.hit_bar
    assert bar.isVisible()
    assert _shown(opened, "gain_db") == "0 dB"
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert bar._title.text() == "3 hits"
    assert _shown(opened, "time_s") == "several"
    press(Qt.Key.Key_Escape)
    assert not bar.isVisible()


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("time_s", "00:00:01:00", "00:00:01:00"), ("time_s", "1.48s", "00:00:01:12"),
        ("time_s", "1.5s", "1.5000s"), ("strength", "40", "40%"),
        ("strength", "-10%", ""), ("sustain_s", "0.25", "0.25 s"), ("gain_db", "-6", "−6 dB"),
        ("gain_db", "+=2", "+2 dB"),
        ("pan", "L30", "L30"), ("pan", "25", "R25"), ("pan", "r", "R100"), ("length_s", "0.2", "0.2 s"),
        ("pitch_semitones", "3.5", "+3.5 st"), ("label", "heel", "heel"), ("note", "too late", "too late"),
    ],
)  # fmt: skip
def test_numbers_and_words_are_typed(opened: Driver, field: str, text: str, shown: str) -> None:
    session = opened.studio.session
    key = opened.studio.window.timeline.events.selected[0]
    before = session.events.get(key)
    _type(opened, field, text)
    assert _shown(opened, field) == shown or not shown
    after = session.events.get(key)
    assert getattr(after, field) != getattr(before, field)
    assert after.marked
    assert session.document.undo_name is not None
    assert session.document.undo_name.startswith("Set ")
    session.document.undo()
    assert session.events.get(key) == before


def test_many_hits_are_changed_together_each_from_where_it_is(opened: Driver) -> None:
    session = opened.studio.session
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    before = [event.time_s for event in session.events]
    _type(opened, "time_s", "+5f")
    assert [event.time_s for event in session.events] == pytest.approx([at + 0.2 for at in before], abs=0.041)
    strengths = [event.strength for event in session.events]
    _type(opened, "strength", "-50%")
    assert [event.strength for event in session.events] == pytest.approx([0.5 * s for s in strengths], abs=0.005)
    assert session.document.undo_name == "Set strength of 3 events"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("gain_db", "loud"),
        ("gain_db", "900"),
        ("time_s", "00:99"),
        ("time_s", "50s"),
        ("strength", ""),
        ("sustain_s", "x"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(opened: Driver, field: str, text: str) -> None:
    session, was = opened.studio.session, _shown(opened, field)
    before, said = session.events, len(opened.said)
    _type(opened, field, text or " ")
    assert session.events == before
    assert len(opened.said) > said
    assert _shown(opened, field) == was


def _around(driver: Driver, at_s: float) -> Wave:
    take = driver.studio.session.project.takes[0]
    wave = read_sound(take.path).samples
    return wave[round((at_s - 0.02) * 48_000) : round((at_s + 0.25) * 48_000)]


def test_one_hit_is_rolled_again_and_the_others_stay(opened: Driver) -> None:
    session, lane = opened.studio.session, opened.studio.window.timeline.events
    opened.drop_sound(opened.sound("many.wav", 500, (0.01, 0.5, 1.0, 1.5)))
    opened.settle()
    before = [_around(opened, at) for at in HITS_S]
    lane.select([session.events.events[1].key])
    press(Qt.Key.Key_R, CTRL_SHIFT)
    opened.settle()
    after = [_around(opened, at) for at in HITS_S]
    assert [np.array_equal(*pair) for pair in zip(before, after, strict=True)] == [True, False, True]
    assert session.document.undo_name == "Re-roll event"


def test_a_kept_hit_stays_in_the_next_variation(opened: Driver) -> None:
    session, lane = opened.studio.session, opened.studio.window.timeline.events
    opened.drop_sound(opened.sound("many.wav", 500, (0.01, 0.5, 1.0, 1.5)))
    opened.settle()
    lane.select([session.events.events[1].key])
    press(Qt.Key.Key_K, CTRL_SHIFT)
    opened.settle()
    before = [_around(opened, at) for at in HITS_S]
    track = session.project.tracks[0]
    opened.studio.inspector._turn("seed", float(track.settings.seed + 1))
    opened.settle()
    after = [_around(opened, at) for at in HITS_S]
    assert [np.array_equal(*pair) for pair in zip(before, after, strict=True)] == [False, True, False]
    press(Qt.Key.Key_K, CTRL_SHIFT)
    assert all(event.seed is None for event in session.events)


def test_h_plays_from_a_moment_before_the_hit(opened: Driver) -> None:
    went: list[float] = []
    opened.studio.playback.moved.connect(went.append)
    press(Qt.Key.Key_H)
    assert went[0] == pytest.approx(HITS_S[1] - 0.4, abs=0.05)


def test_a_hit_gets_a_sound_of_its_own_and_the_track_s_again(opened: Driver) -> None:
    session, bar = opened.studio.session, opened.studio.window.hit_bar
    key = opened.studio.window.timeline.events.selected[0]
    opened.drop_sound(opened.sound("anvil.wav"))
    opened.drop_sound(opened.sound("bell.wav"))
    opened.settle()
    opened.studio.window.timeline.events.select([key])
    bell = session.project.references[-1].key
    pick_by_mouse(opened.bot, bar.sound, session.project.references[-1].name)
    assert session.events.get(key).reference == bell
    assert bar.sound.currentText() == session.project.references[-1].name
    opened.studio.window.timeline.events.select([event.key for event in session.events])
    assert bar.sound.currentText() == "several"
    pick_by_keys(bar.sound, "the track's")
    assert {event.reference for event in session.events} == {None}
