"""Knobs, those of the table and those from outside: turned by mouse and keys in the real window, and heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from foleystudio.dsp.sound import Sound
from foleystudio.gui.widgets.slider import ThinSlider
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.settings import LevelMatch, SynthesisSettings
from foleystudio.project.storage.saved import load_project
from tests.gui import hands
from tests.gui.conftest import Driver, made_from
from tests.outside import knob


def _settings(driver: Driver) -> SynthesisSettings:
    return made_from(driver.studio.session.project.takes[0]).settings


def _click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]  # any widget can be clicked


def test_choices_are_picked_heard_and_undone(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    controls, before = driver.studio.window.inspector.controls, read_sound(driver.studio.session.project.takes[0].path)
    assert not controls.boxes["in_turn"].isEnabled(), "there is one sound: nothing to choose from"
    hands.pick_by_mouse(driver.bot, controls.boxes["level_match"], "Match each hit")
    driver.wait(lambda: _settings(driver).level_match is LevelMatch.HITS)
    matched = read_sound(driver.studio.session.project.takes[0].path)
    assert not np.allclose(matched.samples, before.samples, atol=1e-3)
    _click(controls.toggles["choke"])
    driver.wait(lambda: _settings(driver).choke)
    driver.studio.window.activateWindow()
    hands.focus(controls.boxes["level_match"])
    hands.pick_by_keys(controls.boxes["level_match"], "By strength")
    driver.wait(lambda: _settings(driver).level_match is LevelMatch.NONE)
    for _ in range(3):
        driver.studio.window.actions_table["undo"].trigger()
    driver.wait(lambda: _settings(driver) == SynthesisSettings(seed=_settings(driver).seed))
    assert np.array_equal(read_sound(driver.studio.session.project.takes[0].path).samples, before.samples)


def test_follow_is_what_the_sounds_kind_has_until_it_is_turned(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    rain = 0.1 * np.random.default_rng(0).standard_normal((48_000 * 4, 1)).astype(np.float32)
    write_sound(driver.folder / "rain.wav", Sound(rain, 48_000))
    driver.drop_sound(driver.folder / "rain.wav")
    inspector = driver.studio.window.inspector
    follow, auto = inspector.knob("follow"), inspector.controls.left_alone["follow"]
    driver.wait(lambda: follow.value() == 1.0, "a texture follows")
    assert auto.isChecked()
    _click(auto)
    driver.wait(lambda: _settings(driver).follow == 1.0)
    assert not auto.isChecked()
    hands.focus(follow._slider)
    hands.press(Qt.Key.Key_Home)
    driver.wait(lambda: _settings(driver).follow == 0.0)
    _click(auto)
    driver.wait(lambda: _settings(driver).follow is None)
    assert follow.value() == 1.0


@pytest.fixture
def outside_driver(request: pytest.FixtureRequest) -> Iterator[Driver]:
    """A window that was made with a knob from outside in the table."""
    with knob.grit():
        yield request.getfixturevalue("driver")


def _drag(slider: ThinSlider, share: float) -> None:
    """Take the knob of a slider to a place with the mouse."""
    start, goal = (QPoint(round(slider.width() * at), slider.height() // 2) for at in (0.1, share))
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(slider, (start + goal) / 2)
    QTest.mouseMove(slider, goal)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=goal)


def test_one_from_outside_is_turned_heard_listed_saved_and_undone(outside_driver: Driver, clip: Path) -> None:
    driver, session = outside_driver, outside_driver.studio.session
    inspector, undo = driver.studio.window.inspector, driver.studio.window.actions_table["undo"]
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    assert not inspector.knob("grit").isVisible(), "only renderers have it whose row names it"
    hands.pick_by_mouse(driver.bot, inspector._renderer, "Steady")
    driver.wait(lambda: made_from(session.project.takes[0]).renderer == knob.STEADY)
    slider = inspector.knob("grit")
    assert slider.isVisible()
    assert slider.toolTip().startswith("How much sand is in it")
    _drag(slider._slider, 0.5)
    driver.wait(lambda: _settings(driver).value("grit") == pytest.approx(0.5, abs=0.02))
    value = _settings(driver).value("grit")
    (take,) = session.project.takes
    assert read_sound(take.path).samples == pytest.approx(value, abs=1e-3), "the renderer was handed it"
    assert f"grit {value:.0%}" in inspector.takes.rows()[0].facts
    assert session.document.undo_name == "Change grit"
    driver.save(driver.folder / "p.foley")
    again = load_project(driver.folder / "p.foley").project
    assert again.tracks[0].settings.value("grit") == made_from(again.takes[0]).settings.value("grit") == value
    undo.trigger()
    assert session.project.tracks[0].settings.value("grit") == slider.value() == 0.0
    hands.focus(slider._slider)
    hands.press(Qt.Key.Key_End)
    driver.wait(lambda: _settings(driver).value("grit") == 1.0)
    assert driver.errors == []


def test_a_switch_and_a_choice_from_outside_have_rows_of_their_own(outside_driver: Driver, clip: Path) -> None:
    driver, session = outside_driver, outside_driver.studio.session
    controls = driver.studio.window.inspector.controls
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    _click(controls.toggles["boots"])
    hands.pick_by_mouse(driver.bot, controls.boxes["ground"], "Snow")
    driver.wait(lambda: _settings(driver).value("ground") == "snow")
    assert _settings(driver).value("boots") is True
    assert driver.studio.window.inspector.takes.rows()[0].facts.endswith("boots · ground snow")
    assert session.document.steps[-2:] == ("Change boots", "Change what it is walked on")


def test_a_value_of_a_knob_that_is_gone_is_kept_and_told(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    session = driver.studio.session
    track = session.project.tracks[0]
    session.change_track("x", replace(track, settings=track.settings.with_values({"sparkle": 0.25})))
    driver.wait(lambda: _settings(driver).value("sparkle") == 0.25)
    driver.save(driver.folder / "p.foley")
    driver.studio.project.new()
    driver.studio.open(driver.folder / "p.foley")
    driver.wait(lambda: session.clip is not None and bool(session.project.takes))
    assert driver.studio.window.inspector.takes.rows()[0].facts.endswith("sparkle 0.25 (unknown)")
    inspector = driver.studio.window.inspector
    hands.focus(inspector.knob("strength")._slider)
    hands.press(Qt.Key.Key_Home)
    driver.wait(lambda: _settings(driver).strength == 0.0)
    assert _settings(driver).value("sparkle") == 0.25
    assert driver.errors == []
