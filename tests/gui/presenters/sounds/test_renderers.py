"""Renderers from outside: chosen in the inspector, heard, saved; and a project of one that is not there any more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from foleystudio.media.sound.reader import read_sound
from foleystudio.project.storage.saved import load_project
from tests.gui import hands
from tests.gui.conftest import RATE_HZ, Driver, made_from
from tests.outside import renderer
from tests.outside.renderer import CLICKS


def _saved_with_clicks(driver: Driver, clip: Path) -> Path:
    """A project whose take is by a renderer from outside, which was chosen by the mouse; it is open."""
    driver.open(clip)
    driver.drop_sound(driver.sound())
    session, box = driver.studio.session, driver.studio.window.inspector._renderer
    assert [box.itemText(row) for row in range(box.count())] == ["Exemplar", "Clicks"]
    hands.pick_by_mouse(driver.bot, box, "Clicks")
    driver.wait(lambda: made_from(session.project.takes[0]).renderer == CLICKS)
    assert not driver.studio.window.inspector._model.isVisible()
    file = driver.folder / "clicks.foley"
    driver.save(file)
    return file


def test_one_from_outside_is_chosen_heard_and_saved(driver: Driver, clip: Path) -> None:
    with renderer.clicks():
        file = _saved_with_clicks(driver, clip)
        (take,) = driver.studio.session.project.takes
        heard = np.flatnonzero(read_sound(take.path, RATE_HZ).mono() > renderer.LEVEL / 2) / RATE_HZ
        assert heard == pytest.approx([e.time_s for e in driver.studio.session.events], abs=1e-4)
        assert driver.studio.window.inspector.takes.rows()[0].facts.startswith("clicks · seed 0")
        again = load_project(file).project
        assert (again.tracks[0].renderer, made_from(again.takes[0]).renderer) == (CLICKS, CLICKS)
        assert driver.errors == []


def test_a_project_of_one_that_is_not_there_is_told_once_and_its_take_is_heard(driver: Driver, clip: Path) -> None:
    with renderer.clicks():
        file = _saved_with_clicks(driver, clip)
        driver.studio.project.new()
    session, window = driver.studio.session, driver.studio.window
    driver.studio.open(file)
    driver.wait(lambda: session.clip is not None and bool(session.project.takes))
    driver.settle()
    (told,) = [text for text in window.banners.texts() if "clicks" in text]
    assert told.startswith(
        "This foleystudio does not have clicks, the renderer of Foley 1: takes are heard as they are"
    )
    assert window.inspector._renderer.currentText() == "clicks (not installed)"
    (take,) = session.project.takes
    assert len(read_sound(take.path)) == take.n_samples
    assert driver.errors == []
    hands.pick_by_mouse(driver.bot, window.inspector._renderer, "Exemplar")
    driver.wait(lambda: str(made_from(session.project.takes[0]).renderer) == "exemplar")
    driver.wait(lambda: not any("clicks" in text for text in window.banners.texts()))
    assert driver.errors == []


def test_an_edit_of_its_events_says_what_is_missing_in_one_sentence(driver: Driver, clip: Path) -> None:
    with renderer.clicks():
        file = _saved_with_clicks(driver, clip)
        driver.studio.project.new()
    session = driver.studio.session
    driver.studio.open(file)
    driver.wait(lambda: session.clip is not None and bool(session.project.takes))
    driver.settle()
    (take,) = session.project.takes
    hands.focus(driver.studio.window.inspector.knob("pitch_semitones")._field)
    hands.type_text("2")
    hands.press(Qt.Key.Key_Return)
    driver.wait(lambda: bool(driver.errors))
    assert driver.errors == ["this foleystudio has no renderer 'clicks'; choose one of Exemplar."]
    assert session.project.takes[0] == take
