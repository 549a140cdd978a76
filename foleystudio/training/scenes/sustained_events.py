"""Things kept up: as the studio plays such events, with what the thing itself sounds like."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.fades import fade_in
from foleystudio.engine.exemplar.voices.sustained import SustainedSound
from foleystudio.engine.exemplar.voices.voice import RELEASE_S, Voice
from foleystudio.engine.timing.guide.flux import events_of_flux
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import to_samples
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono, SoundObject

_ONSET_S = 0.008  # over which it fades in: no click
_FLAT = 0.4  # share of events whose level stays the same
_POINT_S = 0.05  # between points of an envelope


def keep_up(thing: SoundObject, event: Event, rng: np.random.Generator) -> Mono:
    """What a thing does while an event goes on: float32 [N].

    What hums or scrapes does so along the event's envelope. What is struck rings by itself: how its source went on is
    another thing's.
    """
    if not thing.sustains:
        return thing.strike(event.strength, rng)
    sustain = max(1, to_samples(event.sustain_s, SCENE_RATE_HZ))
    sounding = sustain + round(RELEASE_S * SCENE_RATE_HZ)
    texture = _OwnTexture(fade_in(thing.sustain(sounding / SCENE_RATE_HZ, rng), to_samples(_ONSET_S, SCENE_RATE_HZ)))
    voice = Voice(
        0, 0, sounding, 0, 0, gain=event.strength, cents=0, sustain=sustain, envelope=event.envelope, follow=1.0
    )
    return np.ascontiguousarray(SustainedSound(texture, voice, SCENE_RATE_HZ).read(0, sounding)[:, 0])


def as_guided(events: EventTrack, sound: Mono) -> EventTrack:
    """What the studio hears in a sound that was made on these events; the events themselves where it hears nothing.

    A guide's hits are kept up for as long as they ring, along envelopes that are another thing's.
    """
    heard = events_of_flux(Sound(np.ascontiguousarray(sound[:, None]), SCENE_RATE_HZ))
    softest = min((event.strength for event in events), default=0.0)
    kept = tuple(event for event in heard if event.strength >= 0.5 * softest)
    return EventTrack(kept, events.source) if kept else events


def with_envelopes(events: EventTrack, rng: np.random.Generator) -> EventTrack:
    """Most of what is kept up as a guide would have it: dying away, swelling or uneven."""
    return replace(events, events=tuple(_shaped(event, rng) if event.sustain_s else event for event in events))


def _shaped(event: Event, rng: np.random.Generator) -> Event:
    if event.envelope or rng.random() < _FLAT:
        return event
    count = max(2, round(event.sustain_s / _POINT_S) + 1)
    share = np.linspace(0.0, 1.0, count)
    depth_db = rng.uniform(6, 40)
    kind = rng.random()
    if kind < 0.5:  # dying away, at first or to the end
        level_db = -depth_db * share ** rng.uniform(0.4, 1.5)
    elif kind < 0.65:
        level_db = -depth_db * (1 - share) ** rng.uniform(1.0, 3.0)
    else:
        walk = np.cumsum(rng.standard_normal(count)) * np.sqrt(_POINT_S / event.sustain_s)
        level_db = np.maximum(0.5 * depth_db * walk, -40.0)
    envelope = 10 ** ((level_db - level_db.max()) / 20)
    return replace(event, envelope=tuple(round(float(level), 4) for level in envelope))


class _OwnTexture:
    """What a thing is kept up with, at its own level."""

    channels = 1

    def __init__(self, samples: Mono) -> None:
        self._samples = samples

    def read(self, seed: int, start: int, stop: int) -> Wave:  # noqa: ARG002 - one voice alone reads it
        """Samples ``[start, stop)``, silence past its end."""
        out = np.zeros((stop - start, 1), dtype=np.float32)
        part = self._samples[start:stop]
        out[: len(part), 0] = part
        return out
