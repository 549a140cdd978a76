from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio import system_memory
from tests.gui.conftest import Driver


@pytest.fixture
def given_back(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether it played each time that memory was given back; a moment after work, not some seconds."""
    given: list[bool] = []
    monkeypatch.setattr(system_memory, "give_back", lambda: given.append(driver.studio.player.is_playing))
    driver.studio.memory._timer.setInterval(20)
    return given


def test_work_that_has_ended_gives_its_memory_back_once(driver: Driver, clip: Path, given_back: list[bool]) -> None:
    driver.open(clip)
    driver.wait(lambda: bool(given_back))
    driver.settle()
    driver.wait(lambda: not driver.studio.memory._timer.isActive() and not driver.is_busy())
    count = len(given_back)
    driver.studio.jobs.succeeded.emit("journal")
    assert not driver.studio.memory._timer.isActive()
    driver.drop_sound(driver.sound())
    driver.wait(lambda: len(given_back) > count)


def test_nothing_is_given_back_while_the_clip_plays(driver: Driver, clip: Path, given_back: list[bool]) -> None:
    driver.open(clip)
    driver.settle()
    driver.studio.playback.toggle()
    driver.studio.jobs.succeeded.emit("take")
    driver.wait(lambda: not driver.studio.player.is_playing)
    driver.wait(lambda: given_back[-1:] == [False])
    assert True not in given_back
