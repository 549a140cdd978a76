"""Granular textures: endless sound out of very little; and hashes for all that is random but repeatable.

Textures are addressed by sample: any stretch can be read on its own and equals that stretch of the whole, because
everything random in them is a hash of a seed and a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.fades import fade_curve

_MASK = (1 << 64) - 1  # arithmetic of 64 bits, as splitmix64 has it


def hashed(*numbers: int) -> int:
    """A 64-bit hash of whole numbers (splitmix64, folded): the same on every machine and numpy."""
    state = 0x9E3779B97F4A7C15
    for number in numbers:
        state = (state ^ (number & _MASK)) + 0x9E3779B97F4A7C15 & _MASK
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _MASK
        state = (state ^ state >> 27) * 0x94D049BB133111EB & _MASK
        state ^= state >> 31
    return state


def uniform(*numbers: int) -> float:
    """A number in [0, 1) that is random over whole numbers and fixed for each."""
    return (hashed(*numbers) >> 11) / (1 << 53)


class Texture(Protocol):
    """Sound without beginning or end, of unit RMS."""

    @property
    def channels(self) -> int:
        """Number of channels."""

    def read(self, seed: int, start: int, stop: int) -> Wave:
        """Samples ``[start, stop)``, ``float32 [stop - start, C]``; ``start`` is not below 0."""


@dataclass(frozen=True, eq=False)
class PhaseTexture:
    """The spectra of a sound with random phases: endless out of milliseconds, and without a period.

    All channels of a grain turn by the same phases, so the stereo picture stays.

    Parameters
    ----------
    samples
        ``float32 [N, C]``, any length above 0.
    size
        Window in samples, even.
    """

    samples: Wave
    size: int = 4096

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[1])

    def read(self, seed: int, start: int, stop: int) -> Wave:
        """Samples ``[start, stop)`` of the texture of a seed."""
        out = np.zeros((stop - start, self.channels), dtype=np.float32)
        hop = self.size // 2
        # Grain 0 begins half a window before the texture, so that it starts at full power.
        for number in range(start // hop, (stop - 1) // hop + 2):
            first = (number - 1) * hop
            low, high = max(first, start), min(first + self.size, stop)
            if low < high:
                out[low - start : high - start] += self._grain(seed, number)[low - first : high - first]
        return out

    def _grain(self, seed: int, number: int) -> Wave:
        length = min(len(self.samples), self.size)
        position = int(uniform(seed, number, 1) * (len(self.samples) - length))
        spectrum = np.fft.rfft(self.samples[position : position + length] * _hump(length), self.size, axis=0)
        phases = np.random.Generator(np.random.PCG64(hashed(seed, number, 2))).random(len(spectrum)) * 2 * np.pi
        grain = np.fft.irfft(spectrum * np.exp(1j * phases)[:, None], self.size, axis=0)
        power = float(np.mean(grain**2))
        shaped: Wave = (grain * (_sine(self.size) / np.sqrt(max(power, 1e-20)))).astype(np.float32)
        return shaped


@lru_cache(maxsize=8)
def _sine(size: int) -> Wave:
    window = np.sin(np.pi * (np.arange(size) + 0.5) / size).astype(np.float32)[:, None]
    window.setflags(write=False)
    return window


@lru_cache(maxsize=8)
def _hump(size: int) -> Wave:
    # A tenth of fade at both ends: enough against smeared spectra, and a 5 ms sound keeps its middle.
    n = max(1, size // 10)
    window = np.ones((size, 1), dtype=np.float32)
    window[:n] *= fade_curve(n)[:, None]
    window[-n:] *= fade_curve(n)[::-1, None]
    window.setflags(write=False)
    return window
