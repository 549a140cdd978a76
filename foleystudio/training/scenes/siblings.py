"""Siblings: how an object is played when it is recorded to be a reference."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, SoundObject
from foleystudio.training.scenes.processes import PROCESSES, draw_events
from foleystudio.training.scenes.rooms import Room

_MOST, _ALL = 0.9, 0.999
"""Shares of a hit's energy: when the next one may begin, and when it has rung out (30 dB)."""
_KEPT_UP = 0.8  # probability that the reference of what is to be kept up is kept up too
_RUNG_OUT = 0.9  # probability below which hits ring out; above, it is a dense passage
_LONGEST_S = 6.0  # of a reference with its last hit's ringing


@dataclass(frozen=True)
class HitLength:
    """How long an object's hit is heard, in its room.

    Parameters
    ----------
    most_s
        Until nine tenths of its energy have been heard.
    all_s
        Until it has rung out.
    """

    most_s: float
    all_s: float

    @classmethod
    def of(cls, thing: SoundObject, room: Room, seed: int) -> HitLength:
        """Of one full hit; the seed's own draws are left alone."""
        hit = thing.strike(1.0, np.random.default_rng((seed, 1)))
        ringing = np.concatenate([hit, np.zeros(len(room.response) - 1, dtype=np.float32)])
        energy = np.cumsum(np.square(room.heard(ringing), dtype=np.float64))
        most, everything = np.searchsorted(energy, np.array([_MOST, _ALL]) * energy[-1])
        return cls(float(most) / SCENE_RATE_HZ, float(everything) / SCENE_RATE_HZ)


@dataclass(frozen=True)
class Played:
    """What is played for a recording of a length."""

    events: EventTrack
    duration_s: float


def apart(events: EventTrack, gap_s: float) -> EventTrack:
    """The events that begin no sooner than this after the last: nobody cries twelve times a second."""
    kept: list[Event] = []
    for event in events:
        if not kept or event.time_s - kept[-1].time_s >= gap_s:
            kept.append(event)
    return EventTrack(tuple(kept), events.source)


def draw_sibling_events(length: HitLength, kept_up: bool | None, rng: np.random.Generator) -> Played:
    """What is played for a reference, the loudest event at full strength.

    References are recorded to be used: a hit or a few that ring out, now and then a dense passage; and what is to be
    kept up is mostly kept up in them too.

    Parameters
    ----------
    length
        Of the object's hits.
    kept_up
        Whether the reference is for events that are kept up; None when the object is never kept up.
    rng
        Draws everything.
    """
    drawn = rng.random()
    if kept_up and drawn < _KEPT_UP:
        return Played(_at_full_strength(draw_events(4.0, "sustained", rng)), 4.0)
    if drawn >= _RUNG_OUT:
        duration_s = float(rng.uniform(1, 4))
        events = apart(draw_events(duration_s, str(rng.choice(PROCESSES)), rng), length.most_s)
        if kept_up is None:
            events = events.struck()
        if any(event.time_s < duration_s - length.most_s for event in events):
            return Played(_at_full_strength(events), duration_s)
    return _rung_out(length, rng)


def _rung_out(length: HitLength, rng: np.random.Generator) -> Played:
    count = int(rng.choice((1, 1, 2, 3, 4)))
    gaps = np.maximum(rng.uniform(0.35, 1.5, count), length.all_s)
    times = 0.02 + np.cumsum(gaps) - gaps[0]
    times = times[times < max(1.0, _LONGEST_S - length.all_s)]
    strengths = np.clip(np.exp(0.3 * rng.standard_normal(len(times))), 0.3, 1.0)
    events = EventTrack(tuple(Event(float(t), float(s)) for t, s in zip(times, strengths, strict=True)))
    return Played(_at_full_strength(events), float(times[-1] + max(rng.uniform(0.4, 2.5), length.all_s)))


def _at_full_strength(events: EventTrack) -> EventTrack:
    """The loudest event at strength 1: a reference's loudest hit is what its strengths are told by."""
    loudest = max(event.strength for event in events)
    return EventTrack(tuple(replace(event, strength=event.strength / loudest) for event in events))
