"""The background of a sound, carried on for as long as the clip lasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foleystudio.dsp.grains import GrainTexture, PhaseTexture, Texture
from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.levels import CELLS_PER_S, cell_samples, level_curve
from foleystudio.engine.exemplar.reference import FULL_PEAK, FULL_RMS
from foleystudio.engine.exemplar.texture import joined_runs, runs_of
from foleystudio.engine.exemplar.usable import usable_part
from foleystudio.errors import FoleyError

_QUIETEST_SHARE = 30
_SHORTEST_RUN_S = 0.15
_GRAIN_SPACING_S = 1.0
_ENOUGH_FOR_GRAINS_S = 0.6
_LOWEST_LEVEL = 1e-5
_HIGHEST_GAIN = 4.0


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
    """The ambience of a sound: what is heard in its quietest third; None where that is silence.

    Its level beside the take's hits is the one it has beside the sound's own loudest moment.
    """
    try:
        samples = usable_part(sound, rate_hz).samples
    except FoleyError:
        return None
    curve = level_curve(samples, rate_hz, 0.05)
    audible = curve[curve > _LOWEST_LEVEL]
    if not len(audible):
        return None
    quiet = float(np.percentile(audible, _QUIETEST_SHARE))
    # Not the faded edges and drop-outs: those are quieter than the background.
    quietest = quiet * 10 ** (-12 / 20)
    runs = runs_of((curve <= quiet) & (curve > max(_LOWEST_LEVEL, quietest)), _SHORTEST_RUN_S * CELLS_PER_S)
    if not runs:
        centre = int(np.argmin(np.abs(curve - quiet)))
        runs = [(max(0, centre - 10), min(len(curve), centre + 10))]
    cell = cell_samples(rate_hz)
    level = float(np.sqrt(np.mean(np.concatenate([curve[a:b] for a, b in runs]) ** 2)))
    steady = joined_runs(samples, curve, runs, rate_hz)
    gain = min(FULL_RMS / float(curve.max()), FULL_PEAK / float(np.abs(samples).max()), _HIGHEST_GAIN)
    texture: Texture = PhaseTexture(steady, size=cell * 32)
    if len(steady) >= _ENOUGH_FOR_GRAINS_S * rate_hz:
        texture = GrainTexture.spaced(steady, round(_GRAIN_SPACING_S * rate_hz))
    return Ambience(texture, level * gain)
