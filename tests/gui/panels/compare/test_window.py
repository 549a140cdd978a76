"""The Compare window, by keys and mouse on the real studio: it opens, follows the choice, and says what is missing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from foleystudio.gui.panels.compare.view import GUIDE, MIX, REFERENCE, TAKE
from foleystudio.gui.panels.compare.window import CompareWindow
from tests.conftest import MakeClip
from tests.gui import hands
from tests.gui.conftest import HITS_S, Driver


def _window(driver: Driver) -> CompareWindow:
    hands.press(Qt.Key.Key_C)
    driver.wait(lambda: driver.studio.compare._shown is not None)
    shown = driver.studio.compare._shown
    assert shown is not None
    driver.wait(lambda: QApplication.activeWindow() is shown)
    return shown


def test_a_hit_is_shown_beside_its_sound_and_the_guide(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.studio.window.activateWindow()
    window = _window(driver)
    driver.wait(lambda: len(window._view.hits) == 3)
    assert set(window._view.hits) == {TAKE, REFERENCE, GUIDE}
    assert set(window._view.loudness) == {TAKE, MIX, GUIDE}
    assert "event 1 of 3: anvil" in window._title.text()
    lane = driver.studio.window.timeline.events
    times_s = {event.key: event.time_s for event in driver.studio.session.events}
    shown = set()
    for _ in HITS_S:
        hands.press(Qt.Key.Key_Right)
        driver.wait(lambda: len(lane.selected) == 1 and window._view.time_s == times_s[next(iter(lane.selected))])
        shown.add(window._view.time_s)
    assert len(shown) > 1, "it steps from hit to hit"
    switch, decay = window._shown[GUIDE], window._plots.plots()[2]
    assert len(decay.listDataItems()) == 3
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert len(decay.listDataItems()) == 2
    hands.press(Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_the_first_step_leads_on_from_the_hit_that_is_shown(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.studio.window.activateWindow()
    window = _window(driver)
    driver.wait(lambda: "event 1 of 3" in window._title.text())
    assert not driver.studio.window.timeline.events.selected
    hands.press(Qt.Key.Key_Right)
    driver.wait(lambda: "event 2 of 3" in window._title.text())
    hands.press(Qt.Key.Key_Left)
    driver.wait(lambda: "event 1 of 3" in window._title.text())


def test_an_event_that_nothing_plays_is_said_not_to_be_performed(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    hands.focus(driver.studio.window.timeline.events)
    hands.press(Qt.Key.Key_BracketRight)
    while driver.studio.session.events.events[0].strength > 0:
        hands.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.studio.window.activateWindow()
    window = _window(driver)
    driver.wait(lambda: "event 1 of 3: not performed" in window._title.text())
    assert not window._shown[REFERENCE].isEnabled()


def test_without_a_guide_the_take_and_its_sound_are_shown_and_the_switch_says_why(
    driver: Driver, make_clip: MakeClip
) -> None:
    driver.open(make_clip("mute.mov", frames=50))
    hands.press(Qt.Key.Key_E)  # an event where the playhead is
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.studio.window.activateWindow()
    window = _window(driver)
    driver.wait(lambda: set(window._view.hits) == {TAKE, REFERENCE})
    assert set(window._view.loudness) == {TAKE, MIX}
    guide = window._shown[GUIDE]
    assert (guide.isEnabled(), guide.toolTip()) == (False, "The clip's own sound is silent")
    assert window._shown[TAKE].toolTip() == "Draw the take"
    QTest.mouseClick(window._shown[REFERENCE], Qt.MouseButton.LeftButton)
    assert len(window._plots.plots()[2].listDataItems()) == 1


def test_without_a_take_it_cannot_be_opened_and_a_deleted_one_is_said(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    action = driver.studio.window.actions_table["compare"]
    assert not action.isEnabled()
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.studio.window.activateWindow()
    window = _window(driver)
    driver.wait(lambda: len(window._view.hits) == 3)
    driver.studio.session.document.undo()
    driver.wait(lambda: "Generate a take" in window._hint.text())
    assert window._view.hits == {}
