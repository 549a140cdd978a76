"""One gesture, played whole: where its main hit is, how much of what leads up to it is heard, and where it ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.references.slicing import PREROLL_S, Hit, attack_near, measured_hit
from foleystudio.engine.exemplar.references.trim import first_above
from foleystudio.engine.loudness.levels import cell_samples, decibels, level_curve

_AS_LOUD_DB = 1.0  # of hits no further apart the first is the main one
_HIT_S = 0.02  # a hit's weight is told from so long a window
_HIT_CELLS = 8  # ... within so many cells from its attack on: 40 ms
_RISE_S = 0.01  # window and lag of the level whose rise tells an attack
_SHARP = 2.5  # linear: what rises less over 10 ms is no attack
_SWELLS_DB = 10.0  # what rises this far above its loudest attack is no hit but a swell
_SWELL_BEGINS_DB = -12.0  # a swell is heard to arrive where it comes this near to its top
_LEAD_IN_DB = -46.0  # beside the top: softer than this nothing leads up to a hit
_LEAD_IN_ABOVE_FLOOR_DB = 8.0  # ... or this little above the noise floor
_END_DB = -66.0  # beside the top: softer than this it is over
_END_S = 0.05  # kept behind the last that is heard
_FADE_S = 0.02  # at its end, against a click


def main_attack(samples: Wave, rate_hz: int, attacks: NDArray[np.int64]) -> int:
    """Sample of the attack that a gesture is done for: the loudest, or where a swell arrives that has none.

    What is as loud before has none either: its attack is where it arrives.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.
    attacks
        Those found in it, rising.
    """
    cell, curve = cell_samples(rate_hz), decibels(level_curve(samples, rate_hz, _HIT_S))
    top, top_at = float(curve.max()), int(np.argmax(curve))
    candidates = sorted({*(int(a) for a in attacks), *_steepest(samples, rate_hz)})
    weights = [float(curve[a // cell : a // cell + _HIT_CELLS].max(initial=-120.0)) for a in candidates]
    loudest = max(weights, default=-120.0)
    if candidates and loudest > top - _SWELLS_DB:
        chosen = next(a for a, weight in zip(candidates, weights, strict=True) if weight >= loudest - _AS_LOUD_DB)
        as_loud = np.flatnonzero(curve[: max(0, chosen // cell - _HIT_CELLS)] >= loudest - _AS_LOUD_DB)
        if not len(as_loud):
            return chosen
        # A creak, a roll: it has long been going on when something in it is taken for an attack.
        top_at = int(as_loud[0])
        top = float(curve[top_at])
    below = np.flatnonzero(curve[:top_at] < top + _SWELL_BEGINS_DB)
    if len(below):
        return min((int(below[-1]) + 1) * cell, len(samples) - 1)
    return first_above(samples, 0.03 * float(np.abs(samples).max()))


def _steepest(samples: Wave, rate_hz: int) -> list[int]:
    """The attack at which the level rises most, in amplitude; none where that is a slow rise."""
    cell, levels = cell_samples(rate_hz), level_curve(samples, rate_hz, _RISE_S)
    lag = max(1, round(_RISE_S * rate_hz) // cell)
    rise = levels[lag:] - levels[:-lag]
    if not len(rise):
        return []
    before = int(np.argmax(rise))
    if levels[before + lag] < levels[before] * _SHARP:
        return []
    return [attack_near(samples, rate_hz, (before + lag) * cell)]


def gesture(samples: Wave, rate_hz: int, attacks: NDArray[np.int64], floor_db: float) -> Hit:
    """All of a sound as one hit, its lead-in and its ring included.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.
    attacks
        Those found in it, rising.
    floor_db
        Level of its background noise.
    """
    attack = main_attack(samples, rate_hz, attacks)
    cell, curve = cell_samples(rate_hz), decibels(level_curve(samples, rate_hz))
    sounding = np.flatnonzero(curve > max(float(curve.max()) + _END_DB, floor_db + 3.0))
    stop = (int(sounding[-1]) + 1) * cell + round(_END_S * rate_hz) if len(sounding) else len(samples)
    stop = max(attack + 1, min(stop, len(samples)))
    start = lead_in(curve, rate_hz, 0, attack, floor_db)
    return measured_hit(samples, rate_hz, attack, stop, min((stop - attack) // 2, round(_FADE_S * rate_hz)), start)


def lead_in(curve: NDArray[np.float64], rate_hz: int, earliest: int, attack: int, floor_db: float) -> int:
    """First sample of what leads up to an attack: the first that stands out of silence and floor.

    Parameters
    ----------
    curve
        Level in decibels, a value a cell.
    earliest
        Sample before which is another hit's.
    """
    cell, preroll = cell_samples(rate_hz), round(PREROLL_S * rate_hz)
    own = curve[earliest // cell : max(earliest // cell, attack // cell - 1)]
    top = float(curve[attack // cell : attack // cell + 40].max(initial=-120.0))
    heard = np.flatnonzero(own > max(top + _LEAD_IN_DB, floor_db + _LEAD_IN_ABOVE_FLOOR_DB))
    if not len(heard):
        return max(earliest, attack - preroll, 0)
    # The curve sees two cells ahead: a cell earlier is early enough for what begins there.
    return max(0, min(attack - preroll, earliest + (int(heard[0]) - 1) * cell), earliest)
