"""A tap-along: clicks that are tapped with, and how late the taps come. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.timebase import STUDIO_RATE_HZ

PERIOD_S = 0.5  # between clicks, 120 a minute: easily tapped along with
CLICKS = 20  # ten seconds: some to get into it, and enough for a median
DURATION_S = PERIOD_S * CLICKS

MOST_SPREAD_S = 0.04
"""Taps that lie further apart tell nothing."""

_FIRST = 4  # clicks that are listened to
_LEAST = 8  # taps that tell anything
_EARLIEST_S = 0.15  # a tap this early still is of the click that follows
_CLICK_S = 0.03  # a click has died down by e^-5


@dataclass(frozen=True)
class TapLatency:
    """How late taps came.

    Parameters
    ----------
    offset_s
        Median, seconds; negative for taps that came early.
    spread_s
        Half of the range that the middle two thirds of them lie in.
    taps
        How many there were, without those on the clicks that are listened to.
    """

    offset_s: float
    spread_s: float
    taps: int

    @property
    def is_usable(self) -> bool:
        """Whether they were many and even enough."""
        return self.taps >= _LEAST and self.spread_s <= MOST_SPREAD_S

    @property
    def told(self) -> str:
        """For the user: what was found, and what is wrong with it."""
        if self.taps < _LEAST:
            return f"{self.taps} taps are too few: tap along with every click"
        found = f"{1000 * self.offset_s:+.0f} ms, give or take {1000 * self.spread_s:.0f} ms".replace("-", "−")
        return found if self.is_usable else f"{found}: too uneven to be of use; try again"


def clicks() -> Wave:
    """The sound to tap along with: ``float32 [N, 2]`` at the studio rate, the first of each four clicks higher."""
    wave = np.zeros((round(DURATION_S * STUDIO_RATE_HZ), 2), np.float32)
    t = np.arange(round(_CLICK_S * STUDIO_RATE_HZ)) / STUDIO_RATE_HZ
    for number in range(CLICKS):
        pitch_hz = 1600.0 if number % 4 == 0 else 1000.0
        click = 0.4 * np.sin(2 * np.pi * pitch_hz * t) * np.exp(-t / 0.006)
        start = round(number * PERIOD_S * STUDIO_RATE_HZ)
        wave[start : start + len(t)] = click.astype(np.float32)[:, None]
    return wave


def latency_of(taps_s: Sequence[float]) -> TapLatency:
    """How late taps came, each given by where in the sound it was heard to be (seconds)."""
    late = []
    for tap_s in taps_s:
        number = int((tap_s + _EARLIEST_S) // PERIOD_S)
        if _FIRST <= number < CLICKS:
            late.append(tap_s - number * PERIOD_S)
    if not late:
        return TapLatency(0.0, 0.0, 0)
    low, high = np.percentile(late, (100 / 6, 500 / 6))
    return TapLatency(median(late), float(high - low) / 2, len(late))
