"""One hit beside another: its wave, its spectrum and its decay, on one time axis that begins at the attack."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.engine.loudness.levels import CELLS_PER_S, decibels, level_curve
from foleystudio.engine.loudness.loudness import HEARD_S, loudness_of

BEFORE_S, AFTER_S = 0.15, 1.35
"""What of a hit is read, before its attack and after it."""

_SPECTRUM_S = 0.35  # of the attack and what follows
_DECAY_WINDOW_S = 0.02  # over which a level of the decay is taken
# of the spectrum's curve, and points evenly spread on a log axis
_LOWEST_HZ, _HIGHEST_HZ, _POINTS = 40.0, 20_000.0, 160
_FLOOR_DB = -90.0  # lower levels are drawn here


@dataclass(frozen=True, eq=False)
class HitReading:
    """What is drawn of one hit.

    Parameters
    ----------
    times_s, wave
        ``[n]``: seconds from the attack, and the mean of the channels.
    hertz, spectrum_db
        ``[160]``: third-octave-like bands on a logarithmic axis, decibels.
    decay_s, decay_db
        ``[m]``: level over 20 ms, every 5 ms.
    loudness_db
        K-weighted level over 100 ms at its loudest.
    """

    times_s: NDArray[np.float64]
    wave: Wave
    hertz: NDArray[np.float64]
    spectrum_db: NDArray[np.float64]
    decay_s: NDArray[np.float64]
    decay_db: NDArray[np.float64]
    loudness_db: float


def read_hit(samples: Wave, rate_hz: int, attack: int, alone_s: float = AFTER_S) -> HitReading:
    """A hit of a sound, cut out around its attack; what lies outside the sound is silence.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.
    attack
        Sample of it.
    alone_s
        From then on others sound too: what is behind has no say in its loudness.
    """
    before, after = round(BEFORE_S * rate_hz), round(AFTER_S * rate_hz)
    mono = np.zeros(before + after, dtype=np.float32)
    first, last = max(0, attack - before), min(len(samples), attack + after)
    if first < last:
        mono[first - attack + before : last - attack + before] = samples[first:last].mean(axis=1)
    levels = decibels(level_curve(mono[:, None], rate_hz, _DECAY_WINDOW_S))
    hertz, spectrum_db = _spectrum(mono[before : before + round(_SPECTRUM_S * rate_hz)], rate_hz)
    alone = round(max(HEARD_S, alone_s) * rate_hz)
    loudness = loudness_of(mono[before : before + alone, None], rate_hz)
    return HitReading(
        (np.arange(len(mono)) - before) / rate_hz,
        mono,
        hertz,
        spectrum_db,
        np.arange(len(levels)) / CELLS_PER_S - BEFORE_S,
        np.maximum(levels, _FLOOR_DB),
        float(20 * np.log10(max(loudness, 1e-6))),
    )


def _spectrum(mono: Wave, rate_hz: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean power in bands a twelfth of an octave and more apart, smoothed over a third."""
    size = 1 << max(10, len(mono).bit_length())
    power = np.abs(np.fft.rfft(mono * _fading(len(mono)), size)) ** 2 / max(1, len(mono))
    bins = np.fft.rfftfreq(size, 1 / rate_hz)
    hertz = np.geomspace(_LOWEST_HZ, min(_HIGHEST_HZ, 0.49 * rate_hz), _POINTS)
    total = np.concatenate([[0.0], np.cumsum(power)])
    low = np.searchsorted(bins, hertz * 2 ** (-1 / 6))
    high = np.maximum(low + 1, np.searchsorted(bins, hertz * 2 ** (1 / 6)))
    high = np.minimum(high, len(power))
    low = np.minimum(low, high - 1)
    mean = (total[high] - total[low]) / (high - low)
    return hertz, np.maximum(10 * np.log10(np.maximum(mean, 1e-12)), _FLOOR_DB)


def _fading(count: int) -> NDArray[np.float64]:
    """1 at the attack, led to 0 at the end: a cut would be heard as treble."""
    return np.cos(0.5 * np.pi * np.clip((np.arange(count) / max(1, count) - 0.5) / 0.5, 0.0, 1.0))
