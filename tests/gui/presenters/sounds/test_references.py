from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from foleystudio.dsp.sound import Sound
from tests.gui import hands
from tests.gui.conftest import Driver, made_from


@pytest.fixture
def heard(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> list[Sound | None]:
    sounds: list[Sound | None] = []
    monkeypatch.setattr(driver.studio.references._audition, "_play", sounds.append)
    return sounds


def add(driver: Driver, *paths: Path) -> None:
    count = len(driver.studio.session.project.references)
    driver.studio.references.add(list(paths))
    driver.wait(lambda: len(driver.studio.session.project.references) == count + len(paths))


def test_sounds_are_described_and_entered_as_one_step(driver: Driver) -> None:
    add(driver, driver.sound("a.wav"), driver.sound("b.wav", 900, (0.01, 0.5, 1.0)))
    bin_ = driver.studio.window.bin
    chips = bin_._chips.chips
    assert [chip.name for chip in chips] == ["a", "b"], "as takes made from them are called"
    assert [chip.about for chip in chips] == ["0.41 s, one gesture", "1.40 s, 3 hits"]
    assert all(chip.peaks is not None for chip in chips)
    driver.studio.session.document.undo()
    assert bin_._chips.chips == []


def test_a_sound_that_is_there_already_is_chosen_and_not_added(driver: Driver) -> None:
    first = driver.sound("a.wav")
    add(driver, first, driver.sound("b.wav", 900))
    driver.studio.references.add([first])
    driver.settle()
    session = driver.studio.session
    assert len(session.project.references) == 2
    assert session.reference == session.project.references[0].key


def test_number_keys_choose_and_hear_and_a_long_press_ends_with_the_key(
    driver: Driver, heard: list[Sound | None]
) -> None:
    add(driver, driver.sound("a.wav"), driver.sound("b.wav", 900))
    body = driver.studio.window.centralWidget()
    assert body is not None
    driver.studio.window.activateWindow()
    body.setFocus()
    QTest.keyClick(body, Qt.Key.Key_2)
    driver.wait(lambda: bool(heard))
    assert isinstance(heard[0], Sound)
    assert heard[0].rate_hz == 48_000
    assert driver.studio.session.reference == driver.studio.session.project.references[1].key
    assert len(heard) == 1, "a tap plays to the end"
    driver.studio.references.key_released(Qt.Key.Key_2, 0.8)
    assert heard[-1] is None
    QTest.keyClick(body, Qt.Key.Key_9)
    assert len(heard) == 2


def test_a_sound_that_vanished_is_marked_missing(driver: Driver) -> None:
    path = driver.sound("a.wav")
    add(driver, path)
    file = driver.folder / "p.foley"
    driver.save(file)
    path.unlink()
    driver.studio.references._facts.clear()
    driver.studio.open(file)
    driver.wait(lambda: any(chip.problem for chip in driver.studio.window.bin._chips.chips))
    assert driver.studio.window.bin._chips.chips[0].problem == "missing"


def test_references_are_chosen_round_and_removed(driver: Driver) -> None:
    add(driver, driver.sound("a.wav"), driver.sound("b.wav", 900))
    references, session = driver.studio.references, driver.studio.session
    keys = [reference.key for reference in session.project.references]
    assert session.reference == keys[1]
    references.choose_by(+1)
    assert session.reference == keys[0]
    references.choose_by(-1)
    assert session.reference == keys[1]
    driver.studio.window.bin.removed.emit(keys[1])
    assert [reference.key for reference in session.project.references] == keys[:1]
    assert session.reference == keys[0]


def test_screen_readers_are_told_the_key_that_hears_a_sound(driver: Driver) -> None:
    bin_, actions = driver.studio.window.bin, driver.studio.window.actions_table
    assert "P hears the chosen one" in bin_.accessibleDescription()
    actions.rebind("audition", [QKeySequence("H")])
    assert "H hears the chosen one" in bin_.accessibleDescription()
    actions.rebind("audition", [])
    assert "hears" not in bin_.accessibleDescription()
    actions.reset()


def test_the_bin_shows_what_the_take_in_use_is_made_from_and_takes_what_the_chosen_sound_made(
    driver: Driver, clip: Path
) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("a.wav"))
    driver.drop_sound(driver.sound("b.wav", 900))
    driver.settle()
    session, window = driver.studio.session, driver.studio.window
    a, b = (reference.key for reference in session.project.references)
    one, two = session.project.takes

    def seen() -> tuple[int | None, list[str], list[bool], list[bool]]:
        chips, rows = window.bin._chips.chips, window.inspector.takes.rows()
        tags, lit = [chip.tag for chip in chips], [chip.in_use is not None for chip in chips]
        return window.bin.chosen_key(), tags, lit, [row.is_marked for row in rows]

    assert seen() == (b, ["take 1", "take 2"], [False, True], [True, False])
    QTest.mouseClick(
        window.inspector.takes.viewport(), Qt.MouseButton.LeftButton,
        pos=window.inspector.takes.visualItemRect(window.inspector.takes.item(1)).center(),
    )  # fmt: skip
    assert seen() == (a, ["take 1", "take 2"], [True, False], [False, True])
    window.bin.setFocus()
    QTest.keyClick(window.bin, Qt.Key.Key_Down)
    assert seen() == (b, ["take 1", "take 2"], [True, False], [True, False]), "chosen for the next take; a still sounds"
    window.actions_table["undo"].trigger()
    assert seen() == (b, ["take 1", "take 2"], [False, True], [True, False])
    driver.studio.generate.make_again()
    driver.wait(lambda: len(session.project.takes) == 3)
    assert seen()[1:] == (["take 1", "take 3"], [False, True], [True, True, False])
    driver.studio.tracks.delete_take(two.key)
    driver.studio.tracks.use_take(one.key)
    assert seen() == (a, ["take 1", "take 2"], [True, False], [False, True])
    row = window.timeline.tracks.row(session.project.tracks[0].key)
    QTest.mouseClick(row.fold, Qt.MouseButton.LeftButton)
    QTest.mouseClick(row.takes, Qt.MouseButton.LeftButton, pos=QPoint(300, row.takes.main_height_px + 20))
    assert seen() == (b, ["take 1", "take 2"], [True, False], [True, False]), "a selected take shows its sound too"
    assert "Selected take 2 (b · exemplar · seed 1)" in driver.said[-1]


