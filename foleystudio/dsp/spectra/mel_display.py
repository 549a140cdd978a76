"""The spectrogram as the window draws it: bytes in decibels, sharp in time at any zoom, fast and without torch.

A long window tells frequencies apart and smears instants, a short one the other way round. So a column is taken with
the longest window that a zoom can bear, and held below what ever shorter ones hear there: before an attack they hear
nothing yet. What is drawn starts where the waveform does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.filterbank import band_edges_hz
from foleystudio.dsp.spectra.mel_config import STUDIO
from foleystudio.dsp.spectra.stft import column_count, hann, magnitudes
from foleystudio.timebase import ColumnGrid

LEVEL_STEP_DB = 0.5
"""Decibels a step of a byte."""

LEVEL_FLOOR_DB = -115.0
"""Level of byte 0, which stands for all below too; 0 dB is a sine at full scale."""

ALIGNED = 512
"""Columns of a part equal those of the whole where the part begins at a multiple of so many samples."""

REACH = 2048
"""How many samples before and after its own a column may look at."""

_BANDS = STUDIO.n_bands
_LONG_STEPS = 8  # columns of the long window within its own length
_PERIODS = 3  # a window as long as this many periods of a tone hears it as steady


@dataclass(frozen=True)
class Resolution:
    """How closely a sound is looked at.

    Parameters
    ----------
    hop
        Samples between columns; a power of two.
    window
        Samples of the Hann window that tells frequencies apart.
    gates
        Samples of the shorter ones that tell when something starts.
    """

    hop: int
    window: int
    gates: tuple[int, ...]


RESOLUTIONS = (
    Resolution(512, 2048, (1024,)),
    Resolution(128, 2048, (512, 256)),
    Resolution(32, 2048, (512, 128, 64)),
    Resolution(8, 1024, (256, 64)),
    Resolution(2, 512, (128, 32)),
    Resolution(1, 256, (64, 16)),
)
"""From the whole sound to single samples."""


def resolution_for(samples_per_pixel: float) -> Resolution:
    """The coarsest resolution that has a column for each pixel, or the finest."""
    return next((r for r in RESOLUTIONS if r.hop <= samples_per_pixel), RESOLUTIONS[-1])


def display_grid(rate_hz: int, resolution: Resolution = RESOLUTIONS[0]) -> ColumnGrid:
    """Where columns lie in time."""
    return ColumnGrid(rate_hz, resolution.hop)


@lru_cache(maxsize=8)
def display_band_hz(rate_hz: int, *, linear: bool = False) -> NDArray[np.float64]:
    """``float64 [F]``: centres of the rows: the studio's mel bands up to half the rate, or as many even ones."""
    return _edges_hz(rate_hz, linear)[1:-1]


def _edges_hz(rate_hz: int, linear: bool) -> NDArray[np.float64]:
    """``float64 [F + 2]``: where bands begin, are centred and end."""
    return np.linspace(0.0, rate_hz / 2, _BANDS + 2) if linear else band_edges_hz(_BANDS, 0.0, rate_hz / 2)


