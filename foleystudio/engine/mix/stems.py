"""Stems: one sound a track, all of one length from one start, as heard in the mix."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.measured_mix import MEASURING, MeasuredMix, check_suffix, check_unused, part_of, plan_of
from foleystudio.engine.mix.names.labels import told_of
from foleystudio.engine.mix.names.naming import names_of
from foleystudio.engine.mix.options import USUAL, WHOLE, ExportOptions, Range
from foleystudio.engine.mix.report import ExportedFile, ExportReport, reported
from foleystudio.engine.mix.stem_files import named_paths, put, side_folder, stem_paths
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import check_place
from foleystudio.media.formats import SOUND_FORMATS, suffixes_of
from foleystudio.media.written import holds
from foleystudio.project.document import Project
from foleystudio.project.tracks import Track


def stem_tracks(project: Project) -> list[Track]:
    """The tracks that have a stem: those with a take that are not muted."""
    return [track for track in project.tracks if track.active_take is not None and not track.mute]


def stem_places(project: Project, tracks: Sequence[Track], out: Path, options: ExportOptions) -> list[Path]:
    """Where the stems of tracks go, before anything is written.

    Raises
    ------
    FoleyError
        When the template of their names cannot be used.
    """
    if not options.naming:
        return stem_paths(out, [track.name for track in tracks])
    return named_paths(out, names_of(project, tracks, out.stem, options))


def export_stems(
    project: Project,
    clip: Clip,
    out: Path,
    *,
    part: Range = WHOLE,
    options: ExportOptions = USUAL,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> ExportReport:
    """Write one file a track, all of one length from one start, as heard in the mix (gain, no solo).

    Muted tracks and tracks without a take are left out. A loudness asked for is that of the mix: one gain
    for all stems, so that their balance stays.

    Parameters
    ----------
    out
        ``folder/name.wav`` (or .flac) gives ``folder/name - Foley 1.wav`` and so on, or what its names' template says.

    Raises
    ------
    FoleyError
        When there is no track to write, a take is missing, a stem would take the place of a file that the
        project uses, or a file cannot be written.
    CancelledError
        When the user cancelled; no stem is left behind.
    """
    check_suffix(out, suffixes_of(SOUND_FORMATS))
    tracks = stem_tracks(project)
    if not tracks:
        raise FoleyError("there is no track with a take to write", remedy="generate a take or unmute a track")
    paths = stem_places(project, tracks, out, options)
    for path in paths:
        check_unused(path, project)
        check_place(path)
    share = 1.0 / (len(tracks) + 1)
    gain_db = 0.0
    if options.target is not None:
        whole = MeasuredMix(plan_of(project, clip), part, cancelled)
        _, gain_db = whole.measured(options.target, part_of(progress, 0.0, share))
    files: list[ExportedFile] = []
    with side_folder(out) as side:
        for i, (track, path) in enumerate(zip(tracks, paths, strict=True)):
            mix = MeasuredMix(plan_of(project, clip, only=track.key), part, cancelled)
            step = part_of(progress, share * (i + 1), share * (i + 2))
            loudness, _ = mix.measured(None, part_of(step, 0.0, MEASURING))
            told = told_of(project, clip, track, options)
            mix.write(side / path.name, gain_db, clip, told, options, part_of(step, MEASURING, 1.0))
            files.append(ExportedFile(path, loudness.louder(gain_db), holds(side / path.name)))
        for path in paths:
            put(side / path.name, path)
    silent = [
        track.name for track in project.tracks if track.active_take is None and len(track.events) and not track.mute
    ]
    return reported(files, gain_db, None, [f"{name} has no take and no stem: perform it first." for name in silent])
