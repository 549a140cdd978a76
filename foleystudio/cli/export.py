"""``foleystudio export PROJECT -o OUT``: what the window's export dialog writes, of a saved project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foleystudio.cli import terminal
from foleystudio.cli.choices import NamesOption, ToldOption
from foleystudio.cli.delivery import options
from foleystudio.engine.mix.exports import EXPORTS, ExportOrder, ExportRow, export_by_name, export_kinds
from foleystudio.engine.mix.options import ExportOptions, Range
from foleystudio.engine.mix.targets import TARGETS
from foleystudio.errors import FoleyError
from foleystudio.media.formats import listed
from foleystudio.terminal_text import say

if TYPE_CHECKING:
    from foleystudio.engine.clip import Clip
    from foleystudio.engine.mix.report import ExportedFile
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
    own_sound: options.OwnSounds = None,
    keep_guide: options.KeepGuide = False,
    sound: options.Stored = None,
    loudness: options.TargetLoudness = None,
    normalise: options.Normalise = False,
    rate: options.Rate = "48000",
    bits: options.Bits = "24",
    names: options.Naming = "",
    creator: options.Creator = "",
    source: options.SourceName = "",
    show_names: options.ShowNames = False,
    per_layer: options.PerLayer = False,
    in_to_out: Annotated[bool, typer.Option("--in-to-out", help="Only between the in and out points.")] = False,
) -> None:  # fmt: skip
    """Write what a saved project makes: its video, its mix, one sound a track, lists, or what other programs open."""
    row = EXPORTS[what] if what is not None else _named_by(out)
    _check(row, {
        "--keep-guide": (keep_guide, row.has_guide), "--own-sound": (own_sound, row.has_guide),
        "--sound": (sound, row.has_guide), "--normalise": (normalise, row.is_heard),
        "--loudness": (loudness, row.is_heard), "--in-to-out": (in_to_out, row.has_range),
        "--rate": (rate != "48000", row.has_range), "--bits": (bits != "24", row.has_range),
        "--names": (names or show_names, row.is_several), "--per-layer": (per_layer, row.is_several),
    })  # fmt: skip
    target = options.loudness_target(loudness, normalise)
    own = options.own_sounds(own_sound, keep_guide)
    how = options.chosen(own, sound, target, rate, bits, (names, creator, source), per_layer)
    if show_names:
        _show_names(project, out, how)
    else:
        _write(row, project, out, how, in_to_out)


def _write(row: ExportRow, project: Path, out: Path, how: ExportOptions, in_to_out: bool) -> None:
    from foleystudio.engine.takes.layer_stems import write_export
    from foleystudio.project.storage.saved import load_project

    document = load_project(project).project
    with terminal.working() as (progress, cancelled):
        clip = _opened(document, project, cancelled)
        part = Range(document.in_s or 0.0, document.out_s) if in_to_out else None
        report = write_export(row, ExportOrder(document, clip, out, how, part, progress, cancelled))
    for sentence in (*map(_sentence, report.files), *report.notes):
        terminal.note(sentence)
    if report.clips:
        terminal.note(f"--loudness {TARGETS.names[0]}, another target or a number of LUFS keeps it below full scale.")


def _show_names(project: Path, out: Path, how: ExportOptions) -> None:
    from foleystudio.engine.mix.stems import stem_places, stem_tracks
    from foleystudio.engine.takes.layer_stems import layers_apart
    from foleystudio.project.storage.saved import load_project

    document = load_project(project).project
    if how.per_layer:
        document = layers_apart(document).project
    for path in stem_places(document, stem_tracks(document), out, how):
        say(path.name)


def _named_by(out: Path) -> ExportRow:
    row = export_by_name(out)
    if row is None:
        known = listed(_suffixes())
        raise FoleyError("it cannot be told what to write", file=out, remedy=f"end its name in {known}, or say --what")
    return row


def _check(row: ExportRow, wishes: dict[str, tuple[object, bool]]) -> None:
    """Refuse wishes that an export would pass over."""
    for option, (wished, can) in wishes.items():
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
    from foleystudio.media.sound.levels.loudness import extremes_told

    extremes = extremes_told(file.loudness) if file.loudness is not None else ""
    return f"{file.path}{f', {file.told}' if file.told else ''}{f'; {extremes}' if extremes else ''}."
