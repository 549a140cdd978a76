"""How hits are chosen, choked, levelled and followed: picked by mouse and keys in the real window, and heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.dsp.sound import Sound
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.settings import LevelMatch, SynthesisSettings
from tests.gui import hands
from tests.gui.conftest import Driver, made_from


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
    knob, auto = inspector.knob("follow"), inspector.controls.left_alone["follow"]
    driver.wait(lambda: knob.value() == 1.0, "a texture follows")
    assert auto.isChecked()
    _click(auto)
    driver.wait(lambda: _settings(driver).follow == 1.0)
    assert not auto.isChecked()
    hands.focus(knob._slider)
    hands.press(Qt.Key.Key_Home)
    driver.wait(lambda: _settings(driver).follow == 0.0)
    _click(auto)
    driver.wait(lambda: _settings(driver).follow is None)
    assert knob.value() == 1.0
