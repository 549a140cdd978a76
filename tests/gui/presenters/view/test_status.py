from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import save_project
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits


def test_what_is_under_way_shows_with_its_stage_and_can_be_cancelled(driver: Driver) -> None:
    studio, go, stopped = driver.studio, threading.Event(), list[bool]()

    def work(progress: Progress, cancelled: Cancelled) -> None:
        progress(0.25, "half of the half")
        while not cancelled():
            go.wait(0.01)

    studio.jobs.start("x", work, title="Thinking", stopped=lambda: stopped.append(True), shown=True)
    status = studio.window.status
    driver.wait(lambda: status._stage.text() == "Thinking: half of the half")
    assert status._bar.isVisible()
    status._cancel.click()
    driver.wait(lambda: bool(stopped))
    assert not status._bar.isVisible()


def test_messages_notices_and_errors_find_their_places(driver: Driver) -> None:
    session, window = driver.studio.session, driver.studio.window
    session.say("done")
    session.notice(Notice("look", "info"))
    session.fail(FoleyError("bad"))
    assert window.status.message() == "done"
    assert window.banners.texts() == ["look", "Bad."]


def test_a_bug_in_a_worker_reaches_the_user(driver: Driver) -> None:
    def bug(_progress: Progress, _cancelled: Cancelled) -> None:
        raise RuntimeError("oops")

    driver.studio.jobs.start("x", bug, title="Thinking")
    driver.wait(lambda: bool(driver.studio.window.banners.texts()))
    assert "oops" in driver.studio.window.banners.texts()[0]


def go_elsewhere_and_back(driver: Driver) -> None:
    """Another window has the user's attention for a moment."""
    window, other = driver.studio.window, QWidget()
    driver.bot.addWidget(other)
    other.show()
    other.activateWindow()
    driver.wait(other.isActiveWindow)
    window.activateWindow()
    driver.wait(window.isActiveWindow)


def told(driver: Driver) -> list[str]:
    """What the strip says, but for the sound card that tests do not have."""
    return [text for text in driver.studio.window.banners.texts() if not text.startswith("No sound")]


def test_errors_go_when_what_failed_goes_well(driver: Driver, clip: Path) -> None:
    bad = driver.folder / "bad.mp4"
    bad.write_bytes(b"not a film")
    driver.studio.drops.drop([bad])
    driver.wait(lambda: bool(driver.errors))
    assert len(told(driver)) == 1
    driver.studio.drops.drop([clip])
    driver.wait(lambda: driver.studio.session.clip is not None)
    assert told(driver) == []
    field = driver.studio.window.transport.timecode
    for typed, left in (("tomorrow", 1), ("00:00:01:00", 0)):
        field.begin()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert len(told(driver)) == left


def test_what_is_said_of_a_file_goes_with_it(driver: Driver, clip: Path) -> None:
    session = driver.studio.session
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    take = session.project.takes[0]
    missing = driver.folder / "gone.wav"
    session.edit("Add reference", session.project.with_reference(missing))
    take.path.write_bytes(b"damaged")
    damaged = replace(session.project.tracks[0], takes=(replace(take, path=take.path.with_suffix(".x")),))
    damaged.takes[0].path.write_bytes(b"damaged")
    session.change_track("Damage", damaged)
    driver.wait(lambda: len({text.split(":")[0] for text in told(driver)}) >= 2)
    driver.studio.references.remove(session.project.references[-1].key)
    driver.wait(lambda: not any("gone.wav" in text for text in told(driver)))
    assert told(driver), "the take is damaged still"
    driver.studio.window.actions_table["delete_take"].trigger()
    driver.wait(lambda: told(driver) == [])


def test_a_warning_about_a_clip_goes_with_the_clip(driver: Driver, make_clip: MakeClip) -> None:
    times = [n / 25 + (0.016 if n % 3 else 0) for n in range(40)]
    driver.open(make_clip("vfr.mp4", times_s=times, frames=40, audio=hits((0.5,), 1.6)))
    assert len(told(driver)) == 1
    driver.studio.window.actions_table["undo"].trigger()
    driver.wait(lambda: told(driver) == [])


def test_files_put_back_are_seen_when_the_user_returns(driver: Driver, make_clip: MakeClip) -> None:
    place = driver.folder / "away" / "clip.mov"
    sound = driver.folder / "away" / "oak.wav"
    save_project(replace(Project(), clip=place).with_track().with_reference(sound), driver.folder / "p.foley")
    driver.studio.open(driver.folder / "p.foley")
    driver.wait(lambda: any("not found" in text for text in told(driver)))
    driver.settle()
    assert len(told(driver)) == 1, "it is said once"
    make_clip("away/clip.mov", frames=10, audio=np.zeros((19_200, 1), np.float32))
    driver.sound("away/oak.wav")
    driver.studio.status._review.start()  # whatever else is looked at meanwhile
    driver.wait(lambda: not driver.studio.status._review.isActive())
    assert driver.studio.session.clip is None
    go_elsewhere_and_back(driver)
    driver.wait(lambda: told(driver) == [])
    driver.wait(lambda: driver.studio.session.clip is not None)
    driver.wait(lambda: driver.studio.window.bin._chips.chips[0].problem == "")
    assert not driver.studio.session.document.is_modified


def test_what_was_said_of_a_step_goes_with_it(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    status, actions = driver.studio.window.status, driver.studio.window.actions_table
    assert status.message().startswith("Rendered take 1 (knock · exemplar · seed 0) in ")
    actions["undo"].trigger()
    assert status.message() == "Undone: Generate take"
    actions["redo"].trigger()
    assert status.message() == "Redone: Generate take"
    actions["delete_take"].trigger()
    assert status.message() == "Deleted take 1 (knock · exemplar · seed 0)"
    driver.studio.session.document.load(Project())
    assert status.message() == ""
