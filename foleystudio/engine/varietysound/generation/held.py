"""Level correction of generated mels: held to the level of the draft that the networks were given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.spectra.mel_config import MelConfig

Floats = NDArray[np.float32]

_SOFTER_DB = 3.0  # how much softer a column may become
_NOISE_DB, _CLEAR_DB = 3.0, 12.0  # above a reference's noise: none of the level is held, all of it is
_FAINT = 1e-12  # -120 dBFS


def band_weights(mel: MelConfig) -> Floats:
    """What a band's squared magnitude says of the power in it: ``[F]``."""
    # The mean of so many bins, squared, times how many they are.
    return np.asarray(1.0 / np.maximum(np.square(mel.filters).sum(axis=1), 1e-12), dtype=np.float32)


def clearness(powers: NDArray[np.float64], noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """0-1: how far powers stand out of a reference's noise; what does not may become softer.

    Parameters
    ----------
    powers, noise
        Of the draft, and of the references' noise in it: ``[n]``.
    """
    above_db = 10.0 * np.log10((powers + _FAINT) / np.maximum(noise, 0.1 * _FAINT))
    return np.asarray(np.clip((above_db - _NOISE_DB) / (_CLEAR_DB - _NOISE_DB), 0.0, 1.0))


def held(mel: Floats, told: Floats, weights: Floats, clear: NDArray[np.float64]) -> Floats:
    """A mel whose columns are hardly softer than those that were told.

    What is too soft goes back towards what was told, in all bands alike, until there is enough of it: raised as a
    whole, it would bring up what nobody heard in the draft.

    Parameters
    ----------
    mel, told
        Natural log of magnitudes ``[F, M]``.
    weights
        `band_weights`.
    clear
        How far each column's level is held ``[M]``, 0-1.
    """
    wanted, given = np.exp(2 * mel), np.exp(2 * told)
    softer, level = weights @ wanted, weights @ given
    missing = np.maximum(0.0, clear * 10 ** (-_SOFTER_DB / 10) * level - softer)
    share = np.clip(missing / np.maximum(level - softer, 1e-30), 0.0, 1.0)
    return np.asarray(0.5 * np.log(wanted + share * (given - wanted)), dtype=np.float32)
