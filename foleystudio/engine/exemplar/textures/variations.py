"""Variations of a texture: speeds at which its material returns, so that no repeat correlates with itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.resample import resample

_PIECE_S = 0.1  # what the ear compares at once
_STEPS = (0.006, 0.008, 0.01, 0.012, 0.016, 0.02)  # relative speeds, a tenth to a third of a semitone
_ENOUGH = 0.7  # correlation of a piece with itself at another speed that the ear takes for another piece
_MOST_PIECES = 0.85  # share of pieces that this is asked of
_PITCHED, _PITCHED_STEP = 0.6, 0.008  # own correlation from which on there is a pitch; its largest step
_FARTHEST = 0.04  # relative speed, two thirds of a semitone: farther is another thing
_DISPERSED_HZ = (300.0, 600.0)  # below these, should speeds not do
_REPEATS, _REPEATING = 0.8, 0.85  # correlation of a piece with another; share of pieces: a motor
_LOOKED_AT_HZ, _LOOKED_AT_S, _LOOKED_AT = 12_000, 10.0, 24  # rate, how much of a recording, pieces of it
_QUIET = 0.03  # of the loudest piece, linear (-30 dB): softer ones tell nothing


@dataclass(frozen=True)
class Variations:
    """How a recording is varied when its material comes again.

    Parameters
    ----------
    speeds
        Used in turn, 1 first.
    dispersed_below_hz
        Below this the phases are others at every speed but the first; 0 where speed is enough.
    """

    speeds: tuple[float, ...]
    dispersed_below_hz: float = 0.0


def variations_of(mono: Wave, rate_hz: int) -> Variations:
    """Speeds to be used in turn, 1 first.

    The step between them is the smallest that makes most tenths of a second another sound: some per mille where
    there is treble, more in a rumble; what has a pitch moves by a fifth of a semitone at most, and what repeats itself
    anyway (a motor) not at all.

    Parameters
    ----------
    mono
        ``float32 [N]``.
    """
    wave = resample(np.ascontiguousarray(mono[: round(_LOOKED_AT_S * rate_hz)]), rate_hz, _LOOKED_AT_HZ)
    own = own_likeness(wave)
    if len(own) and np.mean(own > _REPEATS) >= _REPEATING:
        return Variations((1.0,))
    is_pitched = len(own) > 0 and float(np.median(own)) > _PITCHED
    steps = [step for step in _STEPS if step <= _PITCHED_STEP or not is_pitched]
    spectra, hz = _spectra(wave)
    step = next((step for step in steps if _likeness_at(spectra, hz, step) < _ENOUGH), steps[-1])
    # What is below gets other phases: that much is another sound.
    left = [(below, _likeness_at(spectra * (hz > below / 2), hz, step)) for below in (0.0, *_DISPERSED_HZ)]
    dispersed = next((below for below, value in left if value < _ENOUGH), _DISPERSED_HZ[-1])
    count = max(1, min(3, int(_FARTHEST / step)))
    speeds = (1.0, *(1 + sign * n * step for n in range(1, count + 1) for sign in (1, -1)))
    return Variations(speeds, dispersed)


def _spectra(mono: Wave) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Power spectra of the tenths of a second that are not silent, each of sum 1, and their frequencies."""
    n = max(16, min(len(mono), round(_PIECE_S * _LOOKED_AT_HZ)))
    pieces = np.pad(mono, (0, max(0, n - len(mono))))[: max(1, len(mono) // n) * n].reshape(-1, n)
    power = np.abs(np.fft.rfft(pieces * np.hanning(n), axis=1)) ** 2
    sums = power.sum(axis=1)
    loud = sums >= _QUIET**2 * sums.max()
    spectra: NDArray[np.float64] = power[loud] / np.maximum(sums[loud], 1e-20)[:, None]
    return spectra, np.linspace(0.0, _LOOKED_AT_HZ / 2, spectra.shape[1])


def _likeness_at(spectra: NDArray[np.float64], hz: NDArray[np.float64], step: float) -> float:
    """Correlation of most pieces with themselves at another speed: each partial drifts out of phase over a piece."""
    return float(np.quantile(spectra @ np.sinc(hz * step * _PIECE_S), _MOST_PIECES))


def own_likeness(wave: Wave) -> NDArray[np.float64]:
    """Highest correlation of some tenths of a second, the silent ones left out, with any other place of a sound.

    Returns
    -------
    ``float64 [n]``, none where the sound is too short to tell.
    """
    n = round(_PIECE_S * _LOOKED_AT_HZ)
    if len(wave) < 4 * n:
        return np.zeros(0)
    size = 1 << (len(wave) + n).bit_length()
    spectrum = np.fft.rfft(wave, size)
    sums = np.concatenate([[0.0], np.cumsum(wave.astype(np.float64) ** 2)])
    energy = np.sqrt(np.maximum(sums[n:] - sums[:-n], 0.0))
    least = _QUIET * float(energy.max())
    found = []
    for first in np.linspace(0, len(wave) - n, min(_LOOKED_AT, len(wave) // n)).astype(int):
        if energy[first] > least:
            piece = np.conj(np.fft.rfft(wave[first : first + n], size))
            match = np.fft.irfft(spectrum * piece, size)[: len(energy)] / np.maximum(energy, least) / energy[first]
            match[max(0, first - n) : first + n] = -1.0
            found.append(float(match.max()))
    return np.array(found)
