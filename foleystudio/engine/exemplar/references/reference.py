"""A reference, analysed once: its kind, its hits, its texture and its level."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.channels import mean_of_channels
from foleystudio.engine.exemplar.references.gestures import gesture
from foleystudio.engine.exemplar.references.kinds import kind_of, short_slices
from foleystudio.engine.exemplar.references.slices import HeardSlice, doubted, given_slices, with_lead_ins
from foleystudio.engine.exemplar.references.slicing import (
    NO_FLOOR_DB,
    Hit,
    cut_hits,
    find_attacks,
    find_swells,
    merge_gesture,
    noise_floor_db,
)
from foleystudio.engine.exemplar.references.trim import UsablePart, first_above, usable_part
from foleystudio.engine.exemplar.textures.texture import RecordedTexture
from foleystudio.engine.loudness.levels import decibels, level_curve
from foleystudio.engine.loudness.loudness import FULL_LOUDNESS, sounding_rms, texture_loudness
from foleystudio.errors import FoleyError
from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut, ReferenceKind
from foleystudio.timebase import STUDIO_RATE_HZ

FULL_RMS = 10 ** (-14 / 20)
"""RMS over 40 ms of a hit of full strength as the networks know it ..."""
FULL_PEAK = 10 ** (-3 / 20)
"""... or its peak, whichever makes it quieter."""

_MOST_HITS = 64  # the loudest are kept: bounds what is prepared and chosen among
_PEAK_ROOM = 0.89  # highest peak of a texture, linear


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
    """

    duration_s: float
    hits: int
    kind: ReferenceKind

    @property
    def text(self) -> str:
        """For a list: ``0.84 s, 3 hits``, ``3.02 s, texture``."""
        minutes, seconds = divmod(self.duration_s, 60)
        length = f"{self.duration_s:.2f} s" if minutes < 1 else f"{int(minutes)} min {seconds:.0f} s"
        what = {
            ReferenceKind.GESTURE: "one gesture",
            ReferenceKind.REPETITIONS: f"{self.hits} hit{'s' * (self.hits != 1)}",
            ReferenceKind.TEXTURE: "texture",
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
    begin_s
        Where in the reference the first sample lies.
    slices
        All hits that were heard, those among them that are not played too, and why.
    name
        Of the reference.
    """

    samples: Wave
    rate_hz: int
    hits: tuple[Hit, ...]
    kind: ReferenceKind
    floor_db: float
    duration_s: float
    begin_s: float = 0.0
    slices: tuple[HeardSlice, ...] = ()
    name: str = ""

    @property
    def channels(self) -> int:
        """One or two."""
        return int(self.samples.shape[1])

    @property
    def summary(self) -> ReferenceSummary:
        """What a user is told about it."""
        return ReferenceSummary(self.duration_s, len(self.hits), self.kind)

    @cached_property
    def texture(self) -> RecordedTexture:
        """What is heard while an event keeps a texture up."""
        return RecordedTexture(self.samples, self.rate_hz)

    def alone(self, hit: Hit) -> Wave:
        """One hit by itself, mono ``float32 [N]``: from its attack to its end, faded where it is cut."""
        mono = mean_of_channels(self.samples[hit.attack : hit.stop])
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
        """What the networks are told of its level: its loudest hit at -14 dBFS over 40 ms, or a peak of -3 dBFS."""
        return min(FULL_RMS / self.loudest.level, FULL_PEAK / self.loudest.peak)

    @cached_property
    def texture_gain(self) -> float:
        """What a texture at an RMS of 1 is multiplied by to be as loud as a hit of full strength."""
        return self.recorded_gain * sounding_rms(self.samples, self.rate_hz)

    @cached_property
    def recorded_gain(self) -> float:
        """What a texture as it was recorded is multiplied by to be as loud as a hit of full strength."""
        peak = float(np.abs(self.samples).max())
        return min(FULL_LOUDNESS / texture_loudness(self.samples, self.rate_hz), _PEAK_ROOM / peak)


def describe_reference(sound: Sound, cut: ReferenceCut = AUTOMATIC) -> ReferenceSummary:
    """Number of hits and kind of a reference, for showing beside its name.

    Raises
    ------
    FoleyError
        When it is silent or empty.
    """
    return prepare(sound, STUDIO_RATE_HZ, cut).summary


_Known = dict[tuple[int, ReferenceCut], Exemplar]
_prepared: weakref.WeakKeyDictionary[Sound, _Known] = weakref.WeakKeyDictionary()
_prepared_lock = threading.Lock()


def prepare(sound: Sound, rate_hz: int, cut: ReferenceCut = AUTOMATIC) -> Exemplar:
    """Analyse a reference; what was analysed before, and still is in use, is answered at once.

    Raises
    ------
    FoleyError
        When it is silent or empty, or nothing of it is left to be played.
    """
    with _prepared_lock:
        known = _prepared.setdefault(sound, {}).get((rate_hz, cut))
    if known is not None:
        return known
    exemplar = _analysed(sound, rate_hz, cut)
    with _prepared_lock:
        return _prepared.setdefault(sound, {}).setdefault((rate_hz, cut), exemplar)


def _analysed(sound: Sound, rate_hz: int, cut: ReferenceCut) -> Exemplar:
    part = _part_of(sound, rate_hz, cut)
    samples = part.samples
    floor_db = noise_floor_db(decibels(level_curve(samples, rate_hz)))
    if cut.own_slices is not None:
        slices = given_slices(samples, rate_hz, part.begin_s, cut.own_slices)
        kind = cut.kind or ReferenceKind.REPETITIONS
    else:
        kind, slices = _heard(samples, rate_hz, floor_db, cut.kind)
    hits = tuple(one.hit for one in slices if one.enabled)
    if not hits:
        raise FoleyError("no slice of the reference is ticked", file=sound.file, remedy="tick one in its editor")
    return Exemplar(
        samples, rate_hz, _loudest(hits), kind, floor_db, sound.duration_s, part.begin_s, slices, sound.name
    )


def _part_of(sound: Sound, rate_hz: int, cut: ReferenceCut) -> UsablePart:
    """What lies between a reference's in and out points, as far as it can be used."""
    first = round(cut.in_s * sound.rate_hz)
    last = len(sound) if cut.out_s is None else min(len(sound), round(cut.out_s * sound.rate_hz))
    if first <= 0 and last >= len(sound):
        return usable_part(sound, rate_hz)
    if last - first < 2:
        raise FoleyError(
            "nothing lies between the reference's in and out points", file=sound.file, remedy="move them in its editor"
        )
    part = usable_part(replace(sound, samples=sound.samples[first:last]), rate_hz)
    return replace(part, begin_s=part.begin_s + first / sound.rate_hz)


def _heard(
    samples: Wave, rate_hz: int, floor_db: float, kind: ReferenceKind | None
) -> tuple[ReferenceKind, tuple[HeardSlice, ...]]:
    """What a reference is, unless that is given, and what can be played of it."""
    found = find_attacks(samples, rate_hz)
    attacks = find_swells(samples, rate_hz, merge_gesture(samples, rate_hz, found))
    hits = cut_hits(samples, rate_hz, attacks, floor_db)
    if not hits:
        attacks = np.array([first_above(samples, 0.03 * float(np.abs(samples).max()))], dtype=np.int64)
        hits = cut_hits(samples, rate_hz, attacks, NO_FLOOR_DB)
    kind = kind or kind_of(samples, rate_hz, hits)
    if kind is ReferenceKind.GESTURE:
        return kind, (HeardSlice(gesture(samples, rate_hz, found, floor_db)),)
    if kind is ReferenceKind.TEXTURE:
        return kind, tuple(HeardSlice(hit) for hit in short_slices(samples, rate_hz, hits))
    return kind, doubted(samples, rate_hz, with_lead_ins(samples, rate_hz, hits, attacks, floor_db))


def _loudest(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    kept = sorted(hits, key=lambda hit: -hit.level)[:_MOST_HITS]
    return tuple(sorted(kept, key=lambda hit: hit.attack))
