"""``foleystudio export PROJECT -o OUT``: what the window's export dialog writes, of a saved project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foleystudio.cli import terminal
from foleystudio.cli.choices import NamesOption, ToldOption
from foleystudio.engine.mix.exports import EXPORTS, ExportOrder, ExportRow, export_by_name, export_kinds
from foleystudio.errors import FoleyError
from foleystudio.media.formats import listed

if TYPE_CHECKING:
    from foleystudio.engine.clip import Clip
    from foleystudio.engine.mix.export import ExportedFile
    from foleystudio.project.document import Project


def _suffixes() -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind.format.suffix for kind in export_kinds()))


def _told_exports() -> str:
    told = listed(tuple(f"{row.name} ({row.help})" for row in EXPORTS))
    return f"What to write: {told}. Left out, the file's name says it."


def export(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="A saved project.", show_default=False)],
    out: Annotated[
        Path,
        ToldOption(
            lambda: f"The file to write ({', '.join(_suffixes())}).",
            "--out", "-o", value=lambda: "FILE", show_default=False,
        ),
    ],
    what: Annotated[str | None, NamesOption(lambda: EXPORTS.names, _told_exports, is_closed=True)] = None,
    keep_guide: Annotated[
        bool, typer.Option("--keep-guide", help="Keep the clip's own sound as another track.")
    ] = False,
    normalise: Annotated[
        bool, typer.Option("--normalise", help="Bring the mix to -23 LUFS, its true peaks to -1 dBTP at most.")
    ] = False,
    in_to_out: Annotated[bool, typer.Option("--in-to-out", help="Only between the in and out points.")] = False,
) -> None:  # fmt: skip
    """Write what a saved project makes: its video, its mix, one sound a track, or its list of markers."""
    row = EXPORTS[what] if what is not None else _named_by(out)
    _check(row, keep_guide=keep_guide, normalise=normalise, in_to_out=in_to_out)
    from foleystudio.engine.mix.export import Range
    from foleystudio.media.sound.loudness import BROADCAST_LUFS
    from foleystudio.project.storage.saved import load_project

    document = load_project(project).project
    with terminal.working() as (progress, cancelled):
        clip = _opened(document, project, cancelled)
        part = Range(document.in_s or 0.0, document.out_s) if in_to_out else None
        target_lufs = BROADCAST_LUFS if normalise else None
        report = row.write(ExportOrder(document, clip, out, keep_guide, target_lufs, part, progress, cancelled))
    for sentence in (*map(_sentence, report.files), *report.notes):
        terminal.note(sentence)


def _named_by(out: Path) -> ExportRow:
    row = export_by_name(out)
    if row is None:
        known = listed(_suffixes())
        raise FoleyError("it cannot be told what to write", file=out, remedy=f"end its name in {known}, or say --what")
    return row


def _check(row: ExportRow, *, keep_guide: bool, normalise: bool, in_to_out: bool) -> None:
    """Refuse wishes that an export would pass over."""
    for wished, option, can in (
        (keep_guide, "--keep-guide", row.has_guide),
        (normalise, "--normalise", row.is_heard),
        (in_to_out, "--in-to-out", row.has_range),
    ):
        if wished and not can:
            raise FoleyError(f"{option} is not for the export {row.name!r}", remedy="leave it out")


def _opened(project: Project, file: Path, cancelled: terminal.Interruption) -> Clip:
    from foleystudio.engine.clip import open_clip

    if project.clip is None:
        raise FoleyError("the project has no clip", file=file, remedy="open it in the window and add one")
    clip = open_clip(project.clip, cancelled=cancelled)
    track = project.sound_track
    return clip.hearing(track if track is not None and track < len(clip.info.audio) else None)


def _sentence(file: ExportedFile) -> str:
    level = f", {file.loudness.integrated_lufs:.1f} LUFS" if file.loudness is not None else ""
    return f"{file.path}{level}."
