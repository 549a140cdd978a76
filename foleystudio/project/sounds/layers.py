"""Layers: what sounds together on a track, each with its references, its part of a hit and its own level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from foleystudio.project.events import Event
from foleystudio.project.ranges import (
    FARTHEST_MS,
    MOST_LAYERS,
    MOST_REFERENCES,
    WIDEST_DB,
    WIDEST_SEMITONES,
    at_most,
    check_counts,
    check_numbers,
)
from foleystudio.project.settings import insist

CROSSFADE_S = 0.01
"""From one part of a hit to the next; their gains add up to 1 throughout, so that a sound split in parts is whole."""

_ATTACK_S, _BODY_S = 0.05, 0.25
"""Where an attack hands over to what follows, and a body to its tail, counted from the hit: the strike itself is over
after some 50 ms, and what rings on after a quarter of a second is the room's and the object's own."""

_LONGEST_MS = 60_000.0  # of a layer's part of a hit: no hit rings for a minute


class Role(StrEnum):
    """Which part of every hit a layer plays."""

    WHOLE = "whole"
    ATTACK = "attack"
    BODY = "body"
    TAIL = "tail"
    SWEETENER = "sweetener"


_PARTS = (Role.ATTACK, Role.BODY, Role.TAIL)


@dataclass(frozen=True)
class Layer:
    """Some sounds, and how they take part in a track.

    Parameters
    ----------
    references
        Keys of the references, one of which plays each hit.
    role
        The part of every hit that it plays: all of it (``whole``; ``sweetener`` where it only adds to others), or its
        attack, body or tail. Parts that several layers have between them add up to a whole hit.
    gain_db, pitch_semitones
        Beside those of the track.
    offset_ms
        How much later than its event it sounds: the toe after the heel.
    softest, hardest
        0-1: it plays events of at least this strength, and below that one; at 1 the hardest too.
    until_ms
        Where an attack or a body ends, counted from the hit; None as usual.
    mute
        Whether it is left out.
    """

    references: Annotated[tuple[int, ...], at_most(MOST_REFERENCES)] = ()
    role: Role = Role.WHOLE
    gain_db: float = 0.0
    pitch_semitones: float = 0.0
    offset_ms: float = 0.0
    softest: float = 0.0
    hardest: float = 1.0
    until_ms: float | None = None
    mute: bool = False

    def __post_init__(self) -> None:
        insist(self, references=tuple, role=Role)
        check_counts(MOST_REFERENCES, references=self.references)
        check_numbers(WIDEST_DB, gain_db=self.gain_db)
        check_numbers(WIDEST_SEMITONES, pitch_semitones=self.pitch_semitones)
        check_numbers(FARTHEST_MS, offset_ms=self.offset_ms)
        check_numbers(1, least=0, softest=self.softest, hardest=self.hardest)
        check_numbers(_LONGEST_MS, least=1, until_ms=self.until_ms)
        if self.softest > self.hardest:
            raise ValueError("a layer's softest hits are harder than its hardest")

    def plays(self, strength: float) -> bool:
        """Whether it plays events of a strength."""
        return self.softest <= strength < self.hardest or strength == self.hardest == 1.0


def one_layer(references: Sequence[int]) -> tuple[Layer, ...]:
    """The layers of a track that performs some references and nothing with them."""
    return (Layer(tuple(references)),)


def check_layers(layers: Sequence[Layer]) -> None:
    """Refuse a track without a layer, or with more than can be.

    Raises
    ------
    ValueError
        When there are none or too many.
    """
    check_counts(MOST_LAYERS, layers=layers)
    if not layers:
        raise ValueError("a track has a layer at least")


def references_heard(layers: Sequence[Layer], events: Iterable[Event]) -> tuple[int, ...]:
    """Keys of all references that layers and single events play, each once: those of the layers first."""
    of_layers = (key for layer in layers for key in layer.references)
    of_events = sorted({event.reference for event in events if event.reference is not None})
    return tuple(dict.fromkeys((*of_layers, *of_events)))


def spans_of(layers: Sequence[Layer]) -> tuple[tuple[float, float | None], ...]:
    """Which stretch of every hit each layer plays: where its part begins and ends, in seconds after the hit.

    A part goes on until the next one that any of the layers plays; the last has no end (None), and an attack that is
    alone ends all the same. Muted layers count: what they leave out is not heard.
    """
    there = [role for role in _PARTS if any(layer.role is role for layer in layers)]
    ends = {role: _end_of(role, layers) for role in there}
    spans: list[tuple[float, float | None]] = []
    for layer in layers:
        if layer.role not in there:
            spans.append((0.0, None))
            continue
        place = there.index(layer.role)
        begins = max((ends[role] or 0.0 for role in there[:place]), default=0.0)
        is_last = place == len(there) - 1
        end = None if is_last and layer.until_ms is None and layer.role is not Role.ATTACK else ends[layer.role]
        spans.append((begins, end if end is None else max(begins, end)))
    return tuple(spans)


def _end_of(role: Role, layers: Sequence[Layer]) -> float | None:
    """Where a part ends: where the first layer that says so has it; a tail has no end of its own."""
    usual = {Role.ATTACK: _ATTACK_S, Role.BODY: _BODY_S}.get(role)
    own = (layer.until_ms / 1000 for layer in layers if layer.role is role and layer.until_ms is not None)
    return next(own, usual)
