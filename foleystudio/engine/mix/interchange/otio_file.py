"""OpenTimelineIO: picture, tracks, takes with their handles, events and markers, and what takes were made from."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.interchange.sheet import Item, events_told, items_of
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import write_atomically
from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

if TYPE_CHECKING:
    from opentimelineio import opentime, schema

OURS = "foleystudio"
"""Under which name of a thing's metadata what only we know is written."""


def library() -> Any:
    """The library, which is an extra.

    Raises
    ------
    FoleyError
        When it is not installed.
    """
    try:
        import opentimelineio
    except ImportError as error:
        what = "OpenTimelineIO is not installed"
        raise FoleyError(what, remedy='pip install -c installer/constraints.txt -e ".[interchange]"') from error
    return opentimelineio


def write_otio(project: Project, clip: Clip, out: Path) -> None:
    """Write the project as a timeline.

    Raises
    ------
    FoleyError
        When the library is not installed or the file cannot be written.
    """
    text: str = library().adapters.write_to_string(timeline_of(project, clip), "otio_json")
    write_atomically(out, text.encode())


def timeline_of(project: Project, clip: Clip) -> schema.Timeline:
    """The timeline: its picture counts frames where they come evenly, its sounds count samples.

    Raises
    ------
    FoleyError
        When the library is not installed.
    """
    schema = library().schema
    timeline = schema.Timeline(clip.name, global_start_time=_first_label(clip))
    timeline.tracks.append(_picture(clip))
    for track in project.tracks:
        timeline.tracks.append(_track(project, track, clip))
    for marker in project.markers:
        timeline.tracks.markers.append(_marker(marker.time_s, 0.0, marker.name or "Marker", "PURPLE", {}))
    timeline.metadata[OURS] = {
        "clip": str(clip.path),
        "drop_frame": clip.timecode.drop_frame,
        "offset_ms": project.offset_ms,
        "guide": {"mute": project.guide.mute, "solo": project.guide.solo, "gain_db": project.guide.gain_db},
    }
    return timeline


def _time(value: Fraction | int, rate: float) -> opentime.RationalTime:
    return library().opentime.RationalTime(float(value), rate)


def _range(start: int, length: int, rate: float) -> opentime.TimeRange:
    return library().opentime.TimeRange(_time(start, rate), _time(length, rate))


def _first_label(clip: Clip) -> opentime.RationalTime:
    if clip.frames.is_variable:  # whose mean rate is no rate
        return _time(clip.midnight_samples, STUDIO_RATE_HZ)
    return _time(clip.timecode.start, float(clip.timecode.rate_fps))


def _picture(clip: Clip) -> schema.Track:
    schema = library().schema
    track = schema.Track("Picture", kind=schema.TrackKind.Video)
    if clip.frames.is_variable:
        lasts, rate = to_samples(clip.frames.duration, STUDIO_RATE_HZ), float(STUDIO_RATE_HZ)
    else:
        lasts, rate = len(clip.frames), float(clip.timecode.rate_fps)
    start = 0 if clip.frames.is_variable else clip.timecode.start
    there = _range(start, lasts, rate)
    track.append(schema.Clip(clip.name, schema.ExternalReference(clip.path.absolute().as_uri(), there), there))
    return track


def _track(project: Project, track: Track, clip: Clip) -> schema.Track:
    schema = library().schema
    made = schema.Track(track.name, kind=schema.TrackKind.Audio)
    made.enabled = not track.mute
    made.metadata[OURS] = {"solo": track.solo, "gain_db": track.gain_db, "pan": track.pan}
    items = items_of(track, clip)
    if items and items[0].is_active:
        if items[0].at:
            made.append(schema.Gap(source_range=_range(0, items[0].at, STUDIO_RATE_HZ)))
        made.append(_item(project, items))
    for time_s, lasts_s, name in events_told(project, track):
        made.markers.append(_marker(time_s, lasts_s, name, "ORANGE", {}))
    for marker, event in zip(made.markers, track.events, strict=True):
        marker.metadata[OURS] = {"strength": event.strength, "note": event.note, "marked": event.marked}
    return made


def _item(project: Project, items: list[Item]) -> schema.Clip:
    """The take that sounds, the others beside it as further references to choose from."""
    schema, item = library().schema, items[0]
    references, names = {}, {}
    for each in items:
        name = schema.Clip.DEFAULT_MEDIA_KEY if each is item else f"take {each.take.key}"
        references[name], names[name] = _reference(each.take), each
    made = schema.Clip(item.take.name, source_range=_range(item.source, _file_length(item), item.take.rate_hz))
    made.set_media_references(references, schema.Clip.DEFAULT_MEDIA_KEY)
    made.metadata[OURS] = {
        "gain_db": item.take.gain_db,
        "provenance": provenance_told(project, item.take),
        "takes": {name: {"name": each.take.name, "start_s": each.take.start_s} for name, each in names.items()},
    }
    return made


def _file_length(item: Item) -> int:
    return to_samples(Fraction(item.length, STUDIO_RATE_HZ), item.take.rate_hz)


def _reference(take: Take) -> schema.ExternalReference:
    there = _range(0, take.n_samples, take.rate_hz)
    return library().schema.ExternalReference(take.path.absolute().as_uri(), there)


def _marker(time_s: float, lasts_s: float, name: str, colour: str, told: dict[str, object]) -> schema.Marker:
    at, lasts = to_samples(time_s, STUDIO_RATE_HZ), to_samples(lasts_s, STUDIO_RATE_HZ)
    marker = library().schema.Marker(name, _range(at, lasts, STUDIO_RATE_HZ), colour)
    marker.metadata[OURS] = told
    return marker


def provenance_told(project: Project, take: Take) -> dict[str, Any]:
    """What a take was made from, as plain values: sounds by name, settings, seed; its events are counted alone."""
    made = take.provenance
    if made is None:
        return {}
    there = {reference.key: reference for reference in project.references}
    told: dict[str, Any] = msgspec.to_builtins(made.settings, enc_hook=str)
    return {
        "renderer": str(made.renderer),
        "model": made.model,
        "timing": str(made.timing),
        "sound_version": made.sound_version,
        "references": [
            {"name": there[key].name, "file": str(there[key].path)} for key in made.references if key in there
        ],
        "events": len(made.events),
        "settings": told,
    }
