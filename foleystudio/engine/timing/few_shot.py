"""Few-shot timing: a classifier learnt from a few marked events finds the rest of the clip's that look like them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.logistic import fit_logistic
from foleystudio.engine.timing.picture.motion_features import MotionFeatures, features_of, main_axes
from foleystudio.errors import FoleyError
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidate, Candidates

Floats = NDArray[np.float64]

_PENALTY = 10.0  # of the squared weights: a few marks must not be learnt by heart
_ON_MARK_S = 0.022  # frames this near a mark are events, beside the nearest one
_OFF_MARK_S = 0.055  # frames further off, in the fully marked stretch, are none
_APART_S = 0.08  # events do not follow each other faster
_REJECTED_S = 0.1  # how far a struck-out instant reaches
_REJECTED_WEIGHT = 3.0  # beside 1 for what was merely not marked
_UNSEEN_WEIGHT = 0.1  # of all that is not marked either way, should nothing be known to be no event
_OF_TAUGHT_RATE = 0.8  # the surest of the rest, fewer than the marks' rate promises
_CORRECTION_WEIGHT = 2.0  # of a mark that corrects earlier proposals, beside 1 for a first one
_DOUBTFUL = 4  # times as many as are promised are kept as doubtful ones
_MOST_ODDS = 3.0  # the eye may speak for or against at most
_FEWEST_FRAMES = 3  # of fewer, nothing is learnt from the motion
_FOLDS = 6  # at most: marks are hidden in turn to see what they would score


@dataclass(frozen=True, eq=False)
class _Labels:
    """What the user has said about each frame, ``[T]`` each: events, and how much that counts (0: nothing said)."""

    positive: NDArray[np.bool_]
    weights: Floats


def teach(motion: MotionDescriptors, track: EventTrack, until_s: float | None = None) -> EventTrack:
    """The marked events exactly as they were and, from ``until_s`` on, proposals: see `candidates_by_eye`."""
    marked = _marked(track)
    kept = replace(track, events=marked, source="taught")
    return kept.added(*(replace(e, key=-1) for e in candidates_by_eye(motion, track, until_s).events()))


def candidates_by_eye(motion: MotionDescriptors, track: EventTrack, until_s: float | None = None) -> Candidates:
    """Find the events after ``until_s`` that look like the marked ones; a 10 s clip takes some 20 ms.

    Marked events are hits; everything else before ``until_s`` is none, and what was struck out even less. Each
    frame's motion, with a quarter of a second around it, is judged by a logistic regression learnt from that alone.
    What marks lag behind the picture, proposals lag too.

    Parameters
    ----------
    motion
        The clip's descriptors.
    track
        Marked events (all of them, when none carries the mark) and the instants that were struck out; events that
        are not marked are earlier proposals and are replaced.
    until_s
        How far the clip is fully marked; None: to the last mark.

    Returns
    -------
    Candidates after ``until_s``. As many as the marks' rate promises are at least half certain. A strength is the
    marks' usual one, lower the less sure it is.

    Raises
    ------
    FoleyError
        When nothing is marked, or the clip has too few frames.
    """
    marked = _marked(track)
    judged = _judged(motion, track, marked, until_s)
    seconds, score, rest = judged.seconds, judged.score, judged.rest
    most = _promised(seconds, np.array([e.time_s for e in marked]), rest, judged.until_s)
    picked = _pick(score, seconds, rest, _DOUBTFUL * most)
    promised = set(_pick(score, seconds, rest & (score > judged.least), most).tolist())
    margins = score[picked] - judged.least
    shares = 1 / (1 + np.exp(-np.clip(margins, -20, 20)))
    events = _proposals(seconds[picked], margins, marked)
    found = (
        Candidate(event, float(max(0.5, share) if frame in promised else min(0.49, 0.5 * share)))
        for event, share, frame in zip(events, shares, picked.tolist(), strict=True)
    )
    return Candidates(tuple(found), "taught")


def likeness_by_eye(motion: MotionDescriptors, track: EventTrack, until_s: float, times_s: Floats) -> Floats | None:
    """Log odds that what moves at these instants is like what moves at the marks, held at 3 to either side.

    Returns
    -------
    ``float64 [n]``; None where the picture does not tell even hidden marks from what lies between them.

    Raises
    ------
    FoleyError
        When nothing is marked.
    """
    if len(motion) < _FEWEST_FRAMES:
        return None
    judged = _judged(motion, track, _marked(track), until_s)
    if judged.least <= 0:
        return None
    first = np.searchsorted(judged.seconds, times_s - _OFF_MARK_S)
    stop = np.searchsorted(judged.seconds, times_s + _OFF_MARK_S, side="right")
    highest = [judged.score[a:b].max(initial=-np.inf) for a, b in zip(first, stop, strict=True)]
    return np.asarray(np.clip(np.array(highest), -_MOST_ODDS, _MOST_ODDS))


@dataclass(frozen=True, eq=False)
class _Judged:
    """Every frame's instant, its log odds, where proposals may lie; what a hidden mark scores at least."""

    seconds: Floats
    score: Floats
    rest: NDArray[np.bool_]
    least: float
    until_s: float


