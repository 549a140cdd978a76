from __future__ import annotations

import threading
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.gui.dialogs import questions
from foleystudio.gui.presenters.clip import opening
from foleystudio.gui.presenters.clip.opening import rate_label
from foleystudio.project.document import Project
from foleystudio.project.events import EventTrack
from foleystudio.project.storage.saved import save_project
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits
from tests.media.test_self_contained import LISTS, write_list
from tests.projects import timed


@pytest.mark.parametrize(
    ("rate", "label"),
    [
        (Fraction(25), "25 fps"),
        (Fraction(30000, 1001), "29.97 NDF"),
        (Fraction(24000, 1001), "23.976 fps"),
        (Fraction(43, 2), "21.5 fps"),
        (Fraction(60000, 1001), "59.94 NDF"),
    ],
)
def test_rates_are_called_as_editors_call_them(make_clip: MakeClip, rate: Fraction, label: str) -> None:
    assert rate_label(open_clip(make_clip("a.mov", rate_fps=rate, frames=40))) == label


def test_undoing_the_opening_closes_the_clip_and_redoing_opens_it_again(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    while session.document.undo():
        pass
    assert session.clip is None
    assert driver.studio.window.picture._welcome.isVisible()
    while session.document.redo():
        pass
    driver.wait(lambda: session.clip is not None)
    assert session.clip is not None
    assert session.clip.path == clip


def test_another_clip_begins_new_work_and_keeps_the_bin(driver: Driver, clip: Path, make_clip: MakeClip) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.studio.window.may_close = lambda: True
    session = driver.studio.session
    driver.studio.clips.open(make_clip("second.mov", frames=30, audio=hits((0.6,), 1.2)))
    driver.wait(lambda: session.project.clip is not None and session.project.clip.name == "second.mov")
    driver.wait(lambda: not driver.studio.proposals.are_coming())
    assert session.project.takes == ()
    assert len(session.project.references) == 1
    assert [e.time_s for e in session.events] == pytest.approx([0.6], abs=0.02)


def test_work_done_while_another_clip_is_read_is_asked_about(
    driver: Driver, clip: Path, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    asked: list[str] = []
    monkeypatch.setattr(questions, "save_first", lambda _parent, name: (asked.append(name), questions.Save.CANCEL)[1])
    may_be_read = threading.Event()

    def read_slowly(path: Path, progress: Progress, cancelled: Cancelled) -> Clip:
        may_be_read.wait(20)
        return open_clip(path, progress, cancelled)

    monkeypatch.setattr(opening, "open_clip", read_slowly)
    driver.studio.open(make_clip("second.mov", frames=30))
    assert asked == []
    driver.studio.events.add(1.0)
    may_be_read.set()
    driver.wait(lambda: asked == ["clip"])
    session = driver.studio.session
    assert session.clip is not None
    assert (session.clip.path, session.project.clip) == (clip, clip)
    assert session.document.undo_name == "Add event"


def test_the_clip_of_work_that_is_kept_is_read_after_all(
    driver: Driver, clip: Path, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, may_be_read = make_clip("second.mov", frames=30), threading.Event()
    save_project(replace(Project(), clip=clip).with_track(), driver.folder / "p.foley")

    def read_slowly(path: Path, progress: Progress, cancelled: Cancelled) -> Clip:
        may_be_read.wait(20)
        return open_clip(path, progress, cancelled)

    monkeypatch.setattr(opening, "open_clip", read_slowly)
    monkeypatch.setattr(questions, "save_first", lambda *_: questions.Save.CANCEL)
    session = driver.studio.session
    driver.studio.open(driver.folder / "p.foley")
    driver.wait(lambda: session.project.clip == clip)
    driver.studio.open(second)
    session.edit("Set marker", session.project.with_marker(1.0))
    may_be_read.set()
    driver.wait(lambda: session.clip is not None)
    assert session.clip is not None
    assert session.clip.path == clip
    assert session.document.undo_name == "Set marker"


def test_a_clip_that_was_renamed_takes_the_place_of_the_old_one(driver: Driver, clip: Path) -> None:
    old, file = clip.with_name("old.mov"), driver.folder / "p.foley"
    project = replace(Project(), clip=old, in_s=0.5).with_track().with_marker(1.0)
    save_project(project, file)
    driver.studio.open(file)
    driver.wait(lambda: bool(driver.errors))
    driver.studio.open(clip)
    session = driver.studio.session
    driver.wait(lambda: session.clip is not None and not driver.studio.proposals.are_coming())
    found = timed(session.project, EventTrack(), project.tracks[0].timing)
    assert replace(found, proposals=()) == replace(project, clip=clip)
    assert session.document.file == file
    assert session.document.undo_name == "Relink clip"
    assert "clip.mov takes the place of old.mov, which is missing" in driver.said
    assert all(notice.topic != "missing" for notice in driver.studio.window.banners.notices())
    session.document.undo()
    assert session.project == project


def test_a_clip_that_was_only_looked_at_gives_way_when_it_is_gone(
    driver: Driver, clip: Path, make_clip: MakeClip
) -> None:
    driver.open(clip)
    second = make_clip("second.mov", frames=30)
    clip.unlink()
    driver.studio.open(second)
    session = driver.studio.session
    driver.wait(lambda: session.clip is not None and session.clip.path == second)
    assert session.document.undo_name is None, "it is work of its own"


def test_a_clip_that_fails_to_open_leaves_the_present_one(driver: Driver, clip: Path, tmp_path: Path) -> None:
    driver.open(clip)
    (tmp_path / "bad.mp4").write_bytes(b"nothing")
    driver.studio.clips.open(tmp_path / "bad.mp4")
    driver.wait(lambda: bool(driver.errors))
    assert driver.studio.session.clip is not None
    assert driver.studio.session.project.clip == clip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_other_files_is_refused_and_the_work_stays(
    driver: Driver, clip: Path, tmp_path: Path, name: str
) -> None:
    driver.open(clip)
    driver.studio.open(write_list(tmp_path, name))
    driver.wait(lambda: bool(driver.errors))
    assert "it is a list of other files" in driver.errors[0]
    assert driver.studio.session.project.clip == clip
