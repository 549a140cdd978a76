from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.engine.recipes.of_clip import project_of
from foleystudio.engine.recipes.recipe import read_recipe
from foleystudio.errors import FoleyError
from foleystudio.project.settings import Timing
from foleystudio.project.sounds.layers import Role
from foleystudio.project.sounds.reference_cuts import ReferenceKind, Slice
from tests.engine.recipes.made import TWO_TRACKS, written


def test_tracks_have_their_layers_events_and_knobs(tmp_path: Path) -> None:
    file = written(tmp_path, TWO_TRACKS)
    project = project_of(read_recipe(file), file, tmp_path / "clip.mp4").project
    low, high = project.tracks
    assert [reference.name for reference in project.references] == ["low", "high"]
    assert [event.time_s for event in low.events] == [0.5, 1.5]
    assert (low.timing, high.pan, high.settings.seed, high.settings.humanise) == (Timing.FILE, 1.0, 4, 0.0)
    assert [layer.role for layer in high.layers] == [Role.ATTACK, Role.TAIL]
    assert high.layers[1].references == tuple(reference.key for reference in project.references)


def test_a_template_gives_what_is_not_said_and_people_are_told(tmp_path: Path) -> None:
    text = '[[track]]\ntemplate = "feet"\nperson = 2\nlayer = [{ sounds = ["low.wav"] }]\n' * 2
    file = written(tmp_path, text)
    made = project_of(read_recipe(file), file, tmp_path / "clip.mp4")
    assert [(track.name, track.timing) for track in made.project.tracks] == [
        ("Feet", Timing.FEET), ("Feet 2", Timing.FEET),
    ]  # fmt: skip
    assert set(made.people.values()) == {2}


def test_sounds_are_cut_as_it_says(tmp_path: Path) -> None:
    sound = '[[sound]]\npath = "low.wav"\nkind = "repetitions"\nslices = [[0.0, 0.005, 0.3]]\n'
    file = written(tmp_path, sound + TWO_TRACKS)
    cut = project_of(read_recipe(file), file, tmp_path / "c").project.references[0].cut
    assert (cut.kind, cut.slices) == (ReferenceKind.REPETITIONS, (Slice(0.0, 0.005, 0.3),))


LAYER = 'layer = [{ sounds = ["low.wav"] }]'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[track]]\nlayer = [{ sounds = ["gone.wav"] }]', "'gone.wav' is not there"),
        ('[[track]]\nlayer = [{ sounds = ["a\\u0000b"] }]', "no name"),
        (f'[[track]]\ntiming = "sonar"\n{LAYER}', "timing 'sonar'"),
        (f'[[track]]\nrenderer = "organ"\n{LAYER}', "renderer 'organ'"),
        (f'[[track]]\ntemplate = "dance"\n{LAYER}', "template 'dance'"),
        (f"[[track]]\nknobs = {{ loudness = 3 }}\n{LAYER}", "knob 'loudness'"),
        (f'[[track]]\nknobs = {{ seed = "x" }}\n{LAYER}', "cannot be so"),
        (f"[[track]]\nknobs = {{ offset_ms = 3 }}\n{LAYER}", "offset"),
        (f'[[track]]\ntiming = "guide"\nevents = "low.json"\n{LAYER}', "leave one of them out"),
        ('[[track]]\nlayer = [{ sounds = ["low.wav"], softest = 0.9, hardest = 0.1 }]', "cannot be"),
        ('[[sound]]\npath = "low.wav"\nslices = [[3.0, 2.0, 1.0]]\n' + TWO_TRACKS, "cannot be"),
        (f'[[track]]\nevents = "low.wav"\n{LAYER}', "low.wav"),
    ],
)
def test_what_cannot_be_is_said_before_any_work(tmp_path: Path, text: str, told: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(FoleyError) as refused:
        project_of(read_recipe(file), file, tmp_path / "clip.mp4")
    assert told in str(refused.value)
