"""Fits generated sound to its draft: the draft's own attacks are kept, and its level imposed after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from foleystudio.byte_cache import kept_in
from foleystudio.dsp.sound import Wave
from foleystudio.engine.loudness.levels import cell_powers, cell_samples, spread
from foleystudio.engine.varietysound.generation.held import clearness
from foleystudio.engine.varietysound.generation.plan_reader import Readable
from foleystudio.engine.varietysound.shaping.transients import REACH_CELLS, body_shares

Floats = NDArray[np.float64]

_TILE_CELLS = 192  # made at once: about a second
_KEPT_TILES = 3  # the one that is read and its neighbours, of which seams need the edges
_LEVEL_CELLS = 5  # to either side, over which levels are compared
_FAINT = 1e-12  # -120 dBFS
_LOWEST_DB = -40.0  # what the body's level is moved by at most, and upwards by `Handover.raised_db`
_ABOVE = 2.0  # power by which a cell of the body may stand above the draft's loudest of three
_ASTRAY_DB = 2.0  # how far the level of three cells may stray from the draft's


class Body(Protocol):
    """A sound that can be read at any sample from 0."""

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, C]``."""


def fit_reach(rate_hz: int) -> int:
    """Samples to either side that have a say in how a body is fitted."""
    return REACH_CELLS * cell_samples(rate_hz)


@dataclass(frozen=True)
class Handover:
    """Crossover from a draft's attack to the generated body.

    Parameters
    ----------
    is_alike
        Whether its phases are the draft's, so that amplitudes add up and not powers.
    raised_db
        How far its level may be raised: what is missing in one band is not made up for by the others.
    """

    is_alike: bool
    raised_db: float

    def gains(self, shares: Floats) -> tuple[Floats, Floats]:
        """Amplitudes of draft and body."""
        if self.is_alike:
            return 1.0 - shares, shares
        # Mostly one of them alone is heard.
        own, made = np.where(shares < 1.0, 1.0, 0.0), np.where(shares < 1.0, 0.0, 1.0)
        led = np.flatnonzero((shares > 0.0) & (shares < 1.0))
        own[led], made[led] = np.cos(0.5 * np.pi * shares[led]), np.sin(0.5 * np.pi * shares[led])
        return own, made


class FittedBody:
    """A body at its draft's level, without anything that the draft has not, behind the draft's own attacks.

    The level is compared over 55 ms and led slowly, so that what the networks do to a spectrum stays. What lies under
    a reference's own noise may be softer than it was: there it is the noise that is softer.

    Parameters
    ----------
    draft
        What is performed.
    body
        What the networks made of it, as long in every place.
    joint
        How they are led into each other.
    rate_hz
        Of both.
    """

    def __init__(self, draft: Readable, body: Body, joint: Handover, rate_hz: int) -> None:
        self._draft, self._body, self._joint, self._rate_hz = draft, body, joint, rate_hz
        self._cell = cell_samples(rate_hz)
        self._tiles: LRUCache[int, Wave] = LRUCache(_KEPT_TILES)

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, C]``, from ``start`` >= 0."""
        size = _TILE_CELLS * self._cell
        tiles = [self._tile(number) for number in range(start // size, -(-stop // size))]
        offset = (start // size) * size
        return np.concatenate(tiles)[start - offset : stop - offset]

    @kept_in(attrgetter("_tiles"))
    def _tile(self, number: int) -> Wave:
        first, cell = number * _TILE_CELLS - REACH_CELLS, self._cell
        inner = slice(REACH_CELLS * cell, (REACH_CELLS + _TILE_CELLS) * cell)
        start, stop = first * cell, (first + _TILE_CELLS + 2 * REACH_CELLS) * cell
        draft = _from(self._draft.read, start, stop)
        if not draft[inner].any():
            return draft[inner]
        powers = cell_powers(draft, self._rate_hz)
        shares = body_shares(powers, _steepest(draft, cell), self._draft.struck_cells(first, len(powers), cell))
        heard = slice(REACH_CELLS, REACH_CELLS + _TILE_CELLS + 1)
        if not shares[heard].any():
            return draft[inner]
        body = _from(self._body.read, start, stop)
        noise = self._draft.noise_powers(first, len(powers), cell)
        made_powers = cell_powers(body, self._rate_hz)
        gains = fitting_gains(powers, made_powers, shares, clearness(powers, noise) * self._joint.raised_db)
        at = np.arange(inner.start, inner.stop) / cell
        own, made = self._joint.gains(np.interp(at, np.arange(len(shares)), shares))
        made *= np.interp(at - 0.5, np.arange(len(gains)), gains)
        joined: Wave = draft[inner] * own[:, None].astype(np.float32)
        joined += body[inner] * made[:, None].astype(np.float32)
        return joined


def fitting_gains(draft: Floats, body: Floats, shares: Floats, highest_db: Floats) -> Floats:
    """What brings a body to its draft's level: a factor for every cell.

    Parameters
    ----------
    draft, body
        Powers ``[n]``.
    shares
        How much of the body is heard at the cells' edges ``[n + 1]``: what is not heard is not compared.
    highest_db
        How far each cell may be raised ``[n]``.
    """
    heard = np.minimum(shares[:-1], shares[1:])
    around = spread(draft, 2, 2) + _FAINT  # so that the loud end of a decay does not speak for the soft one
    asked = _weighted(heard * draft / around) + 1e-9
    made = _weighted(heard * body / around) + 1e-9
    close_db = 10.0 * np.log10((spread(draft, 1, 1) + _FAINT) / (spread(body, 1, 1) + _FAINT))
    gain_db = np.clip(10.0 * np.log10(asked / made), close_db - _ASTRAY_DB, close_db + _ASTRAY_DB)
    gains = 10.0 ** (np.clip(gain_db, _LOWEST_DB, highest_db) / 20.0)
    padded = np.concatenate([draft[:1], draft, draft[-1:]])
    loudest = np.lib.stride_tricks.sliding_window_view(padded, 3).max(axis=1)
    return np.asarray(np.minimum(gains, np.sqrt(_ABOVE * loudest / np.maximum(body, _FAINT))))


def _steepest(samples: Wave, cell: int) -> Floats:
    """Square of the steepest slope in every whole cell."""
    slopes = np.abs(np.diff(samples, axis=0, prepend=samples[:1]))
    steepest = slopes.reshape(len(samples) // cell, -1).max(axis=1)
    return np.asarray(np.square(steepest, dtype=np.float64))


def _weighted(values: Floats) -> Floats:
    """Mean of what lies around every value, the nearer the more."""
    weights = np.bartlett(2 * _LEVEL_CELLS + 3)[1:-1]
    padded = np.pad(values, _LEVEL_CELLS)
    windows = np.lib.stride_tricks.sliding_window_view(padded, len(weights))
    return np.asarray(windows @ (weights / weights.sum()))


def _from(read: Callable[[int, int], Wave], start: int, stop: int) -> Wave:
    """Samples from before the beginning too: those are silent."""
    if start >= 0:
        return read(start, stop)
    samples = read(0, stop)
    return np.concatenate([np.zeros((-start, samples.shape[1]), dtype=np.float32), samples])
