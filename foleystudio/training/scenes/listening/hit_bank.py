"""Things to lay into made recordings: their hits and textures, made once and laid many times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.spectra.filterbank import mel_filterbank
from foleystudio.dsp.spectra.stft import hann
from foleystudio.dsp.waves.envelope import rms
from foleystudio.dsp.waves.resample import resample
from foleystudio.training.scenes.catalogue import Recording, draw_object
from foleystudio.training.scenes.listening.beds import Beds, draw_beds, rain
from foleystudio.training.scenes.objects.noise import TextureObject
from foleystudio.training.scenes.objects.sound_object import (
    SCENE_RATE_HZ,
    Mono,
    SoundObject,
    normalised,
    random_spectrum,
    shaped_noise,
)
from foleystudio.training.scenes.objects.voiced import VoicedObject

_STRENGTHS = (0.15, 0.35, 0.6, 0.8, 1.0)  # at which every thing is struck
_LONGEST_HIT_S = 2.5  # of a hit: what rings on is too soft to matter in a scene
_TEXTURE_S = 4.0  # of a texture: pieces of it are laid
_TAIL_DB = -60.0  # below its peak a hit is over
_CLICKS = 0.06  # share of things that only click
_DULL = 0.15  # share of things whose attacks take some milliseconds
_FADE = 220  # samples that the end of a cut hit takes to fade
ATTACK = 512
"""Samples whose spectrum says where a hit may be heard: 23 ms."""

_BANDS = 24  # in which attacks are compared with what sounds already
_RINGS_S = 0.5  # what sounds on for so long, 20 dB down at most, rings
_GRAINY = 4.0  # times the median level: a texture that rises further is heard as single hits
_LEVEL = 220  # samples of a level: 10 ms
_STEP, _LOOK = 55, 10  # samples of a finer one: 2.5 ms; steps that a rise is held against
_LASTS = 0.3  # of its level: what still sounds so loud after half a second is kept up
_BEGINNING = 300  # samples that belong to an attack
_FAR_DOWN = 0.08  # of the loudest: what rises from below it is as if it rose from there


@dataclass(frozen=True, eq=False)
class Hit:
    """One hit of a thing.

    Parameters
    ----------
    wave
        ``float32 [N]`` at ``ONSET_RATE_HZ``, its attack on sample 0.
    strength
        At which it was struck.
    level
        Its highest RMS over 10 ms, within its first 50 ms.
    attack
        ``float32 [24]``: power by band of its first 23 ms.
    rings
        Whether it sounds on for half a second.
    bumps
        Samples at which it rises once more, as toes do after heels: whether those are hits nobody could say.
    """

    wave: Mono
    strength: float
    level: float
    attack: NDArray[np.float32]
    rings: bool
    bumps: tuple[int, ...] = ()

    @classmethod
    def of(cls, wave: Mono, strength: float) -> Hit:
        """A hit of its wave."""
        levels = rms(wave, _LEVEL, _LEVEL // 2)
        rings = bool((levels[round(2 * _RINGS_S / 0.01) :] > 0.1 * levels.max(initial=0.0)).any())
        return cls(wave, strength, float(levels[:11].max(initial=0.0)), band_powers(wave), rings, bumps(wave))


NO_HIT = Hit(np.zeros(0, np.float32), 0.0, 0.0, np.zeros(_BANDS, np.float32), False)
"""Stands where there may be one."""


@dataclass(frozen=True, eq=False)
class Thing:
    """One thing that sounds: its hits from soft to hard, or what it is kept up with (or both).

    Parameters
    ----------
    kind
        What it is.
    hits
        Empty for what is only kept up.
    texture
        ``float32 [N]`` with an RMS of 1; None for what is only struck.
    """

    kind: str
    hits: tuple[Hit, ...]
    texture: Mono | None = None

    def hit_for(self, strength: float, rng: np.random.Generator) -> Hit:
        """The hit whose strength is nearest, more or less."""
        place = np.interp(strength, [h.strength for h in self.hits], np.arange(len(self.hits)))
        return self.hits[int(np.clip(round(place + rng.uniform(-0.7, 0.7)), 0, len(self.hits) - 1))]


@dataclass(frozen=True, eq=False)
class HitBank:
    """Everything that the recordings of one shard are made of."""

    struck: tuple[Thing, ...]
    ringing: tuple[Thing, ...]
    kept: tuple[Thing, ...]
    beds: Beds


def bumps(wave: Mono, least_db: float = 6.0) -> tuple[int, ...]:
    """Samples at which a sound, or its treble, rises by so much within 10 ms, later than at its beginning."""
    treble = np.diff(wave, 2, prepend=wave[:1], append=wave[-1:]) if len(wave) else wave
    found = {step * _STEP for heard in (wave, treble) for step in _rises(heard, least_db)}
    return tuple(sorted(sample for sample in found if sample > _BEGINNING))


def _rises(wave: Mono, least_db: float) -> list[int]:
    """Steps at which a level rises, but for what is far down beside its loudest."""
    levels = rms(wave, _LEVEL, _STEP)
    if len(levels) < _LOOK + 4:
        return []
    before = np.lib.stride_tricks.sliding_window_view(levels, _LOOK)[:-4].max(axis=1)
    after = np.lib.stride_tricks.sliding_window_view(levels[_LOOK + 1 :], 3).max(axis=1)
    count = min(len(before), len(after))
    rises = after[:count] > np.maximum(before[:count], _FAR_DOWN * levels.max()) * 10 ** (least_db / 20)
    at = np.flatnonzero(rises) + _LOOK
    return [int(step) for step in (at[np.concatenate([[True], np.diff(at) > 3])] if len(at) else at)]


def band_powers(wave: Mono) -> NDArray[np.float32]:
    """Power by band of the first 23 ms, ``float32 [24]``."""
    start = np.zeros(ATTACK, np.float32)
    start[: min(ATTACK, len(wave))] = wave[:ATTACK]
    window = hann(2 * ATTACK)[ATTACK:]
    powers = np.square(np.abs(np.fft.rfft(start * window)))
    bands: NDArray[np.float32] = _filters() @ powers.astype(np.float32)
    return bands


def band_shares(powers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean by band of a power for each bin, ``float32 [24]``."""
    filters = _filters()
    shares: NDArray[np.float32] = (filters @ powers) / np.maximum(filters.sum(axis=1), 1e-9)
    return shares


