from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.gui.dialogs.preferences.pages.sound_card import SoundCardPage
from foleystudio.gui.playback.card import CardState
from foleystudio.gui.playback.microphone import Microphone
from foleystudio.gui.playback.player import Player
from tests.gui.conftest import Driver
from tests.gui.hands import pick_by_mouse

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> SoundCardPage:
    monkeypatch.setattr(Player, "cards", ("Speakers", "Headset R&D"))
    monkeypatch.setattr(Player, "microphones", ("Webcam", "Lavalier"))
    monkeypatch.setattr(Player, "card", property(lambda _player: CardState(True, "Speakers", latency_s=0.023)))
    driver.studio.cards.choose(None)
    driver.studio.preferences.show("sound_card")
    dialog = driver.studio.preferences.dialog
    assert dialog is not None
    driver.bot.waitExposed(dialog)
    (found,) = dialog.findChildren(SoundCardPage)
    return found


def test_the_card_is_the_menus_own(driver: Driver, page: SoundCardPage) -> None:
    assert page.output.currentText() == "Like the system"
    assert "23 ms" in page.card_note.text()
    pick_by_mouse(driver.bot, page.output, "Headset R&D")
    menu = driver.studio.window.actions_table.submenus["sound_card"]
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Headset R&&D"]
    menu.actions()[1].trigger()
    assert page.output.currentText() == "Speakers"


def test_the_chosen_microphone_is_opened(driver: Driver, page: SoundCardPage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str | None]()
    monkeypatch.setattr(Microphone, "start", lambda _self, device=None: asked.append(device))
    pick_by_mouse(driver.bot, page.input, "Lavalier")
    driver.studio.record.habits.listens = True
    driver.studio.record.armed.emit(True)
    assert asked == ["Lavalier"]
    driver.studio.record.armed.emit(False)


def test_latency_is_typed_and_found_by_the_cards_name(driver: Driver, page: SoundCardPage) -> None:
    assert page.latency_note.text() == "Kept for Speakers"
    page.latency.setFocus()
    page.latency.selectAll()
    QTest.keyClicks(page.latency, "42")
    QTest.keyClick(page.latency, Qt.Key.Key_Return)
    assert driver.studio.record.habits.latency_s("Speakers") == pytest.approx(0.042)
    QTest.mouseClick(page.tap_along, LEFT)
    dialog = driver.studio.latency.dialog
    assert dialog is not None
    assert dialog.value.value() == 42
    dialog.value.setValue(50)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    driver.wait(lambda: driver.studio.latency.dialog is None)
    page.tap_along.setFocus()
    driver.wait(lambda: page.latency.value() == 50)


def test_what_is_wrong_with_the_card_is_told(
    driver: Driver, page: SoundCardPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Player, "card", property(lambda _player: CardState(problem="there is no sound card")))
    driver.wait(lambda: page.card_note.text() == "No sound: there is no sound card")
