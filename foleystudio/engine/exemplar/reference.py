"""A reference, analysed once: its hits, its texture, its kind and its level."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.resample import resample
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.exemplar.levels import CELLS_PER_S, cell_samples, decibels, level_curve
from foleystudio.engine.exemplar.slicing import (
    NO_FLOOR_DB,
    Hit,
    cut_hits,
    find_attacks,
    find_swells,
    measured_hit,
    merge_gesture,
    noise_floor_db,
)
from foleystudio.engine.exemplar.texture import SteadyPart
from foleystudio.errors import FoleyError
from foleystudio.timebase import STUDIO_RATE_HZ

ANALYSED_S = 60.0
"""Of a longer reference, this much from its first sound on is used."""

FULL_RMS = 10 ** (-14 / 20)
"""RMS over 40 ms of a hit of full strength ..."""
FULL_PEAK = 10 ** (-3 / 20)
"""... or its peak, whichever makes it quieter."""

_SILENT_PEAK = 1e-5
_MOST_HITS = 64
_ATTACK_S = 0.06
_SEARCH_BLOCK = 1 << 18
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


@dataclass(frozen=True)
class ReferenceSummary:
    """What the studio heard in a reference.

    Parameters
    ----------
    duration_s
        Of the whole file.
    hits
        How many hits it can play.
    kind
        What it is made of.
    used_s
        How much of it is used: very long references are used from their first sound on, up to a minute.
    """

    duration_s: float
    hits: int
    kind: ReferenceKind
    used_s: float

    @property
    def text(self) -> str:
        """For a list: ``0.84 s, 3 hits``, ``3.02 s, sustained``."""
        minutes, seconds = divmod(self.duration_s, 60)
        length = f"{self.duration_s:.2f} s" if minutes < 1 else f"{int(minutes)} min {seconds:.0f} s"
        what = {
            ReferenceKind.ONE_SHOT: "one hit",
            ReferenceKind.HITS: f"{self.hits} hits",
            ReferenceKind.SUSTAINED: "sustained",
            ReferenceKind.MESSY: f"{self.hits} hits, messy",
        }[self.kind]
        return f"{length}, {what}"


@dataclass(frozen=True, eq=False)
class Exemplar:
    """A reference made ready to be performed.

    Parameters
    ----------
    samples
        ``float32 [N, C]`` with one or two channels at ``rate_hz``: the part that is used.
    rate_hz
        The take's rate.
    hits
        At least one, in the order of the reference.
    kind
        What it is made of.
    floor_db
        Level of its background noise; -120 when it has none.
    duration_s
        Of the whole reference.
    """

    samples: Wave
    rate_hz: int
    hits: tuple[Hit, ...]
    kind: ReferenceKind
    floor_db: float
    duration_s: float

    @property
    def channels(self) -> int:
        """One or two."""
        return int(self.samples.shape[1])

    @property
    def summary(self) -> ReferenceSummary:
        """What a user is told about it."""
        return ReferenceSummary(self.duration_s, len(self.hits), self.kind, len(self.samples) / self.rate_hz)

    @cached_property
    def steady(self) -> SteadyPart:
        """What is heard while an event is sustained."""
        return SteadyPart.of(self.samples, self.rate_hz, self.hits, self.floor_db)

    def ring_of(self, hit: int) -> Wave:
        """What a hit sounds like once its attack is over; never empty."""
        own = self.hits[hit]
        return self.samples[min(own.attack + round(_ATTACK_S * self.rate_hz), own.stop - 1) : own.stop]

    @cached_property
    def level(self) -> float:
        """RMS over 40 ms of its loudest hit."""
        return max(hit.level for hit in self.hits)

    @cached_property
    def gain(self) -> float:
        """Brings its loudest hit to full strength: -14 dBFS over 40 ms, or a peak of -3 dBFS if that is less."""
        loudest = max(self.hits, key=lambda hit: hit.level)
        return min(FULL_RMS / loudest.level, FULL_PEAK / loudest.peak)

    @cached_property
    def hardness(self) -> tuple[float, ...]:
        """How hard each hit sounds among its fellows, 0-1: the louder and the brighter, the harder."""
        if len(self.hits) == 1:
            return (1.0,)
        levels = np.argsort(np.argsort([hit.level for hit in self.hits], kind="stable"), kind="stable")
        brightness = np.argsort(np.argsort([hit.brightness_hz for hit in self.hits], kind="stable"), kind="stable")
        score = 0.7 * levels + 0.3 * brightness
        ranks = np.argsort(np.argsort(score, kind="stable"), kind="stable")
        return tuple(float(rank) / (len(self.hits) - 1) for rank in ranks)


def describe_reference(sound: Sound) -> ReferenceSummary:
    """Number of hits and kind of a reference, for showing beside its name.

    Raises
    ------
    FoleyError
        When it is silent or empty.
    """
    return prepare(sound, STUDIO_RATE_HZ).summary


_prepared: weakref.WeakKeyDictionary[Sound, dict[int, Exemplar]] = weakref.WeakKeyDictionary()
_prepared_lock = threading.Lock()


def prepare(sound: Sound, rate_hz: int) -> Exemplar:
    """Analyse a reference; what was analysed before, and still is in use, is answered at once.

    Raises
    ------
    FoleyError
        When it is silent or empty.
    """
    with _prepared_lock:
        known = _prepared.setdefault(sound, {}).get(rate_hz)
    if known is not None:
        return known
    exemplar = _analysed(sound, rate_hz)
    with _prepared_lock:
        return _prepared.setdefault(sound, {}).setdefault(rate_hz, exemplar)


def _analysed(sound: Sound, rate_hz: int) -> Exemplar:
    used = two_channels(used_part(sound))
    samples = resample(used.samples, used.rate_hz, rate_hz)
    peak = float(np.abs(samples).max(initial=0.0))
    if peak < _SILENT_PEAK:
        # All of it was in the low-frequency channel, or above what the rate can hold.
        raise _silent(_named(sound))
    floor_db = noise_floor_db(decibels(level_curve(samples, rate_hz)))
    attacks = merge_gesture(samples, rate_hz, find_attacks(samples, rate_hz))
    attacks = find_swells(samples, rate_hz, attacks)
    hits = cut_hits(samples, rate_hz, attacks, floor_db)
    if not hits:
        attacks = np.array([_first_above(samples, 0.03 * peak)], dtype=np.int64)
        hits = cut_hits(samples, rate_hz, attacks, NO_FLOOR_DB)
    kind = kind_of(samples, rate_hz, hits)
    if kind is ReferenceKind.SUSTAINED:
        hits = touches(samples, rate_hz, hits)
    return Exemplar(samples, rate_hz, _loudest(hits), kind, floor_db, sound.duration_s)


def _named(sound: Sound) -> str:
    return f"the reference {sound.name}" if sound.name else "the reference"


def _silent(name: str) -> FoleyError:
    return FoleyError(f"{name} is silent", remedy="choose a sound that can be heard")


def _first_above(samples: Wave, threshold: float) -> int:
    """First sample frame with a magnitude above a threshold that is reached somewhere."""
    for first in range(0, len(samples), _SEARCH_BLOCK):
        above = np.flatnonzero((np.abs(samples[first : first + _SEARCH_BLOCK]) > threshold).any(axis=1))
        if len(above):
            return first + int(above[0])
    return 0


def _loudest(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    kept = sorted(hits, key=lambda hit: -hit.level)[:_MOST_HITS]
    return tuple(sorted(kept, key=lambda hit: hit.attack))


def used_part(sound: Sound) -> Sound:
    """From shortly before the first sound, `ANALYSED_S` at most, without a direct current.

    Raises
    ------
    FoleyError
        When nothing sounds.
    """
    name = _named(sound)
    if not len(sound):
        raise FoleyError(f"{name} is empty", remedy="choose another sound")
    peak = max(float(sound.samples.max()), -float(sound.samples.min()))
    if not np.isfinite(peak):
        raise FoleyError(f"{name} holds samples that are not numbers", remedy="save it again and reload it")
    if peak < _SILENT_PEAK:
        raise _silent(name)
    first = _first_above(sound.samples, max(_SILENT_PEAK, peak * 1e-3))
    first = max(0, first - round(0.01 * sound.rate_hz))
    stop = min(len(sound), first + round(ANALYSED_S * sound.rate_hz))
    return Sound(sound.samples[first:stop], sound.rate_hz, sound.name)


def two_channels(sound: Sound) -> Sound:
    """Mono and stereo as they are; of more channels, those of the left and of the right side mixed."""
    if sound.channels <= 2:
        return sound
    # The usual order is front left, right, centre, low, back left, right, side left, right.
    left = [0, 2, *range(4, sound.channels, 2)]
    right = [1, 2, *range(5, sound.channels, 2)]
    sides = [
        sound.samples[:, [c for c in side if c < sound.channels]].sum(axis=1) / np.sqrt(2) for side in (left, right)
    ]
    return Sound(np.stack(sides, axis=1).astype(np.float32), sound.rate_hz, sound.name)


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
