"""Recipes, and the sounds they name, made for tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.media.sound.files import write_sound
from foleystudio.project.events import Event, EventTrack, encode_events

RATE_HZ = 48_000


def tone(path: Path, hertz: float) -> Path:
    """A struck tone in a file."""
    at = np.arange(round(0.4 * RATE_HZ)) / RATE_HZ
    wave = 0.5 * np.sin(2 * np.pi * hertz * at) * np.exp(-at / 0.08) * (at > 0.005)
    write_sound(path, Sound(wave.astype(np.float32)[:, None], RATE_HZ))
    return path


def written(folder: Path, text: str, low: tuple[float, ...] = (0.5, 1.5), high: tuple[float, ...] = (1.0,)) -> Path:
    """A recipe beside two sounds, ``low.wav`` and ``high.wav``, and a file of events for each."""
    tone(folder / "low.wav", 300.0)
    tone(folder / "high.wav", 3_000.0)
    for name, times in (("low", low), ("high", high)):
        events = EventTrack(tuple(Event(time_s) for time_s in times))
        (folder / f"{name}.json").write_bytes(encode_events(events))
    file = folder / "recipe.toml"
    file.write_text(text, encoding="utf-8")
    return file


TWO_TRACKS = """
[[track]]
name = "Low"
events = "low.json"
renderer = "exemplar"
[[track.layer]]
sounds = ["low.wav"]

[[track]]
name = "High"
events = "high.json"
renderer = "exemplar"
pan = 1.0
knobs = { humanise = 0.0, seed = 4 }
[[track.layer]]
sounds = ["high.wav"]
role = "attack"
[[track.layer]]
sounds = ["low.wav", "high.wav"]
role = "tail"
gain_db = -6
"""
