"""Slices of a reference with repeated hits: their lead-ins, doubtful ones (noise, speech), and those the user gave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.channels import mean_of_channels
from foleystudio.engine.exemplar.references.gestures import lead_in
from foleystudio.engine.exemplar.references.slicing import Hit, measured_hit
from foleystudio.engine.exemplar.references.speech import CHUNK, speech_probability
from foleystudio.engine.exemplar.references.speech import RATE_HZ as SPEECH_RATE_HZ
from foleystudio.engine.loudness.levels import cell_samples, decibels, level_curve
from foleystudio.project.sounds.reference_cuts import Slice

_LONGEST_LEAD_IN_S = 0.35  # before an attack: a swing, not the hit before
_NOISIER_DB = 15.0  # so much more noise beside the hit than the others have is doubted
_NOISE_DB = -35.0  # ... where it comes this near to the hit
_BEFORE_S = 0.3  # of a hit's surroundings
_LEAST_BEFORE_S = 0.05  # less tells nothing of the noise
_FLATTER_DB, _FLAT_DB = 8.0, -10.0  # more like white noise than the others by that, and near it
_FLATNESS_S, _BANDS = 0.25, 64  # a spectrum of so much of a hit, in so many bands of even width
_SPOKEN_S, _SPOKEN_SHARE = 0.6, 0.4  # of a hit's beginning; the share of it that is speech
_GIVEN_FADE_S = 0.01  # where the user cuts, the shortest that does not click


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
        Why it was not taken at first: "speech in it", "far noisier than the others"; empty where nothing is
        against it.
    """

    hit: Hit
    enabled: bool = True
    doubt: str = ""


def with_lead_ins(
    samples: Wave, rate_hz: int, hits: tuple[Hit, ...], attacks: NDArray[np.int64], floor_db: float
) -> tuple[Hit, ...]:
    """Hits that begin where what leads up to them does: a scuff before a step, a draw before a blow.

    No further back than the attack before, though that be of a hit that is not played.
    """
    cell, curve = cell_samples(rate_hz), decibels(level_curve(samples, rate_hz))
    widened: list[Hit] = []
    for hit in hits:
        before = attacks[attacks < hit.attack]
        earliest = max(int(before[-1]) if len(before) else 0, hit.attack - round(_LONGEST_LEAD_IN_S * rate_hz))
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
    """Slices of hits; those with speech in them, or far noisier than the rest, are not played at first.

    As long as others are left: of a recording of nothing but speech all are.
    """
    if len(hits) < 2:
        return tuple(HeardSlice(hit) for hit in hits)
    spoken = _spoken(samples, rate_hz, hits)
    if spoken.any() and not spoken.all():
        quiet = doubted_for_noise(samples, rate_hz, tuple(h for h, s in zip(hits, spoken, strict=True) if not s))
        others = iter(quiet)
        return tuple(
            HeardSlice(h, False, "speech in it") if s else next(others) for h, s in zip(hits, spoken, strict=True)
        )
    return doubted_for_noise(samples, rate_hz, hits)


def _spoken(samples: Wave, rate_hz: int, hits: tuple[Hit, ...]) -> NDArray[np.bool_]:
    """Which hits have speech in them for a good part of what is heard of them."""
    probability = speech_probability(samples, rate_hz)
    step = CHUNK / SPEECH_RATE_HZ
    shares = []
    for hit in hits:
        last = min(hit.stop, hit.attack + round(_SPOKEN_S * rate_hz))
        heard = probability[int(hit.start / rate_hz / step) : int(last / rate_hz / step) + 1]
        shares.append(float((heard > 0.5).mean()) if len(heard) else 0.0)
    return np.array(shares) >= _SPOKEN_SHARE


def doubted_for_noise(samples: Wave, rate_hz: int, hits: tuple[Hit, ...]) -> tuple[HeardSlice, ...]:
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
    power = np.abs(np.fft.rfft(mean_of_channels(samples[:size], np.float64), size)) ** 2
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
