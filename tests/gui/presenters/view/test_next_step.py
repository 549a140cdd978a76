from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog

from foleystudio.gui.app import begin
from foleystudio.gui.presenters.view.next_step import Step
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, made_from


def lit(driver: Driver) -> list[str]:
    """What the buttons with the accent say."""
    buttons = driver.studio.window.findChildren(QAbstractButton)
    return [b.text() for b in buttons if b.property("role") == "primary" and b.isVisible() and b.isEnabled()]


def press(driver: Driver, text: str) -> None:
    (button,) = (b for b in driver.studio.window.findChildren(QAbstractButton) if b.text() == text and b.isVisible())
    driver.bot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose_files(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    texts = [str(path) for path in paths]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (texts, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (texts[0], ""))


def test_the_accent_leads_from_a_clip_to_the_export(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = driver.studio.session
    assert lit(driver) == ["Open a clip…"]
    choose_files(monkeypatch, clip)
    press(driver, "Open a clip…")
    driver.wait(lambda: session.clip is not None)
    driver.settle()
    assert lit(driver) == ["Add references…"], "there is nothing to export yet"
    choose_files(monkeypatch, driver.sound("a.wav"), driver.sound("b.wav", 800))
    press(driver, "Add references…")
    driver.wait(lambda: len(session.project.references) == 2)
    driver.settle()
    assert (lit(driver), session.project.takes) == (["Generate"], ()), "which of them is the user's to say"
    assert "2 sounds: Generate (Ctrl+Return) performs them together on Foley 1" in driver.said[-1]
    session.choose_reference(session.project.references[0].key)
    press(driver, "Generate")
    driver.wait(lambda: bool(session.project.takes))
    driver.settle()
    assert lit(driver) == ["Export"]
    session.choose_reference(session.project.references[1].key)
    assert lit(driver) == ["Generate"], "this one is not performed yet"
    session.document.undo()
    session.document.undo()
    assert (lit(driver), session.project.references) == (["Add references…"], ())


@pytest.mark.parametrize("by", ["menu", "button", "key"])
def test_a_sound_added_to_an_empty_track_is_performed_at_once(
    driver: Driver, clip: Path, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    session, window = driver.studio.session, driver.studio.window
    choose_files(monkeypatch, driver.sound("a.wav"))
    if by == "button":
        press(driver, "Add references…")
    elif by == "key":
        driver.bot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    else:
        window.actions_table["add_references"].trigger()
    driver.wait(lambda: bool(session.project.takes))
    driver.settle()
    assert made_from(session.project.takes[0]).references == (session.project.references[0].key,)
    assert lit(driver) == ["Export"]
    choose_files(monkeypatch, driver.sound("b.wav", 800))
    press(driver, "Add references…")
    driver.wait(lambda: len(session.project.references) == 2)
    driver.settle()
    assert len(session.project.takes) == 1, "what is there is not added to unasked"
    assert "Added b: Generate (Ctrl+Return) performs it on Foley 1" in driver.said[-1]
    assert lit(driver) == ["Generate"]
    assert driver.errors == []


@pytest.mark.parametrize("sound_first", [False, True])
def test_a_clip_and_a_sound_on_the_command_line_are_performed(driver: Driver, clip: Path, sound_first: bool) -> None:
    sound, session = driver.sound("a.wav"), driver.studio.session
    begin(driver.studio, [str(path) for path in ((sound, clip) if sound_first else (clip, sound))])
    driver.wait(lambda: bool(session.project.takes))
    assert made_from(session.project.takes[0]).references == (session.project.references[0].key,)
    assert len(session.project.takes) == 1


def test_a_sound_may_come_before_its_clip(driver: Driver, clip: Path) -> None:
    session = driver.studio.session
    driver.studio.references.add([driver.sound("a.wav")])
    driver.wait(lambda: bool(session.project.references))
    assert "open a clip to hear it performed" in driver.said[-1]
    driver.open(clip)
    driver.wait(lambda: bool(session.project.takes))


def test_without_events_nothing_is_led_to_that_would_do_nothing(driver: Driver, make_clip: MakeClip) -> None:
    driver.open(make_clip("still.mp4", frames=4))
    driver.settle()
    driver.studio.events.strike_out([event.key for event in driver.studio.session.events])
    driver.studio.references.add([driver.sound("a.wav")])
    driver.wait(lambda: bool(driver.studio.session.project.references))
    driver.settle()
    assert driver.studio.next_step.step is Step.TIME
    assert lit(driver) == []
    driver.studio.events.add(0.04)
    assert lit(driver) == ["Generate"]
