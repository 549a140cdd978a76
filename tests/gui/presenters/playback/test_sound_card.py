from __future__ import annotations

import pytest

from foleystudio.gui.playback.player import Player
from tests.gui.conftest import Driver


def _names(driver: Driver) -> list[str]:
    menu = driver.studio.window.actions_table.submenus["sound_card"]
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def _checked(driver: Driver) -> list[str]:
    menu = driver.studio.window.actions_table.submenus["sound_card"]
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if action.isChecked()]


def test_the_menu_lists_the_cards_there_are(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Player, "cards", ("Speakers", "Headset R&D"))
    driver.studio.cards.choose(None)
    assert _names(driver) == ["Like the &system", "Speakers", "Headset R&&D"]
    assert _checked(driver) == ["Like the &system"]
    monkeypatch.setattr(Player, "cards", ("Speakers",))
    assert _names(driver) == ["Like the &system", "Speakers"]


def test_a_choice_is_played_on_and_remembered(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(driver.studio.player, "set_device", asked.append)
    monkeypatch.setattr(Player, "cards", ("Speakers", "Headset"))
    menu = driver.studio.window.actions_table.submenus["sound_card"]
    menu.aboutToShow.emit()
    menu.actions()[2].trigger()
    assert asked == ["Headset"]
    assert driver.studio.settings.text("play/card", "") == "Headset"
    assert _checked(driver) == ["Headset"]
    monkeypatch.setattr(Player, "cards", ())  # unplugged: still the choice, still to be seen
    assert _checked(driver) == ["Headset"]
    driver.studio.cards.choose(None)
    assert asked[-1] is None
