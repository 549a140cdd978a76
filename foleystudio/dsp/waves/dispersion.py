"""Phase dispersion: all-pass filters that give a sound other phases, so that it is no copy but sounds alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.grains import uniform

_KNOTS_PER_OCTAVE = 4  # of the delay's curve: more would smear hits, fewer would leave tones in step
_LOWEST_HZ = 20.0  # of hearing: below, the delay is as there


def dispersed(samples: Wave, rate_hz: int, seed: int, below_hz: float, most_s: float, periods: float) -> Wave:
    """A sound through an all-pass filter that delays the deep by random times; what lies higher is left as it is.

    Parameters
    ----------
    samples
        ``float32 [N, C]``; all channels are delayed alike, so the stereo picture stays.
    rate_hz
        Its rate.
    seed
        Of the delays.
    below_hz
        Above this nothing is delayed; below it the delay grows over an octave.
    most_s, periods
        Longest delay: this long, or so many periods of the frequency, whichever is less.

    Returns
    -------
    ``float32 [N, C]``.
    """
    size = 1 << (len(samples) + int(most_s * rate_hz)).bit_length()
    hz = np.linspace(0.0, rate_hz / 2, size // 2 + 1)
    delays = _delays_s(hz, seed, below_hz, most_s, periods)
    # The phase is the delays' integral, taken from above: what lies there is not to be moved.
    phases = 2 * np.pi * hz[1] * np.cumsum(delays[::-1])[::-1]
    turn = np.exp(1j * phases).astype(np.complex64)
    out = np.fft.irfft(np.fft.rfft(samples, size, axis=0) * turn[:, None], size, axis=0)[: len(samples)]
    return np.asarray(out, dtype=np.float32)


def _delays_s(
    hz: NDArray[np.float64], seed: int, below_hz: float, most_s: float, periods: float
) -> NDArray[np.float64]:
    octaves = np.log2(np.maximum(hz, _LOWEST_HZ) / below_hz)
    knots = np.arange(np.floor(octaves[0] * _KNOTS_PER_OCTAVE), 1)
    # Near none or near the longest, so that neighbours part.
    drawn = np.array([uniform(seed, int(knot), 7) for knot in knots])
    shares = np.where(drawn < 0.5, 0.6 * drawn, 1 - 0.6 * (1 - drawn))
    longest = np.minimum(most_s, periods / np.maximum(hz, _LOWEST_HZ))
    delays: NDArray[np.float64] = np.interp(octaves, knots / _KNOTS_PER_OCTAVE, shares) * longest
    delays *= np.clip(-octaves, 0.0, 1.0)
    return delays
