"""The chosen sound on the coming events: struck a card's latency ahead, once each, and nothing when it is off."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from foleystudio.gui.playback.card import CardState
from foleystudio.gui.playback.player import Player
from foleystudio.gui.presenters.performing.live_sounds import LiveSounds
from tests.gui.conftest import Driver
from tests.gui.hands import press


@pytest.fixture
def struck(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int | None, float]]:
    driver.open(clip)
    driver.settle()
    driver.studio.references.add([driver.sound("a.wav"), driver.sound("b.wav", 900)])
    driver.wait(lambda: len(driver.studio.session.project.references) == 2)
    driver.settle()
    found = list[tuple[int | None, float]]()
    monkeypatch.setattr(LiveSounds, "strike", lambda _self, _track, key, hard: found.append((key, hard)))
    monkeypatch.setattr(Player, "card", property(lambda _player: CardState(True, "Speakers", latency_s=0.05)))
    monkeypatch.setattr(Player, "speed", 1.0)
    return found


def test_events_are_struck_once_and_ahead(driver: Driver, struck: list[tuple[int | None, float]]) -> None:
    session, move = driver.studio.session, driver.studio.preview.move
    (first, *_) = session.events
    move(first.time_s - 0.04)
    assert struck == [], "it is not wanted yet"
    driver.studio.window.activateWindow()
    press(Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    move(first.time_s - 0.07)
    assert struck == []
    move(first.time_s - 0.045)
    assert struck == [(session.reference, first.strength)]
    for late_s in (-0.03, 0.0, 0.02):
        move(first.time_s + late_s)
    assert len(struck) == 1
    session.choose_reference(session.project.references[0].key)
    move(first.time_s - 0.06)  # back again: a loop, say
    move(first.time_s - 0.04)
    assert struck[1:] == [(session.project.references[0].key, first.strength)]


def test_what_is_jumped_over_is_not_played(driver: Driver, struck: list[tuple[int | None, float]]) -> None:
    driver.studio.preview.set_on(True)
    driver.studio.preview.move(0.0)
    driver.studio.preview.move(1.9)
    assert struck == []
