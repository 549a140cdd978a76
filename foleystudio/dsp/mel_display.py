"""The mel spectrogram as the window draws it: bytes over a range of decibels, fast and without torch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.filterbank import band_edges_hz
from foleystudio.dsp.mel_config import STUDIO, MelConfig, mel_columns
from foleystudio.dsp.sound import Wave

DISPLAY_RANGE_DB = 80.0
"""Decibels between black and full brightness."""

DISPLAY_TOP_DB = -6.0
"""Level of a band, relative to a full-scale magnitude of 1, at which a display is fully bright."""

_DB_PER_NEPER = 20.0 / np.log(10.0)
_FLOOR = 1e-5  # -100 dB, below all that is shown


def display_config(rate_hz: int, n_bands: int = STUDIO.n_bands) -> MelConfig:
    """The studio's mel at another rate: the same window and hop in samples, bands up to half the rate."""
    return replace(STUDIO, rate_hz=rate_hz, n_bands=n_bands, high_hz=rate_hz / 2, floor=_FLOOR)


def mel_display_columns(
    mono: Wave,
    rate_hz: int,
    start_column: int = 0,
    stop_column: int | None = None,
    *,
    top_db: float = DISPLAY_TOP_DB,
    range_db: float = DISPLAY_RANGE_DB,
) -> NDArray[np.uint8]:
    """Mel spectrogram as bytes; a tile equals its part of the whole.

    Parameters
    ----------
    mono
        ``float32 [N]``.
    rate_hz
        Its rate; columns lie on ``display_config(rate_hz).grid``.
    start_column, stop_column
        Which columns; all when omitted.
    top_db, range_db
        255 stands for ``top_db`` and above, 0 for ``range_db`` less and below.

    Returns
    -------
    ``uint8 [F, M]``, lowest band first.
    """
    level_db = mel_columns(mono, display_config(rate_hz), start_column, stop_column) * np.float32(_DB_PER_NEPER)
    share = (level_db - np.float32(top_db - range_db)) * np.float32(255.0 / range_db)
    pixels: NDArray[np.uint8] = np.clip(np.rint(share), 0, 255).astype(np.uint8)
    return pixels


def display_band_hz(rate_hz: int) -> NDArray[np.float64]:
    """``float64 [F]``: centre frequency of every display row, for the axis labels."""
    config = display_config(rate_hz)
    return band_edges_hz(config.n_bands, config.low_hz, config.high_hz)[1:-1]
