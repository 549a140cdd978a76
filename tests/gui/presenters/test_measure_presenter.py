from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.dsp.sound import Sound
from foleystudio.gui import theme
from foleystudio.gui.presenters.measure_presenter import match_figures
from tests.conftest import MakeClip
from tests.gui.conftest import HITS_S, Driver, hits


def test_figures_say_what_is_heard_and_how_it_sounds() -> None:
    take = Sound(hits(), 48_000)
    targets = np.array([*HITS_S, 1.2, 7.0])
    timing, timbre = match_figures(take, targets, "events", [Sound(hits((0.1,), 0.5), 48_000)])
    assert timing.text == "timing 3 of 4"
    assert not timing.good
    assert timbre.text == "timbre 1.00"
    assert timbre.good
    assert match_figures(take, np.zeros(0), "events", []) == ()


def test_another_sound_is_less_alike() -> None:
    take = Sound(hits(), 48_000)
    noise = (0.1 * np.random.default_rng(0).standard_normal((24_000, 1))).astype(np.float32)
    alike = match_figures(take, np.zeros(0), "events", [Sound(hits((0.1,), 0.5), 48_000)])[0]
    unlike = match_figures(take, np.zeros(0), "events", [Sound(noise, 48_000)])[0]
    assert float(alike.text.split()[-1]) > float(unlike.text.split()[-1].replace("−", "-"))


def test_figures_and_loudness_arrive_by_themselves(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    pills = driver.studio.window.inspector._figures
    driver.wait(lambda: pills[0].text() == "timing 3 of 3")
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
    assert window.timeline.tracks.row(session.project.tracks[0].key).head.texts[1].startswith("+")
    window.actions_table["undo"].trigger()
    driver.wait(lambda: "over by" in window.status.level())
    assert session.project.tracks[0].gain_db == 12.0
    window.actions_table["levels_back"].trigger()
    assert (session.project.tracks[0].gain_db, session.project.guide.gain_db) == (0.0, 0.0)
    driver.wait(lambda: "dBTP" in window.status.level())
    assert not window.actions_table["normalise"].isEnabled()


def test_figures_of_a_clip_that_was_let_go_do_not_stand_beside_the_next(
    driver: Driver, clip: Path, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    pills = driver.studio.window.inspector._figures
    driver.wait(lambda: pills[0].text() == "timing 3 of 3")
    monkeypatch.setattr(driver.studio.window, "may_close", lambda: True)
    driver.open(make_clip("next.mov", frames=50, audio=hits((0.3,))))
    driver.wait(lambda: not driver.studio.session.project.takes)
    driver.wait(lambda: not any(pill.text() for pill in pills))
