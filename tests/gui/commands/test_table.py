from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.commands.desk import Desk, needs_clip
from foleystudio.gui.commands.table import COMMANDS
from foleystudio.gui.dialogs.shortcut_sheet import ShortcutSheet
from tests.gui.conftest import Driver
from tests.gui.hands import focus, press

_NAME = "ring_the_bell"


@pytest.fixture
def rung() -> Iterator[list[float]]:
    """A command from outside, which is one row: the instants at which it was given."""
    heard: list[float] = []

    def ring(desk: Desk) -> None:
        heard.append(desk.playback.position_s)

    COMMANDS.add(ActionRow(_NAME, "Ring the &bell", ("Ctrl+B",), "Help", "Rings it", ring, needs=needs_clip))
    yield heard
    COMMANDS.remove(_NAME)


def test_a_row_is_in_the_menu_under_its_key_and_in_the_sheet_of_keys(
    rung: list[float], driver: Driver, clip: Path
) -> None:
    window = driver.studio.window
    press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert rung == []  # it needs a clip
    driver.open(clip)
    driver.studio.playback.seek(1.0)
    press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert rung == [pytest.approx(1.0, abs=0.05)]
    (menu,) = (entry.menu() for entry in window.menuBar().actions() if entry.text() == "&Help")
    assert isinstance(menu, QMenu)
    assert "Ring the &bell" in [entry.text() for entry in menu.actions()]
    driver.studio.view.show_shortcuts()
    (sheet,) = window.findChildren(ShortcutSheet)
    assert sheet.page.item(_NAME).text(1) == "Ctrl+B"


def test_a_key_that_was_changed_deletes_no_more(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    window, session = driver.studio.window, driver.studio.session
    events = session.events.events
    window.actions_table.rebind("delete", [QKeySequence("D")])
    window.timeline.events.select([events[0].key])
    focus(window.timeline.events)
    press(Qt.Key.Key_Delete)
    assert session.events.events == events
    press(Qt.Key.Key_D)
    assert session.events.events == events[1:]
