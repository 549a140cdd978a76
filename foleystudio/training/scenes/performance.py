"""Performances: an object played on an event track in a room; siblings and transfer pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.timebase import to_samples
from foleystudio.training.scenes.catalogue import Recording, draw_object
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono, SoundObject
from foleystudio.training.scenes.processes import PROCESSES, draw_events
from foleystudio.training.scenes.rooms import Room


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
        Another performance of the object, on events of its own: the reference.
    hit
        One loud hit of the object, its attack on sample 0: what a template is made of.
    background
        The room with nothing happening.
    events
        The scene's events.
    kind
        What the object is.
    """

    target: Mono
    second: Mono
    sibling: Mono
    hit: Mono
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
        if event.sustain_s and thing.sustains:
            wave = thing.sustain(event.sustain_s, rng) * np.float32(event.strength)
            fade = min(len(wave) // 2, int(0.02 * SCENE_RATE_HZ))
            ramp = np.linspace(0, 1, fade, dtype=np.float32)
            wave[:fade] *= ramp
            wave[len(wave) - fade :] *= ramp[::-1]
        else:
            wave = thing.strike(event.strength, rng)
        n = min(len(wave), n_samples - start)
        out[start : start + n] += wave[:n]
    return out


def draw_sound_scene(seed: int, duration_s: float, recordings: Sequence[Recording] = ()) -> SoundScene:
    """One scene's sound, the same for the same seed and recordings.

    Parameters
    ----------
    seed
        Draws the object, the room, the events and every hit.
    duration_s
        Length of target, second performance and background; the sibling is 1-4 s.
    recordings
        One-shots of which objects may be made.
    """
    rng = np.random.default_rng(seed)
    thing, room = draw_object(rng, recordings), Room.draw(rng)
    wanted = "sustained" if thing.sustains and rng.random() < 0.6 else str(rng.choice(PROCESSES))
    events = draw_events(duration_s, wanted, rng)
    n = to_samples(duration_s, SCENE_RATE_HZ)
    sibling_s = float(rng.uniform(1, 4))
    sibling_events = draw_events(sibling_s, str(rng.choice(PROCESSES)), rng)
    level = np.float32(10 ** (rng.uniform(-20, -3) / 20))
    n_sibling = to_samples(sibling_s, SCENE_RATE_HZ)

    def heard(track: EventTrack, length: int) -> Mono:
        return room.heard(perform(thing, track, length, rng)) * level

    background = room.background(n, rng)
    sibling = heard(sibling_events, n_sibling)
    if not np.any(sibling):
        sibling = heard(draw_events(sibling_s, "rhythmic", rng), n_sibling)
    return SoundScene(
        target=heard(events, n) + background,
        second=heard(events, n) + room.background(n, rng),
        sibling=sibling + room.background(n_sibling, rng),
        hit=room.heard(thing.strike(1.0, rng)) * level,
        background=background,
        events=events,
        kind=thing.kind,
    )
