from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from foleystudio.engine.recipes.of_clip import project_of
from foleystudio.engine.recipes.of_project import save_recipe
from foleystudio.engine.recipes.recipe import read_recipe
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import Timing
from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind, Slice
from tests.engine.recipes.made import TWO_TRACKS, written

CUT = ReferenceCut(ReferenceKind.REPETITIONS, 0.0, 0.35, (Slice(0.0, 0.005, 0.3), Slice(0.3, 0.3, 0.35)))


def test_a_project_s_recipe_makes_it_again(tmp_path: Path) -> None:
    file = written(tmp_path, TWO_TRACKS)
    project = project_of(read_recipe(file), file, tmp_path / "clip.mp4").project
    project = replace(project.with_cut(project.references[0].key, CUT), offset_ms=12.5)
    changed = replace(project.tracks[1], timing=Timing.GUIDE, sensitivity=0.25, ignore_voices=False, gain_db=-3.0)
    project = project.with_changed_track(changed)
    out = tmp_path / "deep ü" / "own.toml"
    out.parent.mkdir()
    made = save_recipe(project, out)
    assert [path.name for path in made.files] == ["own.toml", "own Low.events.json"]
    assert made.notes == ()
    again = project_of(read_recipe(out), out, tmp_path / "clip.mp4").project
    assert again.offset_ms == 12.5
    assert again.references == project.references
    for ours, theirs in zip(project.tracks, again.tracks, strict=True):
        assert replace(theirs, events=ours.events) == ours
    assert [event.time_s for event in again.tracks[0].events] == [0.5, 1.5]


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    file = written(tmp_path, TWO_TRACKS)
    project = project_of(read_recipe(file), file, tmp_path / "clip.mp4").project
    track = project.tracks[0]
    event = replace(track.events.events[0], reference=project.references[1].key)
    project = project.with_changed_track(replace(track, events=track.events.replaced(event)))
    assert "Low: hits that have a sound of their own" in save_recipe(project, tmp_path / "a.toml").notes[0]
    track = replace(project.tracks[1], timing=Timing.GUIDE, events=EventTrack((Event(1.0, marked=True), Event(2.0))))
    notes = save_recipe(project.with_changed_track(track), tmp_path / "b.toml").notes
    assert notes[1] == "High: the hit of your own is not in it, as events are found anew in every clip."


def test_nothing_to_write_and_nowhere_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no track has a sound"):
        save_recipe(Project().with_track(), tmp_path / "a.toml")
    with pytest.raises(FoleyError, match="TOML"):
        save_recipe(Project().with_track(), tmp_path / "a.json")
    file = written(tmp_path, TWO_TRACKS)
    project = project_of(read_recipe(file), file, tmp_path / "clip.mp4").project
    with pytest.raises(FoleyError, match="cannot be written"):
        save_recipe(project, tmp_path / "no folder" / "a.toml")