def level_db(values: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Levels of bytes, relative to a sine at full scale."""
    return values.astype(np.float32) * np.float32(LEVEL_STEP_DB) + np.float32(LEVEL_FLOOR_DB)


def display_columns(
    mono: Wave,
    rate_hz: int,
    resolution: Resolution = RESOLUTIONS[0],
    start_column: int = 0,
    stop_column: int | None = None,
    *,
    linear: bool = False,
) -> NDArray[np.uint8]:
    """Levels of a sound's bands; column ``m`` is centred on sample ``m * hop``, outside the sound is silence.

    Parameters
    ----------
    mono
        ``float32 [N]``; a part of a longer sound must begin at a multiple of ``ALIGNED`` samples of it.
    rate_hz
        Its rate.
    resolution
        How closely to look.
    start_column, stop_column
        Which columns; all when omitted. A part is exact ``REACH`` samples from where it was cut.
    linear
        Bands evenly spaced in hertz, instead of the mel's.

    Returns
    -------
    ``uint8 [F, M]``, lowest band first, see ``level_db``.
    """
    stop = column_count(len(mono), resolution.hop) if stop_column is None else stop_column
    if stop <= start_column:
        return np.zeros((_BANDS, 0), np.uint8)
    levels = _levels_of_window(mono, rate_hz, resolution, start_column, stop, linear)
    for gate in resolution.gates:
        held = _levels_of_gate(mono, rate_hz, resolution.hop, gate, start_column, stop, linear)
        np.minimum(levels, held, out=levels)
    steps = (levels - np.float32(LEVEL_FLOOR_DB)) * np.float32(1 / LEVEL_STEP_DB)
    found: NDArray[np.uint8] = np.clip(np.rint(steps), 0, 255).astype(np.uint8)
    return found


def _levels_of_window(
    mono: Wave, rate_hz: int, resolution: Resolution, start: int, stop: int, linear: bool
) -> NDArray[np.float32]:
    """``float32 [F, M]`` dB: the long window's columns, which lie farther apart, and in between their blends."""
    step = max(resolution.hop, resolution.window // _LONG_STEPS)
    first = start * resolution.hop // step
    last = -((1 - stop) * resolution.hop // step) + 1
    filters = _filters(rate_hz, resolution.window, is_gate=False, linear=linear)
    found = _decibels(filters @ np.square(magnitudes(mono, resolution.window, step, first, last + 1)))
    if step == resolution.hop:
        return found[:, : stop - start]
    at = np.arange(start, stop) * (resolution.hop / step) - first
    left = at.astype(np.intp)
    share = (at - left).astype(np.float32)
    blended: NDArray[np.float32] = found[:, left] * (1 - share) + found[:, left + 1] * share
    return blended


def _levels_of_gate(
    mono: Wave, rate_hz: int, hop: int, gate: int, start: int, stop: int, linear: bool
) -> NDArray[np.float32]:
    """``float32 [F, M]`` dB: no less than what a band has within a short window.

    Within a period a tone comes and goes; its level is held from one crest to the next.
    """
    band_hz = display_band_hz(rate_hz, linear=linear)
    is_within = gate * band_hz < _PERIODS * rate_hz
    held = np.where(is_within, rate_hz / (2 * band_hz * hop), 0.0)  # columns between two crests
    lead = 2 * int(held.max())
    found = _filters(rate_hz, gate, is_gate=True, linear=linear) @ np.square(
        magnitudes(mono, gate, hop, start - lead, stop)
    )
    shift = 1
    while (rows := np.flatnonzero(held >= shift)).size:
        found[rows, shift:] = np.maximum(found[rows, shift:], found[rows, :-shift])
        shift *= 2
    return _decibels(found[:, lead:])


def _decibels(power: NDArray[np.float32]) -> NDArray[np.float32]:
    level: NDArray[np.float32] = np.float32(10) * np.log10(np.maximum(power, np.float32(1e-12)))
    return level


@lru_cache(maxsize=32)
def _filters(rate_hz: int, window: int, *, is_gate: bool, linear: bool) -> NDArray[np.float32]:
    """``float32 [F, bins]``: from the squared magnitudes of a Hann window to the bands' power, 1 for a full sine.

    A tone within a band counts in full. A gate's filters reach as far as its own smear does, so that they never find
    less than there is.
    """
    edges, bin_hz = _edges_hz(rate_hz, linear), rate_hz / window
    below, centre, above = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    bins_hz = np.arange(window // 2 + 1) * bin_hz
    if is_gate:
        weights = ((bins_hz >= below - 2 * bin_hz) & (bins_hz <= above + 2 * bin_hz)).astype(np.float64)
    else:
        low, high = (centre + below) / 2 - bin_hz, (centre + above) / 2 + bin_hz
        rising = 1 + (bins_hz - low) / np.maximum(bin_hz, (centre - below) / 2)
        falling = 1 + (high - bins_hz) / np.maximum(bin_hz, (above - centre) / 2)
        weights = np.clip(np.minimum(rising, falling), 0.0, 1.0)
    power_of_full_sine = window * np.square(hann(window), dtype=np.float64).sum() / 4
    filters: NDArray[np.float32] = (weights / power_of_full_sine).astype(np.float32)
    filters.setflags(write=False)
    return filters
