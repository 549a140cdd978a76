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


# Unasked --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def unasked(driver: Driver, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Estimated:
    """Has the picture analysed, by its button, where the estimate would come out as this."""
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(tmp_path / "nothing analysed"))
    driver.open(clip)
    driver.settle()

    def look(estimate: OffsetEstimate | None) -> None:
        monkeypatch.setattr("foleystudio.engine.timing.offset.estimate_unasked", lambda *_args: estimate)
        _press_picture(driver)
        driver.settle()

    return look


def _press_picture(driver: Driver) -> None:
    transport = driver.studio.window.transport
    (button,) = (b for b in transport.findChildren(QPushButton) if b.text() == "Picture")
    driver.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.wait(lambda: not driver.studio.proposals.are_coming())


def _button(driver: Driver, text: str) -> QPushButton:
    (button,) = (b for b in driver.studio.window.banners.findChildren(QPushButton) if b.text() == text)
    return button


def test_a_sure_one_is_offered_unasked_once_the_picture_is_analysed(driver: Driver, unasked: Estimated) -> None:
    session = driver.studio.session
    assert _offers(driver) == [], "the picture has not been looked at"
    unasked(OffsetEstimate(145.0, 0.7))
    driver.wait(lambda: len(_offers(driver)) == 1)
    assert session.project.offset_ms == 0
    driver.bot.mouseClick(_button(driver, "Use +145 ms"), Qt.MouseButton.LeftButton)
    assert session.project.offset_ms == 145
    session.document.undo()
    _press_picture(driver)
    driver.settle()
    assert _offers(driver) == [], "each clip is looked at once"


def test_of_a_clip_that_it_was_refused_for_it_is_never_offered_again(driver: Driver, unasked: Estimated) -> None:
    unasked(OffsetEstimate(145.0, 0.7))
    driver.wait(lambda: len(_offers(driver)) == 1)
    driver.bot.mouseClick(_button(driver, "Not for this clip"), Qt.MouseButton.LeftButton)
    driver.wait(lambda: not _offers(driver))
    driver.studio.offset._looked_at = None  # as in another session
    _press_picture(driver)
    driver.settle()
    assert _offers(driver) == []
    assert driver.studio.session.project.offset_ms == 0


def test_what_is_near_enough_is_not_worth_a_sentence(driver: Driver, unasked: Estimated) -> None:
    unasked(OffsetEstimate(80.0, 0.8))
    assert _offers(driver) == []
    assert driver.errors == []
