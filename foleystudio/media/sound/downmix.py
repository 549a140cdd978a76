"""Any channel layout to stereo, by the coefficients of ITU-R BS.775."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave

_HALF_POWER = float(np.sqrt(0.5))

# Left and right shares of FFmpeg's channel names. The low-frequency channel is left out, as BS.775 has it.
_SHARES = {
    "FL": (1.0, 0.0), "FR": (0.0, 1.0), "FC": (_HALF_POWER, _HALF_POWER), "LFE": (0.0, 0.0), "LFE2": (0.0, 0.0),
    "BL": (_HALF_POWER, 0.0), "BR": (0.0, _HALF_POWER), "SL": (_HALF_POWER, 0.0), "SR": (0.0, _HALF_POWER),
    "BC": (0.5, 0.5), "FLC": (1.0, 0.0), "FRC": (0.0, 1.0), "DL": (1.0, 0.0), "DR": (0.0, 1.0),
    "WL": (_HALF_POWER, 0.0), "WR": (0.0, _HALF_POWER),
    "TFL": (_HALF_POWER, 0.0), "TFR": (0.0, _HALF_POWER), "TFC": (0.5, 0.5), "TC": (0.5, 0.5),
    "TBL": (_HALF_POWER, 0.0), "TBR": (0.0, _HALF_POWER), "TBC": (0.5, 0.5),
    "TSL": (_HALF_POWER, 0.0), "TSR": (0.0, _HALF_POWER),
}  # fmt: skip

# What a file without a layout most likely means, by its number of channels.
_USUAL = {
    3: ("FL", "FR", "FC"),
    4: ("FL", "FR", "BL", "BR"),
    5: ("FL", "FR", "FC", "BL", "BR"),
    6: ("FL", "FR", "FC", "LFE", "BL", "BR"),
    7: ("FL", "FR", "FC", "LFE", "BC", "SL", "SR"),
    8: ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"),
}


def stereo_matrix(channels: int, names: Sequence[str] = ()) -> NDArray[np.float32]:
    """Shares of every channel in left and right.

    Parameters
    ----------
    channels
        How many channels.
    names
        Their FFmpeg names ("FL"); where they are missing or unknown the usual layout is taken.

    Returns
    -------
    ``float32 [C, 2]``. One channel goes to both sides unchanged, two stay as they are.
    """
    if channels == 1:
        return np.ones((1, 2), dtype=np.float32)
    if channels == 2:
        return np.eye(2, dtype=np.float32)
    known = len(names) == channels and all(name in _SHARES for name in names)
    chosen = tuple(names) if known else _USUAL.get(channels)
    if chosen is not None:
        return np.array([_SHARES[name] for name in chosen], dtype=np.float32)
    matrix = np.zeros((channels, 2), dtype=np.float32)
    matrix[0::2, 0] = 1 / ((channels + 1) // 2)
    matrix[1::2, 1] = 1 / (channels // 2)
    return matrix


def to_stereo(samples: Wave, names: Sequence[str] = ()) -> Wave:
    """Stereo of any number of channels.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.
    names
        FFmpeg names of the channels.

    Returns
    -------
    ``float32 [N, 2]``; the same array when it is stereo already. The sum of more than two channels may
    exceed full scale: nothing is turned down.
    """
    if samples.shape[1] == 2:
        return samples
    stereo: Wave = (samples @ stereo_matrix(samples.shape[1], names)).astype(np.float32, copy=False)
    return stereo


def laid_out(samples: Wave, names: Sequence[str], wanted: Sequence[str]) -> Wave:
    """Samples of one layout in the channels of another: each where its name is, others by their share of the sides.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.
    names, wanted
        FFmpeg names of the channels there are, and of those that are wanted.

    Returns
    -------
    ``float32 [N, len(wanted)]``.
    """
    out = np.zeros((len(samples), len(wanted)), dtype=np.float32)
    if len(wanted) <= 2:
        sides = to_stereo(samples, names)
        out[:] = sides if len(wanted) == 2 else sides.mean(axis=1, keepdims=True)
        return out
    shares = stereo_matrix(samples.shape[1], names)
    for number in range(samples.shape[1]):
        name = names[number] if number < len(names) else ""
        if name in wanted:
            out[:, wanted.index(name)] += samples[:, number]
            continue
        for side, share in zip(("FL", "FR"), shares[number], strict=True):
            if share and side in wanted:
                out[:, wanted.index(side)] += share * samples[:, number]
    return out
