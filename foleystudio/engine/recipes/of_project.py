"""A project as a recipe for other clips: what it is performed with, less its clip and its takes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from foleystudio.engine.recipes.recipe import (
    SUFFIX,
    Recipe,
    RecipeGuide,
    RecipeLayer,
    RecipeSound,
    RecipeTrack,
    recipe_text,
)
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project, Reference
from foleystudio.project.events import EventTrack, encode_events
from foleystudio.project.settings import SynthesisSettings, Timing, Voices
from foleystudio.project.sounds.reference_cuts import AUTOMATIC
from foleystudio.project.storage.saved import write_atomically
from foleystudio.project.takes import safe_name
from foleystudio.project.tracks import Track


@dataclass(frozen=True)
class WrittenRecipe:
    """What was written.

    Parameters
    ----------
    files
        The recipe, then the files of events beside it.
    notes
        What of the project is not in it, a sentence each.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...]


def save_recipe(project: Project, file: Path) -> WrittenRecipe:
    """Write a project's recipe; tracks whose events come from no source get a file of them beside it.

    Raises
    ------
    FoleyError
        When no track has a sound, or a file cannot be written.
    """
    if file.suffix.lower() != SUFFIX:
        raise FoleyError("a recipe is a TOML file", file=file, remedy=f"end its name in {SUFFIX}")
    tracks = [track for track in project.tracks if any(layer.references for layer in track.layers)]
    if not tracks:
        raise FoleyError("no track has a sound yet", remedy="drop a sound onto a track first")
    beside: dict[str, EventTrack] = {}
    recipe = Recipe(
        offset_ms=project.offset_ms,
        guide=RecipeGuide(
            mute=project.guide.mute, solo=project.guide.solo, gain_db=project.guide.gain_db, pan=project.guide.pan
        ),
        sound=tuple(_sound(r, file.parent) for r in project.references if r.cut != AUTOMATIC and _is_used(r, tracks)),
        track=tuple(_track(project, track, file, beside) for track in tracks),
    )
    try:
        text = recipe_text(recipe).encode("utf-8")
    except UnicodeEncodeError as error:
        raise FoleyError(
            "a sound's path has a name that is no text", file=file, remedy="give that file another name"
        ) from error
    for name, events in beside.items():
        write_atomically(file.with_name(name), encode_events(events))
    write_atomically(file, text)
    return WrittenRecipe((file, *(file.with_name(name) for name in beside)), _notes(tracks))


def _notes(tracks: list[Track]) -> tuple[str, ...]:
    """What of a project is of this clip alone, and so in no recipe."""
    notes = []
    for track in tracks:
        marked = sum(event.marked for event in track.events) if _has_source(track) else 0
        if marked:
            hits = "the hit of your own is" if marked == 1 else f"{marked} hits of your own are"
            notes.append(f"{track.name}: {hits} not in it, as events are found anew in every clip.")
        elif any(event.reference is not None for event in track.events):
            notes.append(f"{track.name}: hits that have a sound of their own are played by the track's.")
        if track.comp:
            notes.append(f"{track.name}: its comp is not in it, one take is made.")
    return tuple(notes)


def _has_source(track: Track) -> bool:
    """Whether its events come from something that finds events in any clip."""
    return track.timing not in (Timing.FILE, Timing.TAUGHT)


def _is_used(reference: Reference, tracks: list[Track]) -> bool:
    return any(reference.key in layer.references for track in tracks for layer in track.layers)


def _sound(reference: Reference, folder: Path) -> RecipeSound:
    cut = reference.cut
    slices = tuple((s.start_s, s.attack_s, s.stop_s) for s in cut.slices or () if s.enabled)
    return RecipeSound(path=_told(reference.path, folder), kind=cut.kind, in_s=cut.in_s, out_s=cut.out_s, slices=slices)


def _track(project: Project, track: Track, file: Path, beside: dict[str, EventTrack]) -> RecipeTrack:
    paths = {reference.key: _told(reference.path, file.parent) for reference in project.references}
    # What the user marked is of this clip: a source that finds events of any clip is worth more than a list of them.
    has_source = _has_source(track)
    events = ""
    if not has_source:
        events = f"{file.stem} {safe_name(track.name)}.events.json"
        beside[events] = track.events
    knobs = SynthesisSettings().differing(track.settings)
    return RecipeTrack(
        name=track.name, timing=str(track.timing) if has_source else "", events=events,
        sensitivity=track.sensitivity, voices=Voices.IGNORE if track.ignore_voices else Voices.KEEP,
        renderer=str(track.renderer), model=track.model or "",
        gain_db=track.gain_db, pan=track.pan, mute=track.mute, solo=track.solo,
        knobs={name: value for name in knobs if (value := track.settings.value(name)) is not None},
        layer=tuple(
            RecipeLayer(
                sounds=tuple(paths[key] for key in layer.references),
                role=layer.role, gain_db=layer.gain_db, pitch_semitones=layer.pitch_semitones,
                offset_ms=layer.offset_ms, softest=layer.softest, hardest=layer.hardest, until_ms=layer.until_ms,
                mute=layer.mute,
            )
            for layer in track.layers
            if layer.references
        ),
    )  # fmt: skip


def _told(path: Path, folder: Path) -> str:
    """A path as the recipe has it: from its own folder on, where both are on one disk."""
    try:
        return Path(os.path.relpath(path, folder.absolute())).as_posix()
    except ValueError:  # another drive
        return str(path)
