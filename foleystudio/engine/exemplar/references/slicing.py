"""Cutting a reference into hits: where its attacks begin, to the sample, and how far each hit rings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.filterbank import mel_filterbank
from foleystudio.dsp.spectra.stft import magnitudes
from foleystudio.dsp.waves.channels import mean_of_channels
from foleystudio.engine.loudness.levels import CELLS_PER_S, cell_samples, decibels, level_curve
from foleystudio.engine.loudness.loudness import loudness_of
from foleystudio.progress import heed

PREROLL_S = 0.002
"""How much before the attack a hit is faded in."""

NO_FLOOR_DB = -120.0
"""Noise floor of a reference that has none."""

_N_FFT = 1024  # samples: 21 ms at 48 kHz
_N_BANDS = 32  # mel bands whose rises are added up
_BAND_RANGE_DB = 60.0  # below the loudest band: rises in what is softer do not count
_CLOSEST_S = 0.05  # attacks closer than this are one
_LONGEST_HIT_S = 12.0  # at most of any hit: what rings on is cut there
_FLOOR_STAYS_S = 0.3  # in all: a level held for less is passed through, no floor
_SOFTEST_DB = -18.0  # beside the loudest hit: what is softer is another sound
_SWELL_DB = 14.0  # what falls and rises again by so much is a new sound
_SWELL_BELOW_DB = 8.0  # ... if it comes this near to the level before
_SWELL_APART_S = 0.15  # nearer to an attack it belongs to that
_GESTURE_S = 0.6  # what lasts longer without a pause is more than one gesture
_GESTURE_GAP_S = 0.13  # closer attacks may be one: heel and toe, latch and door
_GESTURE_DEPTH_DB = 18.0  # where the level falls so far between them they are two
_PAUSE_S = 0.2  # 30 dB below the top for so long parts what stands by itself
_SMEARED_CELLS = 3  # a level before an attack already has some of it
_CUT_IN_S = 0.01  # a first hit so near to the beginning may be cut into
_ROOMY_S = 0.12  # hits that the next one leaves so much time
_ENOUGH = 4  # hits, before worse ones are left out


@dataclass(frozen=True)
class Hit:
    """One hit of a reference; positions are samples of the reference.

    Parameters
    ----------
    start
        Where what leads up to it begins.
    attack
        Where its main hit begins: this sample is placed on an event.
    stop
        Where it ends, its fade-out included.
    fade
        Samples of fade-out before the end.
    level
        Highest RMS over 40 ms.
    peak
        Highest absolute sample.
    brightness_hz
        Centroid of its spectrum, by amplitude.
    loudness
        K-weighted level over 100 ms at its loudest, linear.
    """

    start: int
    attack: int
    stop: int
    fade: int
    level: float
    peak: float
    brightness_hz: float
    loudness: float

    def length_s(self, rate_hz: int) -> float:
        """From its attack to its end."""
        return (self.stop - self.attack) / rate_hz


def noise_floor_db(curve_db: NDArray[np.float64]) -> float:
    """Level that a reference never falls below for long, or -120 when it has real silences.

    A sound that is steady throughout has no floor: its quiet parts are the sound. Nor has a single ring whose end
    is merely passed through: a floor is a level that is stayed at.
    """
    quiet, loud = np.percentile(curve_db, [10, 98])
    stays = np.count_nonzero(np.abs(curve_db - quiet) < 3.0) >= _FLOOR_STAYS_S * CELLS_PER_S
    return float(quiet) if stays and quiet < loud - 15.0 else NO_FLOOR_DB


def find_attacks(samples: Wave, rate_hz: int) -> NDArray[np.int64]:
    """Samples at which attacks begin.

    The spectrum's mean rise in decibels over 10 ms is compared with what is usual around it, so that a noisy
    or dense sound answers with what stands out of it.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.

    Returns
    -------
    ``int64 [n]``, rising, at least 50 ms apart; empty where nothing stands out.
    """
    rise = _rise_db(samples, rate_hz)
    if not len(rise):
        return np.zeros(0, dtype=np.int64)
    curve = decibels(level_curve(samples, rate_hz, 0.01))
    top, needed = float(curve.max()), max(3.0, 0.15 * float(rise.max()))
    attacks: list[int] = []
    for cell in _peaks(rise, 6, needed):
        heed()
        usual = float(np.median(rise[max(0, cell - 40) : cell + 40]))
        after = float(curve[cell : cell + 8].max(initial=-120.0))
        before = float(np.median(curve[max(0, cell - 10) : max(1, cell - 2)])) if cell > 2 else -120.0
        if rise[cell] < usual + needed or after < before + 4.0 or after < top - 40.0:
            continue
        attack = attack_near(samples, rate_hz, cell * cell_samples(rate_hz))
        if not attacks or attack - attacks[-1] >= _CLOSEST_S * rate_hz:
            attacks.append(attack)
    return np.array(attacks, dtype=np.int64)


def find_swells(samples: Wave, rate_hz: int, attacks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Attacks, and the places between them where a sound that had died down comes up again without one.

    Voices and barks begin softly: left in the ring of what came before, they would be heard as a late second stroke.
    """
    cell, curve = cell_samples(rate_hz), decibels(level_curve(samples, rate_hz, 0.06))
    found = [int(attack) for attack in attacks]
    highest, lowest, lowest_at = curve[0], curve[0], 0
    for n, level in enumerate(curve):
        if level < lowest:
            lowest, lowest_at = level, n
        if lowest < highest - _SWELL_DB and level > max(lowest + _SWELL_DB, highest - _SWELL_BELOW_DB):
            # A soft beginning is heard where it is well under way.
            begun = float(curve[n : n + 80].max()) - 15.0
            found.append((lowest_at + int(np.argmax(curve[lowest_at : n + 80] > begun))) * cell)
            highest = lowest = level
        elif level > highest:
            highest = lowest = level
    near = _SWELL_APART_S * rate_hz
    kept = [place for place in found[len(attacks) :] if not len(attacks) or np.abs(attacks - place).min() > near]
    return np.array(sorted({*(int(attack) for attack in attacks), *kept}), dtype=np.int64)


