from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from tests.gui.conftest import Driver
from tests.gui.hands import press


def test_the_picture_lights_up_where_an_event_is(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.settle()
    window, playback = driver.studio.window, driver.studio.playback
    playback.seek(0.72)
    driver.studio.events.add(0.72)
    assert window.picture.flash is None, "not unless it is wanted"
    dark = window.picture.grab().toImage()
    window.activateWindow()
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.picture.flash is not None
    assert window.picture.grab().toImage() != dark
    playback.seek(0.76)
    assert window.picture.flash is None, "its frame is over"
    driver.studio.flashes.move(0.76, plays=True)
    assert window.picture.flash is not None, "while playing it is held long enough to be seen"
    driver.studio.flashes.move(0.81, plays=True)
    assert window.picture.flash is None
    playback.seek(0.72)
    window.actions_table["undo"].trigger()
    assert window.picture.flash is None
