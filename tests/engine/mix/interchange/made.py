"""A project for other programs: two tracks, takes that begin before the clip and elsewhere, markers, an offset."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.media.sound.files import write_sound
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.takes import Provenance, Take
from tests.media.made import Shot

RATE_HZ = 48_000
CLIP_S = 4
NTSC = Fraction(30_000, 1001)


def made_clip(folder: Path, rate_fps: Fraction = Fraction(25), timecode: str = "10:00:00:00") -> Clip:
    """Four seconds of it."""
    shot = Shot(frames=int(CLIP_S * rate_fps), rate_fps=rate_fps, tags={"timecode": timecode})
    return open_clip(shot.write(folder / "film ü.mov"))


def _take(folder: Path, name: str, n_samples: int, start_s: float, rate_hz: int = RATE_HZ) -> Take:
    path = folder / f"{name}.wav"
    write_sound(path, Sound(np.full((n_samples, 1), 0.1, np.float32), rate_hz))
    return Take(path, name, n_samples, rate_hz, start_s=start_s, gain_db=-3.0, provenance=Provenance())


def made_project(folder: Path, clip: Clip) -> Project:
    """Of ``Steps`` a take that begins half a second before the clip, and two beside it; of another one at 44.1 kHz."""
    project = Project(clip=clip.path, offset_ms=20.0).with_marker(1.0, "Tür").with_marker(2.5, "")
    project = project.with_track("Steps").with_track('Props "x"')
    steps, props = (track.key for track in project.tracks)
    for take in (
        _take(folder, "first", 5 * RATE_HZ, -0.5),
        _take(folder, "late", RATE_HZ, 1.00001),
        _take(folder, "second", 5 * RATE_HZ, -0.5),
    ):
        project = project.with_take(steps, take)
    project = project.with_take(props, _take(folder, "props", 44_101, 12_345 / RATE_HZ, 44_100))
    events = EventTrack((Event(0.5, 0.9, label="L"), Event(1.5, 0.4, 0.25, note="soft <b>")))
    tracks = (replace(project.track(steps), events=events, gain_db=-6.0, pan=-0.5),
              replace(project.track(props), mute=True))  # fmt: skip
    return replace(project, tracks=tracks)
