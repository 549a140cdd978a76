"""Taught by ear: of all that may be a hit in a guide, what sounds like the marked ones and not like the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.engine.timing.hit_sounds import hit_sounds
from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import Candidates

Floats = NDArray[np.float64]

MEETS_S = 0.05
"""What is heard so near to a mark is what was marked."""

_HEARD = 0.2  # certainty of the hearing from which on a candidate is a lesson
_HEARD_WELL = 0.45  # ... less what a voice takes off it, from which on it counts in full; chosen on made mixtures
_DIMENSIONS = 12  # in which the clip's own hits differ most
_CORRECTS = 0.7  # ... of its distance is what a correction is away: it weighs more than a first mark
_NEAREST = 2  # lessons of a kind that a hit is held against, beside the middle of those marked
_USUAL_SPREAD_DB = 14.0  # between hits of one thing; added to half of what the marks show
_STEEPNESS = 3.0  # log odds of one spread's difference
_ALONE = 2.0  # spreads within which a hit is like the marked ones, where nothing else is known to be none


@dataclass(frozen=True)
class Lessons:
    """What the user has said about a clip's hits.

    Parameters
    ----------
    marks
        The track that is taught: its marked events are hits, what was struck out is none.
    until_s
        So far the clip is fully marked: what else sounds before is none.
    others_s
        Hits of other tracks, seconds: they are none of these.
    """

    marks: EventTrack
    until_s: float
    others_s: tuple[float, ...] = ()

    @classmethod
    def of(cls, track: EventTrack, until_s: float | None, others: EventTrack) -> Lessons:
        """Of a track (all its events, when none carries the mark), up to an instant or to its last mark."""
        marked = tuple(e for e in track if e.marked) or tuple(replace(e, marked=True) for e in track)
        last = max((e.time_s for e in marked), default=0.0)
        far = tuple(e.time_s for e in others if e.marked and all(abs(e.time_s - m.time_s) > MEETS_S for m in marked))
        return cls(replace(track, events=marked), last if until_s is None else until_s, far)

    def taught(self) -> list[tuple[float, bool]]:
        """Instants of hits, and whether each corrects what was proposed before."""
        return [(e.time_s, e.proposed_s is not None or e.time_s > self.until_s + MEETS_S) for e in self.marks]


@dataclass(frozen=True, eq=False)
class _Taught:
    """Numbers of candidates that are hits and of such that are none; which of them correct."""

    hits: NDArray[np.int64]
    hits_correct: NDArray[np.bool_]
    none: NDArray[np.int64]
    none_correct: NDArray[np.bool_]


def margins_by_ear(mono: Wave, heard: Candidates, lessons: Lessons) -> Floats | None:
    """How much more each candidate sounds like the marked hits than like what is none, log odds; ``float64 [n]``.

    Candidates are held against the marked ones and against the others in the few directions in which the hits of this
    clip differ most, in spreads of the marked ones. `None` when less than half of the marks are heard at all.

    Parameters
    ----------
    mono
        The guide at ``ONSET_RATE_HZ``, ``float32 [N]``.
    heard
        All that may be a hit in it.
    """
    times = np.array([each.event.time_s for each in heard.found])
    sure = np.array([each.certainty for each in heard.found])
    lasting = _lessons(times, sure, lessons)
    if len(lasting.hits) < max(1, (len(lessons.marks) + 1) // 2):
        return None
    where = _in_few_dimensions(hit_sounds(mono, times.tolist()), sure >= _HEARD)
    to_hits = _away(where, lasting.hits, lasting.hits_correct)
    middle = np.average(where[lasting.hits], axis=0, weights=np.where(lasting.hits_correct, 1 / _CORRECTS, 1.0))
    like = (to_hits + np.linalg.norm(where - middle, axis=1)) / 2
    spread = _spread(where[lasting.hits])
    unlike = _away(where, lasting.none, lasting.none_correct) if len(lasting.none) else _ALONE * spread
    return np.asarray(_STEEPNESS * (unlike - like) / spread)


def _lessons(times: Floats, sure: Floats, lessons: Lessons) -> _Taught:
    """Candidates that the user has judged, each but once; hits go first."""
    hits: dict[int, bool] = {}
    none: dict[int, bool] = {}
    for time_s, corrects in lessons.taught():
        at = _met(times, sure, time_s)
        if at is not None:
            hits[at] = corrects or hits.get(at, False)
    marked = np.array([e.time_s for e in lessons.marks])
    is_free = np.abs(times[:, None] - marked[None]).min(axis=1, initial=np.inf) > MEETS_S
    for at in np.flatnonzero((times <= lessons.until_s + MEETS_S) & (sure >= _HEARD) & is_free).tolist():
        none[at] = False
    for instants, corrects in ((lessons.others_s, False), (lessons.marks.rejected_s, True)):
        for time_s in instants:
            at = _met(times, sure, time_s)
            if at is not None and at not in hits:
                none[at] = corrects or none.get(at, False)
    return _Taught(*_numbers(hits), *_numbers(none))


def _numbers(judged: dict[int, bool]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    return np.array(list(judged), np.int64), np.array(list(judged.values()), np.bool_)


def _met(times: Floats, sure: Floats, time_s: float) -> int | None:
    """The candidate that an instant means: near, and rather a sure one."""
    near = np.flatnonzero(np.abs(times - time_s) <= MEETS_S)
    return int(near[(np.abs(times[near] - time_s) - 0.02 * sure[near]).argmin()]) if len(near) else None


def _in_few_dimensions(sounds: Floats, matter: NDArray[np.bool_]) -> Floats:
    rows = sounds[matter] if matter.sum() > 1 else sounds
    middle = rows.mean(axis=0)
    axes = np.linalg.svd(rows - middle, full_matrices=False)[2][:_DIMENSIONS]
    return np.asarray((sounds - middle) @ axes.T)


def _away(where: Floats, lessons: NDArray[np.int64], correct: NDArray[np.bool_]) -> Floats:
    """Distance of every candidate from the nearest lessons."""
    away = np.linalg.norm(where[:, None] - where[lessons][None], axis=2) * np.where(correct, _CORRECTS, 1.0)
    return np.asarray(np.sqrt(np.square(np.sort(away, axis=1)[:, :_NEAREST]).mean(axis=1)))


def _spread(hits: Floats) -> float:
    """How far the marked hits lie from the middle of their fellows, in decibels; half of it counts."""
    if len(hits) < 2:
        return 2.5 * _USUAL_SPREAD_DB
    fellows = (hits.sum(axis=0) - hits) / (len(hits) - 1)
    return 0.5 * float(np.linalg.norm(hits - fellows, axis=1).mean()) + _USUAL_SPREAD_DB


def candidates_by_margin(heard: Candidates, margins: Floats, lessons: Lessons) -> Candidates:
    """Candidates after the marked stretch, as certain as they are like the marked hits; none that was judged."""
    judged = [*(e.time_s for e in lessons.marks), *lessons.marks.rejected_s]
    found = []
    for each, margin in zip(heard.found, margins, strict=True):
        time_s = each.event.time_s
        if time_s > lessons.until_s + MEETS_S and not _is_near(time_s, judged):
            certainty = min(1.0, each.sure(True) / _HEARD_WELL) / (1 + np.exp(-np.clip(margin, -30, 30)))
            found.append(replace(each, certainty=float(certainty), speech=0.0))
    return Candidates(tuple(found), "taught")


def _is_near(time_s: float, instants: Sequence[float]) -> bool:
    return any(abs(time_s - other) <= MEETS_S for other in instants)
