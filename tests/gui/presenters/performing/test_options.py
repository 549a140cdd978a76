"""What is set for performing, by the menu."""

from __future__ import annotations

import pytest

from foleystudio.gui.presenters.performing.habits import Habits, Mode
from foleystudio.gui.presenters.performing.options import RecordOptions
from foleystudio.gui.settings import Settings
from tests.gui.conftest import Driver


def _ticked(driver: Driver) -> list[str]:
    menu = driver.studio.window.actions_table.submenus["recording"]
    menu.aboutToShow.emit()
    return [action.text().replace("&", "") for action in menu.actions() if action.isChecked()]


def _pick(driver: Driver, text: str) -> None:
    menu = driver.studio.window.actions_table.submenus["recording"]
    menu.aboutToShow.emit()
    (action,) = (action for action in menu.actions() if action.text().replace("&", "") == text)
    action.trigger()


def test_the_menu_shows_and_remembers_what_is_set(driver: Driver) -> None:
    assert driver.studio.findChildren(RecordOptions)
    assert _ticked(driver) == [
        "Pre-roll of 1 s", "Overdub", "Pull to proposals by 60%", "Held keys keep their hit up",
    ]  # fmt: skip
    for text in ("Pre-roll of 2 s", "Replace what the pass goes over", "Pull to proposals by 80%"):
        _pick(driver, text)
    _pick(driver, "Held keys keep their hit up")
    assert _ticked(driver) == ["Pre-roll of 2 s", "Replace what the pass goes over", "Pull to proposals by 80%"]
    habits = Habits(Settings())
    assert (habits.pre_roll_s, habits.mode, habits.pull_degree, habits.holds) == (2.0, Mode.REPLACE, 0.8, False)


@pytest.mark.parametrize("card", ["", "USB / Interface: 2", "Kopfhörer"])
def test_a_latency_is_kept_by_the_name_of_the_card(driver: Driver, card: str) -> None:
    habits = Habits(Settings())
    assert habits.latency_s(card) == 0.0
    habits.put_latency_s(card, 0.035)
    habits.put_latency_s("another", 0.1)
    assert Habits(Settings()).latency_s(card) == 0.035
    habits.put_latency_s(card, 77.0)  # as a damaged file might say
    assert habits.latency_s(card) == 1.0
