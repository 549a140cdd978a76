"""Layers as stems of their own: each by itself, all together what the track sounds like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.mix.exports import EXPORTS, ExportOrder
from foleystudio.engine.mix.options import ExportOptions
from foleystudio.engine.recipes.perform import perform
from foleystudio.engine.takes.layer_stems import layers_apart, write_export
from foleystudio.errors import FoleyError
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.ranges import MOST_TRACKS
from foleystudio.project.settings import SynthesisSettings, Timing
from foleystudio.project.sounds.comp import CompSpan
from foleystudio.project.sounds.layers import Layer, Role
from foleystudio.project.takes import Take
from tests.conftest import MakeClip
from tests.engine.recipes.made import RATE_HZ, tone

EVENTS = EventTrack((Event(0.4, 0.5), Event(1.2, 0.6)))
PER_LAYER = ExportOptions(per_layer=True, subtype="FLOAT")


@pytest.fixture
def clip(make_clip: MakeClip) -> Clip:
    """Two silent seconds."""
    return open_clip(make_clip("film.mp4", frames=50))


def performed(clip: Clip, folder: Path, *layers: Layer, events: EventTrack = EVENTS) -> Project:
    """A track of some layers of the references 0 (300 Hz), 1 (3 kHz) and 2 (900 Hz), with its take."""
    project = Project(clip=clip.path)
    for name, hertz in (("low", 300.0), ("high", 3_000.0), ("own", 900.0)):
        project = project.with_reference(tone(folder / f"{name}.wav", hertz))
    project = project.with_track("Feet")
    quiet = SynthesisSettings(gain_db=-12.0)  # no limiter has anything to do
    track = replace(project.tracks[0], layers=layers, events=events, timing=Timing.FILE, settings=quiet)
    (folder / "takes").mkdir(exist_ok=True)
    return perform(project.with_changed_track(track), clip, folder / "takes").project


def stems(project: Project, clip: Clip, folder: Path, options: ExportOptions) -> dict[str, NDArray[np.float32]]:
    """What is written, by name."""
    folder.mkdir()
    report = write_export(EXPORTS["stems"], ExportOrder(project, clip, folder / "film.wav", options))
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    return {file.path.stem.removeprefix("film - "): read_sound(file.path, RATE_HZ).samples for file in report.files}


def hertz_of(samples: NDArray[np.float32]) -> float:
    spectrum = np.abs(np.fft.rfft(samples.mean(axis=1)))
    return float(np.argmax(spectrum) * RATE_HZ / len(samples))


def test_each_layer_is_a_stem_and_all_together_are_the_track_s(clip: Clip, tmp_path: Path) -> None:
    project = performed(clip, tmp_path, Layer((0,)), Layer((1,), gain_db=-3.0), Layer((2,), mute=True))
    whole = stems(project, clip, tmp_path / "a", replace(PER_LAYER, per_layer=False))
    apart = stems(project, clip, tmp_path / "b", PER_LAYER)
    assert list(whole) == ["Feet"]
    assert list(apart) == ["Feet, low", "Feet, high"]
    assert hertz_of(apart["Feet, low"]) == pytest.approx(300, abs=15)
    assert hertz_of(apart["Feet, high"]) == pytest.approx(3_000, abs=15)
    assert np.abs(sum(apart.values()) - whole["Feet"]).max() < 1e-5


def test_a_stretch_of_whichever_take_is_in_use_sounds_otherwise_in_every_layer(clip: Clip, tmp_path: Path) -> None:
    project = performed(clip, tmp_path, Layer((0,)), Layer((1,)))
    comp = (CompSpan(0.3, 0.9, None, gain_db=-6.0), CompSpan(1.1, 1.5, None, silent=True))
    project = project.with_changed_track(replace(project.tracks[0], comp=comp))
    whole = stems(project, clip, tmp_path / "a", replace(PER_LAYER, per_layer=False))
    apart = stems(project, clip, tmp_path / "b", PER_LAYER)
    assert list(apart) == ["Feet, low", "Feet, high"]
    assert np.abs(sum(apart.values()) - whole["Feet"]).max() < 1e-5


def test_parts_of_hits_and_sounds_of_single_hits_are_stems_too(clip: Clip, tmp_path: Path) -> None:
    events = EventTrack((Event(0.4, 0.5), Event(1.2, 0.6, reference=2)))
    layers = (Layer((0,), role=Role.ATTACK), Layer((0, 1), role=Role.TAIL))
    project = performed(clip, tmp_path, *layers, events=events)
    whole = stems(project, clip, tmp_path / "a", replace(PER_LAYER, per_layer=False))
    apart = stems(project, clip, tmp_path / "b", PER_LAYER)
    assert list(apart) == ["Feet, low (attack)", "Feet, low + high (tail)", "Feet, own (single hits)"]
    assert np.abs(sum(apart.values()) - whole["Feet"]).max() < 1e-5
    assert not apart["Feet, own (single hits)"][:RATE_HZ].any()


def test_gain_and_pan_of_the_track_are_those_of_its_layers(clip: Clip, tmp_path: Path) -> None:
    project = performed(clip, tmp_path, Layer((0,)), Layer((1,)))
    track = replace(project.tracks[0], gain_db=-6.0, pan=1.0)
    apart = stems(project.with_changed_track(track), clip, tmp_path / "b", PER_LAYER)
    assert all(np.abs(samples[:, 0]).max() < 1e-6 < np.abs(samples[:, 1]).max() for samples in apart.values())


def test_a_comp_is_taken_apart_take_by_take(clip: Clip, tmp_path: Path) -> None:
    project = performed(clip, tmp_path, Layer((0,)), Layer((1,)))
    (first,) = project.tracks[0].takes
    (tmp_path / "more").mkdir()
    other = replace(project.tracks[0], settings=replace(project.tracks[0].settings, gain_db=-24.0))
    project = perform(project.with_changed_track(other), clip, tmp_path / "more").project
    track = project.tracks[0]
    project = project.with_changed_track(track.using(track.takes[-1].key).comped(0.0, 0.9, first.key))
    whole = stems(project, clip, tmp_path / "a", replace(PER_LAYER, per_layer=False))
    apart = stems(project, clip, tmp_path / "b", PER_LAYER)
    assert len(apart) == 2
    assert np.abs(sum(apart.values()) - whole["Feet"]).max() < 1e-5


def test_what_is_no_sum_of_layers_stays_whole(clip: Clip, tmp_path: Path) -> None:
    one = performed(clip, tmp_path, Layer((0,)))
    assert layers_apart(one).project == one
    project = performed(clip, tmp_path, Layer((0,)), Layer((1,)))
    (take,) = project.tracks[0].takes
    outside = project.with_take(project.tracks[0].key, Take(take.path, "from outside", take.n_samples))
    assert layers_apart(outside).parts == {}
    muted = project.with_changed_track(replace(project.tracks[0], mute=True))
    assert layers_apart(muted).parts == {}
    assert layers_apart(Project()).parts == {}


def test_what_the_limiter_held_down_is_told(clip: Clip, tmp_path: Path) -> None:
    project = performed(clip, tmp_path, Layer((0,)), Layer((1,)))
    (take,) = project.tracks[0].takes
    held = replace(project.tracks[0], takes=(replace(take, limited_db=3.0),))
    (note,) = layers_apart(project.with_changed_track(held)).notes
    assert note == "Feet: the limiter takes up to 3.0 dB off the sum of its layers, and not off their stems."


def test_too_many_layers_and_sounds_that_are_gone_are_told(clip: Clip, tmp_path: Path) -> None:
    project = performed(clip, tmp_path, Layer((0,)), Layer((1,)))
    many = project
    while len(many.tracks) < MOST_TRACKS:
        many = many.with_track()
    with pytest.raises(FoleyError, match=f"{MOST_TRACKS + 1} stems"):
        layers_apart(many)
    (tmp_path / "out").mkdir()
    gone = ExportOrder(project.without_reference(1), clip, tmp_path / "out" / "film.wav", PER_LAYER)
    with pytest.raises(FoleyError, match="no longer in the project"):
        write_export(EXPORTS["stems"], gone)
    assert list((tmp_path / "out").iterdir()) == []