def _rise_db(samples: Wave, rate_hz: int) -> NDArray[np.float64]:
    """Mean rise of the bands over two cells, in decibels; one value a cell."""
    hop, bank = cell_samples(rate_hz), mel_filterbank(rate_hz, _N_FFT, _N_BANDS, 40.0, min(16_000.0, rate_hz / 2))
    power = np.zeros((_N_BANDS, len(samples) // hop + 1))
    for wave in _heard(samples):
        power += bank @ magnitudes(wave, _N_FFT, hop) ** 2
    highest = float(power.max())
    if highest <= 0:
        return np.zeros(0)
    floor = highest * 10.0 ** (-_BAND_RANGE_DB / 10.0)
    # Before the sound is silence, so that a sound cut tightly begins with an attack.
    db = 10.0 * np.log10(np.maximum(np.pad(power, ((0, 0), (2, 0))), floor))
    return np.asarray(np.maximum(0.0, db[:, 2:] - db[:, :-2]).mean(axis=0))


def _heard(samples: Wave) -> list[Wave]:
    """The mean of the channels where it tells all; each of them where they cancel out."""
    heed()
    channels = [np.ascontiguousarray(samples[:, channel]) for channel in range(samples.shape[1])]
    mean = mean_of_channels(samples)
    telling = 0.3 * float(np.mean([channel @ channel for channel in channels]))
    return [mean] if len(channels) == 1 or float(mean @ mean) > telling else channels


def _peaks(curve: NDArray[np.float64], reach: int, lowest: float) -> list[int]:
    """Where a curve is highest within reach, and no lower than asked for."""
    high = np.flatnonzero(curve >= lowest)
    return [int(n) for n in high if curve[n] >= curve[max(0, n - reach) : n + reach + 1].max()]


def attack_near(samples: Wave, rate_hz: int, near: int) -> int:
    """First sample of the attack around a rough place: where the peaks last were near the level before it."""
    first = max(0, near - round(0.030 * rate_hz))
    piece = np.abs(samples[first : near + round(0.025 * rate_hz)]).max(axis=1)
    if not len(piece) or piece.max() <= 0:
        return near
    # A peak held for 4 ms bridges the zero crossings of all but the deepest sounds, and moves no attack forward.
    held = _held_peak(piece, max(1, round(0.004 * rate_hz)))
    peak_at = int(np.argmax(piece))
    before = float(np.median(held[: max(1, round(0.006 * rate_hz))])) if first else 0.0
    before = min(before, 0.5 * float(piece[peak_at]))
    threshold = before + 0.15 * (float(piece[peak_at]) - before)
    below = np.flatnonzero(held[: peak_at + 1] < threshold)
    return first + (int(below[-1]) + 1 if len(below) else 0)


def _held_peak(values: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """Highest of each value and the ``width - 1`` before it."""
    held, done = values.copy(), 1
    while done < width:
        step = min(done, width - done)
        held[step:] = np.maximum(held[step:], held[:-step].copy())
        done += step
    return held


def merge_gesture(samples: Wave, rate_hz: int, attacks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Attacks without those that belong to the same gesture as the one before: heel and toe, latch and door.

    Close attacks are one gesture when the level hardly falls between them, and when what they belong to is short and
    stands by itself: of what goes on for more than 0.6 s without a pause every attack is kept.
    """
    cell, curve = cell_samples(rate_hz), decibels(level_curve(samples, rate_hz, 0.01))
    sounding = np.flatnonzero(curve > curve.max() - 30.0)
    parts = np.split(sounding, np.flatnonzero(np.diff(sounding) > _PAUSE_S * CELLS_PER_S) + 1)
    ends = np.array([part[-1] for part in parts])
    short = [part[-1] - part[0] <= _GESTURE_S * CELLS_PER_S for part in parts]
    kept: list[int] = []
    for attack in (int(a) for a in attacks):
        own = min(int(np.searchsorted(ends, attack // cell)), len(parts) - 1)
        if kept and short[own] and attack - kept[-1] < _GESTURE_GAP_S * rate_hz:
            between, after = curve[kept[-1] // cell : attack // cell + 1], curve[attack // cell : attack // cell + 10]
            if min(between.max(), after.max()) - between.min() < _GESTURE_DEPTH_DB:
                continue
        kept.append(attack)
    return np.array(kept, dtype=np.int64)


def cut_hits(samples: Wave, rate_hz: int, attacks: NDArray[np.int64], floor_db: float) -> tuple[Hit, ...]:
    """The hit of every attack: up to where it has faded into the floor, or to the next attack.

    Left out are hits that hardly stand out of the floor or are 18 dB below the loudest (they are another sound, or
    mostly noise), and, when there are enough others, those that the next one follows too soon and a first one that
    the reference's beginning may have cut into.
    """
    curve = decibels(level_curve(samples, rate_hz))
    stops = [*(int(a) for a in attacks[1:]), len(samples)][: len(attacks)]
    hits = [_cut(samples, rate_hz, int(a), stop, curve, floor_db) for a, stop in zip(attacks, stops, strict=True)]
    loudest = max((hit.level for hit in hits), default=0.0)
    softest = max(loudest * 10 ** (_SOFTEST_DB / 20), 10 ** ((floor_db + 6.0) / 20) if floor_db > NO_FLOOR_DB else 0.0)
    hits = [hit for hit in hits if hit.level > softest]
    hits = _if_enough([hit for hit in hits if hit.attack > _CUT_IN_S * rate_hz], hits)
    return tuple(_if_enough([hit for hit in hits if hit.length_s(rate_hz) >= _ROOMY_S], hits))


def _if_enough(better: list[Hit], all_hits: list[Hit]) -> list[Hit]:
    return better if len(better) >= _ENOUGH else all_hits


def _cut(samples: Wave, rate_hz: int, attack: int, following: int, curve: NDArray[np.float64], floor_db: float) -> Hit:
    cell, preroll = cell_samples(rate_hz), round(PREROLL_S * rate_hz)
    limit = min(following - preroll if following < len(samples) else following, attack + int(_LONGEST_HIT_S * rate_hz))
    heard = limit // cell - (_SMEARED_CELLS if following < len(samples) else 0)
    own = curve[attack // cell : max(attack // cell + 1, heard)]
    silent = max(float(own.max()) - 60.0, floor_db + 3.0)
    sounding = np.flatnonzero(own[int(np.argmax(own)) :] > silent)
    ends = attack + (int(np.argmax(own)) + (int(sounding[-1]) if len(sounding) else 0) + 4) * cell
    stop = max(attack + 1, min(limit, ends))
    # What is cut while it still sounds is led out slowly; what has faded by itself only needs its end closed.
    still_loud = float(own[-1]) > float(own.max()) - 30.0 and stop >= limit
    # In noise even the end is heard as one.
    slow = still_loud or floor_db > float(own.max()) - 50.0
    fade = min((stop - attack) // 2, round((0.12 if slow else 0.04) * rate_hz))
    return measured_hit(samples, rate_hz, attack, stop, fade)


def measured_hit(samples: Wave, rate_hz: int, attack: int, stop: int, fade: int, start: int | None = None) -> Hit:
    """The hit between two samples, with its level and brightness; it begins 2 ms early when no start is given."""
    body = samples[attack:stop]
    return Hit(
        start=max(0, attack - round(PREROLL_S * rate_hz)) if start is None else start,
        attack=attack,
        stop=stop,
        fade=fade,
        level=float(level_curve(body, rate_hz, 0.04).max()),
        peak=float(np.abs(body).max()),
        brightness_hz=brightness_hz(body[: round(0.25 * rate_hz)], rate_hz),
        loudness=loudness_of(body, rate_hz),
    )


def brightness_hz(samples: Wave, rate_hz: int) -> float:
    """Centroid of a sound's amplitude spectrum."""
    spectrum = np.abs(np.fft.rfft(mean_of_channels(samples, np.float64), max(1024, len(samples))))
    total = float(spectrum.sum())
    return float(np.linspace(0, rate_hz / 2, len(spectrum)) @ spectrum / total) if total > 0 else 0.0
