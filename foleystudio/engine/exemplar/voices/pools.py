"""The hits that may play an event: those of all references together, or of each in its turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from foleystudio.engine.exemplar.references.reference import Exemplar
from foleystudio.engine.exemplar.voices.allocation import Recorded, choose_hits, hardness_db
from foleystudio.engine.loudness.loudness import FULL_LOUDNESS
from foleystudio.progress import Cancelled, never_cancelled
from foleystudio.project.events import Event
from foleystudio.project.sounds.reference_cuts import ReferenceKind


@dataclass(frozen=True)
class Pool:
    """Hits of one or more references, at their true relative levels.

    Parameters
    ----------
    members
        Number of the reference and of its hit.
    hardness
        How hard each was struck, decibels beside the hardest.
    gain
        Brings the loudest of them to full strength.
    """

    members: tuple[tuple[int, int], ...]
    hardness: tuple[float, ...]
    gain: float

    def hits_for(
        self, events: Sequence[Event], turns: Sequence[int], seed: int, cancelled: Cancelled = never_cancelled
    ) -> list[tuple[int, int]]:
        """Reference and hit for every event; ``turns`` count the events that this pool gets."""
        return [self.members[n] for n in choose_hits(events, turns, self.hardness, seed, cancelled)]


def pools_of(exemplars: Sequence[Exemplar], in_turn: bool) -> tuple[Pool, ...]:
    """One pool of all hits; one of each reference where they take turns, which textures always do."""
    numbered = list(enumerate(exemplars))
    if in_turn or any(exemplar.kind is ReferenceKind.TEXTURE for exemplar in exemplars):
        return tuple(_pool([one]) for one in numbered)
    return (_pool(numbered),)


def _pool(exemplars: Sequence[tuple[int, Exemplar]]) -> Pool:
    members = tuple((number, hit) for number, exemplar in exemplars for hit in range(len(exemplar.hits)))
    recorded = [
        Recorded(20 * log10(max(hit.loudness, 1e-9)), hit.brightness_hz, exemplar.name)
        for _, exemplar in exemplars
        for hit in exemplar.hits
    ]
    loudest = max(hit.loudness for _, exemplar in exemplars for hit in exemplar.hits)
    return Pool(members, tuple(hardness_db(recorded)), FULL_LOUDNESS / loudest)
