"""Tracks taken apart into their layers, so that each layer can be written as a stem of its own.

A layer's sound is made again by itself, from what the track's takes were made from; together the layers are the takes,
less what the limiter takes off their sum.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from foleystudio.engine.clip import Clip
from foleystudio.engine.loudness.limited_stream import HEARD_DB
from foleystudio.engine.mix.exports import ExportOrder, ExportRow
from foleystudio.engine.mix.measured_mix import part_of
from foleystudio.engine.mix.report import ExportReport
from foleystudio.engine.render.dispatch import stream
from foleystudio.engine.render.layered import parts_of
from foleystudio.engine.takes.render_take import request_of
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.engine.takes.take_names import sounds_of
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import write_error
from foleystudio.media.sound.files import SoundWriter
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.project.document import Project
from foleystudio.project.ranges import MOST_TRACKS
from foleystudio.project.sounds.layers import Role
from foleystudio.project.takes import Provenance, Take
from foleystudio.project.tracks import Track

_MADE = 0.5  # share of an export's progress that making the layers takes


@dataclass(frozen=True)
class _Part:
    """One of the sounds that a take is the sum of: its place among `parts_of`, and what it is called."""

    number: int
    name: str


@dataclass(frozen=True)
class Apart:
    """A project whose layered tracks are a track a layer.

    Parameters
    ----------
    project
        With tracks called ``High, wood (attack)``.
    notes
        Sentences on what does not add up to what the mix has.
    parts
        Key of a new track -> which part of its takes it is.
    """

    project: Project
    notes: tuple[str, ...]
    parts: Mapping[int, int]


def layers_apart(project: Project) -> Apart:
    """Take a project's tracks apart as far as names go: the new tracks have the old ones' takes.

    A track of one layer, without a take, with a sound from outside, or whose comp joins takes of other layers, stays.

    Raises
    ------
    FoleyError
        When there would be more tracks than a project can have.
    """
    tracks: list[Track] = []
    parts: dict[int, int] = {}
    notes: list[str] = []
    key = project.next_key
    for track in project.tracks:
        found = _parts(project, track)
        if len(found) < 2 or track.mute:
            tracks.append(track)
            continue
        notes += _notes(track)
        for part in found:
            apart, key = _with_new_keys(replace(track, name=f"{track.name}, {part.name}", key=key), key + 1)
            parts[apart.key] = part.number
            tracks.append(apart)
    if len(tracks) > MOST_TRACKS:
        raise FoleyError(
            f"its layers make {len(tracks)} stems, and {MOST_TRACKS} are the most", remedy="write a stem a track"
        )
    return Apart(replace(project, tracks=tuple(tracks), next_key=key), tuple(notes), parts)


def _heard(track: Track) -> list[Take]:
    """The takes that sound on a track: the one in use, and those of its comp."""
    active = track.active_take
    if active is None:
        return []
    return [active, *(track.take(key) for key in {span.take for span in track.comp} if key is not None)]


def _parts(project: Project, track: Track) -> list[_Part]:
    """Of what a track's takes are the sum, as `parts_of` has it; nothing where they are no such sum, or not alike."""
    made = [take.provenance for take in _heard(track)]
    if not made or made[0] is None:
        return []
    first = made[0]
    if any(other is None or _sounding(other) != _sounding(first) for other in made):
        return []
    layers = [layer for layer in first.layers if layer.references]
    found = []
    for number, layer in enumerate(layers):
        role = "" if layer.role is Role.WHOLE else f" ({layer.role})"
        if not layer.mute or (number == 0 and first.settings.ambience > 0):  # the first one brings the ambience
            found.append(_Part(number, f"{sounds_of(project, layer.references)}{role}"))
    own = sorted({event.reference for event in first.events if event.reference is not None})
    found += [_Part(len(layers) + n, f"{sounds_of(project, (key,))} (single hits)") for n, key in enumerate(own)]
    return found


def _sounding(made: Provenance) -> tuple[object, ...]:
    """What two takes of one track must have in common to be taken apart alike."""
    layers = tuple((layer.references, layer.role, layer.mute) for layer in made.layers)
    return layers, {event.reference for event in made.events}


