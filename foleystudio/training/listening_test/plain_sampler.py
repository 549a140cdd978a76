"""The plain sampler that every renderer has to beat: it pastes the whole recording at each event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.project.events import EventTrack

Mono = NDArray[np.floating[Any]]

_REACH_S = 0.01  # levels before and after an attack are of 10 ms
_ATTACK_SHARE = 0.15  # of the way from what was before to the peak: there an attack begins


def sampled(events: EventTrack, references: Sequence[Sound], duration_s: float, seed: int = 0) -> Sound:
    """Every event gets a whole recording, its main hit on the event, its strength as gain; several in random turn."""
    rate_hz = references[0].rate_hz
    generator = np.random.default_rng(seed)
    out = np.zeros((round(duration_s * rate_hz), max(sound.channels for sound in references)), dtype=np.float32)
    leads = [main_hit(sound.mono(), rate_hz) for sound in references]
    turn: list[int] = []
    for event in events:
        turn = turn or [int(n) for n in generator.permutation(len(references))]
        number = turn.pop()
        start = round(event.time_s * rate_hz) - leads[number]
        piece = references[number].samples[max(0, -start) :]
        start = max(0, start)
        piece = piece[: max(0, len(out) - start)]
        out[start : start + len(piece)] += np.float32(event.strength) * piece
    return Sound(out, rate_hz)


def windowed_rms(mono: Mono, window: int) -> NDArray[np.float64]:
    """RMS of every stretch of ``window`` samples, by its first sample; ``float64 [max(0, N - window + 1)]``."""
    power = np.concatenate([[0.0], np.cumsum(np.square(mono, dtype=np.float64))])
    return np.asarray(np.sqrt(np.maximum(power[window:] - power[:-window], 0.0) / window))


def main_hit(mono: Mono, rate_hz: int) -> int:
    """Sample at which the strongest attack begins: where the RMS of 10 ms rises most over that of the 10 ms before."""
    return attack_begin(mono, int(np.argmax(rises(mono, rate_hz))), rate_hz)


def rises(mono: Mono, rate_hz: int) -> NDArray[np.float64]:
    """Rise of the RMS of 10 ms over that of the 10 ms before, at every sample; ``float64 [N + 1]``."""
    reach = round(_REACH_S * rate_hz)
    level = windowed_rms(np.concatenate([np.zeros(reach), mono, np.zeros(reach)]), reach)
    return np.asarray((level[reach:] - level[:-reach])[: len(mono) + 1])


def attack_begin(mono: Mono, near: int, rate_hz: int, before_s: float = 0.03, after_s: float = 0.015) -> int:
    """Sample at which the attack near a sample begins: from which on the level stays above a share of its peak.

    The share (15 %) is of the way from what was before to the peak. The level is the RMS of the last 1 ms, held over
    10 ms, so that the zero crossings of a low tone are no beginnings; of that 1 ms the first sample that is as loud.
    """
    window, hold = round(0.001 * rate_hz), round(_REACH_S * rate_hz)
    first, stop = max(0, near - round(before_s * rate_hz)), min(len(mono), near + round(after_s * rate_hz))
    run_up = min(first, hold + window)
    level = windowed_rms(np.pad(mono[first - run_up : stop], (window - 1, 0)), window)
    held = _held(level, hold)[run_up:]
    if not len(held) or held.max() <= 0:
        return near
    peak = int(np.argmax(held >= held.max()))
    floor = float(held[: peak + 1].min())
    least = floor + _ATTACK_SHARE * (float(held[peak]) - floor)
    below = np.flatnonzero(held[: peak + 1] < least)
    risen = first + (int(below[-1]) + 1 if len(below) else 0)
    last = np.abs(mono[max(0, risen - window + 1) : risen + 1])
    return max(0, risen - window + 1) + int(np.argmax(last >= min(least, float(last.max(initial=0.0)))))


def _held(level: NDArray[np.float64], hold: int) -> NDArray[np.float64]:
    padded = np.concatenate([np.zeros(hold - 1), level])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, hold).max(axis=1))
