"""A guide read without a net: onsets by spectral flux, and how the level goes on after them.

What the studio falls back on where the hearing net is not installed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_HOP, ONSET_RATE_HZ, PeakPicking, attack_sample, onset_strength, peak_pick
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.timing.guide.entry import entry_hit_s
from foleystudio.engine.timing.guide.loudness_envelope import (
    LEVEL_STEP_S,
    EventSegment,
    Levels,
    active_regions,
    curve_of,
    event_segments,
    noise_gated_envelope,
)
from foleystudio.engine.timing.guide.reading import GuideReader, mono_of
from foleystudio.media.sound.choice import SILENCE_PEAK
from foleystudio.project.events import Event, EventTrack

_PICKING = PeakPicking(delta=0.3)
_NEIGHBOURHOOD_S = 15.0  # a hit is weighed against the strongest within this
_QUIETEST_SHARE = 0.35  # ... which counts as at least this much of the clip's strongest
_LEAST_RISE_DB = 1.0  # rises that steady noise makes by itself stay below
_ENTRY_RISE_DB = 4.2  # ... but for the first window that a sound enters already running
_ENTRY_COLUMNS = 4  # of onset strength: the first that windows reach before the clip's beginning
_ENTRY_SEEN_S = 0.1  # a rise that is reported by then is of a hit at the very beginning
_ENVELOPE_STEP_S = 0.02  # between points of an envelope
_INAUDIBLE = 0.003  # of the loudest: such a region without a hit is left out
_SHORTEST_ENTRY_S = 0.3  # what was running before the clip is no event when a hit ends it sooner
_FAINTEST_ENTRY = 0.1  # ... nor when it is so much softer than the loudest: the room, or what a hit before has left
_BARE_HIT_S = 0.06  # what lasts no longer is a hit without sustain

Refine = Callable[[list[float]], list[float]]
"""Takes rough onset times, answers the instants at which their attacks begin, seconds."""


def events_of_flux(sound: Sound) -> EventTrack:
    """Events of a sound that fits in memory: one for each onset, and one for each region that swells up without.

    Each event's strength is its loudest level relative to the loudest of the sound (linear amplitude); its envelope
    follows the level until the next event or until nothing is left. Silence and steady noise give no onsets.
    """
    mono = mono_of(sound.samples)
    low = resample(mono, sound.rate_hz, ONSET_RATE_HZ)
    return _events(low, lambda onsets: [attack_sample(mono, sound.rate_hz, t) / sound.rate_hz for t in onsets])


def flux_events(reader: GuideReader) -> EventTrack:
    """Events of a clip's own sound, read in blocks: an hour takes about half a gigabyte.

    Raises
    ------
    FoleyError
        When it cannot be decoded.
    CancelledError
        When the user cancelled.
    """
    return _events(reader.at_onset_rate(share=0.7), lambda onsets: reader.attacks(onsets, done=0.7))


def onsets_of(low: Wave) -> NDArray[np.float64]:
    """Rough onset times of a sound at ``ONSET_RATE_HZ``, weighed against what is around them, seconds."""
    rising = _rising(low)
    entry_s = None if (rising < _ENTRY_SEEN_S).any() else entry_hit_s(low)
    return rising if entry_s is None else np.concatenate([[entry_s], rising])


def _rising(low: Wave) -> NDArray[np.float64]:
    strength = onset_strength(low)
    if float(strength[:_ENTRY_COLUMNS].max(initial=0.0)) < _ENTRY_RISE_DB:
        strength[:_ENTRY_COLUMNS] = 0.0
    strongest = float(strength.max(initial=0.0))
    if strongest < _LEAST_RISE_DB:
        return np.zeros(0)
    around = np.maximum(_running_max(strength), np.float32(_QUIETEST_SHARE * strongest))
    peaks = peak_pick((strength / around).astype(np.float32), _PICKING)
    rises = np.array([strength[p] - strength[max(0, p - 4) : p + 5].mean() for p in peaks])
    kept = peaks[rises >= _LEAST_RISE_DB] if len(peaks) else peaks
    return kept.astype(np.float64) * (ONSET_HOP / ONSET_RATE_HZ)


def _running_max(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Largest value within ``_NEIGHBOURHOOD_S``, found block by block."""
    reach = round(_NEIGHBOURHOOD_S * ONSET_RATE_HZ / ONSET_HOP)
    out = np.empty_like(values)
    step = max(1, reach // 16)
    for first in range(0, len(values), step):
        out[first : first + step] = values[max(0, first - reach) : first + step + reach].max()
    return out


def _events(low: Wave, refine: Refine) -> EventTrack:
    if np.abs(low).max(initial=0.0) <= SILENCE_PEAK:
        return EventTrack((), source="guide")
    levels = noise_gated_envelope(low)
    if levels.is_silent:
        return EventTrack((), source="guide")
    attacks = refine([float(t) for t in onsets_of(low)])
    count = len(levels.foreground_db)
    at = {min(count - 1, round(t / LEVEL_STEP_S)): t for t in attacks}
    curves = [
        (segment, curve_of(levels, segment))
        for region in active_regions(levels, sorted(at))
        for segment in event_segments(region, count)
    ]
    loudest = max((float(curve.max()) for _, curve in curves), default=0.0)
    events = (_event(segment, curve, loudest, at, levels.quiet_db) for segment, curve in curves)
    kept = tuple(e for e, (segment, _) in zip(events, curves, strict=True) if _is_heard(segment, e.strength))
    return EventTrack(kept, source="guide")


def _is_heard(segment: EventSegment, strength: float) -> bool:
    """Whether a segment is an event: a hit always, what was running before the clip when it is plainly heard."""
    if segment.is_hit or segment.first > 0:
        return segment.is_hit or strength > _INAUDIBLE
    lasts_s = (segment.last - segment.first) * LEVEL_STEP_S
    return strength > _FAINTEST_ENTRY and not (segment.hit_follows and lasts_s < _SHORTEST_ENTRY_S)


def _event(segment: EventSegment, curve: Levels, loudest_db: float, at: dict[int, float], quiet_db: float) -> Event:
    time_s = at[segment.first] if segment.is_hit else segment.first * LEVEL_STEP_S
    end_s = at[segment.last] if segment.hit_follows else segment.last * LEVEL_STEP_S
    top = float(curve.max())
    strength = min(1.0, 10 ** ((top - loudest_db) / 20))
    sounding = np.flatnonzero(curve > max(quiet_db + 1.0, top - 50.0))
    lasts_s = LEVEL_STEP_S * (int(sounding[-1]) + 1) if len(sounding) else 0.0
    if segment.is_hit and lasts_s <= _BARE_HIT_S:
        return Event(time_s, strength)
    sustain_s = max(_ENVELOPE_STEP_S, end_s - time_s)
    points = max(2, round(sustain_s / _ENVELOPE_STEP_S) + 1)
    where = np.linspace(0, len(curve) - 1, points)
    envelope = 10 ** ((np.interp(where, np.arange(len(curve)), curve) - top) / 20)
    return Event(time_s, strength, sustain_s, tuple(round(min(1.0, float(v)), 4) for v in envelope))
