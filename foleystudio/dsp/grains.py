"""Endless textures out of short sounds: real grains where there is enough sound, random phases where there is not.

Both kinds are addressed by sample: any stretch of a texture can be read on its own and equals that stretch of the
whole, because everything random is a hash of the seed and the grain's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.fades import fade_curve
from foleystudio.dsp.sound import Wave

_MASK = (1 << 64) - 1
_GOLDEN = 0.6180339887498949
_CROSSFADE_SHARE = 1 / 2
_JITTER_SHARE = 0.4
_LONGEST_GRAIN = 1 + _JITTER_SHARE + _CROSSFADE_SHARE


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
class GrainTexture:
    """Stretches of a sound in random order, each led into the next with equal power.

    Parameters
    ----------
    samples
        ``float32 [N, C]``: steady sound without attacks.
    spacing
        Mean distance of the grains in samples; a grain lasts at most 1.9 times as long and must fit the sound.
    places
        ``int64 [n]``: where grains may begin; None for anywhere.
    """

    samples: Wave
    spacing: int
    places: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        if self.spacing < 8 or self._longest > len(self.samples):
            raise ValueError(f"grains {self.spacing} samples apart do not fit a sound of {len(self.samples)}")

    @classmethod
    def spaced(cls, samples: Wave, longest_spacing: int, places: NDArray[np.int64] | None = None) -> GrainTexture:
        """Grains as long as the sound can vary: no more than half of it each."""
        return cls(samples, min(longest_spacing, int(0.5 * len(samples) / _LONGEST_GRAIN)), places)

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[1])

    @property
    def _longest(self) -> int:
        return int(_LONGEST_GRAIN * self.spacing) + 4

    @property
    def _crossfade(self) -> int:
        return 2 * int(self.spacing * _CROSSFADE_SHARE / 2)

    def read(self, seed: int, start: int, stop: int) -> Wave:
        """Samples ``[start, stop)`` of the texture of a seed."""
        out = np.zeros((stop - start, self.channels), dtype=np.float32)
        half = self._crossfade // 2
        for number in range(max(0, start // self.spacing - 1), stop // self.spacing + 2):
            first = self._joint(seed, number) - (half if number else 0)
            last = self._joint(seed, number + 1) + half
            if first < stop and last > start:
                low, high = max(first, start), min(last, stop)
                out[low - start : high - start] += self._grain(seed, number, last - first)[low - first : high - first]
        return out

    def _joint(self, seed: int, number: int) -> int:
        # Uneven grains: evenly spaced ones are heard as a rhythm.
        if number == 0:
            return 0
        return int((number + _JITTER_SHARE * (uniform(seed, number, 1) - 0.5)) * self.spacing)

    def _grain(self, seed: int, number: int, length: int) -> Wave:
        # Steps of the golden section never come back near where the last few grains were taken.
        share = (uniform(seed, 2) + _GOLDEN * number + 0.1 * uniform(seed, number, 3)) % 1.0
        position = int(share * (len(self.samples) - length))
        if self.places is not None and len(self.places):
            position = min(int(self.places[int(share * len(self.places))]), len(self.samples) - length)
        grain = self.samples[position : position + length].copy()
        rise = fade_curve(self._crossfade, "equal-power")[:, None]
        grain[-len(rise) :] *= rise[::-1]
        if number:
            grain[: len(rise)] *= rise
        return grain


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
