from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from foleystudio.engine.clip import open_clip
from foleystudio.engine.recipes.of_clip import project_of
from foleystudio.engine.recipes.perform import find_events, perform
from foleystudio.engine.recipes.recipe import read_recipe
from foleystudio.project.settings import Timing
from tests.cli.conftest import hits
from tests.conftest import MakeClip
from tests.engine.recipes.made import written

GUIDED = """
[[track]]
name = "Hits"
timing = "guide"
renderer = "exemplar"
layer = [{ sounds = ["low.wav"] }]

[[track]]
name = "Again"
timing = "guide"
renderer = "exemplar"
layer = [{ sounds = ["high.wav"] }]
"""


def test_a_source_is_asked_once_for_all_its_tracks(tmp_path: Path, make_clip: MakeClip) -> None:
    file = written(tmp_path, GUIDED)
    clip = open_clip(make_clip("film.mov", frames=50, audio=hits([0.5, 1.2], 2.0)))
    project, asked = project_of(read_recipe(file), file, clip.path).project, set[str]()
    made = find_events(project, clip, {}, progress=lambda _share, stage: asked.add(stage))
    assert made.timings == {"Hits": Timing.GUIDE, "Again": Timing.GUIDE}
    assert [len(track.events) for track in made.project.tracks] == [2, 2]


def test_silence_is_said(tmp_path: Path, make_clip: MakeClip) -> None:
    file = written(tmp_path, GUIDED.replace('timing = "guide"', 'timing = "picture"'))
    clip = open_clip(
        make_clip("film.mp4", size=(64, 48), frames=50, picture=lambda _n: np.full((48, 64, 3), 90, np.uint8))
    )
    project, notes = project_of(read_recipe(file), file, clip.path).project, list[str]()
    find_events(project, clip, {}, note=notes.append)
    assert len(notes) == 2
    assert all("guess" in note or "silent" in note for note in notes)


def test_only_what_is_stale_is_made(tmp_path: Path, make_clip: MakeClip) -> None:
    file = written(tmp_path, GUIDED)
    clip = open_clip(make_clip("film.mov", frames=50, audio=hits([0.5, 1.2], 2.0)))
    project = find_events(project_of(read_recipe(file), file, clip.path).project, clip, {}).project
    first = perform(project, clip, tmp_path)
    assert first.made == ("Hits", "Again")
    assert perform(first.project, clip, tmp_path).made == ()
    track = first.project.tracks[1]
    edited = first.project.with_changed_track(replace(track, events=track.events.without([track.events.events[0].key])))
    assert perform(edited, clip, tmp_path).made == ("Again",)
