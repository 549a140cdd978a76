"""What timing sources make candidates of: tracks without certainties, a net's probabilities, and one another's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import DEFAULT_SENSITIVITY, Candidate, Candidates

ONE_S = 0.05
"""What two sources find so near to each other is one event."""


def certain(track: EventTrack) -> Candidates:
    """A track of a source that does not say how certain it is: every event passes at the default, none at 0."""
    return Candidates(tuple(Candidate(event, DEFAULT_SENSITIVITY) for event in track), track.source)


def calibrated(probabilities: Sequence[float], threshold: float) -> list[float]:
    """Certainties of a net's probabilities, of which ``threshold`` is enough to propose an event.

    What is surer than 97 in 100 (counted from the threshold) is beyond doubt and has a certainty of 1.
    """
    p = np.clip(np.asarray(probabilities, np.float64), 1e-6, 1 - 1e-6)
    odds = np.log(p / (1 - p)) - np.log(threshold / (1 - threshold))
    shares = 1 / (1 + np.exp(-odds))
    return [float(c) for c in np.clip((shares - 0.03) / 0.94, 0.0, 1.0)]


def united(found: Sequence[Candidates], source: str) -> Candidates:
    """What several sources found, as what one did.

    Of what two of them find within ``ONE_S``, both struck or both kept up, the surest stands for both (a voice counts
    against it), with the other's label where it has none of its own. What one source finds close together stays apart:
    flams and rolls.
    """
    together: list[Candidate] = []
    for one in found:
        together = _joined(together, one.found)
    return Candidates(tuple(sorted(together, key=lambda each: each.event.time_s)), source)


def _joined(known: Sequence[Candidate], added: Sequence[Candidate]) -> list[Candidate]:
    times = np.array([each.event.time_s for each in known])
    order = np.argsort(times, kind="stable")
    in_order = times[order]
    joined, taken = list(known), set[int]()
    for each in sorted(added, key=lambda each: -each.certainty):
        at = each.event.time_s
        first, stop = np.searchsorted(in_order, [at - ONE_S, at + ONE_S])
        near = [int(n) for n in order[first:stop] if n not in taken and _alike(known[n], each)]
        if near:
            nearest = min(near, key=lambda n: abs(float(times[n]) - at))
            taken.add(nearest)
            joined[nearest] = _surer(known[nearest], each)
        else:
            joined.append(each)
    return joined


def _alike(one: Candidate, other: Candidate) -> bool:
    return (one.event.sustain_s > 0) == (other.event.sustain_s > 0)


def _surer(one: Candidate, other: Candidate) -> Candidate:
    first, second = (one, other) if one.sure(True) >= other.sure(True) else (other, one)
    return first if first.event.label else replace(first, event=replace(first.event, label=second.event.label))
