"""Which of a clip's persons found events are of, told by when they are: so after undo, and in an opened project."""

from __future__ import annotations

from collections.abc import Mapping

from foleystudio.engine.timing.people.cast import Cast
from foleystudio.engine.timing.people.feet import candidates_of_feet
from foleystudio.engine.timing.people.moves import candidates_of_moves
from foleystudio.progress import heed
from foleystudio.project.proposals import Candidates

Instants = Mapping[int, frozenset[float]]
"""When feet and body of each person, by number, may be heard: whole milliseconds, as seconds."""


def instants_of(cast: Cast) -> Instants:
    """When every person of a clip may be heard."""
    instants: dict[int, frozenset[float]] = {}
    for person in cast.persons:
        heed()
        found = (candidates_of_feet(cast, person.number), candidates_of_moves(cast, person.number))
        instants[person.number] = frozenset().union(*map(_instants, found))
    return instants


def whose(found: Candidates, instants: Instants) -> int | None:
    """The person of whom more of what was found is than of any other; None where nobody stands out."""
    at = _instants(found)
    shared = sorted(((len(at & own), number) for number, own in instants.items()), reverse=True)
    if not shared or not shared[0][0] or (len(shared) > 1 and shared[0][0] == shared[1][0]):
        return None
    return shared[0][1]


def _instants(found: Candidates) -> frozenset[float]:
    return frozenset(round(each.event.time_s, 3) for each in found.found)
