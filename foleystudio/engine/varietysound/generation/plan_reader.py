"""Readers of plans: the exemplar renderer's performance of one reference (a draft), read at any sample, unlimited."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Protocol

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from foleystudio.byte_cache import kept_in
from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.plan import Plan
from foleystudio.engine.exemplar.references.slicing import NO_FLOOR_DB
from foleystudio.engine.exemplar.render import Mixer
from foleystudio.engine.loudness.limited_stream import BLOCK
from foleystudio.project.sounds.reference_cuts import ReferenceKind

_KEPT_BLOCKS = 48  # of the limited stream: windows overlap, and are read several times
_NOISE_SHARE = 0.15  # of a hit's power: without it the hit is less than a decibel softer


class Readable(Protocol):
    """Samples, struck places and noise of a draft, of one reference or several."""

    @property
    def channels(self) -> int:
        """Of what is read."""

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, C]``, from ``start`` >= 0."""

    def struck_cells(self, first: int, count: int, cell: int) -> list[int]:
        """Cells of so many samples, counted from the first, in which something is struck."""

    def noise_powers(self, first: int, count: int, cell: int) -> NDArray[np.float64]:
        """Power ``[count]`` that the references' own noise has in some cells."""


class PlanReader:
    """Random access to the samples of a plan, before limiting.

    Parameters
    ----------
    plan
        Of one reference, without ambience.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._mixer = Mixer(plan)
        self._blocks: LRUCache[int, Wave] = LRUCache(_KEPT_BLOCKS)
        self._noises = self._noisy()
        self._attacks = sorted(voice.attack for voice in plan.voices)

    @property
    def channels(self) -> int:
        """Of what is read."""
        return self.plan.channels

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, C]``; silence before 0."""
        blocks = [self._block(number) for number in range(start // BLOCK, -(-stop // BLOCK))]
        offset = (start // BLOCK) * BLOCK
        return np.concatenate(blocks)[start - offset : stop - offset]

    def struck_cells(self, first: int, count: int, cell: int) -> list[int]:
        """As `Readable` has it."""
        a, b = (bisect_left(self._attacks, edge * cell) for edge in (first, first + count))
        return [attack // cell - first for attack in self._attacks[a:b]]

    def noise_powers(self, first: int, count: int, cell: int) -> NDArray[np.float64]:
        """As `Readable` has it."""
        powers = np.zeros(count)
        starts, stops = self._noises[:, 0], self._noises[:, 1]
        for start, stop, power in self._noises[(starts < (first + count) * cell) & (stops > first * cell)]:
            powers[max(0, int(start) // cell - first) : int(stop) // cell + 1 - first] += power
        return powers

    def _noisy(self) -> NDArray[np.float64]:
        """Voices that bring a noise with them: first and last sample, power ``[n, 3]``."""
        noises, powers = [], {hit: self._noise_of(*hit) for hit in {(v.reference, v.hit) for v in self.plan.voices}}
        for voice in self.plan.voices:
            power = (self.plan.gain * voice.gain) ** 2 * powers[voice.reference, voice.hit]
            if power > 0:
                noises.append((voice.start, voice.stop, power))
        return np.array(noises, dtype=np.float64).reshape(-1, 3)

    def _noise_of(self, reference: int, number: int) -> float:
        """Power of the noise in a hit, where it is no more than an addition; 0 where it is much of the sound."""
        exemplar = self.plan.exemplars[reference]
        if exemplar.floor_db <= NO_FLOOR_DB or exemplar.kind is ReferenceKind.TEXTURE:
            return 0.0
        hit = exemplar.hits[number]
        noise, own = 10 ** (exemplar.floor_db / 10), exemplar.samples[hit.start : hit.stop]
        return noise if noise < _NOISE_SHARE * float(np.mean(np.square(own))) else 0.0

    @kept_in(attrgetter("_blocks"))
    def _block(self, number: int) -> Wave:
        return self._mixer.block(number)


class SummedReaders:
    """Several plans read as one: their sum, each with its share.

    Parameters
    ----------
    parts
        At least one.
    shares
        Amplitude of each in the sum.
    """

    def __init__(self, parts: Sequence[PlanReader], shares: Sequence[float]) -> None:
        self._parts, self._shares = parts, shares

    @property
    def channels(self) -> int:
        """Of what is read."""
        return max(part.channels for part in self._parts)

    def read(self, start: int, stop: int) -> Wave:
        """As `Readable` has it."""
        out = np.zeros((stop - start, self.channels), dtype=np.float32)
        for part, share in zip(self._parts, self._shares, strict=True):
            out += np.float32(share) * part.read(start, stop)
        return out

    def struck_cells(self, first: int, count: int, cell: int) -> list[int]:
        """As `Readable` has it."""
        return [struck for part in self._parts for struck in part.struck_cells(first, count, cell)]

    def noise_powers(self, first: int, count: int, cell: int) -> NDArray[np.float64]:
        """As `Readable` has it."""
        powers = np.zeros(count)
        for part, share in zip(self._parts, self._shares, strict=True):
            powers += share**2 * part.noise_powers(first, count, cell)
        return powers