def _notes(track: Track) -> list[str]:
    notes = []
    limited_db = max(take.limited_db for take in _heard(track))
    if limited_db >= HEARD_DB:
        what = f"up to {limited_db:.1f} dB off the sum of its layers, and not off their stems"
        notes.append(f"{track.name}: the limiter takes {what}.")
    if any(take.provenance is not None and not take.provenance.sounds_as_made for take in _heard(track)):
        notes.append(f"{track.name} was made by an earlier version: its layers are made as this one makes them.")
    return notes


def _with_new_keys(track: Track, key: int) -> tuple[Track, int]:
    """A track whose takes, of which only those that sound are kept, have keys from one on; and the key after them."""
    keys = {take.key: key + n for n, take in enumerate(dict.fromkeys(_heard(track)))}
    takes = tuple(replace(take, key=keys[take.key]) for take in track.takes if take.key in keys)
    comp = tuple(span if span.take is None else replace(span, take=keys[span.take]) for span in track.comp)
    active = keys[track.active] if track.active is not None else None
    return replace(track, takes=takes, active=active, other=None, comp=comp), key + len(keys)


@contextmanager
def layers_rendered(
    project: Project,
    clip: Clip,
    beside: Path,
    *,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Iterator[Apart]:
    """Take a project's tracks apart, each layer with its own sound; their files last as long as the context.

    Parameters
    ----------
    beside
        A file, beside which there is room for them.

    Raises
    ------
    FoleyError
        When a sound that a take was made from is gone, or nothing can be written.
    CancelledError
        When the user cancelled.
    """
    apart, sounds = layers_apart(project), ReferenceSounds()
    try:
        folder = tempfile.TemporaryDirectory(prefix=".foleystudio layers ", dir=beside.absolute().parent)
    except OSError as error:
        raise write_error(beside, error) from error
    with folder as place:
        tracks, done = [], 0
        for track in apart.project.tracks:
            if track.key in apart.parts:

                def told(share: float, stage: str, done: int = done) -> None:
                    progress((done + share) / len(apart.parts), stage)

                files = _Files(apart.project, clip, Path(place), sounds)
                track = files.rendered(track, apart.parts[track.key], told, cancelled)
                done += 1
            tracks.append(track)
        yield replace(apart, project=replace(apart.project, tracks=tuple(tracks)))


@dataclass(frozen=True, eq=False)
class _Files:
    """Where layers' sounds are made, and from what."""

    project: Project
    clip: Clip
    folder: Path
    sounds: ReferenceSounds

    def rendered(self, track: Track, number: int, progress: Progress, cancelled: Cancelled) -> Track:
        """A track with one part of each of its takes in their place."""
        takes = tuple(self._take(take, number, progress, cancelled) for take in track.takes)
        return replace(track, takes=takes)

    def _take(self, take: Take, number: int, progress: Progress, cancelled: Cancelled) -> Take:
        made = take.provenance
        assert made is not None
        part = parts_of(request_of(made, self._paths(made.references), self.clip, self.sounds))[number]
        sound = stream(part, progress, cancelled)
        path = self.folder / f"{take.key}.wav"
        with SoundWriter(path, sound.rate_hz, sound.channels) as writer:
            for block in sound.blocks:
                writer.write(block)
        return replace(
            take, path=path, n_samples=sound.n_samples, rate_hz=sound.rate_hz, channels=sound.channels,
            loudness_lufs=None,
        )  # fmt: skip

    def _paths(self, references: Sequence[int]) -> tuple[Path, ...]:
        try:
            return tuple(self.project.reference(key).path for key in references)
        except KeyError as error:
            raise FoleyError(
                "a sound that a layer was made from is no longer in the project", remedy="write a stem a track"
            ) from error


def write_export(row: ExportRow, order: ExportOrder) -> ExportReport:
    """Write an export; where one of several files shall have one a layer, of the project taken apart.

    Raises
    ------
    FoleyError
        When there is nothing to write, a sound is missing, or a file cannot be written.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    if not (row.is_several and order.options.per_layer):
        return row.write(order)
    made, rest = part_of(order.progress, 0.0, _MADE), part_of(order.progress, _MADE, 1.0)
    with layers_rendered(order.project, order.clip, order.out, progress=made, cancelled=order.cancelled) as apart:
        report = row.write(replace(order, project=apart.project, progress=rest))
    return replace(report, notes=(*report.notes, *apart.notes))
