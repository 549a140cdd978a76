"""A recipe saved by the menu is one that the command line performs."""

from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.engine.recipes.render import ProjectRender, render_recipe
from foleystudio.gui.dialogs import questions
from foleystudio.media.sound.reader import read_sound
from tests.gui.conftest import Driver


def _trigger(driver: Driver) -> None:
    driver.studio.window.actions_table["save_recipe"].trigger()


def test_what_the_window_saves_is_performed_without_it(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = driver.folder / "own.toml"
    monkeypatch.setattr(questions, "save_file", lambda *_: file)
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.settle()
    _trigger(driver)
    assert any("--recipe" in said for said in driver.said)
    made = render_recipe(clip, file, ProjectRender(driver.folder / "out.wav"))
    assert [event.time_s for event in made.project.tracks[0].events] == [
        event.time_s for event in driver.studio.session.events
    ]
    assert read_sound(driver.folder / "out.wav").samples.any()


def test_a_project_without_sounds_says_so(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "save_file", lambda *_: driver.folder / "own.toml")
    driver.open(clip)
    _trigger(driver)
    assert any("no track has a sound" in told.lower() for told in driver.studio.window.banners.texts())
    assert not (driver.folder / "own.toml").exists()
