"""How loud a sound is heard: K-weighted level over a tenth of a second (ITU-R BS.1770's filter, the ear's own span)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.engine.loudness.levels import cell_powers, level_curve

HEARD_S = 0.1
"""What the ear takes for one loudness: shorter sounds are heard the softer, longer ones no louder."""

FULL_LOUDNESS = 10 ** (-17 / 20)
"""K-weighted level over 100 ms of a hit of full strength: nine in ten recorded hits then peak below full scale."""

_LOOKED_AT_S = 3.0  # of a hit, in which its loudest moment lies: a long tail need not be weighted too
_TEXTURE_S = 10.0  # a texture's loudness is told from its beginning
_SOUNDING = 0.01  # of its top, linear
# The two filters of BS.1770-4, tables 1 and 2, at 48 kHz; at other rates their curves are read at the same hertz.
_DESIGN_HZ = 48_000
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def loudness_of(samples: Wave, rate_hz: int) -> float:
    """Highest K-weighted level over `HEARD_S` of a sound's first three seconds, linear.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.
    """
    part = samples[: round(_LOOKED_AT_S * rate_hz)]
    return float(level_curve(k_weighted(part, rate_hz), rate_hz, HEARD_S).max(initial=0.0))


def texture_loudness(samples: Wave, rate_hz: int) -> float:
    """K-weighted level over `HEARD_S` that a texture keeps to most of the time when it sounds, linear; above 0."""
    part = samples[: round(_TEXTURE_S * rate_hz)]
    curve = level_curve(k_weighted(part, rate_hz), rate_hz, HEARD_S)
    return max(1e-9, float(np.percentile(curve[curve > curve.max() * _SOUNDING], 75)))


def sounding_rms(samples: Wave, rate_hz: int) -> float:
    """RMS of a sound where it sounds: within 40 dB of its top."""
    powers = cell_powers(samples, rate_hz)
    return float(np.sqrt(powers[powers >= powers.max() * _SOUNDING**2].mean()))


def k_weighted(samples: Wave, rate_hz: int) -> Wave:
    """Samples ``float32 [N, C]`` as loud as they are heard; in magnitude only, nothing moves in time."""
    size = 1 << max(1, len(samples) + rate_hz // 10).bit_length()
    spectrum = np.fft.rfft(samples, size, axis=0) * _weights(size, rate_hz)[:, None]
    weighted: Wave = np.fft.irfft(spectrum, size, axis=0)[: len(samples)].astype(np.float32)
    return weighted


@lru_cache(maxsize=16)
def _weights(size: int, rate_hz: int) -> NDArray[np.float64]:
    turn = np.exp(-2j * np.pi * np.minimum(np.fft.rfftfreq(size, 1 / rate_hz), _DESIGN_HZ / 2) / _DESIGN_HZ)
    weights = np.ones(len(turn))
    for above, below in (_SHELF, _HIGH_PASS):
        weights *= np.abs(np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn))
    return weights
