from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.gui.look import theme
from foleystudio.project.document import Project
from tests.gui.conftest import Driver


def test_loudness_arrives_by_itself(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.wait(lambda: "LUFS" in driver.studio.window.status.level())
    driver.studio.tracks.toggle_mute()
    driver.wait(lambda: driver.studio.window.status.level() == "silent mix")


def test_overload_is_said_in_colour_and_one_click_normalises(driver: Driver, clip: Path) -> None:
    window, session = driver.studio.window, driver.studio.session
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    button, label = window.status._normalise, window.status._level
    driver.wait(lambda: "dBTP" in window.status.level())
    assert not button.isVisible()
    session.change_track("Turn up", replace(session.project.tracks[0], gain_db=12.0))
    driver.wait(lambda: "over by" in window.status.level())
    assert button.isVisible()
    assert label.palette().color(label.foregroundRole()).name() == theme.tokens().bad
    assert session.loudness is not None
    assert session.loudness.over_db > 3
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.wait(lambda: session.loudness is not None)
    assert -1.2 < session.loudness.true_peak_dbtp <= -1.0
    assert not button.isVisible()
    gains = [session.project.tracks[0].gain_db - 12.0, session.project.guide.gain_db]
    assert gains[0] == pytest.approx(gains[1]), "the balance stays"
    assert window.timeline.tracks.row(session.project.tracks[0].key).strip.fader.text().startswith("+")
    window.actions_table["undo"].trigger()
    driver.wait(lambda: "over by" in window.status.level())
    assert session.project.tracks[0].gain_db == 12.0
    window.actions_table["levels_back"].trigger()
    assert (session.project.tracks[0].gain_db, session.project.guide.gain_db) == (0.0, 0.0)
    driver.wait(lambda: "dBTP" in window.status.level())
    assert not window.actions_table["normalise"].isEnabled()


def test_the_level_of_the_mix_before_is_not_shown_for_that_of_now(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    status = driver.studio.window.status
    driver.wait(lambda: "LUFS" in status.level())
    driver.studio.session.document.undo()
    assert status.level() == "measuring…"
    driver.wait(lambda: "LUFS" in status.level())
    driver.studio.session.document.load(Project())
    driver.wait(lambda: status.level() == "")
