"""The table of exports: one row added here is in the dialog, at the command line and in its help, and is written.

An export costs its module and its row. Those of sounds and videos are offered once for each of their formats. Rows
import their module only when they are used: the table is read by a command line that is only asked for its help too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foleystudio.engine.mix.options import USUAL, WHOLE, ExportOptions, Range
from foleystudio.media.formats import SOUND_FORMATS, VIDEO_FORMATS
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.registry import Registry

if TYPE_CHECKING:
    from foleystudio.engine.clip import Clip
    from foleystudio.engine.mix.report import ExportReport
    from foleystudio.project.document import Project


@dataclass(frozen=True, eq=False)
class ExportOrder:
    """What is to be written.

    Parameters
    ----------
    project, clip
        What of.
    out
        The file; of an export of several files what their names are made of.
    options
        How it is written.
    part
        The stretch that is written; None for all of the clip.
    progress, cancelled
        Share done; whether to stop.
    """

    project: Project
    clip: Clip
    out: Path
    options: ExportOptions = USUAL
    part: Range | None = None
    progress: Progress = no_progress
    cancelled: Cancelled = never_cancelled


@dataclass(frozen=True)
class ExportFormat:
    """A kind of file that an export can write.

    Parameters
    ----------
    suffix
        What its name ends in, with the dot.
    text
        What the dialog calls it.
    about
        A sentence on it.
    """

    suffix: str
    text: str
    about: str


@dataclass(frozen=True)
class ExportRow:
    """One thing that can be written of a project.

    Parameters
    ----------
    name
        By which it is chosen at the command line and remembered.
    help
        What it is, for the command line, within a sentence: "the mix alone".
    formats
        The kinds of files it can write now.
    write
        What writes it: `FoleyError` when it cannot be written, `Cancelled` when the user cancelled.
    is_heard
        Whether it is the mix, whose loudness can be chosen.
    has_guide
        Whether the clip's own sound can be kept beside the mix.
    has_range
        Whether a stretch alone can be written.
    is_several
        Whether it writes several files, named after the tracks: ``film - Foley 1.wav``.
    """

    name: str
    help: str
    formats: Callable[[], tuple[ExportFormat, ...]]
    write: Callable[[ExportOrder], ExportReport]
    is_heard: bool = True
    has_guide: bool = False
    has_range: bool = False
    is_several: bool = False

    @property
    def may_clip(self) -> bool:
        """Whether it is the whole mix, of which it is known whether it passes full scale."""
        return self.is_heard and not self.is_several


def _videos() -> tuple[ExportFormat, ...]:
    return tuple(
        ExportFormat(row.suffixes[0], f"Clip with its new sound, {row.title} ({row.holds})", row.about)
        for row in VIDEO_FORMATS
    )


def _sounds() -> tuple[ExportFormat, ...]:
    return tuple(ExportFormat(row.suffixes[0], f"Mix, {row.title} ({row.holds})", row.about) for row in SOUND_FORMATS)


def _stems() -> tuple[ExportFormat, ...]:
    about = "All of one length from one start; muted tracks are left out."
    return tuple(ExportFormat(r.suffixes[0], f"Stems, {r.title}: one file a track", about) for r in SOUND_FORMATS)


def _lists() -> tuple[ExportFormat, ...]:
    return (ExportFormat(".csv", "Events and markers, CSV", "Time, timecode, frame and sample of each."),)


def _write_video(order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.export import export_video

    return export_video(
        order.project, order.clip, order.out, options=order.options,
        progress=order.progress, cancelled=order.cancelled,
    )  # fmt: skip


def _write_sound(order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.export import export_sound

    return export_sound(
        order.project, order.clip, order.out, part=order.part or WHOLE, options=order.options,
        progress=order.progress, cancelled=order.cancelled,
    )  # fmt: skip


def _write_stems(order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.stems import export_stems

    return export_stems(
        order.project, order.clip, order.out, part=order.part or WHOLE, options=order.options,
        progress=order.progress, cancelled=order.cancelled,
    )  # fmt: skip


def _write_markers(order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.export import export_markers

    return export_markers(order.project, order.clip, order.out)


def _otio() -> tuple[ExportFormat, ...]:
    about = "Tracks, takes with handles, events and markers; sounds are linked."
    return (ExportFormat(".otio", "Timeline, OTIO", about),)


def _edl() -> tuple[ExportFormat, ...]:
    return (ExportFormat(".edl", "Edit decision list, CMX 3600", "Takes to the frame, markers as locators."),)


def _fcpxml() -> tuple[ExportFormat, ...]:
    about = "For Final Cut and Resolve: takes connected to the picture; sounds are linked."
    return (ExportFormat(".fcpxml", "Final Cut timeline, FCPXML", about),)


def _reaper() -> tuple[ExportFormat, ...]:
    return (ExportFormat(".rpp", "REAPER project", "Items, takes, fades, levels, markers; sounds are linked."),)


def _cues() -> tuple[ExportFormat, ...]:
    return (
        ExportFormat(".html", "Cue sheet to print, HTML", "A table a track, with boxes to tick."),
        ExportFormat(".csv", "Cue sheet, CSV", "Cue, track, in, out, what and note."),
    )


def _write_otio(order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.interchange.otio_file import write_otio

    return _written_by(write_otio, order)


def _write_edl(order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.interchange.edl_file import write_edl

    return _written_by(write_edl, order)


def _write_fcpxml(order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.interchange.fcpxml_file import write_fcpxml

    return _written_by(write_fcpxml, order)


def _write_reaper(order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.interchange.reaper_file import write_reaper

    return _written_by(write_reaper, order)


def _write_cues(order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.interchange.cue_sheet import write_cues

    return _written_by(write_cues, order)


def _written_by(write: Callable[[Project, Clip, Path], None], order: ExportOrder) -> ExportReport:
    from foleystudio.engine.mix.interchange.flattened import with_flat_comps
    from foleystudio.engine.mix.measured_mix import check_out
    from foleystudio.engine.mix.report import ExportedFile, ExportReport

    check_out(order.out, (order.out.suffix.lower(),), order.project)
    project, beside = order.project, tuple[Path, ...]()
    if order.out.suffix.lower() not in _TOLD_ONLY:
        project, beside = with_flat_comps(project, order.clip, order.out, order.progress, order.cancelled)
    write(project, order.clip, order.out)
    return ExportReport(tuple(ExportedFile(path) for path in (order.out, *beside)))


_TOLD_ONLY = (".html", ".csv")
"""Cue sheets link no sounds."""

EXPORTS = Registry(
    "export",
    (
        ExportRow("video", "the clip with the mix as its sound", _videos, _write_video, has_guide=True),
        ExportRow("sound", "the mix alone", _sounds, _write_sound, has_range=True),
        ExportRow("stems", "one sound a track", _stems, _write_stems, has_range=True, is_several=True),
        ExportRow("markers", "a list of events and markers", _lists, _write_markers, is_heard=False),
        ExportRow("otio", "a timeline", _otio, _write_otio, is_heard=False),
        ExportRow("edl", "an edit decision list", _edl, _write_edl, is_heard=False),
        ExportRow("fcpxml", "a Final Cut timeline", _fcpxml, _write_fcpxml, is_heard=False),
        ExportRow("reaper", "a REAPER project", _reaper, _write_reaper, is_heard=False),
        ExportRow("cues", "a cue sheet", _cues, _write_cues, is_heard=False),
    ),
)
"""Every export, in the order of the dialog."""


@dataclass(frozen=True)
class ExportKind:
    """An export in one of its formats: an entry of the dialog."""

    export: ExportRow
    format: ExportFormat

    @property
    def name(self) -> str:
        """``video.mp4``: by which it is remembered."""
        return f"{self.export.name}{self.format.suffix}"


def export_kinds() -> tuple[ExportKind, ...]:
    """All that can be written now."""
    return tuple(ExportKind(export, each) for export in EXPORTS for each in export.formats())


def export_by_name(path: Path) -> ExportRow | None:
    """The first export that writes files of such a name; None when there is none."""
    suffix = path.suffix.lower()
    return next((kind.export for kind in export_kinds() if kind.format.suffix == suffix), None)
