"""The background of a sound, carried on for as long as the clip lasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.fades import crossfade
from foleystudio.dsp.waves.grains import Texture
from foleystudio.engine.exemplar.references.reference import FULL_PEAK, FULL_RMS
from foleystudio.engine.exemplar.references.trim import usable_part
from foleystudio.engine.exemplar.textures.texture import RecordedTexture
from foleystudio.engine.loudness.levels import CELLS_PER_S, cell_samples, decibels, level_curve, spread
from foleystudio.errors import FoleyError

_QUIETEST_SHARE = 30  # percentile of the audible levels: background is no louder
_BED_DB = 9.0  # what stays this close to its quiet third is background as a whole
_SHORTEST_RUN_S, _LONG_RUN_S, _ENOUGH_S = 0.15, 0.5, 3.0  # runs; long ones alone, where they make so much
_JOINT_S = 0.05  # crossfade from run to run
_EVENED_S = 0.4  # over so long a run is brought to one level; what moves faster is its own
_LOWEST_LEVEL = 1e-5  # -100 dB of full scale: what is softer is digital silence
_HIGHEST_GAIN = 4.0  # 12 dB at most: faint hiss is not blown up


@dataclass(frozen=True, eq=False)
class Ambience:
    """A background without end.

    Parameters
    ----------
    texture
        Its sound, at an RMS of 1.
    level
        RMS it has beside hits of full strength.
    """

    texture: Texture
    level: float


def ambience_of(sound: Sound, rate_hz: int) -> Ambience | None:
    """The ambience of a sound: all of it where nothing stands out, else what is heard in its quietest third.

    None where that is silence. Its level beside the take's hits is the one it has beside the sound's own loudest
    moment.
    """
    try:
        samples = usable_part(sound, rate_hz).samples
    except FoleyError:
        return None
    curve = level_curve(samples, rate_hz, 0.05)
    audible = curve[curve > _LOWEST_LEVEL]
    if not len(audible):
        return None
    gain = min(FULL_RMS / float(curve.max()), FULL_PEAK / float(np.abs(samples).max()), _HIGHEST_GAIN)
    quiet = float(np.percentile(audible, _QUIETEST_SHARE))
    lowest, highest = decibels(np.percentile(audible, [2, 98])) - float(decibels(np.array([quiet]))[0])
    if lowest > -_BED_DB and highest < _BED_DB:
        return Ambience(RecordedTexture(samples, rate_hz), float(np.sqrt(np.mean(audible**2))) * gain)
    runs = _quiet_runs(curve, quiet)
    level = float(np.sqrt(np.mean(np.concatenate([curve[a:b] for a, b in runs]) ** 2)))
    return Ambience(RecordedTexture(joined_runs(samples, curve, runs, rate_hz), rate_hz), level * gain)


def _quiet_runs(curve: NDArray[np.float64], quiet: float) -> list[tuple[int, int]]:
    """Stretches in cells that are no louder than so much; the long ones where these are enough."""
    # Not the faded edges and drop-outs: those are quieter than the background.
    quietest = quiet * 10 ** (-12 / 20)
    runs = runs_of((curve <= quiet) & (curve > max(_LOWEST_LEVEL, quietest)), _SHORTEST_RUN_S * CELLS_PER_S)
    long = [(a, b) for a, b in runs if b - a >= _LONG_RUN_S * CELLS_PER_S]
    if sum(b - a for a, b in long) >= _ENOUGH_S * CELLS_PER_S:
        return long
    centre = int(np.argmin(np.abs(curve - quiet)))
    return runs or [(max(0, centre - 10), min(len(curve), centre + 10))]


def runs_of(mask: NDArray[np.bool_], shortest: float) -> list[tuple[int, int]]:
    """First and one past the last cell of every run of True that is no shorter than so many cells."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a >= shortest]


def joined_runs(samples: Wave, curve: NDArray[np.float64], runs: list[tuple[int, int]], rate_hz: int) -> Wave:
    """The runs, at least one, one after another, each brought to an RMS of 1 and joined to the next."""
    cell, joint = cell_samples(rate_hz), round(_JOINT_S * rate_hz)
    pieces: list[Wave] = []
    for first, last in runs:
        piece = samples[first * cell : last * cell]
        levels = np.sqrt(_smoothed_within(curve[first:last] ** 2, round(_EVENED_S * CELLS_PER_S / 2)))
        at = (np.arange(len(piece)) + 0.5) / cell - 0.5
        gains = 1.0 / np.maximum(np.interp(at, np.arange(len(levels)), levels), 1e-9)
        pieces.append((piece * gains[:, None]).astype(np.float32))
    # Pairwise, so that hundreds of runs are not copied hundreds of times.
    while len(pieces) > 1:
        pairs = [pieces[n : n + 2] for n in range(0, len(pieces), 2)]
        pieces = [crossfade(pair[0], pair[1], joint) if len(pair) == 2 else pair[0] for pair in pairs]
    return pieces[0]


def _smoothed_within(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Mean over what lies within reach, of the values there are."""
    return spread(values, reach, reach) / spread(np.ones(len(values)), reach, reach)
