"""What single hits of a guide sound like: their attack, body and tail beside what sounded before them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onset_features import BANDS, FEATURE_HOP, band_db
from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave

Floats = NDArray[np.float64]

_PARTS_S = ((0.0, 0.015), (0.015, 0.05), (0.05, 0.12))
"""Stretches after an attack, of which each has its mean spectrum: what is struck, what answers, what rings."""

_BEFORE_S = (0.08, 0.02)  # what sounds there is not the hit's
_RANGE_DB = 45.0  # further below its loudest band nothing of a hit is heard
_COLUMN_S = FEATURE_HOP / ONSET_RATE_HZ
_AROUND_S = 0.4  # read after an attack, and half of it before: more than what is compared, windows and all

SIZE = 2 * BANDS * len(_PARTS_S)
"""Numbers of one embedding."""


def hit_sounds(mono: Wave, times_s: Sequence[float]) -> Floats:
    """Embeddings of the hits at these instants.

    Parameters
    ----------
    mono
        ``float32 [N]`` at ``ONSET_RATE_HZ``.
    times_s
        Attacks.

    Returns
    -------
    ``float64 [n, SIZE]``: decibels by part, window and band, above the hit's own mean; how hard it was struck is not in
    them. What sounded before is taken off in power.
    """
    return np.array([_embedding(mono, time_s) for time_s in times_s]).reshape(-1, SIZE)


def _embedding(mono: Wave, time_s: float) -> Floats:
    first = max(0, round((time_s - _AROUND_S / 2) / _COLUMN_S))
    piece = mono[first * FEATURE_HOP : round((time_s + _AROUND_S) * ONSET_RATE_HZ)]
    if not len(piece):
        return np.zeros(SIZE)
    power = 10 ** (band_db(piece).astype(np.float64) / 10)  # [2, M, F]
    at = time_s / _COLUMN_S - first
    before = _mean(power, at - _BEFORE_S[0] / _COLUMN_S, at - _BEFORE_S[1] / _COLUMN_S) if at > 4 else 0.0
    parts = [_mean(power, at + a / _COLUMN_S, at + b / _COLUMN_S) for a, b in _PARTS_S]
    own = np.maximum(np.stack(parts) - before, 1e-12)  # [parts, 2, F]
    db = 10 * np.log10(own)
    db = np.maximum(db, db.max(axis=(0, 2), keepdims=True) - _RANGE_DB)
    return np.asarray(db - db.mean(axis=(0, 2), keepdims=True)).reshape(-1)


def _mean(power: Floats, start: float, stop: float) -> Floats:
    first = int(np.clip(round(start), 0, power.shape[1] - 1))
    return np.asarray(power[:, first : max(first + 1, round(stop))].mean(axis=1))
