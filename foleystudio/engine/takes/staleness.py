"""Whether a take is stale: what it was made from, against what the document asks for now."""

from __future__ import annotations

from dataclasses import replace

from foleystudio.engine.models.installed import model_or_shipped
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import SynthesisSettings
from foleystudio.project.sounds.layers import references_heard
from foleystudio.project.takes import Provenance, Take
from foleystudio.project.tracks import Track


def desired_provenance(project: Project, track: Track) -> Provenance:
    """What a track's take in use should be made from now.

    A take stays as it is when its model is gone, until something else about it is to change. A sound that leaves
    the bin is no wish for a take without it.
    """
    take, settings = track.active_take, project.settings_for(track.key)
    layers = track.layers
    if take is not None and take.provenance is not None and has_lost_a_sound(project, track):
        layers = take.provenance.layers
    wanted = provenance_of(project, replace(track, layers=layers), settings)
    if take is not None and take.provenance is not None and sounds_equal(take.provenance, wanted):
        return wanted
    return replace(wanted, model=model_or_shipped(wanted.model))


def provenance_of(project: Project, track: Track, settings: SynthesisSettings) -> Provenance:
    """What a take of a track is made from, with its knobs turned to some settings."""
    cuts = project.cuts_of(references_heard(track.layers, track.events))
    return Provenance(
        track.layers, settings, track.timing, track.events, track.renderer, track.model, cuts,
        sound_track=project.sound_track_for(settings),
    )  # fmt: skip


def is_stale(project: Project, track: Track) -> bool:
    """Whether a track is heard with a take that has not followed the last edits yet."""
    take = track.active_take
    if take is None or take.provenance is None or track.mute:
        return False
    return not sounds_equal(take.provenance, desired_provenance(project, track))


def has_lost_a_sound(project: Project, track: Track) -> bool:
    """Whether a sound that a track's take was made from has left the bin, and none was chosen in its place."""
    take, there = track.active_take, {reference.key for reference in project.references}
    if take is None or take.provenance is None or there.issuperset(take.provenance.references):
        return False
    left, wanted = ([key for key in keys if key in there] for keys in (take.provenance.references, track.references))
    return left == wanted


def sounds_equal(one: Provenance, other: Provenance) -> bool:
    """Whether two provenances make the same sound: who placed or confirmed an event does not matter."""
    return (
        one.layers == other.layers
        and one.settings == other.settings
        and one.renderer == other.renderer
        and one.model == other.model
        and one.cuts == other.cuts
        and one.sound_track == other.sound_track
        and _sound_equal(one.events, other.events)
    )


def _sound_equal(one: EventTrack, other: EventTrack) -> bool:
    # Edits keep the events that they leave alone: thousands of them are not compared field by field.
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(a is b or a == b or _heard(a) == _heard(b) for a, b in pairs)


def _heard(event: Event) -> Event:
    """An event less what of it makes no sound."""
    return replace(event, marked=False, proposed_s=None, label="", note="", approved=False)


def is_same(one: Provenance, other: Provenance) -> bool:
    """Whether two provenances make the same sound, to the sample, whenever they are rendered."""
    return sounds_equal(one, other) and one.sound_version == other.sound_version


def take_of(track: Track, wanted: Provenance) -> Take | None:
    """A track's take that was made from just this, the one in use or else the newest; None when there is none."""
    there = [take for take in track.takes if take.provenance is not None and is_same(take.provenance, wanted)]
    return next((take for take in there if take.key == track.active), there[-1] if there else None)
