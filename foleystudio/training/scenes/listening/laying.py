"""Laying hits and what is kept up into a made recording, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from foleystudio.dsp.onsets import ONSET_RATE_HZ as RATE_HZ
from foleystudio.training.scenes.listening.hit_bank import NO_HIT, Hit, Thing, bumps
from foleystudio.training.scenes.listening.patterns import Stroke
from foleystudio.training.scenes.objects.sound_object import Mono

_SHARP_S = 0.015  # what is kept up and begins faster begins with an attack
_GRAIN_DB = 7.0  # a grain of what is kept up that rises so far at once may be taken for a hit
_STEP = 110  # samples between an envelope's points


@dataclass(frozen=True, eq=False)
class Laid:
    """A hit in its place: first sample, gain; what is ``soft`` begins too slowly to be called one, or is a bump."""

    start: int
    gain: float
    hit: Hit
    soft: bool = False


@dataclass(eq=False)
class Mix:
    """A recording in the making: what is struck, what is kept up, and where each begins.

    Parameters
    ----------
    length
        In samples at the onset rate.
    """

    length: int
    hits: Mono = field(init=False)
    kept: Mono = field(init=False)
    laid: list[Laid] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hits, self.kept = np.zeros(self.length, np.float32), np.zeros(self.length, np.float32)

    def strike(self, start: int, gain: float, hit: Hit) -> None:
        """Add a hit."""
        stop = min(self.length, start + len(hit.wave))
        self.hits[start:stop] += np.float32(gain) * hit.wave[: stop - start]
        self.laid.append(Laid(start, gain, hit))
        self._doubt(start, hit.bumps)

    def keep_up(self, start: int, wave: Mono, soft: bool) -> None:
        """Add something kept up that begins with an attack or softly, and whose grains may sound like hits."""
        self.kept[start : start + len(wave)] += wave
        self.laid.append(Laid(start, 1.0, Hit.of(wave, 1.0), soft))
        self._doubt(start, bumps(wave, _GRAIN_DB))

    def _doubt(self, start: int, at: Sequence[int]) -> None:
        self.laid += [Laid(start + sample, 0.0, NO_HIT, soft=True) for sample in at]


def lay_strokes(mix: Mix, strokes: Sequence[Stroke], things: Sequence[Thing], rng: np.random.Generator) -> None:
    """Every stroke by its thing, no two hits of it quite alike."""
    for stroke in strokes:
        thing = things[stroke.thing % len(things)]
        gain = stroke.strength * float(np.exp(0.06 * rng.standard_normal()))
        start = int(stroke.time_s * RATE_HZ)
        if 0 <= start < mix.length:
            mix.strike(start, gain, thing.hit_for(stroke.strength, rng))


def lay_kept(mix: Mix, things: Sequence[Thing], softest_db: float, rng: np.random.Generator) -> None:
    """Something kept up, several times or once, along envelopes of its own."""
    thing = things[int(rng.integers(len(things)))]
    assert thing.texture is not None
    gain = 0.25 * 10 ** (rng.uniform(softest_db, 3) / 20)
    at = rng.uniform(-0.5, 1.5)
    while at < mix.length / RATE_HZ - 0.1:
        lasts = float(np.exp(rng.uniform(np.log(0.2), np.log(3.5))))
        _lay_one(mix, thing.texture, max(0, int(at * RATE_HZ)), lasts, gain, rng)
        at = max(at, 0) + lasts + float(np.exp(rng.uniform(np.log(0.15), np.log(1.5))))


def _lay_one(mix: Mix, texture: Mono, start: int, lasts_s: float, gain: float, rng: np.random.Generator) -> None:
    n = min(int(lasts_s * RATE_HZ), mix.length - start, len(texture))
    if n < RATE_HZ // 20:
        return
    attack_s = float(np.exp(rng.uniform(np.log(0.002), np.log(0.5)))) if rng.random() < 0.7 else 0.004
    attack_s = min(attack_s, 0.5 * lasts_s)
    source = int(rng.integers(0, max(1, len(texture) - n)))
    shape = _envelope(n, attack_s, rng)
    wave = np.asarray(texture[source : source + n] * shape * np.float32(gain), np.float32)
    mix.keep_up(start, wave, soft=attack_s > _SHARP_S)


def _envelope(n: int, attack_s: float, rng: np.random.Generator) -> Mono:
    """Level over time, 0-1: an attack, uneven in the middle, an end."""
    count = n // _STEP + 2
    t = np.arange(count) * (_STEP / RATE_HZ)
    lasts = n / RATE_HZ
    depth_db = rng.uniform(0, 14)
    wave = np.zeros(count)
    for _ in range(3):
        wave += rng.standard_normal() * np.sin(2 * np.pi * (rng.uniform(0.2, 4.0) * t + rng.random()))
    level = 10 ** (depth_db * (wave - wave.max()) / 60)
    if rng.random() < 0.3:
        level *= 10 ** (-rng.uniform(6, 25) * (t / lasts) / 20)
    release_s = min(0.5 * lasts, float(np.exp(rng.uniform(np.log(0.02), np.log(0.4)))))
    level *= np.clip((lasts - t) / release_s, 0, 1)
    fine = np.interp(np.arange(n), np.arange(count) * _STEP, level)
    rise = np.clip(np.arange(n) / (attack_s * RATE_HZ), 0, 1)
    return np.asarray(fine * rise, np.float32)
