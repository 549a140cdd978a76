"""The slices of a reference of repetitions: their lead-ins, those that are doubted, those that its owner gave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.gestures import lead_in
from foleystudio.engine.exemplar.levels import cell_samples, decibels, level_curve
from foleystudio.engine.exemplar.slicing import Hit, measured_hit
from foleystudio.project.reference_cuts import Slice

_LONGEST_LEAD_IN_S = 0.35
_NOISIER_DB = 15.0  # so much more noise beside the hit than the others have is doubted
_NOISE_DB = -35.0  # ... where it comes this near to the hit
_BEFORE_S = 0.3  # of a hit's surroundings
_LEAST_BEFORE_S = 0.05
_FLATTER_DB, _FLAT_DB = 8.0, -10.0  # more like white noise than the others by that, and near it
_FLATNESS_S, _BANDS = 0.25, 64
_GIVEN_FADE_S = 0.01


@dataclass(frozen=True)
class HeardSlice:
    """One hit of a reference, and whether it is played.

    Parameters
    ----------
    hit
        Where it lies.
    enabled
        Whether events may get it.
    doubt
        Why it was not taken at first: "speech", "noisy"; empty where nothing speaks against it.
    """

    hit: Hit
    enabled: bool = True
    doubt: str = ""


def with_lead_ins(samples: Wave, rate_hz: int, hits: tuple[Hit, ...], floor_db: float) -> tuple[Hit, ...]:
    """Hits that begin where what leads up to them does: a scuff before a step, a draw before a blow."""
    cell, curve = cell_samples(rate_hz), decibels(level_curve(samples, rate_hz))
    widened: list[Hit] = []
    for number, hit in enumerate(hits):
        earliest = max(hits[number - 1].attack if number else 0, hit.attack - round(_LONGEST_LEAD_IN_S * rate_hz))
        valley = earliest + int(np.argmin(curve[earliest // cell : hit.attack // cell + 1])) * cell
        widened.append(replace(hit, start=min(hit.start, lead_in(curve, rate_hz, valley, hit.attack, floor_db))))
    ended = [
        hit if hit.stop <= after.start else _ended(samples, rate_hz, hit, after.start)
        for hit, after in pairwise(widened)
    ]
    return (*ended, *widened[-1:])


def _ended(samples: Wave, rate_hz: int, hit: Hit, stop: int) -> Hit:
    if stop <= hit.attack + 1:
        return hit
    return measured_hit(samples, rate_hz, hit.attack, stop, min(hit.fade, (stop - hit.attack) // 2), hit.start)


def doubted(samples: Wave, rate_hz: int, hits: tuple[Hit, ...]) -> tuple[HeardSlice, ...]:
    """Slices of hits; those far noisier than the rest are not played at first, as long as others are left."""
    if len(hits) < 3:
        return tuple(HeardSlice(hit) for hit in hits)
    noise = np.array([_noise_db(samples, rate_hz, hit) for hit in hits])
    noisy = (noise > np.median(noise) + _NOISIER_DB) & (noise > _NOISE_DB)
    flat = np.array([_flatness_db(samples[hit.attack : hit.stop], rate_hz) for hit in hits])
    noisy |= (flat > np.median(flat) + _FLATTER_DB) & (flat > _FLAT_DB)
    return tuple(
        HeardSlice(hit, enabled=not bad, doubt="far noisier than the others" if bad else "")
        for hit, bad in zip(hits, noisy, strict=True)
    )


def _noise_db(samples: Wave, rate_hz: int, hit: Hit) -> float:
    """Level of the quietest moment shortly before a hit, beside the hit's top, decibels."""
    before = samples[max(0, hit.attack - round(_BEFORE_S * rate_hz)) : hit.attack]
    if len(before) < round(_LEAST_BEFORE_S * rate_hz):
        return -120.0  # it begins with the recording: nothing tells
    quietest = float(decibels(level_curve(before, rate_hz)).min())
    return quietest - float(decibels(np.array([hit.level]))[0])


def _flatness_db(samples: Wave, rate_hz: int) -> float:
    """Spectral flatness of a hit, decibels: near 0 for white noise, far below for what rings."""
    size = max(1024, min(len(samples), round(_FLATNESS_S * rate_hz)))
    power = np.abs(np.fft.rfft(samples[:size].mean(axis=1, dtype=np.float64), size)) ** 2
    bands = power[1 : 1 + len(power[1:]) // _BANDS * _BANDS].reshape(_BANDS, -1).mean(axis=1)
    bands = np.maximum(bands, bands.max() * 1e-9)
    return float(10 * np.log10(np.exp(np.log(bands).mean()) / bands.mean()))


def given_slices(samples: Wave, rate_hz: int, begin_s: float, slices: tuple[Slice, ...]) -> tuple[HeardSlice, ...]:
    """Slices as the reference's owner set them; those outside the part that is used are left out.

    Parameters
    ----------
    samples
        The part that is used.
    begin_s
        Where in the file its first sample lies.
    """
    given = []
    for one in slices:
        start, attack, stop = (round((t - begin_s) * rate_hz) for t in (one.start_s, one.attack_s, one.stop_s))
        start, attack, stop = max(0, start), max(0, attack), min(stop, len(samples))
        if attack < stop - 1 and start <= attack:
            fade = min((stop - attack) // 2, round(_GIVEN_FADE_S * rate_hz))
            given.append(HeardSlice(measured_hit(samples, rate_hz, attack, stop, fade, start), one.enabled))
    return tuple(given)
