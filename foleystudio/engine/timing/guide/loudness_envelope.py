"""How loud a guide sound is over time, what of it is background, and the level curve an event follows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.envelope import amplitude_to_db, rms

Levels = NDArray[np.float32]

LEVEL_HOP = 220
"""Samples at ``ONSET_RATE_HZ`` between two levels: 10 ms."""

LEVEL_STEP_S = LEVEL_HOP / ONSET_RATE_HZ
_LEVEL_WINDOW = 2 * LEVEL_HOP  # samples: every column shares half with the next

_DEEPEST_DB = 60.0  # further below the loud parts nothing is followed
_STEADY_DB = 4.0  # a background whose quiet quarter spreads less is taken for noise
_SUBTRACT = 1.25  # times the background that is taken off
_KEPT_DB = -10.0  # what of the background stays under the events, so that they do not start from nothing
_LIVE_DB = 3.5  # above the background something is going on
_REACH_S = 0.25  # how long a region fades in and out
_HOLD_S = 1.0  # quieter than this long, and the region is over
_RISE_DB = 1.5  # a level step: what rises faster after a hit would be heard as another
_SHORTEST_S = 0.08  # a region without a hit that is shorter is none
_DIP_DB = 6.0  # before the next hit; deeper ones let a measure count more hits, and a listener hear holes in rain
_FADED_DB = -70.0  # below the top: where a fade begins


@dataclass(frozen=True, eq=False)
class GuideLevels:
    """A guide's level every ``LEVEL_STEP_S``, in decibels, with the background taken off.

    Parameters
    ----------
    foreground_db
        ``float32 [M]``: level of what is not background.
    live
        ``bool [M]``: where it stands out.
    quiet_db
        The foreground's lowest value.
    """

    foreground_db: Levels
    live: NDArray[np.bool_]
    quiet_db: float

    @property
    def is_silent(self) -> bool:
        """Whether nothing stands out anywhere."""
        return not bool(self.live.any())


def noise_gated_envelope(mono: Wave) -> GuideLevels:
    """Levels of a sound at ``ONSET_RATE_HZ``.

    The background is the level under which the sound rarely falls: when its quiet quarter is steady it is noise
    and is taken off, otherwise the sound has no background worth the name and is followed as it is.
    """
    level = rms(mono, _LEVEL_WINDOW, LEVEL_HOP)
    level_db = amplitude_to_db(level)
    heard = level_db[level_db > -95.0]
    if not len(heard):
        return GuideLevels(level_db, np.zeros(len(level), np.bool_), -100.0)
    p5, p10, p25, p95 = (float(q) for q in np.percentile(heard, [5, 10, 25, 95]))
    steady = p25 - p5 < _STEADY_DB
    background_db = max(p10 + 1.0 if steady else p5 - 6.0, p95 - _DEEPEST_DB, -90.0)
    background = 10 ** (background_db / 20)
    kept = background * 10 ** (_KEPT_DB / 20)
    left = np.sqrt(np.maximum(np.square(level) - (_SUBTRACT * background) ** 2, kept**2))
    return GuideLevels(amplitude_to_db(left), level_db > background_db + _LIVE_DB, background_db + _KEPT_DB)


@dataclass(frozen=True)
class ActiveRegion:
    """Where the guide sounds, silence around it; first and last level, inclusive."""

    first: int
    last: int
    hits: tuple[int, ...]


def active_regions(levels: GuideLevels, hits: list[int]) -> list[ActiveRegion]:
    """Regions in which the guide stands out or is hit, apart by more than ``_HOLD_S`` of background."""
    busy = np.unique(np.concatenate([np.flatnonzero(levels.live), np.array(hits, dtype=np.int64)])).astype(np.int64)
    if not len(busy):
        return []
    breaks = np.flatnonzero(np.diff(busy) > _HOLD_S / LEVEL_STEP_S)
    firsts = busy[np.concatenate([[0], breaks + 1])]
    lasts = busy[np.concatenate([breaks, [len(busy) - 1]])]
    spans = zip(firsts.tolist(), lasts.tolist(), strict=True)
    regions = [ActiveRegion(a, b, tuple(h for h in hits if a <= h <= b)) for a, b in spans]
    return [r for r in regions if r.hits or (r.last - r.first) * LEVEL_STEP_S >= _SHORTEST_S]


def fade_steps() -> int:
    """Levels that a region takes to fade in or out."""
    return round(_REACH_S / LEVEL_STEP_S)


@dataclass(frozen=True)
class EventSegment:
    """The levels of one event, ``[first, last]``; what happens at its ends shapes its curve."""

    first: int
    last: int
    is_hit: bool
    hit_follows: bool
    ends_region: bool


def event_segments(region: ActiveRegion, count: int) -> list[EventSegment]:
    """One segment for each hit of a region, and one for what sounds before its first hit."""
    reach = fade_steps()
    start = 0 if region.first < reach + 10 else region.first - reach
    stop = min(count - 1, region.last + reach)
    hits = [h for h in region.hits if h < stop]
    bounds = [*([start] if not hits or hits[0] > start else []), *hits, stop]
    return [
        EventSegment(a, b, a in region.hits, b in region.hits, b == stop and stop < count - 1)
        for a, b in pairwise(bounds)
        if b > a
    ]


def curve_of(levels: GuideLevels, segment: EventSegment) -> Levels:
    """The level an event follows, in decibels, a value every ``LEVEL_STEP_S``.

    After a hit it may fall at once and rise only slowly: a quick rise would be a hit of its own. It dips just before
    the next hit so that this one stands out, and what does not begin with a hit fades in: at once, where the sound was
    running before the clip began.
    """
    curve = levels.foreground_db[segment.first : segment.last + 1].astype(np.float64)
    reach = min(fade_steps(), len(curve) - 1)
    rise_db = _RISE_DB
    if segment.is_hit:
        curve[0] = curve[:5].max()
    elif segment.first > 0:
        ramp = _FADED_DB * (1 - np.arange(reach + 1) / reach)
        curve[: reach + 1] = np.minimum(curve[: reach + 1], curve[reach]) + ramp
        rise_db = -_FADED_DB / reach
    steps = np.arange(len(curve)) * rise_db
    curve = np.minimum.accumulate(curve - steps) + steps
    if not segment.is_hit and segment.first == 0:
        curve[0] = min(curve[0], curve.max() + _FADED_DB)
    if segment.hit_follows:
        dip = min(6, len(curve) // 2)
        curve[len(curve) - 1 - dip :] = np.minimum(
            curve[len(curve) - 1 - dip :], curve[-1 - dip] - np.linspace(0, _DIP_DB, dip + 1)
        )
    if segment.ends_region:
        curve[-reach - 1 :] = np.minimum(curve[-reach - 1 :], curve[-reach - 1] - np.linspace(0, 40, reach + 1))
    shaped: Levels = curve.astype(np.float32)
    return shaped
