"""What a track sounds like, as one file: other programs have no comps, so they are given what is heard of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.mixdown import Mixdown, plan_mix
from foleystudio.engine.mix.stem_files import put, side_folder, stem_paths
from foleystudio.media.sound.files import SoundWriter
from foleystudio.progress import Cancelled, Progress, stop_if
from foleystudio.project.document import Project
from foleystudio.project.takes import Take
from foleystudio.timebase import STUDIO_RATE_HZ, Seconds


def write_heard(
    project: Project, track_key: int, duration_s: Seconds, path: Path, progress: Progress, cancelled: Cancelled
) -> int:
    """Write what sounds on a track, fader and pan left aside; answers how many samples those are.

    Raises
    ------
    FoleyError
        When one of its takes is missing or the file cannot be written.
    CancelledError
        When the user cancelled.
    """
    flat = replace(project.track(track_key), gain_db=0.0, pan=0.0, mute=False)
    plan = plan_mix(project.with_changed_track(flat), duration_s, has_guide=False, only=track_key)
    with Mixdown(plan) as mix, SoundWriter(path, STUDIO_RATE_HZ, 2) as writer:
        done = 0
        for block in mix.blocks():
            stop_if(cancelled)
            writer.write(block)
            done += len(block)
            progress(done / max(1, plan.n_samples), "writing what is heard")
    return plan.n_samples


def with_flat_comps(
    project: Project, clip: Clip, out: Path, progress: Progress, cancelled: Cancelled
) -> tuple[Project, tuple[Path, ...]]:
    """With one take in place of every comp, its sound beside the output; and which files those are.

    Raises
    ------
    FoleyError
        When a take is missing or a file cannot be written.
    CancelledError
        When the user cancelled.
    """
    comped = [track for track in project.tracks if track.comp]
    if not comped:
        return project, ()
    paths = stem_paths(out.with_suffix(".wav"), [f"{track.name} comp" for track in comped])
    with side_folder(out) as folder:
        for number, (track, path) in enumerate(zip(comped, paths, strict=True)):
            part = partial(_told, progress, number, len(comped))
            n_samples = write_heard(project, track.key, clip.duration_s, folder / path.name, part, cancelled)
            name = f"{track.active_take.name if track.active_take is not None else track.name} comp"
            take = Take(path.absolute(), name, n_samples, STUDIO_RATE_HZ, 2, is_named=True)
            project = project.with_take(track.key, take)
            project = project.with_changed_track(replace(project.track(track.key), comp=()))
        for path in paths:
            put(folder / path.name, path)
    return project, tuple(paths)


def _told(progress: Progress, number: int, count: int, share: float, stage: str) -> None:
    progress((number + share) / count, stage)
