"""What a reference is a recording of, told from how its level moves; and how a texture lends hits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.references.slicing import Hit, measured_hit
from foleystudio.engine.loudness.levels import CELLS_PER_S, cell_samples, decibels, level_curve
from foleystudio.project.sounds.reference_cuts import ReferenceKind

_GESTURE_S = 3.0  # what is over sooner is one gesture, unless it says otherwise
_MOST_SHORT_SLICES = 12  # of a texture: enough that none comes back soon
_SHORT_SLICE_S = 0.35  # long enough to be heard as that texture, short enough for a hit
_FEWEST_CLEAR = 4  # hits of a texture that stand out: with fewer, one of them would come back soon
_CLEAR_DB = 6.0  # ... above what sounded before: of made grooves and rolls 98 in 100 such slices begin on a stroke
_BEFORE_CELLS, _SMEARED_CELLS, _AFTER_CELLS = 12, 2, 8  # of a level, around an attack: it already has some of that
_SOUNDING_DB = 25.0  # below its top a sound is taken to have stopped
_LOOP_S = 1.5  # a shorter steady sound is something done once
_STEADY_DB = 9.0  # what the median lies below the top, of a sound that hardly moves
_EDGE_DB = 20.0  # a recording that begins or ends so far down begins or ends by itself
_DIES_DB = 6.0  # from its first third to its last: a ring, not a steady sound
_APART_DB = 12.0  # how far a long recording falls between hits
# A short recording is of several things done, and not of heel and toe or latch and door, where so many hits, that far
# from each other in level at most, are parted by so many decibels and seconds at least.
_CLEARLY_APART = ((3, 10.0, 20.0, 0.15), (2, 6.0, 25.0, 0.7))
_SEVERAL_S = 0.8  # nothing shorter is several things done: a gun is cocked, a door opened in less
_LEAST_SHARE = 0.6  # of those decibels even the shallowest parting has
_FEWEST_REPETITIONS = 3  # fewer hits are one gesture
_ALWAYS_DB = 12.0  # what is never further below its top than that is heard to go on, whatever is struck in it
_BED_DB, _OF_EVERY_SIZE_DB = 25.0, 12.0  # ... or than the first, where hits differ in level by the second
_MOVES_DB = 20.0  # what stays within this, most of the time, goes on rather than is struck


def kind_of(samples: Wave, rate_hz: int, hits: tuple[Hit, ...]) -> ReferenceKind:
    """Kind of a reference.

    What is over within three seconds is one gesture, unless three hits or more of about one level stand clearly
    apart, or it is cut out of a steady sound (a loop). Of longer sounds, what hardly moves is a texture, hits with
    12 dB or more between them are repetitions, and what dies away by itself is one long gesture.
    """
    curve = decibels(level_curve(samples, rate_hz, 0.1))
    sounding = np.flatnonzero(curve > curve.max() - _SOUNDING_DB)
    span = curve[sounding[0] : sounding[-1] + 1]
    if len(span) < _GESTURE_S * CELLS_PER_S:
        return _short_kind(samples, rate_hz, hits, span)
    if len(hits) <= 1:
        return ReferenceKind.GESTURE if _dies_away(span) else ReferenceKind.TEXTURE
    depth = float(np.median(_depths(samples, rate_hz, hits)))
    if depth >= _APART_DB:
        return ReferenceKind.TEXTURE if _goes_on_between(curve, hits) else ReferenceKind.REPETITIONS
    if _is_steady(span) or float(np.percentile(span, 90) - np.percentile(span, 10)) < _MOVES_DB:
        return ReferenceKind.GESTURE if _dies_away(span) and len(hits) < _FEWEST_REPETITIONS else ReferenceKind.TEXTURE
    return ReferenceKind.REPETITIONS if len(hits) >= _FEWEST_REPETITIONS else ReferenceKind.GESTURE


def _short_kind(samples: Wave, rate_hz: int, hits: tuple[Hit, ...], span: NDArray[np.float64]) -> ReferenceKind:
    fine = decibels(level_curve(samples, rate_hz))
    begins_and_ends = max(float(fine[:2].min()), float(fine[-2:].min())) < float(fine.max()) - _EDGE_DB
    if len(span) >= _LOOP_S * CELLS_PER_S and _is_steady(span) and not begins_and_ends and not _dies_away(span):
        return ReferenceKind.TEXTURE
    lasts = len(span) >= _SEVERAL_S * CELLS_PER_S
    is_several = lasts and any(_stand_apart(samples, rate_hz, hits, *clearly) for clearly in _CLEARLY_APART)
    return ReferenceKind.REPETITIONS if is_several else ReferenceKind.GESTURE


def _stand_apart(
    samples: Wave, rate_hz: int, hits: tuple[Hit, ...], fewest: int, alike_db: float, depth_db: float, gap_s: float
) -> bool:
    """Whether so many hits of about one level have so much quiet and time between them."""
    loudest = max((hit.level for hit in hits), default=0.0)
    alike = tuple(hit for hit in hits if hit.level > loudest * 10 ** (-alike_db / 20))
    if len(alike) < fewest:
        return False
    gaps = [(after.attack - before.attack) / rate_hz for before, after in pairwise(alike)]
    depths = _depths(samples, rate_hz, alike)
    return float(np.median(depths)) >= depth_db and min(depths) >= _LEAST_SHARE * depth_db and min(gaps) >= gap_s


def _goes_on_between(curve: NDArray[np.float64], hits: tuple[Hit, ...]) -> bool:
    """Whether hits stand in something that never stops: a roll, or crackles of every size in a fire."""
    bed_db = float(curve.max() - np.percentile(curve, 10))
    levels = 20 * np.log10([max(hit.level, 1e-9) for hit in hits])
    spread_db = float(np.percentile(levels, 90) - np.percentile(levels, 10))
    return bed_db < _ALWAYS_DB or (bed_db < _BED_DB and spread_db >= _OF_EVERY_SIZE_DB)


def _is_steady(span: NDArray[np.float64]) -> bool:
    return float(np.median(span.max() - span)) < _STEADY_DB


def _dies_away(span: NDArray[np.float64]) -> bool:
    third = max(1, len(span) // 3)
    return float(np.median(span[:third]) - np.median(span[-third:])) > _DIES_DB


def _depths(samples: Wave, rate_hz: int, hits: tuple[Hit, ...]) -> list[float]:
    """How far the level falls before each hit but the first, decibels."""
    fine, cell = decibels(level_curve(samples, rate_hz)), cell_samples(rate_hz)
    return [_depth_db(fine, before.attack // cell, hit.attack // cell) for before, hit in pairwise(hits)]


def _depth_db(curve: NDArray[np.float64], before: int, attack: int) -> float:
    between = curve[before : max(before + 1, attack + 1)]
    return float(curve[attack : attack + 20].max(initial=-120.0) - between.min())


def short_slices(samples: Wave, rate_hz: int, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Short bursts out of a texture, for events that are hits.

    Of what is struck again and again (a groove, a roll, crackles) its own attacks alone, each up to the next one: what
    begins between two of them has no attack to be heard, and brings the next stroke along as a second one. Of what has
    few attacks or none (rain, an engine) also places between.
    """
    length, curve = round(_SHORT_SLICE_S * rate_hz), level_curve(samples, rate_hz)
    clear = _clear_hits(curve, rate_hz, hits)
    if len(clear) >= _FEWEST_CLEAR:
        return tuple(_burst(samples, rate_hz, hit.attack, hit.stop, length, hit.fade) for hit in clear)
    cell = cell_samples(rate_hz)
    loud = np.flatnonzero(curve[: max(1, (len(samples) - length) // cell)] > 0.3 * curve.max()) * cell
    count = max(1, min(_MOST_SHORT_SLICES, len(loud) * cell // length))
    places = {hit.attack for hit in hits if hit.attack + length <= len(samples)}
    places |= {int(loud[n * len(loud) // count]) for n in range(count)} if len(loud) else set()
    chosen: list[int] = []
    for place in sorted(places):
        if not chosen or place - chosen[-1] >= length // 2:
            chosen.append(place)
    bursts = [_burst(samples, rate_hz, place, len(samples), length) for place in chosen]
    return tuple(bursts) or hits


def _burst(samples: Wave, rate_hz: int, place: int, stop: int, length: int, fade: int | None = None) -> Hit:
    """What is heard from a place on, up to a stop or for so long, whichever is sooner."""
    if fade is None or stop > place + length:
        fade = round(0.7 * length)
    return measured_hit(samples, rate_hz, place, min(place + length, stop), fade)


def _clear_hits(curve: NDArray[np.float64], rate_hz: int, hits: tuple[Hit, ...]) -> list[Hit]:
    """Hits whose attack stands out of what sounded before it."""
    db, cell = decibels(curve), cell_samples(rate_hz)
    clear = []
    for hit in hits:
        at = hit.attack // cell
        before = float(np.median(db[max(0, at - _BEFORE_CELLS) : max(1, at - _SMEARED_CELLS)]))
        if float(db[at : at + _AFTER_CELLS].max()) >= before + _CLEAR_DB:
            clear.append(hit)
    return clear
