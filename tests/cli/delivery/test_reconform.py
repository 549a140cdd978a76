"""A saved project and a new clip in, a project on the new cut out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.storage.saved import load_project, save_project
from tests.cli.conftest import Foley
from tests.engine.reconform.recut import NEW, OLD, truth, write_cut, write_edl

TIMES = (0.1, 0.5, 3.0, 5.0, 9.5)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = Project(clip=write_cut(tmp_path / "old.mp4", OLD)).with_track("Steps")
    track = replace(made.tracks[0], events=EventTrack(tuple(map(Event, TIMES))))
    save_project(made.with_changed_track(track), tmp_path / "film.foley")
    return tmp_path / "film.foley"


@pytest.mark.parametrize("by_lists", [False, True])
def test_a_project_goes_to_its_new_cut(foley: Foley, project: Path, tmp_path: Path, by_lists: bool) -> None:
    write_cut(tmp_path / "new.mp4", NEW)
    lists = ["--edl", write_edl(tmp_path / "n.edl", NEW), "--old-edl", write_edl(tmp_path / "o.edl", OLD)]
    out, told = tmp_path / "recut.foley", tmp_path / "what.csv"
    outcome = foley("reconform", project, tmp_path / "new.mp4", "-o", out, "--list", told, *(lists if by_lists else []))
    assert outcome.code == 0, outcome.err
    assert "2 of pictures that were cut out kept aside" in outcome.err
    after = load_project(out).project
    assert after.clip == tmp_path / "new.mp4"
    steps, aside = after.tracks
    wanted = [at for time_s in TIMES if (at := truth().at(time_s)) is not None]
    assert [event.time_s for event in steps.events] == pytest.approx(sorted(wanted), abs=1e-3)
    assert [event.time_s for event in aside.events] == [0.1, 3.0]
    assert aside.mute
    assert told.read_text().startswith("what,old_in")


def test_wishes_that_do_not_go_together(foley: Foley, project: Path, tmp_path: Path) -> None:
    asked = ("reconform", project, tmp_path / "old.mp4", "-o")
    assert foley(*asked, tmp_path / "a.foley", "--old-edl", "x.edl").refused("--old-edl goes with --edl")
    assert foley(*asked, tmp_path / "a.mov").refused("written as .foley")
    assert foley("reconform", project, tmp_path / "gone.mp4", "-o", tmp_path / "a.foley").refused("gone.mp4")
