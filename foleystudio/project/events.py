"""The event track: when things sound, how hard and for how long. One type for all timing sources."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import msgspec

from foleystudio.errors import FoleyError
from foleystudio.files.json_text import parsed
from foleystudio.project.ranges import (
    LARGEST_KEY,
    LONGEST_S,
    MOST_EVENTS,
    MOST_POINTS,
    MOST_POINTS_OF_ALL,
    WIDEST_DB,
    WIDEST_SEMITONES,
    at_most,
    check_counts,
    check_key,
    check_numbers,
    short_name,
)

FORMAT_VERSION = 2
"""2 adds what events have of their own; what has nothing of that is written as 1, for readers of before."""

_FADES_FROM = 0.1
"""Share of its loudest level below which an envelope begins without an attack."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that sounds.

    Parameters
    ----------
    time_s
        Onset, in seconds from the clip's start.
    strength
        0-1: how hard, relative to the hardest of its clip.
    sustain_s
        How long the sound is kept up after the onset; 0 for a hit that rings as it likes.
    envelope
        Level over the sustain, 0-1 relative to ``strength`` (linear amplitude), evenly spaced from the
        onset to the sustain's end; empty for a level one. Needs a sustain.
    marked
        The user placed or confirmed it: no timing source moves or removes it.
    key
        Identity within its track, kept through edits, so that a dragged event keeps its variation.
    proposed_s
        Where a timing source proposed it, once the user has vouched for it; None for one that the user placed.
    label
        What it is, in a word or a letter: ``L`` and ``R`` of feet, ``heel``, anything.
    gain_db, pitch_semitones
        How much louder and higher than its track's takes it sounds.
    seed
        Its own seed, which chooses its hit and its nuance whatever the take's seed; None where it has the take's.
    note
        What is to be remembered of it.
    reference
        Key of the project's reference that plays it alone, whatever its track's layers; None for those.
    length_s
        After how long it is faded out; None lets it ring.
    pan
        -1 left to 1 right.
    follow
        As the track's knob of that name; None where it is that.
    approved
        Somebody has looked at it and wants it so: the last of a cue's states.
    """

    time_s: float
    strength: float = 0.8
    sustain_s: float = 0.0
    envelope: Annotated[tuple[float, ...], at_most(MOST_POINTS)] = ()
    marked: bool = False
    key: int = -1
    proposed_s: float | None = None
    label: str = ""
    gain_db: float = 0.0
    pitch_semitones: float = 0.0
    seed: int | None = None
    note: str = ""
    reference: int | None = None
    length_s: float | None = None
    pan: float = 0.0
    follow: float | None = None
    approved: bool = False

    def __post_init__(self) -> None:
        numbers = (self.time_s, self.strength, self.sustain_s, self.proposed_s or 0.0, *self.envelope)
        if not all(math.isfinite(n) for n in numbers):
            raise ValueError("an event's numbers must be finite")
        if self.time_s < 0 or self.sustain_s < 0:
            raise ValueError("an event's time and sustain cannot be below 0")
        check_numbers(LONGEST_S, time_s=self.time_s, sustain_s=self.sustain_s, proposed_s=self.proposed_s)
        check_numbers(WIDEST_DB, gain_db=self.gain_db)
        check_numbers(WIDEST_SEMITONES, pitch_semitones=self.pitch_semitones)
        check_numbers(LARGEST_KEY, least=0, seed=self.seed, reference=self.reference)
        check_numbers(LONGEST_S, least=0, length_s=self.length_s)
        check_numbers(1, pan=self.pan)
        check_numbers(1, least=0, follow=self.follow)
        check_counts(MOST_POINTS, levels_of_an_envelope=self.envelope)
        check_key(self.key)
        if not 0 <= self.strength <= 1 or not all(0 <= level <= 1 for level in self.envelope):
            raise ValueError("an event's strength and envelope must lie between 0 and 1")
        for name in ("label", "note"):
            if getattr(self, name):
                object.__setattr__(self, name, short_name(getattr(self, name)))

    @property
    def end_s(self) -> float:
        """Where the sustain ends."""
        return self.time_s + self.sustain_s

    @property
    def fades_in(self) -> bool:
        """Whether it begins without an attack: it swells up, or was going on before the clip begins."""
        return self.sustain_s > 0 and fades_in(self.envelope)

    @property
    def was_running(self) -> bool:
        """Whether it was going on when the clip began: nothing strikes it."""
        return self.time_s == 0 and self.fades_in


def fades_in(envelope: Sequence[float]) -> bool:
    """Whether a level begins from next to nothing."""
    return bool(envelope) and envelope[0] <= _FADES_FROM * max(envelope)


@dataclass(frozen=True)
class EventTrack:
    """Events in time order, each with a key of its own; a value, so an edit is a new track.

    Parameters
    ----------
    events
        Any order; sorted by time, keys given to those without.
    source
        Where they came from: ``guide``, ``picture``, ``taught``, ``file`` or ``edited``.
    rejected_s
        Instants the user struck out: no timing source may propose an event there again.
    """

    events: Annotated[tuple[Event, ...], at_most(MOST_EVENTS)] = ()
    source: str = "edited"
    rejected_s: tuple[float, ...] = ()
    _next_key: int = field(default=0, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_counts(MOST_EVENTS, events=self.events, rejected_times=self.rejected_s)
        for time_s in self.rejected_s:
            check_numbers(LONGEST_S, rejected_s=time_s)
        if sum(len(event.envelope) for event in self.events) > MOST_POINTS_OF_ALL:
            raise ValueError(f"its envelopes have more than {MOST_POINTS_OF_ALL} levels")
        keys = {event.key for event in self.events if event.key >= 0}
        if len(keys) != sum(event.key >= 0 for event in self.events):
            raise ValueError("two events share a key")
        upcoming = max(self._next_key, max(keys, default=-1) + 1)
        keyed: list[Event] = []
        for event in sorted(self.events, key=lambda e: e.time_s):
            if event.key < 0:
                event, upcoming = replace(event, key=upcoming), upcoming + 1
            keyed.append(event)
        check_key(upcoming)
        object.__setattr__(self, "events", tuple(keyed))
        object.__setattr__(self, "source", str(self.source))  # a `Timing` becomes plain text, as files have it
        object.__setattr__(self, "rejected_s", tuple(sorted(self.rejected_s)))
        object.__setattr__(self, "_next_key", upcoming)

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def get(self, key: int) -> Event:
        """Event of a key; ``KeyError`` when there is none."""
        for event in self.events:
            if event.key == key:
                return event
        raise KeyError(key)

    def added(self, *events: Event) -> EventTrack:
        """With these events too; those without a key get one."""
        return replace(self, events=self.events + events)

    def without(self, keys: Iterable[int]) -> EventTrack:
        """Without the events of these keys."""
        gone = set(keys)
        return replace(self, events=tuple(e for e in self.events if e.key not in gone))

    def replaced(self, *events: Event) -> EventTrack:
        """With each given event in place of the one that has its key."""
        return self.without(e.key for e in events).added(*events)

    def shifted(self, seconds: float) -> EventTrack:
        """Every event moved by an offset; what would start before 0 starts at 0."""
        return replace(self, events=tuple(replace(e, time_s=max(0.0, e.time_s + seconds)) for e in self.events))

    def struck(self) -> EventTrack:
        """Every event as a hit: none kept up."""
        return replace(self, events=tuple(replace(e, sustain_s=0.0, envelope=()) for e in self.events))


class _SavedEvent(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=False):
    time_s: Annotated[float, msgspec.Meta(ge=0)]
    strength: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.8
    sustain_s: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    envelope: tuple[Annotated[float, msgspec.Meta(ge=0, le=1)], ...] = ()
    marked: bool = False
    label: str = ""
    gain_db: float = 0.0
    pitch_semitones: float = 0.0
    seed: Annotated[int, msgspec.Meta(ge=0)] | None = None
    note: str = ""
    length_s: float | None = None
    pan: float = 0.0
    follow: float | None = None
    approved: bool = False


class _SavedTrack(msgspec.Struct, omit_defaults=True):
    version: int
    events: tuple[_SavedEvent, ...]
    source: str = "file"
    rejected_s: tuple[float, ...] = ()


class _AlwaysWritten(msgspec.Struct, omit_defaults=True):
    # The three fields that every reader of the format may rely on are written even at their defaults.
    time_s: float
    strength: float
    sustain_s: float
    envelope: tuple[float, ...] = ()
    marked: bool = False
    label: str = ""
    gain_db: float = 0.0
    pitch_semitones: float = 0.0
    seed: int | None = None
    note: str = ""
    length_s: float | None = None
    pan: float = 0.0
    follow: float | None = None
    approved: bool = False


def encode_events(track: EventTrack) -> bytes:
    """The JSON of an event track without keys, those of references too: they mean nothing outside a project."""
    events = [
        _AlwaysWritten(
            round(e.time_s, 6), round(e.strength, 4), round(e.sustain_s, 6), e.envelope, e.marked, e.label,
            e.gain_db, e.pitch_semitones, e.seed, e.note, e.length_s, e.pan, e.follow, e.approved,
        )
        for e in track.events
    ]  # fmt: skip
    has_own = any(_has_own(e) for e in track.events)
    saved = {"version": FORMAT_VERSION if has_own else 1, "events": events, "source": track.source}
    if track.rejected_s:
        saved["rejected_s"] = track.rejected_s
    return msgspec.json.format(msgspec.json.encode(saved), indent=2) + b"\n"


def _has_own(event: Event) -> bool:
    """Whether it sounds otherwise than its track would have it."""
    is_set = (event.seed, event.length_s, event.follow)
    return bool(event.gain_db or event.pitch_semitones or event.pan) or any(own is not None for own in is_set)


def decode_events(data: bytes, *, file: Path | None = None) -> EventTrack:
    """Event track of a JSON text.

    Raises
    ------
    FoleyError
        When it is not JSON, not an event track, of a later version, or has impossible numbers.
    """
    try:
        saved = msgspec.convert(parsed(data), _SavedTrack)
        if not 1 <= saved.version <= FORMAT_VERSION:
            raise FoleyError(
                f"its event format is version {saved.version}, this foleystudio reads up to {FORMAT_VERSION}",
                file=file,
                remedy="update foleystudio or save the events again",
            )
        events = tuple(Event(**msgspec.structs.asdict(event)) for event in saved.events)
        return EventTrack(events, source=saved.source, rejected_s=saved.rejected_s)
    except (msgspec.MsgspecError, ValueError) as error:
        raise FoleyError(
            f"it is not an event file ({error})",
            file=file,
            remedy='it should look like {"version": 1, "events": [{"time_s": 1.2, "strength": 0.8, "sustain_s": 0.0}]}',
        ) from error
