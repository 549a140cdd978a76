"""Performances: an object played on an event track in a room; siblings and transfer pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.timebase import to_samples
from foleystudio.training.scenes.catalogue import Recording, draw_object
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono, SoundObject
from foleystudio.training.scenes.processes import PROCESSES, draw_events
from foleystudio.training.scenes.rooms import Room
from foleystudio.training.scenes.siblings import HitLength, apart, draw_sibling_events
from foleystudio.training.scenes.sustained_events import as_guided, keep_up, with_envelopes

# between which the room's noise lies below a reference: from a phone's to a studio's
_REFERENCE_ABOVE_NOISE_DB = (22.0, 70.0)
_TARGET_ABOVE_NOISE_DB = (15.0, 60.0)
"""How far a full hit's peak lies above the background's rms."""
_ONLY_STRUCK = 0.7
"""How often what cannot be kept up by itself is only struck, not scraped, rolled or looped."""
_GUIDED = 0.35
"""How often a scene's events are told as a guide tells them ..."""
_GUIDED_BY_ITS_LIKE = 0.6
"""... and how often by the sound of the same thing, with its own decay."""


@dataclass(frozen=True, eq=False)
class SoundScene:
    """What one training example hears; all waves float32 [N] mono at ``SCENE_RATE_HZ``.

    Parameters
    ----------
    target
        The object on the scene's events.
    second
        The same once more, other hits: the ceiling that no net can pass.
    sibling
        Another performance of the object, on events of its own, the loudest at full strength: the reference.
    background
        What is heard behind the target; not always what is heard behind the sibling.
    events
        The scene's events.
    kind
        What the object is.
    """

    target: Mono
    second: Mono
    sibling: Mono
    background: Mono
    events: EventTrack
    kind: str


def perform(thing: SoundObject, events: EventTrack, n_samples: int, rng: np.random.Generator) -> Mono:
    """Play an object on events, dry: float32 [N]; what rings past the end is cut."""
    out = np.zeros(n_samples, dtype=np.float32)
    for event in events:
        start = to_samples(event.time_s, SCENE_RATE_HZ)
        if start >= n_samples:
            continue
        wave = keep_up(thing, event, rng) if event.sustain_s else thing.strike(event.strength, rng)
        n = min(len(wave), n_samples - start)
        out[start : start + n] += wave[:n]
    return out


def object_of_scene(seed: int, recordings: Sequence[Recording] = ()) -> SoundObject:
    """What sounds in the scene of a seed, for whoever has to know before the scene is drawn."""
    return draw_object(np.random.default_rng(seed), recordings)


def draw_sound_scene(
    seed: int,
    duration_s: float,
    recordings: Sequence[Recording] = (),
    given: EventTrack | None = None,
    filmed: bool = False,
) -> SoundScene:
    """One scene's sound, the same for the same arguments.

    Parameters
    ----------
    seed
        Draws the object, the room, the events and every hit.
    duration_s
        Length of target, second performance and background; the sibling is 1-4 s.
    recordings
        One-shots of which objects may be made.
    given
        The scene's events, when something else (a picture) has decided them.
    filmed
        Always with the room's own background behind the target, as clips from a camera have it.
    """
    rng = np.random.default_rng(seed)
    thing = draw_object(rng, recordings)  # first of all: object_of_scene relies on it
    room = Room.draw(rng)
    wanted = "sustained" if thing.sustains and rng.random() < 0.6 else str(rng.choice(PROCESSES))
    length = HitLength.of(thing, room, seed)
    events = draw_events(duration_s, wanted, rng) if given is None else given
    only_struck = not thing.sustains and rng.random() < _ONLY_STRUCK
    if only_struck:
        events = events.struck()
    kept_up = None if only_struck else any(event.sustain_s for event in events)
    if given is None:
        events = _told(thing, apart(events, length.most_s), duration_s, recordings, rng)
    n = to_samples(duration_s, SCENE_RATE_HZ)
    level = np.float32(10 ** (rng.uniform(-20, -3) / 20))

    def heard(track: EventTrack, length: int) -> Mono:
        return room.heard(perform(thing, track, length, rng)) * level

    level_db = 20 * math.log10(level)
    room = _at_level(room, level_db - rng.uniform(*_REFERENCE_ABOVE_NOISE_DB))
    behind = replace(room, noise_db=level_db) if filmed else _behind_the_target(room, rng)
    target_room = _at_level(behind, level_db - rng.uniform(*_TARGET_ABOVE_NOISE_DB))
    played = draw_sibling_events(length, kept_up, rng)
    sibling = heard(played.events, to_samples(played.duration_s, SCENE_RATE_HZ))
    background = target_room.background(n, rng)
    return SoundScene(
        target=heard(events, n) + background,
        second=heard(events, n) + target_room.background(n, rng),
        sibling=sibling + room.background(len(sibling), rng),
        background=background,
        events=events,
        kind=thing.kind,
    )


def _told(
    thing: SoundObject, events: EventTrack, duration_s: float, recordings: Sequence[Recording], rng: np.random.Generator
) -> EventTrack:
    """The events as they are drawn, or as a guide tells them that was made on them by the same thing or by another."""
    if rng.random() < _GUIDED:
        other = thing if rng.random() < _GUIDED_BY_ITS_LIKE else draw_object(rng, recordings)
        sound = perform(other, with_envelopes(events, rng), to_samples(duration_s, SCENE_RATE_HZ), rng)
        events = as_guided(events, sound)
    return with_envelopes(events, rng)


def _at_level(room: Room, noise_db: float) -> Room:
    """A room whose background, if it has one, lies at this level."""
    return replace(room, noise_db=noise_db) if math.isfinite(room.noise_db) else room


def _behind_the_target(room: Room, rng: np.random.Generator) -> Room:
    """The sibling's background, another, or none: the background is asked for, not copied from the reference."""
    drawn = rng.random()
    if drawn < 0.3:
        return room
    return replace(room, noise_db=-np.inf) if drawn < 0.7 else Room.draw(rng)
