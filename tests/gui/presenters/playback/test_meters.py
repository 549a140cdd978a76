"""Meters follow what is heard; the clip lights stay until they are put out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from foleystudio.gui.choice import GUIDE
from tests.gui.conftest import Driver


@pytest.fixture
def heard(on_card: Driver, clip: Path) -> Driver:
    """A studio that plays on the tests' sound card, with a clip and a take."""
    on_card.open(clip)
    on_card.drop_sound(on_card.sound())
    on_card.settle()
    return on_card


@pytest.mark.soundcard
def test_meters_show_what_is_heard_and_lights_stay_until_they_are_clicked(heard: Driver) -> None:
    studio, window = heard.studio, heard.studio.window
    session, mix = studio.session, window.status.meter
    track = session.project.tracks[0]
    meters = window.timeline.meters()
    own, guide = meters[track.key], meters[GUIDE]
    session.change_track("Turn up", replace(track, gain_db=-12.0))
    QTest.keyClick(window, Qt.Key.Key_Space)
    heard.wait(lambda: max(own.held_db) > -40)
    heard.wait(lambda: not studio.player.is_playing)
    assert own.held_db[0] == pytest.approx(max(mix.held_db), abs=0.5)
    assert guide.is_at_rest, "it is muted"
    assert [meter.has_clipped for meter in (own, mix)] == [False, False]
    heard.wait(lambda: own.is_at_rest and mix.is_at_rest)
    session.change_track("Turn up", replace(session.project.tracks[0], gain_db=12.0))
    QTest.keyClick(window, Qt.Key.Key_Space)
    heard.wait(lambda: own.has_clipped and mix.has_clipped)
    heard.wait(lambda: not studio.player.is_playing)
    place = own.mapTo(window, QPoint(2, 2))
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert not own.has_clipped
    assert mix.has_clipped
    window.actions_table["clear_lights"].trigger()
    assert not mix.has_clipped


def test_without_a_card_nothing_is_heard_and_no_meter_moves(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.studio.playback.toggle()
    driver.wait(lambda: driver.studio.playback.position_s > 0.3)
    assert driver.studio.window.status.meter.is_at_rest
    driver.studio.playback.stop()
    driver.wait(lambda: not driver.studio.meters._timer.isActive())
