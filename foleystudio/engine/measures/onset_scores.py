"""How well generated onsets fall on a target's: accuracy, F1, average precision, and what chance alone would score.

The procedure is that of the conditional Foley papers (Du et al., "Conditional Generation of Audio from Video via
Foley Analogies", CVPR 2023), plus a null: the same predictions shifted round the clip. Dense clips score well by
accident, so a score means nothing without its null; `lift` is what may be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOLERANCE_S = 0.1
"""A generated onset this near to a target's may be matched with it."""

SEPARATION_S = 0.05
"""Generated onsets nearer to a stronger one than this are dropped."""

CONFIDENCE_REACH_S = 0.05  # to either side of an onset: its confidence is the loudest sample there
SHIFTS = 24  # of the onsets around the clip, evenly spread: what chance would score

Times = NDArray[np.float64]


@dataclass(frozen=True)
class OnsetScores:
    """Scores of one clip; a score that has no meaning (no targets, nothing generated) is None.

    Parameters
    ----------
    targets, generated, matched
        Numbers of onsets; ``generated`` after the weaker of close ones were dropped.
    accuracy
        Matched share of the targets.
    counts_equal
        Whether as many were generated as there are targets; its mean over clips is the count accuracy.
    precision, f1
        Matched share of the generated, and its harmonic mean with ``accuracy``.
    ap_strict
        Average precision with every missed target entered as (1, 0). Nothing generated scores 0.
    ap_compat
        The same as the published scripts have it: targets that come after the last generated onset is used up
        are left out, which flatters.
    median_dt_s
        Median distance of matched pairs.
    """

    targets: int
    generated: int
    matched: int
    accuracy: float | None
    counts_equal: bool
    precision: float | None
    f1: float | None
    ap_strict: float | None
    ap_compat: float | None
    median_dt_s: float | None


@dataclass(frozen=True)
class Chance:
    """Mean scores of the same predictions shifted round the clip."""

    accuracy: float | None
    f1: float | None
    ap_strict: float | None
    ap_compat: float | None


@dataclass(frozen=True)
class OnsetComparison:
    """Scores beside their chance level."""

    scores: OnsetScores
    null: Chance

    @property
    def lift(self) -> Chance:
        """Score less null, for every score that has one."""
        return Chance(*(_less(getattr(self.scores, n), getattr(self.null, n)) for n in Chance.__dataclass_fields__))


def confidences(mono: NDArray[np.float32], rate_hz: int, onset_times_s: ArrayLike) -> NDArray[np.float64]:
    """How sure an onset is: the highest sample within 50 ms, of the wave's magnitude scaled to 0-1.

    Parameters
    ----------
    mono, rate_hz
        ``float32 [N]`` and its rate.
    onset_times_s
        ``[n]`` seconds.

    Returns
    -------
    ``float64 [n]``
    """
    size = np.abs(mono)
    low, high = float(size.min(initial=np.inf)), float(size.max(initial=0.0))
    out = np.zeros(len(np.atleast_1d(onset_times_s)))
    if not len(size) or high <= low:
        return out
    for i, time_s in enumerate(np.atleast_1d(np.asarray(onset_times_s, dtype=np.float64))):
        near = size[max(0, int((time_s - CONFIDENCE_REACH_S) * rate_hz)) : int((time_s + CONFIDENCE_REACH_S) * rate_hz)]
        out[i] = (float(near.max(initial=low)) - low) / (high - low)
    return out


def without_close_onsets(times_s: ArrayLike, confidence: ArrayLike) -> tuple[Times, Times]:
    """Onsets left when each strongest one in turn removes those within 50 ms of it; in time order."""
    times, sure = np.asarray(times_s, dtype=np.float64), np.asarray(confidence, dtype=np.float64)
    kept: list[int] = []
    for i in np.argsort(-sure, kind="stable"):
        if all(abs(times[i] - times[j]) > SEPARATION_S for j in kept):
            kept.append(int(i))
    kept.sort(key=lambda i: times[i])
    return times[kept], sure[kept]


def average_precision(positive: ArrayLike, score: ArrayLike) -> float | None:
    """Area under the precision-recall steps, equal scores taken together; None without a positive."""
    truth, sure = np.asarray(positive, dtype=bool), np.asarray(score, dtype=np.float64)
    if not truth.any():
        return None
    order = np.argsort(-sure, kind="stable")
    truth, sure = truth[order], sure[order]
    ends = np.flatnonzero(np.append(np.diff(sure) != 0, True))
    hits = np.cumsum(truth)[ends]
    return float(np.sum(np.diff(hits, prepend=0) * hits / (ends + 1)) / truth.sum())


