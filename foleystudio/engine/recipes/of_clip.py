"""A recipe and a clip as a project: tracks with layers and knobs, whose events are still to be found."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from foleystudio.engine.recipes.recipe import Recipe, RecipeTrack
from foleystudio.engine.render.renderers import RENDERERS, default_renderer
from foleystudio.engine.timing.sources import is_known, timing_names
from foleystudio.engine.timing.templates import find_template, free_name, track_templates
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import exists
from foleystudio.files.json_text import read_bytes
from foleystudio.project.document import Guide, Project
from foleystudio.project.events import decode_events
from foleystudio.project.knobs import KNOBS, KnobValue
from foleystudio.project.settings import Renderer, SynthesisSettings, Timing, Voices
from foleystudio.project.sounds.layers import Layer
from foleystudio.project.sounds.reference_cuts import ReferenceCut, Slice
from foleystudio.project.tracks import Track

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class RecipeProject:
    """A recipe's project.

    Parameters
    ----------
    project
        Its tracks have layers; those of a file have their events, others none yet.
    people
        Track's key -> whose events it is to get, counted from 1 from left to right.
    """

    project: Project
    people: dict[int, int]


def project_of(recipe: Recipe, file: Path, clip: Path) -> RecipeProject:
    """What a recipe makes of a clip, before anything is analysed.

    Parameters
    ----------
    recipe, file
        The recipe, and where it was read from: its paths begin there.
    clip
        The video.

    Raises
    ------
    FoleyError
        When a sound or a file of events is missing, or a timing, renderer, template or knob is not known.
    """
    guide = Guide(recipe.guide.mute, recipe.guide.solo, recipe.guide.gain_db, recipe.guide.pan)
    project = Project(clip.absolute(), offset_ms=recipe.offset_ms, guide=guide)
    keys: dict[str, int] = {}
    cuts = {sound.path: sound for sound in recipe.sound}
    for name in dict.fromkeys(name for track in recipe.track for layer in track.layer for name in layer.sounds):
        path = _there(name, "sound", file)
        keys[name], project = project.next_key, project.with_reference(path)
        cut = cuts.get(name)
        if cut is not None:
            slices = tuple(_made(Slice, file, *times) for times in cut.slices) or None
            project = project.with_cut(keys[name], _made(ReferenceCut, file, cut.kind, cut.in_s, cut.out_s, slices))
    people: dict[int, int] = {}
    for wanted in recipe.track:
        project = _with_track(project, wanted, keys, file)
        if wanted.person is not None:
            people[project.tracks[-1].key] = wanted.person
    return RecipeProject(project, people)


def _with_track(project: Project, wanted: RecipeTrack, keys: dict[str, int], file: Path) -> Project:
    template = find_template(wanted.template) if wanted.template else None
    if wanted.template and template is None:
        names = tuple(each.name for each in track_templates())
        raise _unknown("template", wanted.template, names, file)
    name = wanted.name or free_name(template.title if template else "Foley", {track.name for track in project.tracks})
    project = project.with_track(name)
    track = project.tracks[-1]
    layers = tuple(
        _made(
            Layer, file, tuple(dict.fromkeys(keys[name] for name in layer.sounds)), layer.role, layer.gain_db,
            layer.pitch_semitones, layer.offset_ms, layer.softest, layer.hardest, layer.until_ms, layer.mute,
        )
        for layer in wanted.layer
    )  # fmt: skip
    timing = wanted.timing or (str(template.timing) if template and template.timing else "auto")
    knobs = {**template.knobs, **wanted.knobs} if template else wanted.knobs
    track = replace(
        track, layers=layers, mute=wanted.mute, solo=wanted.solo, gain_db=wanted.gain_db, pan=wanted.pan,
        sensitivity=wanted.sensitivity, ignore_voices=wanted.voices is Voices.IGNORE,
        renderer=_renderer(wanted.renderer, file), model=wanted.model or None, settings=_settings(wanted, knobs, file),
        colour=template.colour if template else "",
    )  # fmt: skip
    return project.with_changed_track(_timed(track, wanted, timing, file))


def _timed(track: Track, wanted: RecipeTrack, timing: str, file: Path) -> Track:
    """With its file of events, or with where they are to come from."""
    if wanted.events and wanted.timing:
        raise FoleyError(
            f"track {track.name!r} has a timing and a file of events", file=file, remedy="leave one of them out"
        )
    if wanted.events:
        path = _there(wanted.events, "file of events", file)
        return replace(track, events=decode_events(read_bytes(path), file=path), timing=Timing.FILE)
    if not is_known(timing):
        raise _unknown("timing", timing, timing_names(), file)
    return replace(track, timing=Timing(timing))


def _renderer(name: str, file: Path) -> Renderer:
    if name and name not in RENDERERS.names:
        raise _unknown("renderer", name, RENDERERS.names, file)
    return Renderer(name) if name else default_renderer()


def _settings(wanted: RecipeTrack, knobs: Mapping[str, KnobValue], file: Path) -> SynthesisSettings:
    unknown = [name for name in wanted.knobs if name not in KNOBS.names]
    if unknown:
        raise _unknown("knob", unknown[0], KNOBS.names, file)
    if "offset_ms" in wanted.knobs:
        raise FoleyError("the offset is one for all tracks", file=file, remedy="write offset_ms above the tracks")
    try:
        return SynthesisSettings().with_values(knobs)
    except (ValueError, TypeError) as error:
        raise FoleyError(f"a knob of track {wanted.name!r} cannot be so ({error})", file=file) from error


def _made(make: Callable[..., _Value], file: Path, *values: object) -> _Value:
    try:
        return make(*values)
    except ValueError as error:
        raise FoleyError(f"it asks for what cannot be ({error})", file=file, remedy="change that number") from error


def _there(name: str, what: str, file: Path) -> Path:
    """A file that the recipe names, beside it unless its path is whole."""
    if not name or "\0" in name:
        raise FoleyError(f"a {what} has no name", file=file, remedy="write its path")
    path = Path(os.path.normpath((file.parent / name).absolute()))
    if not exists(path):
        raise FoleyError(f"its {what} {name!r} is not there", file=file, remedy="correct the path, or bring the file")
    return path


def _unknown(what: str, name: str, known: tuple[str, ...], file: Path) -> FoleyError:
    return FoleyError(f"it names a {what} {name!r} that there is not", file=file, remedy=f"one of {', '.join(known)}")
