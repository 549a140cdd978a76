"""Hits of a sound that nobody overhears: sharper and louder than what the guide's own timing needs to hear them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import PeakPicking, attack_sample, detect_onsets
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.timing.guide.guide import candidates_of_sound
from foleystudio.engine.timing.guide.hearing_net import has_hearing_model

_CERTAIN = 0.75  # probability
_PICKING = PeakPicking(delta=0.12)  # readier than the timing's: what is not clear is sorted out below
_WINDOW_S = 0.03  # before and after an attack, whose levels are compared
_LEAST_RISE_DB = 12.0  # from one to the other
_LEAST_PEAK_DB = -20.0  # of the sound's own
_APART_S = 0.03  # nearer ones are one hit
_FLOOR = 1e-5  # -100 dB: levels of silence can be compared too

NEAR_S = 0.06
"""An event this near to a hit speaks for it."""


def clear_hits(mono: Wave, rate_hz: int) -> NDArray[np.float64]:
    """Instants at which the hearing net is beyond reasonable doubt about a hit within 20 dB of the loudest.

    Where the net is not installed: at which the sound rises by 12 dB at once, to within 20 dB of its loudest.

    Parameters
    ----------
    mono
        ``float32 [N]``.
    rate_hz
        Its rate.

    Returns
    -------
    ``float64 [n]``: seconds, rising.
    """
    if not has_hearing_model():
        return _sharp_rises(mono, rate_hz)
    certain = candidates_of_sound(Sound(mono[:, None], rate_hz)).events(1.0 - _CERTAIN)
    return np.array([e.time_s for e in certain if not e.fades_in and e.strength >= 10 ** (_LEAST_PEAK_DB / 20)])


def _sharp_rises(mono: Wave, rate_hz: int) -> NDArray[np.float64]:
    """Without the net; 30 ms apart at least."""
    loudest = float(np.abs(mono).max(initial=0.0))
    window = round(_WINDOW_S * rate_hz)
    found: list[float] = []
    for onset_s in detect_onsets(mono, rate_hz, _PICKING):
        at = attack_sample(mono, rate_hz, float(onset_s))
        before, after = mono[max(0, at - window) : at], mono[at : at + window]
        rise_db = 20 * np.log10((_level(after) + _FLOOR) / (_level(before) + _FLOOR))
        peak_db = 20 * np.log10((float(np.abs(after).max(initial=0.0)) + _FLOOR) / (loudest + _FLOOR))
        is_new = not found or at / rate_hz - found[-1] >= _APART_S
        if is_new and rise_db >= _LEAST_RISE_DB and peak_db >= _LEAST_PEAK_DB:
            found.append(at / rate_hz)
    return np.array(found)


def left_out(hits_s: NDArray[np.float64], events_s: Sequence[float]) -> tuple[float, ...]:
    """Those hits that no event is near to, in order."""
    if not len(events_s):
        return tuple(float(at) for at in hits_s)
    events = np.asarray(events_s)
    return tuple(float(at) for at in hits_s if np.abs(events - at).min() > NEAR_S)


def _level(part: Wave) -> float:
    return float(np.sqrt(np.mean(np.square(part)))) if len(part) else 0.0
