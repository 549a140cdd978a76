"""How alike two sounds sound, timing aside: MFCC statistics, mel-cepstral distortion, and the scale to read them on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ, mel_db
from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel_config import PAPER, mel_columns
from foleystudio.dsp.waves.resample import resample

Floats = NDArray[np.float64]

N_MFCC = 20  # coefficients, the level's among them, as librosa gives them unasked
SOUNDING_DB = 40.0
"""MFCC statistics are taken of the columns at most this far below the loudest."""

SHORTEST_PARTED_S = 2.0
"""A single reference shorter than this has no two parts to compare."""

_MCD_MEL = replace(PAPER, value="log")
_MCD_COEFFICIENTS = 13  # of mel-cepstral distortion, the level's left out
_MCD_CONSTANT = 10.0 / np.log(10.0) * np.sqrt(2.0)  # from a distance of cepstra to decibels
LONGEST_DTW_COLUMNS = 4000  # time warping takes their square in memory: longer sounds have the aligned distance alone


@dataclass(frozen=True)
class OnScale:
    """A similarity beside what it is worth.

    Parameters
    ----------
    score
        The generated sound against the reference.
    floor
        Unrelated sounds against the reference, mean; None when there was none to compare.
    ceiling
        One part of the reference against another; None when it has no two parts.
    """

    score: float
    floor: float | None = None
    ceiling: float | None = None

    @property
    def share(self) -> float | None:
        """How far the score has come from the floor (0) to the ceiling (1)."""
        if self.floor is None or self.ceiling is None or self.ceiling <= self.floor:
            return None
        return (self.score - self.floor) / (self.ceiling - self.floor)


Embed = Callable[[Sound], Floats]


def on_scale(generated: Sound, references: Sequence[Sound], unrelated: Sequence[Sound], embed: Embed) -> OnScale:
    """Cosine of embeddings, beside its floor and ceiling.

    Parameters
    ----------
    generated
        The sound to judge.
    references
        What it should sound like; several are joined.
    unrelated
        Other sounds, for the floor.
    embed
        Sound -> vector, compared by cosine.
    """
    aim = embed(joined(references))
    parts = parts_of(references)
    return OnScale(
        cosine(embed(generated), aim),
        float(np.mean([cosine(embed(other), aim) for other in unrelated])) if unrelated else None,
        cosine(embed(parts[0]), embed(parts[1])) if parts else None,
    )


def parts_of(references: Sequence[Sound]) -> tuple[Sound, Sound] | None:
    """Two parts of what should be sounded like: every other of several references, or the halves of a long one."""
    if len(references) > 1:
        return joined(references[::2]), joined(references[1::2])
    sound = references[0]
    if sound.duration_s < SHORTEST_PARTED_S:
        return None
    middle = len(sound) // 2
    return Sound(sound.samples[:middle], sound.rate_hz), Sound(sound.samples[middle:], sound.rate_hz)


def timbre_likeness(sound: Sound, references: Sequence[Sound]) -> float | None:
    """How like its references a sound is in timbre: cosine of MFCC statistics, 1 for the same; None for silence."""
    if not references or not len(sound) or not np.abs(sound.samples).max() > 0:
        return None
    return cosine(mfcc_statistics(sound), mfcc_statistics(joined(references)))


def joined(sounds: Sequence[Sound]) -> Sound:
    """Sounds one after another as mono, at the first one's rate."""
    if len(sounds) == 1:
        return sounds[0]
    rate_hz = sounds[0].rate_hz
    waves = [resample(sound.mono(), sound.rate_hz, rate_hz) for sound in sounds]
    return Sound(np.concatenate(waves)[:, None], rate_hz, sounds[0].name)


def cosine(first: Floats, second: Floats) -> float:
    """Cosine of two vectors; 0 when either has no length."""
    size = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / size if size > 0 else 0.0


def mfcc(sound: Sound) -> Floats:
    """Mel-frequency cepstral coefficients at 22.05 kHz, window 2048, hop 512, 128 bands; ``float64 [20, M]``."""
    levels = mel_db(resample(sound.mono(), sound.rate_hz, ONSET_RATE_HZ)).astype(np.float64)
    return _dct(N_MFCC, len(levels)) @ levels


def mfcc_statistics(sound: Sound) -> Floats:
    """Mean and standard deviation over time of MFCC 1-19; ``float64 [38]``.

    The 0th, which is level, is left out, and so are columns more than 40 dB below the loudest: a take is silent
    between events, which says nothing about how it sounds.
    """
    return mfcc_statistics_of_levels(mel_db(resample(sound.mono(), sound.rate_hz, ONSET_RATE_HZ)))