def test_sounds_chosen_together_make_one_pool(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    add(driver, driver.sound("soft.wav"), driver.sound("hard.wav", 900), driver.sound("else.wav", 300))
    session, bin_ = driver.studio.session, driver.studio.window.bin
    soft, hard, other = (reference.key for reference in session.project.references)
    for row, modifier in ((0, Qt.KeyboardModifier.NoModifier), (1, Qt.KeyboardModifier.ControlModifier)):
        place = bin_.visualRect(bin_.model().index(row, 0)).center()
        QTest.mouseClick(bin_.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    assert session.references == (soft, hard)
    assert "2 sounds: Generate" in driver.said[-1]
    hands.focus(bin_)
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: len(session.project.takes) == 1)
    assert made_from(session.project.takes[0]).references == (soft, hard)
    assert session.references == (soft, hard), "they stay chosen"
    QTest.keyClick(bin_, Qt.Key.Key_Down)
    assert session.references == (other,)
    QTest.keyClick(bin_, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert session.references == (hard, other)
    driver.studio.references.remove(other)
    assert session.references == (hard,)


def test_sounds_added_together_are_chosen_together(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    add(driver, driver.sound("soft.wav"), driver.sound("hard.wav", 900))
    session = driver.studio.session
    assert session.references == tuple(reference.key for reference in session.project.references)
    assert "performs them together" in driver.said[-1]
