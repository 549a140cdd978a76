"""Things kept up: as the studio plays such events, with what the thing itself sounds like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.exemplar.levels import level_curve
from foleystudio.engine.exemplar.sustained import SustainedSound
from foleystudio.engine.exemplar.voice import RELEASE_S, Voice
from foleystudio.engine.timing.guide import events_of_sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import to_samples
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono, SoundObject

_RING_OF_STRUCK = 0.5
"""What a struck thing is kept up with, beside its strokes: the studio lets it stand back by 0.4 to 0.6."""
_OPENING_S = 0.05
_LEAST_OPENING = 0.05
_ONSET_S = 0.008
_STROKE_S = 0.35
_HANDOVER_S = 0.16
_TILE_S = 1
_LEVEL_WINDOW_S = 0.04
_FLAT = 0.4
_POINT_S = 0.05


def keep_up(thing: SoundObject, event: Event, rng: np.random.Generator) -> Mono:
    """An attack and then what the thing is kept up with, both led along the event's envelope: float32 [N].

    The attack is a strike of what is struck, and a quick onset of what hums or scrapes.
    """
    opening = max(_LEAST_OPENING, *(_level_at(event, share * _OPENING_S) for share in (0.0, 0.5, 1.0)))
    strength = event.strength * opening
    if thing.sustains:
        hit = _quick(thing.sustain(_STROKE_S, rng)) * np.float32(strength)
    else:
        hit = thing.strike(strength, rng)
    sustain = max(1, to_samples(event.sustain_s, SCENE_RATE_HZ))
    sounding = sustain + round(RELEASE_S * SCENE_RATE_HZ)
    hit = hit[: sounding + to_samples(_HANDOVER_S, SCENE_RATE_HZ)]
    level = float(level_curve(hit[:, None], SCENE_RATE_HZ, _LEVEL_WINDOW_S).max(initial=0.0))
    # The attack is scaled to the envelope's opening, so that it comes out as it was struck.
    voice = Voice(
        0, 0, sounding, 0, 0, gain=level / opening, cents=0, sustain=sustain, envelope=event.envelope, follow=1.0
    )
    texture = _OwnTexture(lambda: thing.sustain(event.sustain_s + 2 * RELEASE_S, rng))
    ring = 1.0 if thing.sustains else _RING_OF_STRUCK
    sound = SustainedSound(hit[:, None], 0, texture, ring, voice, SCENE_RATE_HZ)
    tiles = [sound.tile(number) for number in range(-(-sounding // (_TILE_S * SCENE_RATE_HZ)))]
    return np.ascontiguousarray(np.concatenate(tiles)[:sounding, 0])


def as_guided(events: EventTrack, sound: Mono) -> EventTrack:
    """What the studio hears in a sound that was made on these events; the events themselves where it hears nothing.

    A guide's hits are kept up for as long as they ring, along envelopes that are another thing's.
    """
    heard = events_of_sound(Sound(np.ascontiguousarray(sound[:, None]), SCENE_RATE_HZ))
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


def _level_at(event: Event, seconds: float) -> float:
    points = np.linspace(0.0, event.sustain_s, len(event.envelope))
    return float(np.interp(seconds, points, event.envelope)) if event.envelope else 1.0


def _quick(wave: Mono) -> Mono:
    n = min(len(wave), round(_ONSET_S * SCENE_RATE_HZ))
    wave = wave.copy()
    wave[:n] *= np.linspace(0, 1, n, dtype=np.float32)
    return wave


class _OwnTexture:
    """What a thing is kept up with, at an RMS of 1; made when it is first heard."""

    channels = 1

    def __init__(self, make: Callable[[], Mono]) -> None:
        self._make = make
        self._samples: Mono | None = None

    def read(self, seed: int, start: int, stop: int) -> Wave:  # noqa: ARG002 - one voice alone reads it
        """Samples ``[start, stop)``, silence past its end."""
        if self._samples is None:
            made = self._make()
            self._samples = made / np.float32(max(1e-6, float(np.sqrt(np.mean(np.square(made))))))
        out = np.zeros((stop - start, 1), dtype=np.float32)
        part = self._samples[start:stop]
        out[: len(part), 0] = part
        return out
