"""Make the example project: ``python resources/example/make_project.py`` in the project's own environment.

The clip, its references, its true events, and two takes on one track to compare.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.clip_render import read_events
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import SynthesisRequest, Timing
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels.loudness import measure_loudness
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.document import Guide, Project, Reference
from foleystudio.project.storage.saved import save_project
from foleystudio.project.takes import Provenance, Take
from foleystudio.timebase import STUDIO_RATE_HZ

HERE = Path(__file__).resolve().parent
REFERENCES = {"anvil-strikes": "Anvil strikes", "wood-chops": "Wood chops", "bell": "Bell"}
TAKES = ("wood-chops", "anvil-strikes")


def main() -> None:
    """Read the events, render the takes, save the project."""
    clip = open_clip(HERE / "clip.mp4")
    events = read_events(HERE / "truth.events.json")
    project = Project(clip=clip.path, events=events, timing=Timing.FILE, guide=Guide(gain_db=-12.0))
    for file, name in REFERENCES.items():
        project = project.with_reference(HERE / f"{file}.flac", name)
    references = {reference.path.stem: reference for reference in project.references}
    project = project.with_track()
    for name in TAKES:
        (track,) = project.tracks
        track = replace(track, references=(references[name].key,))
        project = project.with_changed_track(track).with_take(track.key, make_take(project, clip, references[name]))
    save_project(project, HERE / "example.foley")


def make_take(project: Project, clip: Clip, reference: Reference) -> Take:
    """Perform one reference on the project's events; 16-bit FLAC, because it is shipped."""
    sound = read_sound(reference.path, STUDIO_RATE_HZ)
    made = synthesise(SynthesisRequest(clip.duration_s, project.events, (sound,))).sound
    path = HERE / "example takes" / f"{reference.name}.flac"
    path.parent.mkdir(exist_ok=True)
    write_sound(path, made, "PCM_16")
    loudness = measure_loudness(path).integrated_lufs
    return Take(
        path,
        reference.name,
        len(made),
        channels=made.channels,
        loudness_lufs=loudness if math.isfinite(loudness) else None,
        provenance=Provenance((reference.key,), timing=project.timing, events=project.events),
    )


if __name__ == "__main__":
    main()
