"""A project that uses every field, of any version's formats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidate, Candidates
from foleystudio.project.settings import LevelMatch, Renderer, SynthesisSettings, Timing
from foleystudio.project.sounds.comp import CompSpan, FadeCurve, put
from foleystudio.project.sounds.layers import Layer, Role, one_layer
from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind, Slice
from foleystudio.project.takes import Provenance, Take
from tests.projects import timed

CUT = ReferenceCut(ReferenceKind.REPETITIONS, 0.25, 4.0, (Slice(0.5, 0.625, 1.0), Slice(2.0, 2.0, 3.5, enabled=False)))

LAYERS = (
    Layer((0,), Role.ATTACK, -1.5, 2.0, 30.0, 0.25, 0.75, 80.0, mute=True),
    Layer((0,), Role.TAIL),
)


def _events(has_proposals: bool, has_layers: bool) -> EventTrack:
    own: dict[str, Any] = {}
    if has_proposals:
        own |= {"label": "L", "gain_db": -3.0, "pitch_semitones": 2.0, "seed": 5, "note": "check"}
    if has_layers:
        own |= {"reference": 0, "length_s": 0.25, "pan": -0.5, "follow": 0.75, "approved": True}
    first = Event(0.5, 0.25, 1.5, (0.5, 1.0), marked=True, **own)
    return EventTrack((first, Event(3.0)), "taught", rejected_s=(1.25,))


def full_project(
    folder: Path,
    shaping: float = 1.0,
    guide_ambience: bool = True,
    *,
    has_cuts: bool = True,
    sound_track: int | None = 1,
    has_proposals: bool = True,
    has_layers: bool = True,
    has_regions: bool = True,
    has_curves: bool = True,
) -> Project:
    """A project that uses every field, its files in ``folder``.

    Without what format 4 added when it has no cuts, what 6 did when it has no proposals, what 7 did without layers,
    what 8 did without regions, what 9 did without curves.
    """
    events = _events(has_proposals, has_layers)
    settings = SynthesisSettings(7, 0.1, 0.9, -2.0, 0.3, -6.0, 12.0, shaping, guide_ambience=guide_ambience)
    if has_cuts:
        settings = replace(settings, follow=0.5, choke=True, in_turn=True, level_match=LevelMatch.HITS)
    project = Project(folder / "clip ü.mp4", offset_ms=12.0, in_s=0.5, out_s=2.5, sound_track=sound_track)
    project = project.with_reference(folder / "sounds" / "anvil.flac", "Anvil").with_track("Foley 1", (0,)).with_track()
    if has_cuts:
        project = replace(project, references=(replace(project.references[0], cut=CUT),))
    project = project.with_changed_track(replace(project.tracks[1], settings=SynthesisSettings(shaping=shaping)))
    layers = LAYERS if has_layers else one_layer((0,))
    made = Provenance(layers, settings, Timing.TAUGHT, events, Renderer.VARIETYSOUND, "studio", sound_track=sound_track)
    made = replace(made, cuts=(CUT,)) if has_cuts else replace(made, sound_version=1)
    first = Take(folder / "film takes" / "one.wav", "one", 44_100, 44_100, 2, 0.5, -1.5, -23.25, made, is_named=True)
    first = replace(first, limited_db=1.25) if has_cuts else first
    track = project.tracks[0].key
    project = project.with_take(track, first).with_take(track, replace(first, name="two", provenance=None))
    changed = replace(
        project.track(track), mute=True, solo=True, gain_db=-3.0, settings=settings, renderer=Renderer.VARIETYSOUND
    )
    project = project.with_changed_track(replace(changed, model="studio")).with_marker(1.0, "bang")
    project = timed(project, events, Timing.TAUGHT)
    project = _proposing(project, events) if has_proposals else project
    if has_layers:
        first_track = replace(project.tracks[0], layers=LAYERS, pan=0.5, colour="rose")
        project = project.with_changed_track(first_track.comped(0.25, 0.75, first_track.takes[0].key))
    project = _with_regions(project, has_curves) if has_regions else project
    guide = replace(project.guide, mute=True, solo=True, gain_db=-12.0, pan=-0.25 if has_layers else 0.0)
    return replace(project, guide=guide)


def _proposing(project: Project, events: EventTrack) -> Project:
    """With what format 6 added: proposals, and a sensitivity of each track."""
    learnt = Candidates((Candidate(Event(3.0), 0.75, 0.25),), "taught")
    track = replace(project.tracks[0], sensitivity=0.625, ignore_voices=False, learnt=learnt)
    found = Candidates(tuple(Candidate(event, 0.5) for event in events), "guide")
    return project.with_changed_track(track).with_proposals(found)


def _with_regions(project: Project, has_curves: bool) -> Project:
    """With what format 8 added: stretches of the take in use that have something of their own; 9 bends their fades."""
    track = project.tracks[0]
    region = CompSpan(1.0, 2.0, None, 0.125, -3.0, 0.25, 0.5)
    if has_curves:
        region = replace(region, fade_in_curve=FadeCurve.SMOOTH, fade_out_curve=FadeCurve.EQUAL_POWER)
    comp = put(put(track.comp, region), CompSpan(3.0, 4.0, None, silent=True))
    project = project.with_changed_reference(replace(project.references[0], tags=("metal", "close"), favourite=True))
    return project.with_changed_track(replace(track, comp=comp))