def mfcc_statistics_of_levels(levels_db: NDArray[np.floating]) -> Floats:
    """The same of a mel of power in decibels ``[F, M]``, so that a mel can be judged before it is a sound."""
    levels = levels_db.astype(np.float64)
    loudness = 10.0 * np.log10((10.0 ** (levels / 10.0)).sum(axis=0))
    sounding = levels[:, loudness >= loudness.max() - SOUNDING_DB]
    coefficients = _dct(N_MFCC, len(levels))[1:] @ sounding
    return np.concatenate([coefficients.mean(axis=1), coefficients.std(axis=1)])


@dataclass(frozen=True)
class Distortion:
    """Mel-cepstral distortion in decibels.

    Parameters
    ----------
    aligned_db
        Column against column, no warping; over the shorter length.
    dtw_db
        Along the cheapest warping of time (DTW), mean over its path; None for sounds too long to warp.
    """

    aligned_db: float | None
    dtw_db: float | None


def mel_cepstral_distortion(target: Sound, generated: Sound) -> Distortion:
    """Distance of mel cepstra: coefficients 1-13 (no c0), times 10 / ln 10 * sqrt(2).

    The cepstra are the cosine series of the log magnitude of 80 bands at 22.05 kHz, hop 256
    (``ln |H| = c0 + 2 sum c_m cos``), the convention of speech toolkits.
    """
    first, second = _cepstra(target), _cepstra(generated)
    n = min(first.shape[1], second.shape[1])
    aligned = float(np.mean(np.linalg.norm(first[:, :n] - second[:, :n], axis=0))) * _MCD_CONSTANT
    short = max(first.shape[1], second.shape[1]) <= LONGEST_DTW_COLUMNS
    return Distortion(aligned, _warped_distance(first, second) * _MCD_CONSTANT if short else None)


def _cepstra(sound: Sound) -> Floats:
    levels = mel_columns(resample(sound.mono(), sound.rate_hz, _MCD_MEL.rate_hz), _MCD_MEL).astype(np.float64)
    bands = len(levels)
    angles = np.pi / bands * np.outer(np.arange(1, _MCD_COEFFICIENTS + 1), np.arange(bands) + 0.5)
    return np.asarray(np.cos(angles) @ levels / bands)


def _warped_distance(first: Floats, second: Floats) -> float:
    """Mean distance along the cheapest monotonic path (steps: one on in either or both)."""
    rows, columns = first.shape[1], second.shape[1]
    # Sum and length of the best path to each cell, by anti-diagonals, so that numpy does the work; only the last
    # two diagonals are needed. Entry i + 1 of a diagonal is row i; entry 0 lies outside.
    nowhere = np.full(rows + 1, np.inf)
    before_last, last = nowhere.copy(), nowhere.copy()
    before_last[0] = 0.0
    steps_before_last, steps_last = np.zeros(rows + 1), np.zeros(rows + 1)
    for diagonal in range(rows + columns - 1):
        i = np.arange(max(0, diagonal - columns + 1), min(rows, diagonal + 1))
        cost = np.sqrt(((first[:, i] - second[:, diagonal - i]) ** 2).sum(axis=0))
        ways = np.stack([before_last[i], last[i], last[i + 1]])
        best = ways.argmin(axis=0)
        total, steps = nowhere.copy(), np.zeros(rows + 1)
        total[i + 1] = cost + ways.min(axis=0)
        steps[i + 1] = 1 + np.choose(best, [steps_before_last[i], steps_last[i], steps_last[i + 1]])
        before_last, last, steps_before_last, steps_last = last, total, steps_last, steps
    return float(last[rows] / steps_last[rows])


@lru_cache(maxsize=4)
def _dct(n_coefficients: int, n_bands: int) -> Floats:
    """Orthonormal cosine transform (type II); ``float64 [n_coefficients, n_bands]``.

    By hand, so that measures and the window's comparisons need no torch, whose import takes a second; torchaudio's
    ``create_dct``, with which nets are trained and evaluated, differs by at most 7e-7.
    """
    angles = np.pi / n_bands * np.outer(np.arange(n_coefficients), np.arange(n_bands) + 0.5)
    matrix = np.sqrt(2.0 / n_bands) * np.cos(angles)
    matrix[0] /= np.sqrt(2.0)
    return np.asarray(matrix)
