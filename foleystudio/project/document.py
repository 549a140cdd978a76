"""The project as a value: clip, references, events, tracks, markers. An edit is a new value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, TypeVar

from foleystudio.files.file_names import as_text
from foleystudio.project.proposals import Candidates
from foleystudio.project.ranges import (
    FARTHEST_MS,
    LONGEST_S,
    MOST_MARKERS,
    MOST_REFERENCES,
    MOST_SOURCES,
    MOST_TAKES,
    MOST_TRACKS,
    WIDEST_DB,
    at_most,
    check_counts,
    check_key,
    check_numbers,
    short_name,
)
from foleystudio.project.settings import Renderer, SynthesisSettings, insist
from foleystudio.project.sounds.layers import one_layer
from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut
from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track

_MOST_SOUND_TRACKS = 10_000  # the number of a clip's sound stream; no file has as many


MOST_TAGS = 32
"""Of one reference: more would not be read."""


def tags_of(text: str) -> tuple[str, ...]:
    """Tags as somebody types them, with commas between: each once, in lower case."""
    tags = (" ".join(part.split()).lower() for part in text.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]


@dataclass(frozen=True)
class Reference:
    """A sound in the bin: how a take should sound, how it is cut, and what the user says of it.

    ``tags`` are short words in lower case, ``favourite`` a star.
    """

    path: Path
    name: str
    key: int = -1
    cut: ReferenceCut = AUTOMATIC
    tags: Annotated[tuple[str, ...], at_most(MOST_TAGS)] = ()
    favourite: bool = False

    def __post_init__(self) -> None:
        check_key(self.key)
        check_counts(MOST_TAGS, tags=self.tags)
        object.__setattr__(self, "tags", tuple(short_name(tag) for tag in self.tags))
        object.__setattr__(self, "name", short_name(self.name))


@dataclass(frozen=True)
class Marker:
    """A named instant."""

    time_s: float
    name: str = ""
    key: int = -1

    def __post_init__(self) -> None:
        check_key(self.key)
        check_numbers(LONGEST_S, least=0, time_s=self.time_s)
        object.__setattr__(self, "name", short_name(self.name))


@dataclass(frozen=True)
class Guide:
    """How the clip's own sound is mixed."""

    mute: bool = False
    solo: bool = False
    gain_db: float = 0.0
    pan: float = 0.0

    def __post_init__(self) -> None:
        check_numbers(WIDEST_DB, gain_db=self.gain_db)
        check_numbers(1, pan=self.pan)


