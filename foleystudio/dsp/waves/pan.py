"""Where a sound stands between left and right."""

from __future__ import annotations

import math

import numpy as np

from foleystudio.dsp.sound import Wave


def pan_gains(pan: float) -> tuple[float, float]:
    """Gains of the left and the right channel, of constant power and 1 in the middle.

    Parameters
    ----------
    pan
        -1 left to 1 right.
    """
    angle = (pan + 1) * math.pi / 4
    return (math.sqrt(2) * math.cos(angle), math.sqrt(2) * math.sin(angle)) if pan else (1.0, 1.0)


def panned(samples: Wave, pan: float) -> Wave:
    """Samples to the side, ``float32 [N, 2]``; as they are in the middle, and with more channels than two."""
    if not pan or samples.shape[1] > 2:
        return samples
    out: Wave = samples * np.array(pan_gains(pan), dtype=np.float32)
    return out
