from __future__ import annotations

import gc
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from foleystudio.engine.mix.mixdown import Mixdown
from foleystudio.engine.request import never_cancelled, no_progress
from foleystudio.engine.takes import render_take
from foleystudio.engine.takes.render_take import make_take
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.engine.takes.staleness import desired_provenance, is_stale, sounds_equal
from foleystudio.gui.presenters.takes import render_queue
from foleystudio.project.document import Project
from foleystudio.project.events import Event
from foleystudio.project.storage.saved import load_project
from tests.gui.conftest import RATE_HZ, Driver, made_from


def test_many_edits_in_a_row_render_once(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    made: list[object] = []
    real = make_take
    monkeypatch.setattr(render_queue, "make_take", lambda *args: (made.append(args), real(*args))[1])
    key = driver.studio.session.events.events[0].key
    for at in (0.41, 0.42, 0.43, 0.44):
        driver.studio.window.timeline.events.events_moved.emit({key: at})
    driver.settle()
    assert len(made) == 1
    project = driver.studio.session.project
    take = project.tracks[0].active_take
    assert take is not None
    assert take.provenance is not None
    assert sounds_equal(take.provenance, desired_provenance(project, project.tracks[0]))


def drag_to(driver: Driver, event: Event, at_s: float) -> None:
    """Drag an event along its lane by the mouse."""
    lane = driver.studio.window.timeline.events
    start = lane.geometry_now().head(event).toPoint()
    stop = QPoint(round(lane.axis.x_of(at_s)), start.y())
    QTest.mousePress(lane, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(lane, (start + stop) / 2)
    QTest.mouseMove(lane, stop)
    QTest.mouseRelease(lane, Qt.MouseButton.LeftButton, pos=stop)


def heard_at(driver: Driver, at_s: float) -> np.ndarray:
    """What the player's mix holds from an instant on."""
    with Mixdown(driver.studio.player._mixdown.plan) as mix:
        return mix.read(round(at_s * RATE_HZ), RATE_HZ // 20)


@pytest.mark.parametrize("is_long", [False, True])
def test_an_edit_is_heard_before_its_take_is_written_and_undone_at_once(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch, is_long: bool
) -> None:
    if is_long:
        monkeypatch.setattr(render_take, "KEPT_WHOLE_BYTES", 0)
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    session, old = driver.studio.session, driver.studio.session.project.takes[0]
    may_write = threading.Event()
    real = make_take
    monkeypatch.setattr(render_queue, "make_take", lambda *args: (may_write.wait(20), real(*args))[1])
    assert not heard_at(driver, 1.2).any()
    event = session.events.events[0]
    drag_to(driver, event, 1.2)
    at_s = session.events.get(event.key).time_s
    assert at_s == pytest.approx(1.2, abs=0.05)
    driver.wait(lambda: bool(heard_at(driver, at_s).any()))
    first = heard_at(driver, at_s)
    assert not heard_at(driver, event.time_s).any()
    assert session.project.takes[0] == old, "its file is still being written"
    driver.wait(lambda: "Foley 1: rendering knock" in {job.title for job in driver.studio.jobs._running})
    session.document.undo()
    assert heard_at(driver, event.time_s).any()
    assert not heard_at(driver, at_s).any()
    session.document.redo()
    assert np.array_equal(heard_at(driver, at_s), first), "kept, though its file never came to be"
    may_write.set()
    driver.wait(lambda: session.project.takes[0].path != old.path)
    assert np.abs(heard_at(driver, at_s) - first).max() < 2**-22
    assert driver.studio.follow.patches() == {}
    if is_long:
        driver.wait(lambda: session.project.takes[0].loudness_lufs != old.loudness_lufs)
    anew = driver.folder / "anew.wav"
    order = driver.studio.renders.order(made_from(session.project.takes[0]), "anew")
    make_take(replace(order, path=anew), ReferenceSounds(), no_progress, never_cancelled)
    assert session.project.takes[0].path.read_bytes() == anew.read_bytes()
    session.document.undo()
    assert session.project.takes[0].path == old.path
    assert heard_at(driver, event.time_s).any()


def test_a_take_whose_file_vanished_is_made_again_to_the_sample(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    session = driver.studio.session
    old = session.project.takes[0]
    samples = old.path.read_bytes()
    driver.save(driver.folder / "p.foley")
    for path in (driver.folder / "p takes").glob("*.wav"):
        path.unlink()
    driver.studio.project._open_project(driver.folder / "p.foley")
    driver.wait(lambda: session.project.takes[0].path.is_file())
    assert session.project.takes[0].path.read_bytes() == samples


def test_a_take_that_cannot_follow_is_said_once_and_tried_again_after_the_next_edit(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    sound = driver.sound()
    driver.drop_sound(sound)
    driver.settle()
    session, old = driver.studio.session, driver.studio.session.project.takes[0]
    sound.rename(sound.with_suffix(".moved"))
    driver.studio._sounds._kept.clear()
    driver.studio.events.add(1.7)
    driver.wait(lambda: bool(driver.errors))
    driver.settle()
    assert len(driver.errors) == 1
    assert session.project.takes[0] == old
    sound.with_suffix(".moved").rename(sound)
    driver.studio.events.add(1.8)
    driver.wait(lambda: session.project.takes[0].path != old.path)
    assert len(driver.errors) == 1


def test_an_older_take_is_brought_up_to_date_when_it_comes_into_use(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.drop_sound(driver.sound("b.wav", 900))
    session = driver.studio.session
    first = session.project.takes[0]
    driver.studio.events.add(1.7)
    driver.settle()
    assert session.project.takes[0] == first, "only the take in use follows at once"
    driver.studio.tracks.flip()
    driver.wait(lambda: session.project.takes[0].path != first.path)
    assert len(made_from(session.project.takes[0]).events) == 4


def test_cancelling_leaves_the_old_sound_until_the_next_edit(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    session, old = driver.studio.session, driver.studio.session.project.takes[0]
    driver.studio.events.add(1.7)
    driver.wait(lambda: bool(driver.studio.renders.renderings()))
    driver.studio.status.cancel()
    driver.settle()
    assert session.project.takes[0] == old
    driver.studio.events.add(1.8)
    driver.wait(lambda: session.project.takes[0].path != old.path)


def test_takes_of_a_saved_project_outlive_the_edits_that_were_let_go(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, file = driver.studio.session, driver.folder / "p.foley"
    driver.save(file)
    driver.drop_sound(driver.sound())
    driver.settle()
    driver.save(file)
    saved = session.project.takes[0].path
    driver.studio.events.add(1.7)
    driver.wait(lambda: session.project.takes[0].path != saved)
    session.document.load(Project())
    driver.settle()
    driver.studio.renders.replaced.clear(session.named_takes())
    assert saved.is_file(), "the file of the project that was left still names it"


def test_a_take_that_follows_never_lands_in_the_project_opened_meanwhile(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    session, other = driver.studio.session, driver.studio.session.project
    driver.studio.events.add(1.7)
    driver.studio.follow.follow()
    driver.wait(lambda: bool(driver.studio.renders.renderings()))
    session.document.load(other)
    assert driver.studio.renders.renderings() == []
    driver.settle()
    assert session.project == other


@pytest.mark.parametrize("opens_another", [False, True])
def test_takes_of_every_project_that_was_saved_stay(driver: Driver, clip: Path, opens_another: bool) -> None:
    driver.open(clip)
    session, first, second = driver.studio.session, driver.folder / "p1.foley", driver.folder / "p2.foley"
    driver.save(first)
    driver.drop_sound(driver.sound())
    driver.settle()
    driver.save(first)
    driver.studio.events.add(1.7)
    driver.settle()
    driver.save(second)
    driver.studio.events.add(1.8)
    driver.settle()
    between = session.project.takes[0].path
    driver.studio.events.add(1.9)
    driver.settle()
    if opens_another:
        session.document.load(Project())
    driver.studio.renders.replaced.clear(session.named_takes())
    assert load_project(first).missing == ()
    assert load_project(second).missing == ()
    assert not between.exists(), "what no file names goes"


def two_sound_take(driver: Driver, clip: Path) -> list[str]:
    """Open a clip and perform two sounds on it as one take; answers where its notices will be heard."""
    driver.open(clip)
    session, notices = driver.studio.session, list[str]()
    session.noticed.connect(lambda notice: notices.append(notice.text))
    driver.studio.references.add([driver.sound("a.wav"), driver.sound("b.wav", 800)])
    driver.wait(lambda: len(session.project.references) == 2)
    driver.studio.generate.perform([reference.key for reference in session.project.references])
    driver.wait(lambda: bool(session.project.takes))
    driver.settle()
    notices.clear()
    return notices


def test_a_take_whose_sound_left_the_bin_stays_as_it_is_and_that_is_said_once(driver: Driver, clip: Path) -> None:
    notices = two_sound_take(driver, clip)
    session, made = driver.studio.session, driver.studio.session.project.takes[0]
    driver.studio.references.remove(session.project.references[1].key)
    assert "takes made from it stay" in driver.said[-1]
    driver.settle()
    assert session.project.takes[0] == made, "leaving out a sound is no edit of the take"
    assert not is_stale(session.project, session.project.tracks[0])
    for at in (1.7, 1.8):
        driver.studio.events.add(at)
        driver.settle()
    assert session.project.takes[0] == made
    assert [text for text in notices if "no longer in the bin" in text] == notices
    assert len(notices) == 1
    assert is_stale(session.project, session.project.tracks[0])
    assert not driver.studio.follow.will_follow(session.project.tracks[0])


def test_a_take_follows_again_when_its_sound_is_back_or_another_is_chosen(driver: Driver, clip: Path) -> None:
    two_sound_take(driver, clip)
    session = driver.studio.session
    one, two = (reference.key for reference in session.project.references)
    driver.studio.references.remove(two)
    driver.settle()
    session.document.undo()
    driver.studio.events.add(1.7)
    driver.settle()
    assert made_from(session.project.takes[0]).references == (one, two)
    assert len(made_from(session.project.takes[0]).events) == 4
    driver.studio.references.add([driver.sound("c.wav", 1200)])
    driver.wait(lambda: len(session.project.references) == 3)
    driver.studio.references.remove(two)
    three = session.project.references[-1].key
    driver.studio.window.inspector.references_chosen.emit((three,))
    driver.settle()
    assert made_from(session.project.takes[0]).references == (three,)


def test_giving_up_is_said_and_is_not_waited_for(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    session, follow = driver.studio.session, driver.studio.follow
    driver.studio.events.add(1.7)
    assert follow.will_follow(session.project.tracks[0])
    follow.follow()
    driver.wait(lambda: bool(driver.studio.renders.renderings()))
    driver.studio.window.timeline.tracks.rendering_cancelled.emit(session.project.tracks[0].key)
    assert driver.studio.renders.renderings() == []
    driver.settle()
    assert driver.said[-1] == "Cancelled; knock stays as before the last edit"
    assert not follow.will_follow(session.project.tracks[0])


def test_an_edit_leaves_no_sound_in_circles_that_python_looks_for_much_later(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    key = driver.studio.session.events.events[0].key
    move = driver.studio.window.timeline.events.events_moved.emit
    move({key: 0.41})
    driver.settle()
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        move({key: 0.42})
        driver.settle()
        gc.collect()
        left = [type(one).__name__ for one in gc.garbage if type(one).__module__.startswith(("foleystudio.", "numpy"))]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left == []


def test_an_edit_of_a_long_take_is_written_into_a_copy_that_was_made_before(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_take, "KEPT_WHOLE_BYTES", 0)
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    first = driver.studio.session.project.takes[0].path
    [spare] = first.parent.glob(".*")
    number, key = spare.stat().st_ino, driver.studio.session.events.events[0].key
    driver.studio.window.timeline.events.events_moved.emit({key: 0.41})
    driver.wait(lambda: driver.studio.session.project.takes[0].path != first)
    take = driver.studio.session.project.takes[0]
    assert take.path.stat().st_ino == number
    driver.settle()
    assert len(list(first.parent.glob(".*"))) == 1, "the next edit has one again"
    driver.studio.renders.spare.close()
    assert not list(first.parent.glob(".*"))