def _filters() -> NDArray[np.float32]:
    return mel_filterbank(ONSET_RATE_HZ, ATTACK, _BANDS, 60.0, 10_500.0)


def draw_bank(
    rng: np.random.Generator, recordings: Sequence[Recording] = (), things: int = 40, kept: int = 16
) -> HitBank:
    """A bank of new things; takes a few seconds and serves some hundred recordings."""
    struck: list[Thing] = []
    textures: list[Thing] = []
    while len(struck) < things:
        if rng.random() < _CLICKS:
            struck.append(Thing("click", tuple(Hit.of(_click(rng), s) for s in _STRENGTHS)))
            continue
        each = draw_object(rng, recordings)
        if each.sustains:
            textures += _texture_of(each, rng)
        else:
            rise_s = float(rng.uniform(0.001, 0.008)) if rng.random() < _DULL else 0.0
            hits = tuple(Hit.of(_dulled(_trimmed(each.strike(s, rng)), rise_s), s) for s in _STRENGTHS)
            if all(hit.level > 0 and _is_one_hit(hit) for hit in hits):
                struck.append(Thing(each.kind, hits))
    while len(textures) < kept:
        textures += _drawn_texture(rng)
    ringing = tuple(thing for thing in struck if thing.hits[-1].rings)
    return HitBank(tuple(struck), ringing or tuple(struck), tuple(textures), draw_beds(rng))


def _click(rng: np.random.Generator) -> Mono:
    """Next to nothing but an attack: a clap's slate, a switch, a stick."""
    t = np.arange(round(0.02 * ONSET_RATE_HZ), dtype=np.float32) / np.float32(ONSET_RATE_HZ)
    wave = rng.standard_normal(len(t), dtype=np.float32) * np.exp(-t / np.float32(rng.uniform(0.0001, 0.003)))
    if rng.random() < 0.5:
        wave *= np.sin(np.float32(2 * np.pi * rng.uniform(300, 6000)) * t + np.float32(0.5 * np.pi))
    return normalised(np.asarray(wave, np.float32))


def _is_one_hit(hit: Hit) -> bool:
    """Whether it dies away and is struck but once: many a recording is an engine, or five knocks."""
    levels = rms(hit.wave, 4 * _LEVEL, 4 * _LEVEL, centred=False)  # 40 ms each
    later = float(levels[10:16].mean()) if len(levels) > 10 else 0.0
    return later < _LASTS * float(levels[:5].max(initial=0.0)) and len(hit.bumps) < 3


_TEXTURES = {"friction": 0.25, "rustling": 0.15, "tearing": 0.2, "rolling": 0.05, "rain": 0.15, "hiss": 0.1, "cry": 0.1}


def _drawn_texture(rng: np.random.Generator) -> list[Thing]:
    kind = str(rng.choice(list(_TEXTURES), p=list(_TEXTURES.values())))
    if kind == "rain":
        return [Thing(kind, (), _level(rain(_TEXTURE_S, rng)))]
    if kind == "hiss":
        wave = shaped_noise(round(_TEXTURE_S * SCENE_RATE_HZ), random_spectrum(rng, rng.uniform(-5, 3)), rng)
        return [Thing(kind, (), _level(resample(wave, SCENE_RATE_HZ, ONSET_RATE_HZ)))]
    return _texture_of(VoicedObject("cry", rng) if kind == "cry" else TextureObject(kind, rng), rng)


def _texture_of(each: SoundObject, rng: np.random.Generator) -> list[Thing]:
    """What a thing is kept up with; nothing when it is so uneven that one would hear hits."""
    wave = resample(each.sustain(_TEXTURE_S, rng), SCENE_RATE_HZ, ONSET_RATE_HZ)
    levels = rms(wave, _LEVEL, _LEVEL)[2:-2]
    if np.percentile(levels, 98) > _GRAINY * max(1e-6, float(np.median(levels))):
        return []
    return [Thing(each.kind, (), _level(wave))]


def _level(wave: Mono) -> Mono:
    return np.asarray(wave / np.float32(max(1e-6, float(np.sqrt(np.mean(np.square(wave)))))), np.float32)


def _dulled(wave: Mono, rise_s: float) -> Mono:
    """With an attack that takes its time: cloth, flesh, what is behind a wall."""
    if not rise_s:
        return wave
    rise = 1 - np.exp(-np.arange(len(wave), dtype=np.float32) / np.float32(rise_s * ONSET_RATE_HZ))
    return normalised(np.asarray(wave * rise, np.float32))


def _trimmed(wave: Mono) -> Mono:
    """At the onset rate, without what is too soft or too long to matter; a peak of 1."""
    low = normalised(resample(wave[: int(_LONGEST_HIT_S * SCENE_RATE_HZ)], SCENE_RATE_HZ, ONSET_RATE_HZ))
    heard = np.flatnonzero(np.abs(low) > 10 ** (_TAIL_DB / 20))
    low = low[: int(heard[-1]) + 1 if len(heard) else 1].copy()
    fade = min(_FADE, len(low))
    low[len(low) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return low
