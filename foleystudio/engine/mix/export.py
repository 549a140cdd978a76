"""Taking the work out: clips with the picture untouched, sounds, marker lists, and how loud they are.

Every export first measures the mix, then writes it: the same blocks that the player plays.
"""

from __future__ import annotations

from pathlib import Path

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.marker_list import marker_list
from foleystudio.engine.mix.measured_mix import MEASURING, MeasuredMix, check_out, part_of, plan_of
from foleystudio.engine.mix.names.labels import told_of
from foleystudio.engine.mix.options import USUAL, WHOLE, ExportOptions, Range
from foleystudio.engine.mix.report import ExportedFile, ExportReport, reported
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.media.formats import SOUND_FORMATS, VIDEO_FORMATS, suffixes_of
from foleystudio.media.mux import mux
from foleystudio.media.sound.levels.loudness import Loudness
from foleystudio.media.written import holds
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import write_atomically
from foleystudio.timebase import STUDIO_RATE_HZ


def export_video(
    project: Project,
    clip: Clip,
    out: Path,
    *,
    options: ExportOptions = USUAL,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> ExportReport:
    """Write the clip with the mix as its sound; the picture's packets are copied, byte for byte.

    Parameters
    ----------
    project, clip
        What to export.
    out
        Ends in a suffix of `VIDEO_FORMATS`.
    options
        What becomes of the clip's own sounds, how the new one is stored, how loud it is.
    progress, cancelled
        Share done; whether to stop.

    Raises
    ------
    FoleyError
        When a take is missing, the container cannot hold the picture, or the file cannot be written.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    check_out(out, suffixes_of(VIDEO_FORMATS), project)
    mix = MeasuredMix(plan_of(project, clip), WHOLE, cancelled)
    loudness, gain_db = mix.measured(options.target, part_of(progress, 0.0, MEASURING))
    with mix.opened() as mixdown:
        notes = mux(
            clip.path,
            mix.blocks(mixdown, gain_db),
            out,
            rate_hz=STUDIO_RATE_HZ,
            channels=2,
            own=options.own,
            stored_as=options.stored_as,
            guide=clip.sound_track,
            progress=part_of(progress, MEASURING, 1.0),
            cancelled=cancelled,
        )
    return reported([ExportedFile(out, loudness, holds(out))], gain_db, options.target, notes)


def export_sound(
    project: Project,
    clip: Clip,
    out: Path,
    *,
    part: Range = WHOLE,
    options: ExportOptions = USUAL,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> ExportReport:
    """Write the mix as a broadcast WAV (its TimeReference says at which timecode it begins) or another kind of sound.

    Raises
    ------
    FoleyError
        When a take is missing or the file cannot be written.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    check_out(out, suffixes_of(SOUND_FORMATS), project)
    mix = MeasuredMix(plan_of(project, clip), part, cancelled)
    loudness, gain_db = mix.measured(options.target, part_of(progress, 0.0, MEASURING))
    told = told_of(project, clip, None, options)
    mix.write(out, gain_db, clip, told, options, part_of(progress, MEASURING, 1.0))
    return reported([ExportedFile(out, loudness, holds(out))], gain_db, options.target)


def export_markers(project: Project, clip: Clip, out: Path) -> ExportReport:
    """Write events and markers as a list (CSV): time in seconds, timecode, frame and sample of each, in time order.

    Timecode counts from the clip's own start timecode; seconds, frames and samples count from the clip's beginning.
    Times are those of the picture: the project's picture-to-sound offset is not in them.

    Raises
    ------
    FoleyError
        When the file cannot be written.
    """
    check_out(out, (".csv",), project)
    write_atomically(out, marker_list(project, clip).encode("utf-8"))
    return ExportReport((ExportedFile(out),))


def measure_mix(
    project: Project,
    clip: Clip,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
    *,
    part: Range = WHOLE,
) -> Loudness:
    """Loudness of the mix as it would be exported, or of a part of it.

    Raises
    ------
    FoleyError
        When a take is missing.
    CancelledError
        When the user cancelled.
    """
    loudness, _ = MeasuredMix(plan_of(project, clip), part, cancelled).measured(None, progress)
    return loudness
