"""All channels of a sound as one value a sample: NumPy reduces an axis of one or two some ten times as slowly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from foleystudio.dsp.sound import Wave


def mean_of_channels(samples: Wave, dtype: DTypeLike = np.float32) -> NDArray[Any]:
    """Mean of the channels ``[N]`` of a sound ``[N, C]``, to the bit what NumPy's is in that precision."""
    if samples.shape[1] > 2:
        return np.asarray(samples.mean(axis=1, dtype=dtype))
    mean = samples[:, 0].astype(dtype)
    if samples.shape[1] == 2:
        mean += samples[:, 1]
        mean *= 0.5
    return mean


def is_anything(samples: Wave) -> NDArray[np.bool_]:
    """Where any of the channels is not zero, ``bool [N]``, of a sound ``[N, C]``."""
    found: NDArray[np.bool_] = samples[:, 0] != 0
    for channel in range(1, samples.shape[1]):
        found |= samples[:, channel] != 0
    return found
