"""Background beds of made recordings: noise, speech, music, wind; no events of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from foleystudio.dsp.onsets import ONSET_RATE_HZ as RATE_HZ
from foleystudio.training.scenes.objects.sound_object import Mono, random_spectrum

_BED_S = 9.0  # longer than a scene: each is cut out anew
_NOISES, _OTHERS = 8, 6  # beds of noise, and of each other kind: made once, and varied as they are laid


@dataclass(frozen=True, eq=False)
class Beds:
    """Beds of some seconds, RMS 1 each, of which recordings take a piece.

    Parameters
    ----------
    noise, speech, music, wind
        Several each, ``float32 [N]`` at the onset rate.
    """

    noise: tuple[Mono, ...]
    speech: tuple[Mono, ...]
    music: tuple[Mono, ...]
    wind: tuple[Mono, ...]

    def piece(self, kind: str, length: int, rng: np.random.Generator) -> Mono:
        """A piece of one of a kind."""
        beds: tuple[Mono, ...] = getattr(self, kind)
        bed = beds[int(rng.integers(len(beds)))]
        start = int(rng.integers(max(1, len(bed) - length)))
        sign = np.float32(rng.choice([-1, 1]))
        return np.asarray(sign * bed[start : start + length], np.float32)


def draw_beds(rng: np.random.Generator) -> Beds:
    """New beds of every kind."""

    def several(count: int, make: Callable[[float, np.random.Generator], Mono]) -> tuple[Mono, ...]:
        return tuple(make(_BED_S, rng) for _ in range(count))

    return Beds(several(_NOISES, noise), several(_OTHERS, crowd), several(_OTHERS, music), several(_OTHERS, wind))


def _white(n: int, rng: np.random.Generator) -> Mono:
    return rng.standard_normal(n, dtype=np.float32)


def _shaped(wave: Mono, rng: np.random.Generator, tilt: tuple[float, float], bumps: int = 4) -> Mono:
    points, gains = random_spectrum(rng, rng.uniform(*tilt), bumps)
    frequency = np.fft.rfftfreq(len(wave), 1 / RATE_HZ)
    shape = np.interp(np.log(np.maximum(frequency, 10.0)), np.log(points), gains)
    return np.fft.irfft(np.fft.rfft(wave) * shape, len(wave)).astype(np.float32)


def _levelled(wave: Mono) -> Mono:
    return np.asarray(wave / np.float32(max(1e-9, float(np.sqrt(np.mean(np.square(wave)))))), np.float32)


def _smooth(count: int, every: int, rng: np.random.Generator) -> Mono:
    """A smooth random curve, deviation about 1, a new value every so many samples."""
    knots = rng.standard_normal(count // every + 3)
    place = np.arange(count) / every
    at = place.astype(np.int64)
    share = 0.5 - 0.5 * np.cos(np.pi * (place - at))
    return np.asarray(knots[at] * (1 - share) + knots[at + 1] * share, np.float32)


def noise(seconds: float, rng: np.random.Generator) -> Mono:
    """Steady noise of a room or a recorder, some of it with hum: RMS 1."""
    n = int(seconds * RATE_HZ)
    bed = _levelled(_shaped(_white(n, rng), rng, (-7, 0.5)))
    if rng.random() < 0.3:
        t = np.arange(n) / RATE_HZ
        mains = rng.choice([50.0, 60.0]) * rng.uniform(0.998, 1.002)
        hum = sum(rng.exponential() * np.sin(2 * np.pi * mains * k * t + rng.uniform(0, 6)) for k in (1, 2, 3, 4, 6))
        bed = bed + np.float32(rng.uniform(0.2, 1.5)) * np.asarray(hum, np.float32)
    return _levelled(bed)


def wind(seconds: float, rng: np.random.Generator) -> Mono:
    """Gusts in the low end, and their buffeting of the microphone: RMS 1."""
    n = int(seconds * RATE_HZ)
    gust = np.exp(rng.uniform(0.4, 1.2) * _smooth(n, int(RATE_HZ * rng.uniform(0.3, 1.5)), rng))
    flutter = np.exp(rng.uniform(0.1, 0.5) * _smooth(n, int(RATE_HZ * rng.uniform(0.04, 0.15)), rng))
    return _levelled(_shaped(_white(n, rng), rng, (-12, -5), 2) * gust * flutter)


def music(seconds: float, rng: np.random.Generator) -> Mono:
    """Chords and a tune, blown and bowed: notes that swell in: RMS 1."""
    n = int(seconds * RATE_HZ)
    out = np.zeros(n, np.float32)
    root = float(np.exp(rng.uniform(np.log(80), np.log(260))))
    scale = np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16, 19, 24])
    bright = rng.uniform(0.8, 2.0)
    for voice in range(int(rng.integers(2, 5))):
        at = 0.0
        while at < seconds:
            lasts = float(np.exp(rng.uniform(np.log(0.25), np.log(2.0)))) * (1 if voice == 0 else 2)
            pitch = root * 2 ** (float(rng.choice(scale)) / 12) * (1 if voice else 2)
            note = _note(min(lasts, seconds - at), pitch, bright, rng)
            start = int(at * RATE_HZ)
            note = note[: n - start]
            out[start : start + len(note)] += note * np.float32(rng.uniform(0.3, 1.0))
            at += lasts * rng.uniform(0.8, 1.1)
    return _levelled(out)


def _note(lasts_s: float, pitch: float, bright: float, rng: np.random.Generator) -> Mono:
    n = max(64, int((lasts_s + 0.15) * RATE_HZ))
    t = np.arange(n, dtype=np.float32) / np.float32(RATE_HZ)
    cycles = 2 * np.pi * pitch * (t + np.float32(rng.uniform(0, 0.0006)) * np.sin(np.float32(2 * np.pi * 5.3) * t))
    wave = np.zeros(n, np.float32)
    for k in range(1, 7):
        if k * pitch < 8000:
            wave += np.sin(np.float32(k) * cycles + np.float32(rng.uniform(0, 6))) * np.float32(k**-bright)
    attack, release = rng.uniform(0.03, 0.2), 0.15
    shape = np.minimum(1, t / np.float32(attack)) * np.minimum(1, (t[-1] - t) / np.float32(release))
    return np.asarray(wave * np.square(shape), np.float32)


def speech(seconds: float, rng: np.random.Generator) -> Mono:
    """Somebody who speaks without words: syllables with their consonants, pauses between phrases: RMS 1."""
    n = int(seconds * RATE_HZ)
    out = np.zeros(n + RATE_HZ, np.float32)
    pitch = float(np.exp(rng.uniform(np.log(85), np.log(280))))
    throat = rng.uniform(0.85, 1.25)
    pace = rng.uniform(3.0, 6.5)
    at, left = rng.uniform(0, 0.5), int(rng.integers(3, 12))
    while at < seconds:
        syllable = _syllable(1.0 / pace * float(np.exp(0.25 * rng.standard_normal())), pitch, throat, rng)
        start = int(at * RATE_HZ)
        out[start : start + len(syllable)] += syllable[: len(out) - start] * np.float32(
            np.exp(0.3 * rng.standard_normal())
        )
        at += 0.9 * len(syllable) / RATE_HZ
        left -= 1
        if left <= 0:
            at += rng.uniform(0.2, 1.2)
            left = int(rng.integers(3, 12))
    return _levelled(out[:n])


def crowd(seconds: float, rng: np.random.Generator) -> Mono:
    """Several who speak at once, or one alone: RMS 1."""
    voices = 1 if rng.random() < 0.6 else int(rng.integers(2, 9))
    return _levelled(sum((speech(seconds, rng) for _ in range(voices)), np.zeros(1, np.float32)))


_VOWELS_HZ = np.array(
    [[730, 1090, 2440], [270, 2290, 3010], [300, 870, 2240], [530, 1840, 2480], [570, 840, 2410], [490, 1350, 1690]]
)


def _syllable(lasts_s: float, pitch: float, throat: float, rng: np.random.Generator) -> Mono:
    consonant = _consonant(rng)
    n = max(400, int(lasts_s * RATE_HZ))
    t = np.arange(n, dtype=np.float32) / np.float32(RATE_HZ)
    bend = 1 + np.float32(rng.uniform(-0.15, 0.15)) * t / t[-1] + np.float32(rng.uniform(-0.1, 0.2))
    phase = np.cumsum(np.float32(pitch) * bend, dtype=np.float64) / RATE_HZ
    buzz = np.exp(-6 * (phase % 1.0)) - 0.17
    buzz += rng.uniform(0.01, 0.15) * rng.standard_normal(n)
    size = 1 << (n - 1).bit_length()
    frequency = np.fft.rfftfreq(size, 1 / RATE_HZ)
    spectrum = np.fft.rfft(buzz, size)
    vowels = []
    for formants in _VOWELS_HZ[rng.integers(0, len(_VOWELS_HZ), 2)] * throat:
        response = sum(
            g / (1 + np.square((frequency - f) / (45 + 0.06 * f)))
            for f, g in zip(formants, (1, 0.5, 0.25), strict=True)
        )
        vowels.append(np.fft.irfft(spectrum * (response + 0.004), size)[:n])
    glide = t / t[-1]
    voiced = vowels[0] * (1 - glide) + vowels[1] * glide
    voiced *= np.minimum(1, t / rng.uniform(0.01, 0.05)) * np.minimum(1, (t[-1] - t) / rng.uniform(0.03, 0.1))
    voiced /= max(1e-9, float(np.abs(voiced).max()))
    return np.concatenate([consonant, np.asarray(voiced, np.float32)])


def _consonant(rng: np.random.Generator) -> Mono:
    """A stop, a hiss or nothing, before a vowel."""
    kind = rng.choice(["stop", "hiss", "none"], p=[0.4, 0.3, 0.3])
    if kind == "none":
        return np.zeros(0, np.float32)
    n = int(RATE_HZ * (rng.uniform(0.015, 0.04) if kind == "stop" else rng.uniform(0.05, 0.13)))
    burst = _shaped(_white(n, rng), rng, (0, 5), 3)
    x = np.linspace(0, 1, n, dtype=np.float32)
    burst *= np.exp(-4 * x) if kind == "stop" else np.abs(np.sin(np.pi * x)) ** np.float32(0.7)
    burst *= np.float32(rng.uniform(0.1, 0.5) / max(1e-9, float(np.abs(burst).max())))
    closure = np.zeros(int(RATE_HZ * rng.uniform(0.02, 0.06)) if kind == "stop" else 0, np.float32)
    return np.concatenate([closure, burst])


def rain(seconds: float, rng: np.random.Generator) -> Mono:
    """Rain, frying, gravel: more grains than one can tell apart."""
    n = int(seconds * RATE_HZ)
    grains = np.zeros(n, np.float32)
    at = rng.integers(0, n, int(seconds * np.exp(rng.uniform(np.log(300), np.log(4000)))))
    np.add.at(grains, at, (rng.gamma(2.0, 1.0, len(at)) * rng.choice([-1, 1], len(at))).astype(np.float32))
    grains += np.float32(rng.uniform(0, 0.3)) * _white(n, rng)
    return _shaped(grains, rng, (-4, 2), 5)