def _marked(track: EventTrack) -> tuple[Event, ...]:
    marked = tuple(e for e in track if e.marked) or tuple(replace(e, marked=True) for e in track)
    if not marked:
        raise FoleyError("no event is marked", remedy="mark a few events first, then look for more like them")
    return marked


def _judged(motion: MotionDescriptors, track: EventTrack, marked: Sequence[Event], until_s: float | None) -> _Judged:
    if len(motion) < _FEWEST_FRAMES:
        raise FoleyError("the clip is too short to learn from")
    until = max(e.time_s for e in marked) if until_s is None else until_s
    marks, rejected = np.array([e.time_s for e in marked]), np.array(track.rejected_s)
    features = features_of(motion)
    seconds = features.seconds
    score, least = _learn(features, _labels_of(seconds, marked, rejected, until), marks, until)
    rest = (seconds > until + _APART_S) & ~motion.cut & _far(seconds, marks, _APART_S)
    return _Judged(seconds, score, rest & _far(seconds, rejected, _REJECTED_S), least, until)


def _far(seconds: Floats, instants: Floats, reach_s: float) -> NDArray[np.bool_]:
    """Frames that are further than ``reach_s`` from every instant."""
    return _distance(seconds, instants) > reach_s


def _distance(seconds: Floats, instants: Floats) -> Floats:
    if not len(instants):
        return np.full(len(seconds), np.inf)
    ordered = np.sort(instants)
    after = np.clip(np.searchsorted(ordered, seconds), 0, len(ordered) - 1)
    before = np.maximum(after - 1, 0)
    return np.minimum(np.abs(seconds - ordered[after]), np.abs(seconds - ordered[before]))


def _labels_of(seconds: Floats, marked: Sequence[Event], rejected: Floats, until_s: float) -> _Labels:
    marks = np.array([e.time_s for e in marked])
    distance = _distance(seconds, marks)
    positive = distance <= _ON_MARK_S
    positive[[int(np.abs(seconds - mark).argmin()) for mark in marks]] = True
    struck = (_distance(seconds, rejected) <= _OFF_MARK_S) & ~positive
    negative = ((seconds <= until_s + _REJECTED_S) & (distance > _OFF_MARK_S) & ~positive) | struck
    weights = negative.astype(np.float64)
    weights[struck] = _REJECTED_WEIGHT
    if negative.sum() < 5:
        weights[~positive & ~negative] = _UNSEEN_WEIGHT
    total = positive.sum() + (weights > 0).sum()
    weights *= 0.5 * total / max(1e-9, weights.sum())
    corrections = np.array([e.time_s for e in marked if e.proposed_s is not None or e.time_s > until_s + _OFF_MARK_S])
    counts = np.where(_distance(seconds, corrections) <= _ON_MARK_S, _CORRECTION_WEIGHT, 1.0) * positive
    weights[positive] = (0.5 * total * counts / counts.sum())[positive]
    return _Labels(positive, weights)


