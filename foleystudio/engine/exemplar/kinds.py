"""What a reference is made of: one hit, several, a steady sound, or a mess; and how a steady sound lends hits."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.levels import CELLS_PER_S, cell_samples, decibels, level_curve
from foleystudio.engine.exemplar.slicing import Hit, measured_hit

_MOST_TOUCHES = 12
_TOUCH_S = 0.35
_SHORT_S = 0.6
_GESTURE_S = 2.0


class ReferenceKind(StrEnum):
    """What a reference is made of."""

    ONE_SHOT = "one-shot"
    HITS = "hits"
    SUSTAINED = "sustained"
    MESSY = "messy"


def kind_of(samples: Wave, rate_hz: int, hits: tuple[Hit, ...]) -> ReferenceKind:
    """Kind of a reference, from how its level moves.

    One hit that dies away or is over soon is a one-shot; hits with 12 dB or more between them are hits; what hardly
    moves is sustained; the rest is messy.
    """
    curve = decibels(level_curve(samples, rate_hz, 0.1))
    sounding = np.flatnonzero(curve > curve.max() - 25.0)
    span = curve[sounding[0] : sounding[-1] + 1]
    steady = float(np.median(curve.max() - span)) < 9.0
    if len(hits) <= 1:
        third = max(1, len(span) // 3)
        dies_away = float(np.median(span[:third]) - np.median(span[-third:])) > 6.0
        return (
            ReferenceKind.ONE_SHOT if dies_away or _is_gesture(samples, rate_hz, len(span)) else ReferenceKind.SUSTAINED
        )
    fine, cell = decibels(level_curve(samples, rate_hz)), cell_samples(rate_hz)
    depths = [_depth_db(fine, before.attack // cell, hit.attack // cell) for before, hit in pairwise(hits)]
    if float(np.median(depths)) >= 12.0:
        return ReferenceKind.HITS
    lasting = len(span) >= _SHORT_S * CELLS_PER_S
    return ReferenceKind.SUSTAINED if lasting and steady and float(np.median(depths)) < 7.0 else ReferenceKind.MESSY


def _is_gesture(samples: Wave, rate_hz: int, cells: int) -> bool:
    """Whether a sound is short, or not long and begins and ends by itself; a loop does neither."""
    fine = decibels(level_curve(samples, rate_hz))
    ends_quietly = max(float(fine[:2].min()), float(fine[-2:].min())) < float(fine.max()) - 20.0
    return cells < _SHORT_S * CELLS_PER_S or (cells < _GESTURE_S * CELLS_PER_S and ends_quietly)


def _depth_db(curve: NDArray[np.float64], before: int, attack: int) -> float:
    between = curve[before : max(before + 1, attack + 1)]
    return float(curve[attack : attack + 20].max(initial=-120.0) - between.min())


def touches(samples: Wave, rate_hz: int, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Short bursts out of a sustained sound, for events that are hits: its own attacks, and places between."""
    length, cell = round(_TOUCH_S * rate_hz), cell_samples(rate_hz)
    curve = level_curve(samples, rate_hz)
    loud = np.flatnonzero(curve[: max(1, (len(samples) - length) // cell)] > 0.3 * curve.max()) * cell
    count = max(1, min(_MOST_TOUCHES, len(loud) * cell // length))
    places = {hit.attack for hit in hits if hit.attack + length <= len(samples)}
    places |= {int(loud[n * len(loud) // count]) for n in range(count)} if len(loud) else set()
    chosen: list[int] = []
    for place in sorted(places):
        if not chosen or place - chosen[-1] >= length // 2:
            chosen.append(place)
    ends = [*(hit.attack for hit in hits), len(samples)]
    bursts = []
    for place in chosen:
        stop = min(place + length, len(samples))
        until = max(stop, min(end for end in ends if end > place))
        bursts.append(measured_hit(samples, rate_hz, place, stop, round(0.7 * length), until))
    return tuple(bursts) or hits
