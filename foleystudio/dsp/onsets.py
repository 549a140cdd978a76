"""When things sound: onset strength, peak picking, and the attack's own sample.

Onset strength is the mean rise of a mel spectrum in decibels (spectral flux); the peak picker is that of Boeck,
Krebs and Schedl, "Evaluating the Online Capabilities of Onset Detection Methods", ISMIR 2012. Both agree with
librosa 0.11, whose figures the field reports, so that measures can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.filterbank import mel_filterbank
from foleystudio.dsp.spectra.stft import column_count, magnitudes
from foleystudio.dsp.waves.envelope import rms
from foleystudio.dsp.waves.resample import resample

ONSET_RATE_HZ = 22_050  # as the published onset measure: half of 44.1 kHz, and what attacks show by lies below
ONSET_HOP = 512  # samples between columns, 23 ms, as published
ONSET_LATENCY_S = 0.02
"""How long after the start of a sharp attack `detect_onsets` reports it, on average; soft attacks take up to 30 ms."""

_N_FFT = 2048  # samples of a window, 93 ms; librosa's, as the three below
_N_BANDS = 128  # of mel
_TOP_DB = 80.0  # below its maximum a spectrum is held there
_POWER_FLOOR = 1e-10  # -100 dB: silence has a logarithm too
_BLOCK_COLUMNS = 1024  # transformed at once, 24 s: memory stays bounded whatever the sound's length
_ATTACK_SHARE = 0.1  # of an attack's rise: where it begins; smaller values begin earlier


@dataclass(frozen=True)
class PeakPicking:
    """Which columns of an onset strength count as onsets; windows in columns.

    Column ``n`` is a peak when it is the maximum of ``[n - pre_max, n + post_max)``, at least ``delta`` above the
    mean of ``[n - pre_average, n + post_average)``, and more than ``wait`` columns after the peak before it.
    The windows are those librosa derives for 22.05 kHz and a hop of 512.
    """

    delta: float = 0.07
    pre_max: int = 1
    post_max: int = 1
    pre_average: int = 4
    post_average: int = 5
    wait: int = 1


MEASURE_PICKING = PeakPicking(delta=0.3)
"""The picking that published onset measures use."""


def onset_strength(mono: Wave) -> NDArray[np.float32]:
    """Onset strength of a sound at 22.05 kHz, a value every 512 samples.

    Parameters
    ----------
    mono
        ``float32 [N]`` at `ONSET_RATE_HZ`.

    Returns
    -------
    ``float32 [N // 512 + 1]``, in decibels of mean rise. The first window that a sound enters has it at its very
    end, so a rise is entered half a window after that window's middle: where the sound is.
    """
    levels = mel_db(mono)
    rise = np.maximum(0.0, np.diff(levels, axis=1)).mean(axis=0, dtype=np.float32)
    strength = np.zeros(levels.shape[1], dtype=np.float32)
    shift = 1 + _N_FFT // (2 * ONSET_HOP)
    strength[shift:] = rise[: max(0, len(strength) - shift)]
    return strength


def mel_db(mono: Wave) -> NDArray[np.float32]:
    """Mel spectrum of power in decibels, 128 bands at 22.05 kHz, held 80 dB below its maximum; ``float32 [F, M]``."""
    filters = mel_filterbank(ONSET_RATE_HZ, _N_FFT, _N_BANDS, 0.0, ONSET_RATE_HZ / 2)
    count = column_count(len(mono), ONSET_HOP)
    db = np.empty((_N_BANDS, count), dtype=np.float32)
    for first in range(0, count, _BLOCK_COLUMNS):
        stop = min(first + _BLOCK_COLUMNS, count)
        power = filters @ magnitudes(mono, _N_FFT, ONSET_HOP, first, stop) ** 2
        db[:, first:stop] = 10.0 * np.log10(np.maximum(power, _POWER_FLOOR))
    held: NDArray[np.float32] = np.maximum(db, db.max() - np.float32(_TOP_DB))
    return held


def peak_pick(strength: NDArray[np.float32], picking: PeakPicking = MEASURE_PICKING) -> NDArray[np.int64]:
    """Columns of a curve that are peaks.

    Returns
    -------
    ``int64 [n]``, rising.
    """
    peaks: list[int] = []
    last = -picking.wait - 1
    for n, value in enumerate(strength):
        if n - last <= picking.wait or value != strength[max(0, n - picking.pre_max) : n + picking.post_max].max():
            continue
        around = strength[max(0, n - picking.pre_average) : n + picking.post_average]
        if value >= around.mean() + picking.delta:
            peaks.append(n)
            last = n
    return np.array(peaks, dtype=np.int64)


def pick_onsets(strength: NDArray[np.float32], picking: PeakPicking = MEASURE_PICKING) -> NDArray[np.float64]:
    """Onset times of an onset strength, which is scaled to 0-1 first; seconds, ``float64 [n]``.

    A curve without any rise (silence, a steady tone) has no onsets.
    """
    low, high = float(strength.min(initial=0.0)), float(strength.max(initial=0.0))
    if high - low <= 0 or not np.isfinite(high - low):
        return np.zeros(0)
    peaks = peak_pick((strength - np.float32(low)) / np.float32(high - low), picking)
    return peaks.astype(np.float64) * (ONSET_HOP / ONSET_RATE_HZ)


def detect_onsets(mono: Wave, rate_hz: int, picking: PeakPicking = MEASURE_PICKING) -> NDArray[np.float64]:
    """When things start to sound.

    Parameters
    ----------
    mono
        ``float32 [N]`` at any rate.
    rate_hz
        Its rate.
    picking
        How readily; the default is that of the measures, ``PeakPicking()`` finds more.

    Returns
    -------
    ``float64 [n]``: seconds, rising, on the grid of 23 ms columns; `attack_sample` refines one.
    """
    return pick_onsets(onset_strength(resample(mono, rate_hz, ONSET_RATE_HZ)), picking)


_HOLD_S = 0.010  # a level is held so long: the ups and downs of low tones are no attacks


def _held(level: NDArray[np.float32], steps: int) -> NDArray[np.float32]:
    """Each level kept up for some steps, so that a low tone's zero crossings are no gaps; a rise stays where it is.

    The first ``steps - 1`` levels are only looked back on.
    """
    if len(level) < steps:
        return np.zeros(0, dtype=np.float32)
    held: NDArray[np.float32] = np.lib.stride_tricks.sliding_window_view(level, steps).max(axis=1)
    return held


def attack_sample(mono: Wave, rate_hz: int, onset_s: float, *, before_s: float = 0.06, after_s: float = 0.04) -> int:
    """Sample at which the attack around an onset begins.

    The level (1 ms windows) is searched for its steepest rise near the onset; the attack begins where the level
    last was below a tenth of the way from what was before to the peak after that rise.

    Parameters
    ----------
    mono, rate_hz
        ``float32 [N]`` and its rate.
    onset_s
        Rough time, from `detect_onsets`.
    before_s, after_s
        How far from it the attack may lie.

    Returns
    -------
    A sample between 0 and N.
    """
    step = max(1, rate_hz // 4000)
    first = max(0, int((onset_s - before_s) * rate_hz))
    last = max(first, int((onset_s + after_s) * rate_hz))
    # A window that ends at its sample sees an attack no earlier than it is. What the first levels look back on is
    # the sound itself where it has begun: silence in its place would look like an attack.
    window, hold = max(4, rate_hz // 1000), max(1, round(_HOLD_S * rate_hz / step))
    run_up = window - 1 + (hold - 1) * step
    near = np.pad(mono[max(0, first - run_up) : last], (max(0, run_up - first), 0))
    level = _held(rms(near, window, step, centred=False), hold)
    if len(level) < 3 or level.max() <= 0:
        return min(len(mono), max(0, int(onset_s * rate_hz)))
    reach = max(1, round(0.004 * rate_hz / step))
    ahead = np.concatenate([level[reach:], np.full(min(reach, len(level)), level[-1])])[: len(level)]
    steepest = int(np.argmax(ahead - level))
    peak = steepest + int(np.argmax(level[steepest : steepest + 2 * reach + 1]))
    floor = float(level[: peak + 1].min())
    below = np.flatnonzero(level[: peak + 1] <= floor + _ATTACK_SHARE * (float(level[peak]) - floor))
    return min(len(mono), first + int(below[-1]) * step)
