"""A waveform with its rate: what every room hands about when it means sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.progress import heed

Wave = NDArray[np.float32]
"""``float32 [N, C]``, or ``[N]`` where a docstring says mono; full scale is +-1."""

_AT_ONCE = 2**20  # samples that are mixed down without asking whether to go on


@dataclass(frozen=True, eq=False)
class Sound:
    """A waveform and its rate.

    Parameters
    ----------
    samples
        ``float32 [N, C]``, full scale +-1.
    rate_hz
        Samples a second.
    name
        What a user would call it (a file's stem).
    file
        Where it was read from, for those who are told what is wrong with it.
    channel_names
        FFmpeg's names of its channels ("FL"); none where they are not known.
    """

    samples: Wave
    rate_hz: int
    name: str = ""
    file: Path | None = None
    channel_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.samples.dtype != np.float32:
            raise ValueError(f"a sound is float32 [N, C], not {self.samples.dtype} {self.samples.shape}")
        if self.rate_hz <= 0:
            raise ValueError(f"a rate must be above 0, not {self.rate_hz}")

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[1])

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate_hz

    def mono(self) -> Wave:
        """``float32 [N]``: the mean of the channels."""
        mono = np.empty(len(self.samples), np.float32)
        for first in range(0, len(mono), _AT_ONCE):
            heed()
            self.samples[first : first + _AT_ONCE].mean(axis=1, dtype=np.float32, out=mono[first : first + _AT_ONCE])
        return mono
