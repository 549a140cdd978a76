"""A track as a value: its events, the layers that perform them, and its takes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated

from foleystudio.project.event_edits import proposed_anew
from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import DEFAULT_SENSITIVITY, Candidates
from foleystudio.project.ranges import (
    MOST_EVENTS,
    MOST_LAYERS,
    MOST_TAKES,
    WIDEST_DB,
    at_most,
    check_counts,
    check_key,
    check_numbers,
    short_name,
)
from foleystudio.project.settings import Renderer, SynthesisSettings, Timing, insist
from foleystudio.project.sounds.comp import CompSpan, laid, without_take
from foleystudio.project.sounds.layers import Layer, check_layers, references_heard
from foleystudio.project.takes import Take

TRACK_COLOURS = ("", "sky", "violet", "rose", "green", "sand")
"""Names of the colours that a track may have, the usual one first; what they look like is the window's."""


@dataclass(frozen=True)
class Track:
    """A pass over the clip: its own events, and takes that perform them, of which one sounds.

    Parameters
    ----------
    name, mute, solo, gain_db, pan
        The track header; ``pan`` from -1 left to 1 right.
    takes
        Oldest first.
    active
        Key of the take that sounds; None for none.
    other
        Key of the take that an A/B flip brings up; None when there is nothing to compare.
    layers
        What sounds together in the next take, and from which references; never none.
    settings
        The knobs for the next take (its ``offset_ms`` is the project's: see ``Project.settings_for``).
    renderer, model
        What makes the next take.
    events
        When things sound on this track.
    timing
        Which timing source made (or makes) its events.
    sensitivity
        0-1: how certain what a source proposes has to be to become an event (see `Candidates.events`).
    ignore_voices
        Whether spoken syllables of the guide are no events.
    comp
        Where another of its takes sounds than the active one, or that one otherwise, in order of time.
    colour
        One of `TRACK_COLOURS`.
    learnt
        What was found for this track alone: learnt from its own marks, or of a person who was chosen for it; None where
        nothing was.
    """

    name: str
    mute: bool = False
    solo: bool = False
    gain_db: float = 0.0
    takes: Annotated[tuple[Take, ...], at_most(MOST_TAKES)] = ()
    active: int | None = None
    other: int | None = None
    layers: Annotated[tuple[Layer, ...], at_most(MOST_LAYERS)] = (Layer(),)
    settings: SynthesisSettings = field(default_factory=SynthesisSettings)
    renderer: Renderer = Renderer.EXEMPLAR
    model: str | None = None
    events: EventTrack = field(default_factory=EventTrack)
    timing: Timing = Timing.AUTO
    sensitivity: float = DEFAULT_SENSITIVITY
    ignore_voices: bool = True
    learnt: Candidates | None = None
    key: int = -1
    pan: float = 0.0
    comp: Annotated[tuple[CompSpan, ...], at_most(MOST_EVENTS)] = ()
    colour: str = ""

    def __post_init__(self) -> None:
        insist(self, takes=tuple, layers=tuple, comp=tuple, renderer=Renderer, timing=Timing)
        check_key(self.key)
        if self.colour not in TRACK_COLOURS:
            raise ValueError(f"there is no track colour {self.colour!r}")
        check_numbers(WIDEST_DB, gain_db=self.gain_db)
        check_numbers(1, least=0, sensitivity=self.sensitivity)
        check_numbers(1, pan=self.pan)
        check_counts(MOST_TAKES, takes=self.takes)
        check_layers(self.layers)
        object.__setattr__(self, "name", short_name(self.name))
        keys = {take.key for take in self.takes}
        for role in ("active", "other"):
            if getattr(self, role) is not None and getattr(self, role) not in keys:
                raise ValueError(f"the track {self.name!r} has no take {getattr(self, role)} to be its {role} one")
        if not keys.issuperset(span.take for span in self.comp if span.take is not None):
            raise ValueError(f"the track {self.name!r} uses a take that it has not")
        object.__setattr__(self, "comp", tuple(sorted(self.comp, key=lambda span: span.start_s)))

    @property
    def references(self) -> tuple[int, ...]:
        """Keys of all references that the next take is made from: of its layers, then those of single hits."""
        return references_heard(self.layers, self.events)

    def playing(self, references: tuple[int, ...], layer: int = 0) -> Track:
        """With other references in one of its layers."""
        return self.with_layer(layer, replace(self.layers[layer], references=references))

    def with_layer(self, number: int, layer: Layer) -> Track:
        """With a layer in place of one of its layers, counted from 0."""
        return replace(self, layers=(*self.layers[:number], layer, *self.layers[number + 1 :]))

    def comped(self, start_s: float, stop_s: float, take_key: int) -> Track:
        """With one of its takes sounding in a stretch, whatever sounded there."""
        self.take(take_key)
        return replace(self, comp=laid(self.comp, CompSpan(start_s, stop_s, take_key), self.active))

    def take_in(self, span: CompSpan) -> Take | None:
        """The take that sounds in a span."""
        return self.active_take if span.take is None else self.take(span.take)

    @property
    def ground(self) -> tuple[float, float] | None:
        """Where the take in use lies, seconds; None where none is."""
        take = self.active_take
        return None if take is None else (take.start_s, take.end_s)

    def take(self, key: int) -> Take:
        """Take of a key; ``KeyError`` when there is none."""
        for take in self.takes:
            if take.key == key:
                return take
        raise KeyError(key)

    @property
    def active_take(self) -> Take | None:
        """The take that sounds."""
        return None if self.active is None else self.take(self.active)

    def using(self, take_key: int) -> Track:
        """With another take sounding; the one that sounded becomes the other of the A/B pair."""
        if take_key == self.active:
            return self
        other = self.active if self.active is not None else self.other
        return replace(self, active=take_key, other=other)

    def flipped(self) -> Track:
        """With the A/B pair the other way round; unchanged when there is no pair."""
        return self if self.other is None else self.using(self.other)

    def proposing(self, found: Candidates) -> Track:
        """With the events that its sensitivity takes of what was found; what the user made and struck out stays."""
        proposals = found.events(self.sensitivity, self.ignore_voices)
        return replace(self, events=proposed_anew(self.events, proposals))

    def without_reference(self, key: int) -> Track:
        """With a reference forgotten by its layers and hits; takes made from it stay."""
        if key not in self.references:
            return self
        layers = tuple(replace(la, references=tuple(r for r in la.references if r != key)) for la in self.layers)
        own = tuple(replace(event, reference=None) for event in self.events if event.reference == key)
        return replace(self, layers=layers, events=self.events.replaced(*own))

    def without_take(self, take_key: int) -> Track:
        """Without a take; when it sounded, the other of the pair or else the newest takes its place."""
        takes = tuple(take for take in self.takes if take.key != take_key)
        other = None if self.other == take_key else self.other
        active = self.active
        if active == take_key:
            active = other if other is not None else (takes[-1].key if takes else None)
        comp = without_take(self.comp, take_key)
        return replace(self, takes=takes, active=active, other=None if other == active else other, comp=comp)
