"""What an onset net hears: two mel spectra of unlike windows every 5 ms, and the level beside what is around.

The short window tells when, the long one which tone. Everything is relative to the loudest within some ten seconds, so
that how loudly a sound was recorded does not matter, and a quiet passage is weighed against itself.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.filterbank import mel_filterbank
from foleystudio.dsp.spectra.stft import hann
from foleystudio.dsp.waves.envelope import amplitude_to_db, rms

FEATURE_HOP = 110
"""Samples at ``ONSET_RATE_HZ`` between two columns: 5 ms."""

BANDS = 40
"""Mel bands of each of the two spectra."""

REACH_S = 15.0
"""Nothing further off has a say in how loud the neighbourhood is."""

_LOW_HZ, _HIGH_HZ = 50.0, 10_500.0  # below is rumble; the other is just under half the onset rate
_WINDOWS = ((256, 512), (1024, 1024))  # samples of the window and of its transform
_LOUDEST_S, _EASED_S = 10.0, 5.0  # the loudest within the one to either side, eased over the other
_FLOOR_DB = -100.0  # what silence is: its logarithm has no other
_BLOCK_COLUMNS = 1000  # transformed at once, 5 s: memory stays bounded whatever the sound's length

Floats = NDArray[np.float32]


def columns_of(samples: int) -> int:
    """Columns of a sound: one centred on every ``FEATURE_HOP``-th sample from 0, the end not included."""
    return -(-samples // FEATURE_HOP)


def level_db(mono: Wave) -> Floats:
    """Level of every column, RMS over 10 ms, decibels of full scale; ``float32 [M]``."""
    return amplitude_to_db(rms(mono, 2 * FEATURE_HOP, FEATURE_HOP))[: columns_of(len(mono))]


def band_db(mono: Wave) -> Floats:
    """The two mel spectra in decibels; ``float32 [2, M, F]``, held at -100."""
    import torch

    count = columns_of(len(mono))
    db = np.empty((len(_WINDOWS), count, BANDS), np.float32)
    for number, (window, n_fft) in enumerate(_WINDOWS):
        shape = torch.from_numpy(hann(window) * np.float32(2.0 / hann(window).sum()))
        filters = torch.from_numpy(_filters(n_fft))
        padded = torch.from_numpy(np.pad(mono, (n_fft // 2, n_fft + FEATURE_HOP)))
        for first in range(0, count, _BLOCK_COLUMNS):
            stop = min(count, first + _BLOCK_COLUMNS)
            piece = padded[first * FEATURE_HOP : (stop - 1) * FEATURE_HOP + n_fft]
            spectra = torch.stft(piece, n_fft, FEATURE_HOP, window, shape, center=False, return_complex=True)
            power = filters @ torch.view_as_real(spectra).square().sum(2)  # [F, m]
            db[number, first:stop] = 10.0 * power.clamp(min=10 ** (_FLOOR_DB / 10)).log10().T.numpy()
    return db


@lru_cache(maxsize=4)
def _filters(n_fft: int) -> Floats:
    """Triangles of equal height, so that a tone is as loud in any band."""
    filters = mel_filterbank(ONSET_RATE_HZ, n_fft, BANDS, _LOW_HZ, _HIGH_HZ)
    return np.ascontiguousarray(filters / filters.max(axis=1, keepdims=True), np.float32)


def neighbourhood_db(levels_db: Floats) -> Floats:
    """The loudest level around every column, eased so that it never jumps; ``float32 [M]``."""
    per_s = ONSET_RATE_HZ / FEATURE_HOP
    loudest = _running_max(levels_db, round(_LOUDEST_S * per_s))
    reach = round(_EASED_S * per_s)
    sums = np.concatenate([[0.0], np.cumsum(np.pad(loudest, reach, mode="edge"), dtype=np.float64)])
    return np.asarray((sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1), np.float32)


def _running_max(values: Floats, reach: int) -> Floats:
    """The largest within ``reach`` to either side, by doubling."""
    out = np.pad(values, reach, constant_values=-np.inf)
    width, wanted = 1, 2 * reach + 1
    while width < wanted:
        step = min(width, wanted - width)
        out = np.maximum(out[:-step], out[step:])
        width += step
    return out


def onset_features(bands_db: Floats, levels_db: Floats, loudest_db: Floats) -> Floats:
    """What the net is given.

    Parameters
    ----------
    bands_db
        ``float32 [2, M, F]``, of `band_db`.
    levels_db
        ``float32 [M]``, of `level_db`.
    loudest_db
        ``float32 [M]``, of `neighbourhood_db`.

    Returns
    -------
    ``float32 [M, 2 F + 2]``, some -2 to 2: both spectra and the level beside the loudest, and how far the level is
    from digital silence.
    """
    beside = np.clip((bands_db - loudest_db[None, :, None]) / 20 + 2, -2, 2)
    level = np.clip((levels_db - loudest_db) / 20 + 1, -2, 2)
    far = np.clip((levels_db - _FLOOR_DB) / 20 - 2, -2, 2)
    return np.concatenate([beside[0], beside[1], level[:, None], far[:, None]], axis=1).astype(np.float32)
