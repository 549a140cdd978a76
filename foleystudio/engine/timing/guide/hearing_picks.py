"""From the hearing net's curves to hits and to what is kept up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.timing.guide.hearing_net import COLUMN_S, Heard, HearingModel
from foleystudio.engine.timing.picture.non_maximum_suppression import non_maximum_suppression

Floats = NDArray[np.float32]

_LEAST = 0.04  # probability below which a peak is no candidate
_APART = 3  # columns within which the surer of two stands: 15 ms
_LOUD_WITHIN = 11  # columns from its attack on in which a hit is loudest, unless another follows
_SURE = 0.5  # probability of that other
_VERY_BEGINNING_S, _ENTRY_S = 0.02, 0.05  # hits sooner are doubted; by the other, one may be the entry's
_DOUBTED = 0.5  # of its probability is left to a hit at the beginning of what was running before
_ENTRY = 0.75  # probability of a hit that a sound is cut on
_EVIDENCE = 0.12  # ... of which the net has to have heard so much
_LOUD_AT_ONCE_DB = 12.0  # below the entry's peak: a first column louder than that is the hit itself, cut on
_SHORTEST_S = 0.08  # what is kept up for less is not
_GAP_S = 0.08  # a gap that is shorter is none
_LEAST_KEPT = 0.2  # probability below which nothing is kept up, whatever the model's threshold
_HOLDS = 0.9  # share of its threshold above which what is kept up goes on
_EASED = 9  # columns that a level is averaged over


@dataclass(frozen=True)
class Pick:
    """A hit: about when, how sure, how loud (decibels of full scale)."""

    time_s: float
    probability: float
    level_db: float


@dataclass(frozen=True, eq=False)
class Span:
    """Something kept up, from column ``first`` up to ``stop``: how sure, and its level in decibels, ``float32 [n]``."""

    first: int
    stop: int
    probability: float
    level_db: Floats


def picks_of(heard: Heard) -> list[Pick]:
    """Hits, the doubtful ones too, in order of time; two are 15 ms apart at least."""
    peaks = non_maximum_suppression(heard.onset, _LEAST, _APART)
    sure = peaks[heard.onset[peaks] >= _SURE]
    picks = []
    for p in (int(peak) for peak in peaks):
        following = int(np.searchsorted(sure, p, side="right"))
        stop = min(p + _LOUD_WITHIN, int(sure[following]) if following < len(sure) else len(heard))
        level_db = float(heard.level_db[p : max(p + 1, stop)].max() + heard.struck_db[p])
        time_s = max(0.0, (p + _between(heard.onset, p)) * COLUMN_S)
        picks.append(Pick(time_s, float(heard.onset[p]), level_db))
    return picks


def with_entry(picks: Sequence[Pick], heard: Heard, entry_s: float | None) -> list[Pick]:
    """Hits, of which those at the very beginning go by what is known of it: the net hears no rise there.

    Parameters
    ----------
    entry_s
        Where the sound is cut on a hit, or None where it was running before (`guide.entry`).
    """
    if entry_s is None:
        return [replace(p, probability=_DOUBTED * p.probability) if p.time_s < _VERY_BEGINNING_S else p for p in picks]
    surest = float(heard.onset[: round(_ENTRY_S / COLUMN_S)].max(initial=0.0))
    if surest < _EVIDENCE or any(p.time_s < _ENTRY_S and p.probability >= _ENTRY for p in picks):
        return list(picks)
    level_db = float(heard.level_db[: _LOUD_WITHIN + round(entry_s / COLUMN_S)].max(initial=-100.0))
    loud_at_once = float(heard.level_db[0]) > level_db - _LOUD_AT_ONCE_DB
    return [Pick(0.0 if loud_at_once else entry_s, _ENTRY, level_db), *(p for p in picks if p.time_s >= _ENTRY_S)]


def _between(curve: Floats, peak: int) -> float:
    """Where between its neighbours a peak really is, -0.5 to 0.5 columns: the top of a bell through three points."""
    if not 0 < peak < len(curve) - 1:
        return 0.0
    before, at, after = (float(np.log(max(1e-6, curve[peak + k]))) for k in (-1, 0, 1))
    bend = before - 2 * at + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < -1e-6 else 0.0


def spans_of(heard: Heard, model: HearingModel) -> list[Span]:
    """What is kept up, the doubtful too: where it is heard with some certainty, as long as it is not quite lost."""
    if not len(heard):
        return []
    least = min(_LEAST_KEPT, model.kept_threshold)
    curve = _eased(heard.kept)
    level, gap = kept_level_db(heard), round(_GAP_S / COLUMN_S)
    spans = []
    for first, stop in _stretches(curve > least, gap):
        highest = float(curve[first:stop].max())
        # What passes the threshold anywhere ends where it falls below; what is doubtful is as long as it may be.
        ends = _HOLDS * model.kept_threshold if highest >= model.kept_threshold else least
        for a, b in _stretches(curve[first:stop] > ends, gap):
            if (b - a) * COLUMN_S >= _SHORTEST_S:
                part = np.sort(curve[first + a : first + b])
                spans.append(
                    Span(first + a, first + b, float(part[len(part) // 2 :].mean()), level[first + a : first + b])
                )
    return spans


def kept_level_db(heard: Heard) -> Floats:
    """Level of what is kept up, averaged over 45 ms, decibels of full scale; ``float32 [M]``."""
    power = 10 ** ((heard.level_db + heard.kept_db) / 10)
    return np.asarray(10 * np.log10(np.maximum(_eased(power), 1e-10)), np.float32)


def _eased(values: NDArray[np.floating]) -> Floats:
    reach = _EASED // 2
    sums = np.concatenate([[0.0], np.cumsum(np.pad(values.astype(np.float64), reach, mode="edge"))])
    return np.asarray((sums[_EASED:] - sums[:-_EASED]) / _EASED, np.float32)


def _stretches(on: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Where something is on, gaps of up to so many columns closed: first column and the one behind the last."""
    where = np.flatnonzero(on)
    if not len(where):
        return []
    breaks = np.flatnonzero(np.diff(where) > gap)
    firsts, lasts = where[np.concatenate([[0], breaks + 1])], where[np.concatenate([breaks, [len(where) - 1]])]
    return [(int(a), int(b) + 1) for a, b in zip(firsts, lasts, strict=True)]
