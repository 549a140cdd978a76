from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from foleystudio.engine.timing.offset import LARGEST_MS, OffsetEstimate
from tests.gui.conftest import Driver

Estimated = Callable[[OffsetEstimate | None], None]


@pytest.fixture
def estimated(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> Estimated:
    """Asks for an estimate by the command, and has it come out as this."""
    driver.open(clip)
    driver.settle()

    def ask(estimate: OffsetEstimate | None) -> None:
        monkeypatch.setattr("foleystudio.engine.timing.offset.estimate_offset", lambda *_args: estimate)
        driver.studio.window.actions_table["estimate_offset"].trigger()
        driver.settle()

    return ask


def _offers(driver: Driver) -> list[QPushButton]:
    return [b for b in driver.studio.window.banners.findChildren(QPushButton) if b.text().startswith("Use ")]


def test_an_estimate_is_offered_and_an_edit_when_it_is_taken(driver: Driver, estimated: Estimated) -> None:
    session, window = driver.studio.session, driver.studio.window
    estimated(OffsetEstimate(62.4, 0.7))
    assert session.project.offset_ms == 0, "nothing is applied unasked"
    driver.wait(lambda: any("62 ms late" in text and "70 % sure" in text for text in window.banners.texts()))
    [button] = _offers(driver)
    assert button.text() == "Use +62 ms"
    driver.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.project.offset_ms == 62
    assert session.document.undo_name == "Estimate offset"
    assert not any("ms late" in text for text in window.banners.texts())
    session.document.undo()
    assert session.project.offset_ms == 0


def test_sound_that_comes_before_its_picture_is_early(driver: Driver, estimated: Estimated) -> None:
    estimated(OffsetEstimate(-LARGEST_MS, 0.9))
    [button] = _offers(driver)
    driver.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    session = driver.studio.session
    assert session.project.offset_ms == driver.studio.window.inspector.knob("offset_ms").value() == -LARGEST_MS


def test_nothing_is_offered_where_it_is_unsure_or_says_nothing_new(driver: Driver, estimated: Estimated) -> None:
    estimated(None)
    assert any("too little" in text for text in driver.said)
    assert _offers(driver) == []
    estimated(OffsetEstimate(4.0, 0.8))
    assert any("as it is set" in text for text in driver.said)
    assert _offers(driver) == []
