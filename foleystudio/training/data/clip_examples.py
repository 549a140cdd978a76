"""A user's own clip as examples of the transfer regime: each window to be performed with the sound of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import torch

from foleystudio.dsp.sound import Wave
from foleystudio.errors import FoleyError
from foleystudio.media.sound.choice import SILENCE_PEAK
from foleystudio.media.sound.reader import SoundReader
from foleystudio.project.events import EventTrack
from foleystudio.timebase import FEATURE_FPS, to_samples
from foleystudio.training.data.clip_folders import Source
from foleystudio.training.data.clip_windows import Cutting, hear, refuse
from foleystudio.training.data.examples import ExampleShape, example_of
from foleystudio.training.data.window_files import MELS, Rows
from foleystudio.training.scenes.performance import SoundScene

_QUIET_S = 0.75
"""Length of the stretch that is taken for the background."""


def examples_of(source: Source, cutting: Cutting, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Rows]:
    """A clip's examples: each window that sounds, to be rebuilt from its events and another window's sound.

    The reference is the clip's window with the hardest event (the hardest of the others, for that one; the window
    itself where it alone sounds), so that events and reference are of one object; the background is the window's
    quietest stretch. There is no second performance: the ceiling is the window itself.

    Yields
    ------
    What `examples.example_of` gives, and ``features`` [T, D].

    Raises
    ------
    FoleyError
        See `clip_windows.windows_of`.
    CancelledError
        When the user cancelled.
    """
    heard = hear(source, cutting, cancelled)
    shape = ExampleShape(MELS[cutting.mel], cutting.frames)
    tracks = {first: _cut(heard.events, first, shape.duration_s) for first in heard.starts(cutting.frames)}
    with SoundReader(heard.sound, shape.mel.rate_hz, note=refuse) as reader:
        for first, track in tracks.items():
            reference = _hardest(tracks, first)
            if reference is None or not len(track):
                continue
            scene = _scene(
                _mono(reader, first, shape), _mono(reader, reference, shape), track, tracks[reference], source.kind
            )
            try:
                yield {**example_of(scene, shape), "features": torch.from_numpy(heard.shown(first, cutting.frames))}
            except FoleyError:  # that reference is silent
                continue


def _cut(events: EventTrack, first: int, duration_s: float) -> EventTrack:
    """The events that begin within a window, on its own clock."""
    start_s = float(first / FEATURE_FPS)
    inside = [event for event in events if start_s <= event.time_s < start_s + duration_s]
    return EventTrack(tuple(replace(event, time_s=event.time_s - start_s, key=-1) for event in inside))


def _hardest(tracks: dict[int, EventTrack], first: int) -> int | None:
    """Which window to hear as the reference of one."""
    strengths = {at: max((event.strength for event in track), default=0.0) for at, track in tracks.items()}
    others = {at: strength for at, strength in strengths.items() if at != first and strength > 0}
    if others:
        return max(others, key=lambda at: others[at])
    return first if strengths[first] > 0 else None


def _mono(reader: SoundReader, first: int, shape: ExampleShape) -> Wave:
    rate_hz = shape.mel.rate_hz
    wave = np.zeros(to_samples(shape.duration_s, rate_hz), np.float32)
    samples = reader.read(to_samples(first / FEATURE_FPS, rate_hz), len(wave))
    if len(samples):
        wave[: len(samples)] = samples.mean(axis=1, dtype=np.float32)
    return wave


def _scene(target: Wave, sibling: Wave, events: EventTrack, siblings_events: EventTrack, kind: str) -> SoundScene:
    """A made scene's form for two windows, strengths told by the sibling's hardest event."""
    own = max(event.strength for event in events)
    hardest = max(event.strength for event in siblings_events)
    # A window harder than its reference is brought down to it: no event is harder than full strength.
    gain = min(1.0, hardest / own)
    scaled = tuple(replace(event, strength=min(1.0, event.strength * gain / hardest)) for event in events)
    heard = target * np.float32(gain)
    return SoundScene(heard, heard, sibling, _quietest(heard), EventTrack(scaled), kind)


def _quietest(wave: Wave) -> Wave:
    """The quietest stretch of a window that is not digital silence, over and over; else silence."""
    rate_hz = MELS["studio"].rate_hz
    length = min(len(wave), to_samples(_QUIET_S, rate_hz))
    steps = range(0, len(wave) - length + 1, max(1, length // 4))
    stretches = [wave[at : at + length] for at in steps]
    audible = [stretch for stretch in stretches if float(np.abs(stretch).max()) > SILENCE_PEAK]
    quietest = min(audible, key=lambda stretch: float(np.square(stretch).mean()), default=np.zeros_like(wave[:length]))
    return np.ascontiguousarray(np.resize(quietest, len(wave)), np.float32)
