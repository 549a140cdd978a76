"""Transient preservation: where a draft's own attacks are heard, which frames of a spectrum would smear."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH_CELLS = 32
"""Cells of 5 ms to either side that have a say in whether an attack is heard."""

_BEFORE_CELLS = 6  # an attack stands out of so much of what came before it ...
_LOUDER = 2.0  # ... by so much power
_STEEPER = 2.5  # ... or by so much in the square of its steepest slope: noise hardly ever does
_LEAST_POWER = 1e-8  # -80 dBFS: what is softer attacks nothing
_RISING_CELLS = 12  # an attack's top is looked for so far
_TOP_SHARE = 0.8  # power that counts as the top reached
_HELD_CELLS = 2  # heard unshaped after the top
_LEAD_CELLS = 1  # ... and before the attack
_FADE_IN_CELLS = 1  # over which the body gives way: before an attack briefly ...
_FADE_OUT_CELLS = 3  # ... and after it gently, where the seam would be heard


def body_shares(powers: Floats, steepest: Floats, attacks: Sequence[int] = ()) -> Floats:
    """How much of the body is heard at the edge of every cell; the rest is the draft's own.

    Parameters
    ----------
    powers
        Of the draft, ``[n]`` cells.
    steepest
        Square of its steepest slope ``[n]``: there drops and clicks stand out that are lost in rain or in a rumble.
    attacks
        Cells in which it is known that something is struck, however soft.

    Returns
    -------
    ``[n + 1]``, 0-1: 0 from 5 ms before an attack until 10 ms after its top. Right from `REACH_CELLS` inside.
    """
    shares = np.ones(len(powers) + 1)
    after = np.minimum(1.0, np.arange(1, _FADE_OUT_CELLS + 1) / (_FADE_OUT_CELLS + 1))
    before = np.minimum(1.0, np.arange(_FADE_IN_CELLS, 0, -1) / (_FADE_IN_CELLS + 1))
    found = {cell: cell for cell in _standing_out(steepest, _STEEPER)}
    found |= {cell: _top(powers, cell) for cell in (*_standing_out(powers, _LOUDER), *attacks)}
    for cell, top in found.items():
        first, last = max(0, cell - _LEAD_CELLS), top + 1 + _HELD_CELLS
        shares[first : last + 1] = 0.0
        _lower(shares, last + 1, after)
        _lower(shares, first - _FADE_IN_CELLS, before)
    return shares


def _standing_out(powers: Floats, factor: float) -> list[int]:
    padded = np.concatenate([np.zeros(_BEFORE_CELLS), powers])
    before = np.lib.stride_tricks.sliding_window_view(padded, _BEFORE_CELLS)[: len(powers)].max(axis=1)
    return [int(cell) for cell in np.flatnonzero((powers > factor * before) & (powers > _LEAST_POWER))]


def _top(powers: Floats, cell: int) -> int:
    ahead = powers[cell : cell + _RISING_CELLS]
    return cell + (int(np.argmax(ahead >= _TOP_SHARE * ahead.max())) if len(ahead) else 0)


def _lower(shares: Floats, first: int, to: Floats) -> None:
    a, b = max(0, first), min(len(shares), first + len(to))
    if a < b:
        shares[a:b] = np.minimum(shares[a:b], to[a - first : b - first])
