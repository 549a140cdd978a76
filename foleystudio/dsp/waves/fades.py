"""Joining sounds without clicks: fades, equal-power crossfades, gain."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave

FadeShape = Literal["linear", "cosine", "equal-power"]


def fade_curve(n_samples: int, shape: FadeShape = "cosine") -> Wave:
    """Rising gain from just above 0 to just below 1.

    ``linear`` and ``cosine`` with their mirror images add up to 1 (for joining a sound with itself);
    ``equal-power`` with its mirror image adds up to 1 in power (for joining different sounds).

    Returns
    -------
    ``float32 [n_samples]``.
    """
    curve: Wave = bent((np.arange(n_samples) + 0.5) / max(1, n_samples), shape).astype(np.float32)
    return curve


def bent(ramp: NDArray[np.float64], shape: FadeShape) -> NDArray[np.float64]:
    """Gains of a fade of some shape, where a linear one has those of ``ramp``, 0 to 1."""
    if shape == "cosine":
        return 0.5 - 0.5 * np.cos(np.pi * ramp)
    if shape == "equal-power":
        return np.sin(0.5 * np.pi * ramp)
    return ramp


def fade_in(samples: Wave, n_samples: int) -> Wave:
    """A copy whose first samples rise from silence; a fade longer than the sound is shortened to it."""
    out = samples.copy()
    n = min(n_samples, len(out))
    if n > 0:
        out[:n] *= _over_channels(fade_curve(n), out)
    return out


def fade_out(samples: Wave, n_samples: int) -> Wave:
    """A copy whose last samples fall to silence; a fade longer than the sound is shortened to it."""
    out = samples.copy()
    n = min(n_samples, len(out))
    if n > 0:
        out[len(out) - n :] *= _over_channels(fade_curve(n)[::-1], out)
    return out


def crossfade(first: Wave, second: Wave, n_samples: int, shape: FadeShape = "equal-power") -> Wave:
    """The first sound leading into the second over their last and first ``n_samples``.

    Returns
    -------
    ``len(first) + len(second) - n`` samples, where ``n`` is ``n_samples`` or the shorter sound's length.
    """
    n = max(0, min(n_samples, len(first), len(second)))
    rising = _over_channels(fade_curve(n, shape), second)
    joint = first[len(first) - n :] * rising[::-1] + second[:n] * rising
    return np.concatenate([first[: len(first) - n], joint, second[n:]])


def _over_channels(curve: Wave, like: Wave) -> Wave:
    return curve if like.ndim == 1 else curve[:, None]