def _learn(features: MotionFeatures, labels: _Labels, marks: Floats, until_s: float) -> tuple[Floats, float]:
    """Score of every frame, ``[T]``, the log odds of an event; and the least that an unseen event scores."""
    taught = np.flatnonzero(labels.weights > 0)
    x = features.in_context(taught).astype(np.float64)
    axes = main_axes(x)
    x = x @ axes
    positive, weights, seconds = labels.positive[taught], labels.weights[taught], features.seconds[taught]
    least = _least_score(x, positive, weights, seconds, marks, until_s)
    inner, bias = fit_logistic(x, positive, weights, _PENALTY)
    slope = (axes @ inner).astype(np.float32)
    every = np.arange(len(features))
    score = np.full(len(features), bias)
    for part, offset_s in zip(np.split(slope, len(features.offsets)), features.offsets, strict=True):
        score += (features.values @ part)[features.shifted(every, offset_s)]
    return score, least


def _least_score(
    x: Floats, positive: NDArray[np.bool_], weights: Floats, seconds: Floats, marks: Floats, until_s: float
) -> float:
    """What the least convincing mark scores when it is hidden from the learning with all around it."""
    ordered = np.sort(marks)
    bounds = np.concatenate([[-np.inf], (ordered[1:] + ordered[:-1]) / 2, [max(until_s, ordered[-1]) + _REJECTED_S]])
    scores: list[float] = []
    for fold in np.array_split(np.arange(len(ordered)), min(_FOLDS, len(ordered))):
        shown = (seconds < bounds[fold[0]]) | (seconds > bounds[fold[-1] + 1])
        if not (positive & shown).any() or not (shown & ~positive).any():
            continue
        slope, bias = fit_logistic(x[shown], positive[shown], weights[shown], _PENALTY)
        score = x @ slope + bias
        scores += [float(score[np.abs(seconds - ordered[n]) <= _OFF_MARK_S].max(initial=-np.inf)) for n in fold]
    return min((s for s in scores if np.isfinite(s)), default=0.0)


def _promised(seconds: Floats, marks: Floats, rest: NDArray[np.bool_], until_s: float) -> int:
    """How many events to propose at most, at the rate at which the user has marked."""
    taught = marks[marks <= until_s + _OFF_MARK_S]
    step_s = float(np.median(np.diff(seconds)))
    rate = len(taught) / max(0.3, until_s - float(seconds[0])) if len(taught) else 1.0
    return max(1, round(_OF_TAUGHT_RATE * rate * step_s * float(rest.sum())))


def _pick(score: Floats, seconds: Floats, allowed: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
    """Frames of the highest local maxima, ``_APART_S`` apart, rising."""
    padded = np.pad(score, 2, constant_values=-np.inf)
    around = np.lib.stride_tricks.sliding_window_view(padded, 5).max(axis=1)
    candidates = np.flatnonzero(allowed & (score >= around))
    taken = np.zeros(len(score), np.bool_)
    kept: list[int] = []
    for frame in candidates[np.argsort(-score[candidates], kind="stable")]:
        if len(kept) >= most:
            break
        if taken[frame]:
            continue
        first, stop = np.searchsorted(seconds, [seconds[frame] - _APART_S, seconds[frame] + _APART_S])
        taken[first : stop + 1] = True
        kept.append(int(frame))
    return np.array(sorted(kept), np.int64)


def _proposals(times: Floats, margins: Floats, marked: Sequence[Event]) -> tuple[Event, ...]:
    usual = float(np.median([e.strength for e in marked]))
    sustain = float(np.median([e.sustain_s for e in marked]))
    sure = 1 / (1 + np.exp(-np.clip(margins, 0, 20)))
    return tuple(
        Event(max(0.0, float(time)), min(1.0, usual * float(s)), sustain) for time, s in zip(times, sure, strict=True)
    )
