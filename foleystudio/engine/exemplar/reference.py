"""A reference, analysed once: its hits, its texture, its kind and its level."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.exemplar.kinds import ReferenceKind, kind_of, touches
from foleystudio.engine.exemplar.levels import decibels, level_curve
from foleystudio.engine.exemplar.slicing import (
    NO_FLOOR_DB,
    Hit,
    cut_hits,
    find_attacks,
    find_swells,
    merge_gesture,
    noise_floor_db,
)
from foleystudio.engine.exemplar.texture import SteadyPart
from foleystudio.engine.exemplar.usable import first_above, usable_part
from foleystudio.timebase import STUDIO_RATE_HZ

FULL_RMS = 10 ** (-14 / 20)
"""RMS over 40 ms of a hit of full strength ..."""
FULL_PEAK = 10 ** (-3 / 20)
"""... or its peak, whichever makes it quieter."""

_MOST_HITS = 64
_ATTACK_S = 0.06


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

    def alone(self, hit: Hit) -> Wave:
        """One hit by itself, mono ``float32 [N]``: from its attack to its end, faded where it is cut."""
        mono: Wave = self.samples[hit.attack : hit.stop].mean(axis=1, dtype=np.float32)
        if hit.fade:
            mono[len(mono) - hit.fade :] *= np.linspace(1, 0, hit.fade, dtype=np.float32)
        return mono

    @cached_property
    def loudest(self) -> Hit:
        """Its loudest hit."""
        return max(self.hits, key=lambda hit: hit.level)

    @cached_property
    def level(self) -> float:
        """RMS over 40 ms of its loudest hit."""
        return self.loudest.level

    @cached_property
    def gain(self) -> float:
        """Brings its loudest hit to full strength: -14 dBFS over 40 ms, or a peak of -3 dBFS if that is less."""
        return min(FULL_RMS / self.loudest.level, FULL_PEAK / self.loudest.peak)

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
    samples = usable_part(sound, rate_hz)
    floor_db = noise_floor_db(decibels(level_curve(samples, rate_hz)))
    attacks = merge_gesture(samples, rate_hz, find_attacks(samples, rate_hz))
    attacks = find_swells(samples, rate_hz, attacks)
    hits = cut_hits(samples, rate_hz, attacks, floor_db)
    if not hits:
        attacks = np.array([first_above(samples, 0.03 * float(np.abs(samples).max()))], dtype=np.int64)
        hits = cut_hits(samples, rate_hz, attacks, NO_FLOOR_DB)
    kind = kind_of(samples, rate_hz, hits)
    if kind is ReferenceKind.SUSTAINED:
        hits = touches(samples, rate_hz, hits)
    return Exemplar(samples, rate_hz, _loudest(hits), kind, floor_db, sound.duration_s)


def _loudest(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    kept = sorted(hits, key=lambda hit: -hit.level)[:_MOST_HITS]
    return tuple(sorted(kept, key=lambda hit: hit.attack))
