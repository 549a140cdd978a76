"""What is read off a waveform for the table of the sound: levels, attacks, likeness. Mono ``float [N]`` throughout."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ, mel_db
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.measures.levels import correlation
from foleystudio.training.listening_test.plain_sampler import rises, windowed_rms

Mono = NDArray[np.floating[Any]]

FLOOR_DB = -60.0
"""Levels under an attack are held here."""


def db(amplitude: float, floor: float = -120.0) -> float:
    """Decibels of an amplitude, held at a floor."""
    return max(floor, 20 * float(np.log10(max(amplitude, 1e-12))))


def rms_between(mono: Mono, start: int, stop: int) -> float:
    """RMS of ``[start, stop)``; what lies outside of the sound is silence."""
    piece = mono[max(0, start) : max(0, stop)]
    return float(np.sqrt(np.square(piece, dtype=np.float64).sum() / max(1, stop - start)))


def has_clear_hit(mono: Mono, rate_hz: int, times: float = 1.5, apart_s: float = 0.03) -> bool:
    """Whether nobody would argue which attack is the main one: no other rises nearly as much."""
    rise = rises(mono, rate_hz)
    at, apart = int(np.argmax(rise)), round(apart_s * rate_hz)
    others = np.concatenate([rise[: max(0, at - apart)], rise[at + apart :]])
    return float(rise[at]) >= times * float(others.max(initial=0.0))


def attack_level(mono: Mono, attack: int, rate_hz: int) -> float:
    """Highest RMS over 20 ms around an attack: from 5 ms before it to 80 ms after."""
    piece = mono[max(0, attack - round(0.005 * rate_hz)) : attack + round(0.08 * rate_hz)]
    window = round(0.02 * rate_hz)
    levels = windowed_rms(np.pad(piece, (0, max(0, window - len(piece)))), window)
    return float(levels.max(initial=0.0))


def ring_db(mono: Mono, attack: int, after_s: float, rate_hz: int, width_s: float = 0.05) -> float:
    """Level some time after an attack (RMS over 50 ms around it) beside the attack's, held at -60 dB."""
    at, half = attack + round(after_s * rate_hz), round(width_s * rate_hz / 2)
    return beside(rms_between(mono, at - half, at + half), attack_level(mono, attack, rate_hz))


def beside(level: float, full: float, floor: float = FLOOR_DB) -> float:
    """Decibels of a level beside another, held at a floor."""
    return max(floor, db(level) - db(full)) if full > 0 else floor


def likeness(take: NDArray[np.floating[Any]], file: NDArray[np.floating[Any]]) -> tuple[float, int]:
    """Highest normalised correlation of two sounds ``[N, C]`` over all lags, and the lag at which the file lies.

    Everything that either has and the other has not counts against it: both norms are of the whole.
    """
    channels = max(take.shape[1], file.shape[1])
    first, second = (np.broadcast_to(x, (len(x), channels)) if x.shape[1] == 1 else x for x in (take, file))
    size = 1 << (len(first) + len(second) - 1).bit_length()
    spectra = (np.fft.rfft(x.astype(np.float64), size, axis=0) for x in (first, second))
    product = next(spectra) * np.conj(next(spectra))
    correlation = np.fft.irfft(product.sum(axis=1), size)
    norm = float(np.linalg.norm(first.astype(np.float64)) * np.linalg.norm(second.astype(np.float64)))
    if norm <= 0:
        return 0.0, 0
    lag = int(np.argmax(correlation))
    return float(correlation[lag]) / norm, lag if lag < len(first) else lag - size


def spectral_likeness(take: Mono, file: Mono, rate_hz: int) -> float:
    """How alike two sounds are whose waves need not agree: highest correlation of their mel spectra in decibels.

    Over lags of whole columns (23 ms at 22.05 kHz), each held 60 dB below its maximum.
    """
    first, second = (
        np.maximum(levels, levels.max() + FLOOR_DB)
        for levels in (mel_db(resample(x.astype(np.float32), rate_hz, ONSET_RATE_HZ)) for x in (take, file))
    )
    count = min(first.shape[1], second.shape[1])
    spare = first.shape[1] - count
    pairs = ((first[:, lag : lag + count].ravel(), second[:, :count].ravel()) for lag in range(spare + 1))
    return max(correlation(a, b) or 0.0 for a, b in pairs)


def tilt_db(mono: Mono, rate_hz: int, split_hz: float) -> float:
    """Power above a frequency beside the power below it, in decibels."""
    power = np.abs(np.fft.rfft(mono, max(1024, len(mono)))) ** 2
    split = round(split_hz / (rate_hz / 2) * (len(power) - 1))
    return 10 * float(np.log10((power[split:].sum() + 1e-20) / (power[:split].sum() + 1e-20)))


def split_hz(mono: Mono, rate_hz: int, usual_hz: float = 2000.0, least_share: float = 1e-4) -> float:
    """Where brightness is weighed: 2 kHz, or the median of the power where one side has next to nothing."""
    if abs(tilt_db(mono, rate_hz, usual_hz)) < -10 * np.log10(least_share):
        return usual_hz
    power = np.cumsum(np.abs(np.fft.rfft(mono)) ** 2)
    return float(np.searchsorted(power, power[-1] / 2) / max(1, len(power) - 1) * rate_hz / 2)


def centroid_hz(mono: Mono, rate_hz: int) -> float:
    """Centroid of the amplitude spectrum."""
    spectrum = np.abs(np.fft.rfft(mono, max(1024, len(mono))))
    return float(np.linspace(0, rate_hz / 2, len(spectrum)) @ spectrum / max(1e-12, float(spectrum.sum())))
