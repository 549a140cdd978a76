"""How well a guide is heard: found events against what is known of a made recording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.project.events import Event
from foleystudio.training.scenes.listening.heard_scene import HOP, HeardHit, HeardScene

TOLERANCES_S = (0.03, 0.05)
_NOBODY_KNOWS_S = 0.03
"""An event so near to a hit of which nobody could say whether it is to be heard is neither right nor wrong."""
_RINGING_S = 0.5
_STEP_S = HOP / ONSET_RATE_HZ


@dataclass
class Tally:
    """Counts over recordings, added up as they are scored.

    Parameters
    ----------
    matched, found, wanted
        By tolerance: how many events met a hit; events; hits.
    away_s, strengths
        Of the matches at 30 ms: distance in time; strength as known and as found, beside the loudest match.
    overlap, either
        Columns in which something is kept up, by truth and by what was found: both, and one at least.
    rings, taken
        Ringing hits where nothing is kept up, and how many of them were taken for something kept up.
    at_zero
        Events at the very beginning without a cause.
    seconds
        Of all recordings.
    """

    matched: dict[float, int] = field(default_factory=lambda: dict.fromkeys(TOLERANCES_S, 0))
    found: dict[float, int] = field(default_factory=lambda: dict.fromkeys(TOLERANCES_S, 0))
    wanted: int = 0
    away_s: list[float] = field(default_factory=list)
    strengths: list[tuple[float, float]] = field(default_factory=list)
    overlap: int = 0
    either: int = 0
    rings: int = 0
    taken: int = 0
    at_zero: int = 0
    events: int = 0
    seconds: float = 0.0

    def recall(self, tolerance_s: float = TOLERANCES_S[0]) -> float:
        """Share of the hits that were found."""
        return self.matched[tolerance_s] / self.wanted if self.wanted else float("nan")

    def precision(self, tolerance_s: float = TOLERANCES_S[0]) -> float:
        """Share of what was found that is a hit."""
        return self.matched[tolerance_s] / self.found[tolerance_s] if self.found[tolerance_s] else float("nan")

    def f1(self, tolerance_s: float = TOLERANCES_S[0]) -> float:
        """Both at once."""
        both = self.found[tolerance_s] + self.wanted
        return 2 * self.matched[tolerance_s] / both if both else float("nan")

    def median_away_ms(self) -> float:
        """Median distance of matches, milliseconds."""
        return 1000 * float(np.median(np.abs(self.away_s))) if self.away_s else float("nan")

    def strength_r(self) -> float:
        """Correlation of strengths as known and as found."""
        if len(self.strengths) < 3:
            return float("nan")
        known, told = np.array(self.strengths).T
        return float(np.corrcoef(known, told)[0, 1]) if known.std() > 0 and told.std() > 0 else float("nan")

    def kept_overlap(self) -> float:
        """Intersection over union of what is kept up."""
        return self.overlap / self.either if self.either else float("nan")

    def rings_told(self) -> float:
        """Share of the ringing hits that were not taken for something kept up."""
        return 1 - self.taken / self.rings if self.rings else float("nan")

    def events_a_second(self) -> float:
        """Events of any kind a second."""
        return self.events / self.seconds if self.seconds else float("nan")


def added(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    total = Tally()
    for each in tallies:
        for tolerance in TOLERANCES_S:
            total.matched[tolerance] += each.matched[tolerance]
            total.found[tolerance] += each.found[tolerance]
        for name in ("wanted", "overlap", "either", "rings", "taken", "at_zero", "events", "seconds"):
            setattr(total, name, getattr(total, name) + getattr(each, name))
        total.away_s += each.away_s
        total.strengths += each.strengths
    return total


def score(scene: HeardScene, events: Sequence[Event]) -> Tally:
    """One recording."""
    tally = Tally(seconds=len(scene.wave) / ONSET_RATE_HZ, events=len(events))
    struck = [event for event in events if not event.fades_in]
    counted = [hit for hit in scene.hits if hit.counts]
    tally.wanted = len(counted)
    for tolerance in TOLERANCES_S:
        pairs = matches([e.time_s for e in struck], [h.time_s for h in counted], tolerance)
        met = {number for number, _ in pairs}
        wrong = [e for n, e in enumerate(struck) if n not in met and not _is_doubtful(e.time_s, scene.hits)]
        tally.matched[tolerance] = len(pairs)
        tally.found[tolerance] = len(pairs) + len(wrong)
        if tolerance == TOLERANCES_S[0]:
            tally.away_s = [struck[n].time_s - counted[m].time_s for n, m in pairs]
            tally.strengths = _beside_the_loudest([(counted[m].strength, struck[n].strength) for n, m in pairs])
    mask = kept_mask(events, len(scene.kept))
    truth = scene.kept > 0
    tally.overlap = int((mask & truth & scene.sure).sum())
    tally.either = int(((mask | truth) & scene.sure).sum())
    if not truth.any():
        tally.rings, tally.taken = _ringing(scene, mask)
    near_start = [h for h in scene.hits if h.time_s < 0.05]
    tally.at_zero = sum(e.time_s < 0.02 for e in events) if not near_start and not truth[:20].any() else 0
    return tally


def _beside_the_loudest(strengths: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Strengths as known and as found, each beside the loudest of the matches: both are relative ones."""
    known, found = (max((pair[k] for pair in strengths), default=0.0) or 1.0 for k in (0, 1))
    return [(a / known, b / found) for a, b in strengths] if len(strengths) > 1 else []


def matches(found_s: Sequence[float], wanted_s: Sequence[float], tolerance_s: float) -> list[tuple[int, int]]:
    """Pairs of found and wanted, each but once, the nearest first; numbers in both lists."""
    if not len(found_s) or not len(wanted_s):
        return []
    away = np.abs(np.subtract.outer(np.asarray(found_s), np.asarray(wanted_s)))
    near = np.argwhere(away <= tolerance_s)
    taken_found: set[int] = set()
    taken_wanted: set[int] = set()
    pairs = []
    for n, m in near[np.argsort(away[near[:, 0], near[:, 1]], kind="stable")].tolist():
        if n not in taken_found and m not in taken_wanted:
            taken_found.add(n)
            taken_wanted.add(m)
            pairs.append((n, m))
    return pairs


def kept_mask(events: Sequence[Event], columns: int) -> NDArray[np.bool_]:
    """Columns in which some event is kept up, and not below a thirtieth of its own loudest."""
    mask = np.zeros(columns, np.bool_)
    for event in events:
        if event.sustain_s <= 0:
            continue
        first, stop = round(event.time_s / _STEP_S), min(columns, round(event.end_s / _STEP_S))
        level = np.ones(max(0, stop - first))
        if event.envelope and len(level):
            place = np.linspace(0, len(event.envelope) - 1, len(level))
            level = np.interp(place, np.arange(len(event.envelope)), event.envelope)
        mask[first:stop] |= level > 0.03
    return mask


def _is_doubtful(time_s: float, hits: Sequence[HeardHit]) -> bool:
    return any(not hit.counts and abs(hit.time_s - time_s) <= _NOBODY_KNOWS_S for hit in hits)


def _ringing(scene: HeardScene, mask: NDArray[np.bool_]) -> tuple[int, int]:
    rings = taken = 0
    for hit in scene.hits:
        if hit.counts and hit.rings:
            first = round(hit.time_s / _STEP_S)
            after = mask[first : first + round(_RINGING_S / _STEP_S)]
            rings += 1
            taken += bool(len(after)) and float(after.mean()) > 0.2
    return rings, taken