@dataclass(frozen=True)
class Project:
    """Everything a user works on; a value, so that undo keeps old ones and a save can run beside edits.

    Parameters
    ----------
    clip
        The video file; None before one is opened.
    references
        The bin.
    offset_ms
        Clip-wide picture-to-sound offset, added to every event when rendering.
    tracks
        Top to bottom.
    guide
        The clip's own sound in the mix.
    proposals
        All that timing sources found, one of a source: every track takes its own from them.
    sound_track
        Which of the clip's sound tracks is the guide, counted from 0; None for the one meant to be heard.
    markers
        Sorted by time.
    in_s, out_s
        The marked range; None where unmarked.
    next_key
        The key that the next reference, track, take or marker gets.
    """

    clip: Path | None = None
    references: Annotated[tuple[Reference, ...], at_most(MOST_REFERENCES)] = ()
    offset_ms: float = 0.0
    tracks: Annotated[tuple[Track, ...], at_most(MOST_TRACKS)] = ()
    guide: Guide = field(default_factory=Guide)
    markers: Annotated[tuple[Marker, ...], at_most(MOST_MARKERS)] = ()
    in_s: float | None = None
    out_s: float | None = None
    next_key: int = 0
    sound_track: int | None = None
    proposals: Annotated[tuple[Candidates, ...], at_most(MOST_SOURCES)] = ()

    def __post_init__(self) -> None:
        insist(self, references=tuple, tracks=tuple, proposals=tuple)
        check_numbers(_MOST_SOUND_TRACKS, least=0, sound_track=self.sound_track)
        check_counts(MOST_REFERENCES, references=self.references)
        check_counts(MOST_TRACKS, tracks=self.tracks)
        check_counts(MOST_MARKERS, markers=self.markers)
        check_counts(MOST_TAKES, takes=self.takes)
        check_counts(MOST_SOURCES, proposals=self.proposals)
        object.__setattr__(self, "markers", tuple(sorted(self.markers, key=lambda marker: marker.time_s)))
        check_numbers(FARTHEST_MS, offset_ms=self.offset_ms)
        check_numbers(LONGEST_S, in_s=self.in_s, out_s=self.out_s)
        if self.in_s is not None and self.out_s is not None and self.out_s < self.in_s:
            raise ValueError("the out point lies before the in point")
        keys = [
            *(reference.key for reference in self.references),
            *(track.key for track in self.tracks),
            *(marker.key for marker in self.markers),
            *(take.key for take in self.takes),
        ]
        if len(set(keys)) != len(keys):
            raise ValueError("two things in the project share a key")
        if max(keys, default=-1) >= self.next_key:
            object.__setattr__(self, "next_key", max(keys) + 1)
        check_key(self.next_key)

    @property
    def takes(self) -> tuple[Take, ...]:
        """Takes of all tracks."""
        return tuple(take for track in self.tracks for take in track.takes)

    def reference(self, key: int) -> Reference:
        """Reference of a key; ``KeyError`` when there is none."""
        return _by_key(self.references, key)

    def track(self, key: int) -> Track:
        """Track of a key; ``KeyError`` when there is none."""
        return _by_key(self.tracks, key)

    def marker(self, key: int) -> Marker:
        """Marker of a key; ``KeyError`` when there is none."""
        return _by_key(self.markers, key)

    def track_of(self, take_key: int) -> Track:
        """Track that holds a take; ``KeyError`` when there is none."""
        for track in self.tracks:
            if any(take.key == take_key for take in track.takes):
                return track
        raise KeyError(take_key)

    def settings_for(self, track_key: int) -> SynthesisSettings:
        """A track's knobs with the project's picture-to-sound offset."""
        return replace(self.track(track_key).settings, offset_ms=self.offset_ms)

    def sound_track_for(self, settings: SynthesisSettings) -> int | None:
        """The sound track whose sound goes into a take of these settings; None where none is heard or chosen."""
        return self.sound_track if settings.hears_guide or settings.matches_guide else None

    def found_for(self, track: Track) -> Candidates | None:
        """What a track's timing source found; None for a track whose events come from elsewhere."""
        if track.learnt is not None and track.learnt.source == track.timing:
            return track.learnt
        return next((found for found in self.proposals if found.source == track.timing), None)

    def with_proposals(self, found: Candidates) -> Project:
        """With what a timing source found, in place of what it had found before."""
        others = (other for other in self.proposals if other.source != found.source)
        return replace(self, proposals=(*others, found))

    def cuts_of(self, keys: Sequence[int]) -> tuple[ReferenceCut, ...]:
        """How references are cut; empty where all of them are told by themselves."""
        there = {reference.key: reference.cut for reference in self.references}
        cuts = tuple(there.get(key, AUTOMATIC) for key in keys)
        return cuts if any(cut != AUTOMATIC for cut in cuts) else ()

    def with_cut(self, key: int, cut: ReferenceCut) -> Project:
        """With a reference cut in another way."""
        references = tuple(replace(r, cut=cut) if r.key == key else r for r in self.references)
        return replace(self, references=references)

    def with_reference(self, path: Path, name: str = "") -> Project:
        """With one more reference, the last of ``references``; no two of them are called the same."""
        name, taken = name or as_text(path.stem), {reference.name for reference in self.references}
        free = (name, *(f"{name} {n}" for n in range(2, len(taken) + 2)))
        added = Reference(path, next(n for n in free if n not in taken), self.next_key)
        return replace(self, references=(*self.references, added), next_key=self.next_key + 1)

    def with_changed_reference(self, reference: Reference) -> Project:
        """With a reference in place of the one of its key."""
        return replace(self, references=tuple(reference if r.key == reference.key else r for r in self.references))

    def without_reference(self, key: int) -> Project:
        """Without a reference; tracks forget it, takes made from it stay."""
        tracks = tuple(track.without_reference(key) for track in self.tracks)
        return replace(self, references=tuple(r for r in self.references if r.key != key), tracks=tracks)

    def with_track(
        self,
        name: str = "",
        references: tuple[int, ...] = (),
        renderer: Renderer = Renderer.EXEMPLAR,
        like: Track | None = None,
    ) -> Project:
        """With one more track, the last of ``tracks``; the first free ``Foley N`` when it has no name.

        It begins with the events of the track ``like``.
        """
        taken = {track.name for track in self.tracks}
        name = name or next(n for n in (f"Foley {i}" for i in range(1, len(taken) + 2)) if n not in taken)
        added = Track(name, layers=one_layer(references), renderer=renderer, key=self.next_key)
        if like is not None:
            added = replace(
                added, events=like.events, timing=like.timing, sensitivity=like.sensitivity,
                ignore_voices=like.ignore_voices, learnt=like.learnt,
            )  # fmt: skip
        return replace(self, tracks=(*self.tracks, added), next_key=self.next_key + 1)

    def without_track(self, key: int) -> Project:
        """Without a track and its takes (their files stay on disk)."""
        return replace(self, tracks=tuple(track for track in self.tracks if track.key != key))

    def with_changed_track(self, track: Track) -> Project:
        """With a track in place of the one that has its key."""
        self.track(track.key)
        return replace(self, tracks=tuple(track if t.key == track.key else t for t in self.tracks))

    def with_take(self, track_key: int, take: Take) -> Project:
        """With a new take, the last on its track and sounding."""
        take = replace(take, key=self.next_key)
        track = self.track(track_key)
        track = replace(track, takes=(*track.takes, take)).using(take.key)
        return replace(self.with_changed_track(track), next_key=self.next_key + 1)

    def without_take(self, take_key: int) -> Project:
        """Without a take (its file stays on disk)."""
        return self.with_changed_track(self.track_of(take_key).without_take(take_key))

    def with_marker(self, time_s: float, name: str = "") -> Project:
        """With one more marker."""
        added = Marker(time_s, name, self.next_key)
        return replace(self, markers=(*self.markers, added), next_key=self.next_key + 1)

    def relocated(self, moved: Mapping[Path, Path]) -> Project:
        """With files found at other paths (old -> new)."""
        tracks = tuple(
            replace(track, takes=tuple(replace(take, path=moved.get(take.path, take.path)) for take in track.takes))
            for track in self.tracks
        )
        references = tuple(replace(r, path=moved.get(r.path, r.path)) for r in self.references)
        clip = moved.get(self.clip, self.clip) if self.clip else None
        return replace(self, clip=clip, references=references, tracks=tracks)

    def with_models_renamed(self, rename: Callable[[str], str]) -> Project:
        """With every model that a track, or a take's provenance, names called something else."""
        tracks = tuple(
            replace(track, model=_renamed(track.model, rename), takes=tuple(_retold(t, rename) for t in track.takes))
            for track in self.tracks
        )
        return replace(self, tracks=tracks)


_Keyed = TypeVar("_Keyed", Reference, Marker, Track, Take)


def _retold(take: Take, rename: Callable[[str], str]) -> Take:
    made = take.provenance
    return take if made is None else replace(take, provenance=replace(made, model=_renamed(made.model, rename)))


def _renamed(model: str | None, rename: Callable[[str], str]) -> str | None:
    return None if model is None else rename(model)


def _by_key(items: tuple[_Keyed, ...], key: int) -> _Keyed:
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)