def onset_scores(
    target_times_s: ArrayLike, generated_times_s: ArrayLike, generated_confidence: ArrayLike | None = None
) -> OnsetScores:
    """Scores of generated onsets against a target's.

    Targets are taken in time order; each takes the strongest unused generated onset within 0.1 s.

    Parameters
    ----------
    target_times_s
        ``[n]`` seconds, any order.
    generated_times_s
        ``[k]`` seconds, any order.
    generated_confidence
        ``[k]``; all equally sure when omitted.
    """
    generated = np.asarray(generated_times_s, dtype=np.float64)
    sure = np.ones(len(generated)) if generated_confidence is None else np.asarray(generated_confidence)
    return _scores(np.sort(np.asarray(target_times_s, dtype=np.float64)), *without_close_onsets(generated, sure))


def _scores(targets: Times, generated: Times, sure: Times) -> OnsetScores:
    partners, ran_out_at = _match(targets, generated, sure)
    matched = [(t, g) for t, g in enumerate(partners) if g is not None]
    spare = np.delete(sure, [g for _, g in matched]) if matched else sure
    entries = [sure[g] if g is not None else 0.0 for g in partners]
    n, k, hit = len(targets), len(generated), len(matched)
    distances = [abs(targets[t] - generated[g]) for t, g in matched]
    return OnsetScores(
        targets=n,
        generated=k,
        matched=hit,
        accuracy=hit / n if n else None,
        counts_equal=n == k,
        precision=hit / k if k else None,
        f1=2 * hit / (n + k) if n else None,
        ap_strict=_ap(entries, spare, k) if n else None,
        ap_compat=_ap(entries[:ran_out_at], spare, k) if n else None,
        median_dt_s=float(np.median(distances)) if distances else None,
    )


def _match(targets: Times, generated: Times, sure: Times) -> tuple[list[int | None], int]:
    """The partner of every target, and how many targets had been seen when no generated onset was left."""
    unused = np.ones(len(generated), dtype=bool)
    partners: list[int | None] = []
    ran_out_at = len(targets)
    for i, target in enumerate(targets):
        if not unused.any():
            ran_out_at = min(ran_out_at, i)
        near = np.flatnonzero(unused & (np.abs(generated - target) <= TOLERANCE_S))
        best = int(near[np.argmax(sure[near])]) if len(near) else None
        partners.append(best)
        if best is not None:
            unused[best] = False
    return partners, ran_out_at


def _ap(entries: list[float], spare: Times, generated: int) -> float:
    if not generated or not entries:
        return 0.0
    positive = np.concatenate([np.ones(len(entries)), np.zeros(len(spare))])
    return average_precision(positive, np.concatenate([entries, spare])) or 0.0


def shift_null(
    target_times_s: ArrayLike,
    generated_times_s: ArrayLike,
    generated_confidence: ArrayLike | None,
    stop_s: float,
    start_s: float = 0.0,
) -> Chance:
    """Mean scores of the predictions shifted round ``[start_s, stop_s)`` by 24 even steps, none of them 0."""
    targets = np.sort(np.asarray(target_times_s, dtype=np.float64))
    times = np.asarray(generated_times_s, dtype=np.float64)
    sure = np.ones(len(times)) if generated_confidence is None else np.asarray(generated_confidence)
    times, sure = without_close_onsets(times, sure)
    span = max(stop_s - start_s, 1e-9)
    shifted = [start_s + (times - start_s + span * step / (SHIFTS + 1)) % span for step in range(1, SHIFTS + 1)]
    scores = [_scores(targets, moved[order], sure[order]) for moved in shifted for order in [np.argsort(moved)]]
    return Chance(*(_mean([getattr(s, name) for s in scores]) for name in Chance.__dataclass_fields__))


def compare_onsets(
    target_times_s: ArrayLike,
    generated_times_s: ArrayLike,
    generated_confidence: ArrayLike | None,
    duration_s: float,
    from_s: float = 0.0,
) -> OnsetComparison:
    """Scores and chance level over a clip, or over what comes after ``from_s``.

    Parameters
    ----------
    duration_s
        Where the clip ends; the predictions are shifted round up to there.
    from_s
        Onsets before it are left out on both sides (the stretch that a taught timing was taught with).
    """
    targets = np.asarray(target_times_s, dtype=np.float64)
    times = np.asarray(generated_times_s, dtype=np.float64)
    sure = np.ones(len(times)) if generated_confidence is None else np.asarray(generated_confidence)
    targets, later = targets[targets >= from_s], times >= from_s
    return OnsetComparison(
        onset_scores(targets, times[later], sure[later]),
        shift_null(targets, times[later], sure[later], duration_s, from_s),
    )


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _less(score: float | None, null: float | None) -> float | None:
    return None if score is None or null is None else score - null
