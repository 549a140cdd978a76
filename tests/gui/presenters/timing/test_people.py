"""Several people in the picture: the one who is clicked on is meant, for this track alone."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton

from foleystudio.engine.timing.people import cast as casting
from foleystudio.engine.timing.people.cast import Cast
from foleystudio.gui.look import theme
from foleystudio.project.settings import Timing
from foleystudio.project.storage.saved import load_project
from tests.conftest import MakeClip
from tests.engine.timing.people.test_feet import SECONDS, cast
from tests.engine.timing.people.walker import Walk, regular_steps
from tests.gui import hands
from tests.gui.conftest import HITS_S, Driver, hits

LEFT = Qt.MouseButton.LeftButton
SIX, THREE = regular_steps(6, first_s=0.7, every_s=0.5), regular_steps(3)


def two() -> Cast:
    """Two who walk: one far left with three steps, one far right with six."""
    made = cast(Walk(THREE, angle=70), Walk(SIX, angle=70))
    for person, shift in zip(made.persons, (-0.35, 0.35), strict=True):
        person.points[..., 0] += shift
    return made


@pytest.fixture
def walkers(driver: Driver, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """A window with a clip in which two people were found."""
    found = two()
    monkeypatch.setattr(casting, "cast_of", lambda *_: found)
    driver.open(make_clip("walk.mp4", size=(320, 180), frames=len(SECONDS), rate_fps=Fraction(30)))
    driver.settle()
    return driver


def choose_feet(driver: Driver) -> None:
    (button,) = (b for b in driver.studio.window.transport.findChildren(QAbstractButton) if b.text() == "Feet")
    driver.bot.mouseClick(button, LEFT)
    driver.wait(lambda: driver.studio.session.timing == Timing.FEET)
    driver.settle()


def click(driver: Driver, number: int) -> None:
    picture = driver.studio.window.picture
    driver.wait(lambda: not picture.outline(number).isEmpty())
    driver.bot.mouseClick(picture, LEFT, pos=picture.outline(number).center().toPoint())
    driver.settle()


def count(driver: Driver) -> int:
    return len(driver.studio.session.events)


def test_the_one_who_is_clicked_on_is_taken_and_undo_brings_back_the_other(walkers: Driver) -> None:
    choose_feet(walkers)
    assert count(walkers) == 6
    assert [event.label for event in walkers.studio.session.events][:2] == ["L", "R"]
    click(walkers, 1)
    assert count(walkers) == 3
    assert walkers.studio.window.picture.lit == 1
    click(walkers, 2)
    assert count(walkers) == 6
    assert walkers.studio.window.picture.lit == 2
    hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert count(walkers) == 3
    assert walkers.studio.window.picture.lit == 1


def test_the_one_meant_is_drawn_otherwise(walkers: Driver) -> None:
    choose_feet(walkers)
    picture = walkers.studio.window.picture
    walkers.wait(lambda: picture.lit == 2)
    shown = picture.grab().toImage()
    scale = shown.devicePixelRatio()

    def colour(number: int) -> str:
        place = picture.outline(number).topLeft() + QPointF(0, picture.outline(number).height() / 2)
        return shown.pixelColor((place * scale).toPoint()).name()

    assert colour(2) == theme.DARK.colour("foley").name()
    assert colour(1) != colour(2)


def test_it_is_said_that_there_are_several_and_outlines_go_with_the_timing(walkers: Driver) -> None:
    picture = walkers.studio.window.picture
    assert picture.outline(1).isEmpty()
    choose_feet(walkers)
    walkers.wait(lambda: not picture.outline(1).isEmpty())
    assert picture.outline(1).center().x() < picture.outline(2).center().x()
    assert any("2 people" in text for text in walkers.studio.window.banners.texts())
    (button,) = (b for b in walkers.studio.window.transport.findChildren(QAbstractButton) if b.text() == "Picture")
    walkers.bot.mouseClick(button, LEFT)
    walkers.wait(lambda: walkers.studio.session.timing == Timing.PICTURE)
    assert picture.outline(1).isEmpty()
    walkers.wait(lambda: not any("2 people" in text for text in walkers.studio.window.banners.texts()))


def test_two_tracks_take_two_people_and_a_saved_project_keeps_them(walkers: Driver, tmp_path: Path) -> None:
    choose_feet(walkers)
    click(walkers, 1)
    walkers.studio.window.actions_table["add_track"].trigger()
    walkers.settle()
    choose_feet(walkers)
    first, second = walkers.studio.session.project.tracks
    assert (len(first.events), len(second.events)) == (3, 6)
    choose_feet(walkers)
    assert len(walkers.studio.session.project.tracks[0].events) == 3
    walkers.save(tmp_path / "two.foley")
    saved = load_project(tmp_path / "two.foley").project
    assert [len(track.events) for track in saved.tracks] == [3, 6]
    assert saved.found_for(saved.tracks[0]) == saved.tracks[0].learnt


def test_the_key_and_the_menu_take_feet_and_moves(walkers: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    walkers.wait(lambda: walkers.studio.session.timing == Timing.FEET)
    walkers.settle()
    hands.press(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    walkers.wait(lambda: walkers.studio.session.timing == Timing.MOVES)
    walkers.settle()
    assert all(event.sustain_s > 0 for event in walkers.studio.session.events)


@pytest.mark.parametrize(("has_sound", "offered"), [(True, "Use the guide"), (False, "Use the picture")])
def test_where_nobody_walks_the_clips_own_sound_is_offered_before_the_picture(
    driver: Driver, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, has_sound: bool, offered: str
) -> None:
    nobody = cast()
    monkeypatch.setattr(casting, "cast_of", lambda *_: nobody)
    driver.open(make_clip("empty.mov", size=(96, 64), frames=50, audio=hits() if has_sound else None))
    driver.settle()
    choose_feet(driver)
    banners, session = driver.studio.window.banners, driver.studio.session
    driver.wait(lambda: any("Nobody is seen walking" in text for text in banners.texts()))
    (button,) = (b for b in banners.findChildren(QPushButton) if b.isVisible() and b.text().startswith("Use the"))
    assert button.text() == offered
    driver.bot.mouseClick(button, LEFT)
    driver.wait(lambda: session.timing == Timing(offered.removeprefix("Use the ")))
    driver.settle()
    if has_sound:
        assert [event.time_s for event in session.events] == pytest.approx(HITS_S, abs=0.03)
