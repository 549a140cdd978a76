"""How a reference is cut: what kind of recording it is, and which of it is played; told by itself, or by its owner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from foleystudio.project.ranges import LONGEST_S, MOST_SLICES, at_most, check_counts, check_numbers


class ReferenceKind(StrEnum):
    """What a reference is a recording of.

    ``gesture``: one thing done once, played whole, its main hit on the event. ``repetitions``: a thing done several
    times, cut into slices of which each event gets one. ``texture``: something that goes on, played straight for as
    long as an event is kept up.
    """

    GESTURE = "gesture"
    REPETITIONS = "repetitions"
    TEXTURE = "texture"


@dataclass(frozen=True)
class Slice:
    """One hit of a reference; times are seconds of its file.

    Parameters
    ----------
    start_s
        Where it begins, its lead-in included.
    attack_s
        Its main hit, which falls on an event.
    stop_s
        Where it ends.
    enabled
        Whether events may get it.
    """

    start_s: float
    attack_s: float
    stop_s: float
    enabled: bool = True

    def __post_init__(self) -> None:
        check_numbers(LONGEST_S, start_s=self.start_s, attack_s=self.attack_s, stop_s=self.stop_s)
        if not 0 <= self.start_s <= self.attack_s < self.stop_s:
            raise ValueError("a slice begins before its hit and ends after it")


@dataclass(frozen=True)
class ReferenceCut:
    """What the owner of a reference said of it; what is None is told by itself.

    Parameters
    ----------
    kind
        What it is a recording of.
    in_s, out_s
        The part of the file that is used, seconds.
    slices
        Its hits, in order.
    """

    kind: ReferenceKind | None = None
    in_s: float = 0.0
    out_s: float | None = None
    slices: Annotated[tuple[Slice, ...], at_most(MOST_SLICES)] | None = None

    def __post_init__(self) -> None:
        if self.kind is not None:
            object.__setattr__(self, "kind", ReferenceKind(self.kind))
        check_numbers(LONGEST_S, least=0, in_s=self.in_s)
        check_numbers(LONGEST_S, out_s=self.out_s)
        check_counts(MOST_SLICES, slices=self.slices or ())
        if self.out_s is not None and self.out_s <= self.in_s:
            raise ValueError("a reference's out point lies behind its in point")

    @property
    def own_slices(self) -> tuple[Slice, ...] | None:
        """The given slices, where they are what is played: of repetitions, and of a gesture that is one of them."""
        of_gesture = self.kind is ReferenceKind.GESTURE and self.slices is not None and len(self.slices) == 1
        return self.slices if of_gesture or self.kind in (None, ReferenceKind.REPETITIONS) else None


AUTOMATIC = ReferenceCut()
"""All of it told by itself."""
