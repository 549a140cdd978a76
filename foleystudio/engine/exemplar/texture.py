"""The steady part of a reference, made endless: what is heard while an event is sustained."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.fades import crossfade
from foleystudio.dsp.grains import GrainTexture, PhaseTexture, Texture
from foleystudio.dsp.resample import resample
from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.levels import CELLS_PER_S, cell_samples, decibels, level_curve, spread
from foleystudio.engine.exemplar.slicing import Hit

_LONGEST_SPACING_S = 0.35
_ENOUGH_FOR_GRAINS_S = 0.35
_SHORTEST_RUN_S = 0.06
_JOINT_S = 0.02
# Tried in turn until there is enough sound: how long after an attack its transient is over.
_GUARDS_S = (0.08, 0.04, 0.015)
_GUARD_BEFORE_S = 0.03


def texture_of(samples: Wave, rate_hz: int, hits: tuple[Hit, ...], floor_db: float) -> Texture:
    """The texture of a reference: its sound away from attacks and noise floor, its level evened out.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.
    hits
        Where its attacks are.
    floor_db
        Level of its background noise, -120 when there is none.

    Returns
    -------
    Real grains when a third of a second of steady sound is left, else its spectra with random phases.
    """
    curve = level_curve(samples, rate_hz, 0.03)
    best: Wave = samples[:0]
    for guard_s in _GUARDS_S:
        runs = _steady_runs(curve, rate_hz, hits, floor_db, guard_s)
        joined = joined_runs(samples, curve, runs, rate_hz)
        best = max(best, joined, key=len)
        if len(best) >= _ENOUGH_FOR_GRAINS_S * rate_hz:
            return GrainTexture.spaced(best, int(_LONGEST_SPACING_S * rate_hz))
    if len(best) < 0.02 * rate_hz:
        best = _loudest_part(samples, hits)
    return PhaseTexture(best)


def _loudest_part(samples: Wave, hits: tuple[Hit, ...]) -> Wave:
    if not hits:
        return samples
    hit = max(hits, key=lambda h: h.level)
    return samples[hit.attack : hit.stop]


def _steady_runs(
    curve: NDArray[np.float64], rate_hz: int, hits: tuple[Hit, ...], floor_db: float, guard_s: float
) -> list[tuple[int, int]]:
    """Stretches in cells that are loud enough and away from attacks."""
    db = decibels(curve)
    steady = (db > db.max() - 32.0) & (db > floor_db + 8.0)
    for hit in hits:
        attack = hit.attack / cell_samples(rate_hz)
        first = max(0, int(attack - _GUARD_BEFORE_S * CELLS_PER_S))
        steady[first : int(attack + guard_s * CELLS_PER_S) + 1] = False
    return runs_of(steady, _SHORTEST_RUN_S * CELLS_PER_S)


def runs_of(mask: NDArray[np.bool_], shortest: float) -> list[tuple[int, int]]:
    """First and one past the last cell of every run of True that is no shorter than so many cells."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a >= shortest]


def joined_runs(samples: Wave, curve: NDArray[np.float64], runs: list[tuple[int, int]], rate_hz: int) -> Wave:
    """The runs one after another, each joined to the next, at an RMS of 1 throughout."""
    cell, joint = cell_samples(rate_hz), round(_JOINT_S * rate_hz)
    pieces: list[Wave] = []
    for first, last in runs:
        piece = samples[first * cell : last * cell]
        # 120 ms: evens out a decay, and keeps the crackle that makes the sound.
        levels = np.sqrt(_smoothed_within(curve[first:last] ** 2, reach=12))
        at = (np.arange(len(piece)) + 0.5) / cell - 0.5
        gains = 1.0 / np.maximum(np.interp(at, np.arange(len(levels)), levels), 1e-9)
        pieces.append((piece * gains[:, None]).astype(np.float32))
    if not pieces:
        return samples[:0]
    return _chained(pieces, joint)


def _chained(pieces: list[Wave], joint: int) -> Wave:
    # Pairwise, so that hundreds of runs are not copied hundreds of times.
    while len(pieces) > 1:
        pairs = [pieces[n : n + 2] for n in range(0, len(pieces), 2)]
        pieces = [crossfade(pair[0], pair[1], joint) if len(pair) == 2 else pair[0] for pair in pairs]
    return pieces[0]


def _smoothed_within(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Mean over what lies within reach, of the values there are."""
    return spread(values, reach, reach) / spread(np.ones(len(values)), reach, reach)


def repitched(texture: Texture, ratio: float, rate_hz: int) -> Texture:
    """The texture played faster or slower; a ratio of 2 is an octave up."""
    from_hz = round(rate_hz * ratio)
    if from_hz == rate_hz or not isinstance(texture, GrainTexture | PhaseTexture):
        return texture
    samples = resample(texture.samples, from_hz, rate_hz)
    if isinstance(texture, GrainTexture):
        return GrainTexture.spaced(samples, texture.spacing)
    return PhaseTexture(samples, texture.size)
