"""Bouncing: what sounds on a track, comp and all, as one sound of its own."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

from foleystudio.engine.mix.interchange.flattened import write_heard
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.takes.render_take import drop_file
from foleystudio.media.sound.levels.loudness import integrated_loudness
from foleystudio.project.document import Project
from foleystudio.project.takes import Take
from foleystudio.timebase import STUDIO_RATE_HZ

_WRITTEN = 0.8  # share of the progress: measuring the loudness is the rest


def bounce(
    project: Project, track_key: int, duration_s: float, path: Path, name: str, progress: Progress, cancelled: Cancelled
) -> Take:
    """Write what sounds on a track as a new take; its fader and pan are left to the track.

    Parameters
    ----------
    duration_s
        Length of the clip, which is that of the take.
    path
        Where the sound goes.

    Raises
    ------
    FoleyError
        When one of its takes is missing or the file cannot be written; nothing is left behind.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    try:
        n_samples = write_heard(
            project,
            track_key,
            duration_s,
            path,
            lambda share, _stage: progress(_WRITTEN * share, "bouncing"),
            cancelled,
        )
        loudness = integrated_loudness(path, cancelled)
    except BaseException:
        drop_file(path)
        raise
    lufs = loudness if isfinite(loudness) else None
    return Take(path, name, n_samples, STUDIO_RATE_HZ, 2, loudness_lufs=lufs, is_named=True)
