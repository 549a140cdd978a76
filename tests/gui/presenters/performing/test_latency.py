"""Finding the latency of live hits: by tapping on the real dialog, on a card whose time the test makes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from foleystudio.gui.dialogs.tap_along import TapAlongDialog
from foleystudio.gui.playback.card import CardState
from foleystudio.gui.playback.tap_along import DURATION_S, PERIOD_S
from tests.gui.conftest import Driver


class _Card:
    """Stands in for the player's clock: how far into the clicks the listener is."""

    heard_s: float | None = None
    looks = 0

    def auditioned_s(self, _at_s: float) -> float | None:
        self.looks += 1
        return self.heard_s


@pytest.fixture
def card(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> _Card:
    card, player = _Card(), driver.studio.player
    monkeypatch.setattr(type(player), "card", property(lambda _player: CardState(True, "USB / 2")))
    monkeypatch.setattr(player, "auditioned_s", card.auditioned_s)
    monkeypatch.setattr(player, "audition", lambda _sound: None)
    return card


def _opened(driver: Driver) -> TapAlongDialog:
    menu = driver.studio.window.actions_table.submenus["recording"]
    menu.aboutToShow.emit()
    (action,) = (action for action in menu.actions() if action.text() == "&Latency…")
    action.trigger()
    dialog = driver.studio.latency.dialog
    assert dialog is not None
    return dialog


def _tap_along(driver: Driver, card: _Card, dialog: TapAlongDialog, late_s: Callable[[int], float]) -> None:
    card.heard_s = 0.0
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    for number in range(4, 20):
        card.heard_s = number * PERIOD_S + late_s(number)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space if number % 2 else Qt.Key.Key_J)
    card.heard_s = DURATION_S + 1.0
    driver.wait(dialog.start.isEnabled)


def test_taps_find_it_and_it_is_kept_by_the_card_s_name(driver: Driver, card: _Card) -> None:
    dialog = _opened(driver)
    _tap_along(driver, card, dialog, lambda number: 0.06 + 0.005 * (number % 3))
    assert dialog.found.text() == "+65 ms, give or take 5 ms"
    assert dialog.value.value() == 65
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    driver.wait(lambda: driver.studio.latency.dialog is None)
    assert driver.studio.record.habits.latency_s("USB / 2") == pytest.approx(0.065)
    assert driver.studio.record.habits.latency_s("another") == 0.0


def test_uneven_taps_change_nothing(driver: Driver, card: _Card) -> None:
    driver.studio.record.habits.put_latency_s("USB / 2", 0.02)
    dialog = _opened(driver)
    _tap_along(driver, card, dialog, lambda number: 0.12 * (number % 3))
    assert "too uneven" in dialog.found.text()
    assert dialog.value.value() == 20
    dialog.reject()


def test_a_card_that_is_opened_anew_meanwhile_ends_nothing(
    driver: Driver, card: _Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foleystudio.gui.presenters.performing.latency._WAIT_S", 0.2)
    dialog = _opened(driver)
    card.heard_s = 0.0
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    for number in range(4, 20):
        card.heard_s = number * PERIOD_S + 0.06
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_J)
    _look(driver, card, 8)  # which is longer than a card is waited for
    card.heard_s = None  # it ran dry, and is opened with more time
    _look(driver, card, 1)
    card.heard_s = DURATION_S + 1.0
    driver.wait(dialog.start.isEnabled)
    assert dialog.found.text() == "+60 ms, give or take 0 ms"
    dialog.reject()


def _look(driver: Driver, card: _Card, times: int) -> None:
    """Wait until the dialog has looked so often how far the clicks are."""
    until = card.looks + times
    driver.wait(lambda: card.looks >= until)


def test_it_can_be_typed(driver: Driver, card: _Card) -> None:
    dialog = _opened(driver)
    dialog.value.setFocus()
    dialog.value.selectAll()
    QTest.keyClicks(dialog.value, "-35")
    QTest.keyClick(dialog.value, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert driver.studio.record.habits.latency_s("USB / 2") == pytest.approx(-0.035)


def test_without_a_card_it_says_so(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foleystudio.gui.presenters.performing.latency._WAIT_S", 0.1)
    dialog = _opened(driver)
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    driver.wait(dialog.start.isEnabled)
    assert dialog.found.text().startswith("There is no sound card")
    QApplication.processEvents()
    assert dialog.found.height() >= dialog.found.heightForWidth(dialog.found.width()), "all of it can be read"
    dialog.reject()
    driver.wait(lambda: driver.studio.latency.dialog is None)
