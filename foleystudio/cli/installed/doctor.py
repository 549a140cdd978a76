"""``foleystudio doctor``: what a report of a problem needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foleystudio.cli import terminal


def doctor(
    bundle: Annotated[
        Path | None,
        typer.Option("--bundle", metavar="FILE.zip", help="Also write it with log and crashes to one file."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what the studio runs on: versions, devices, sound cards, codecs, folders, models, the last crash."""
    from foleystudio.diagnostics.bundle import write_bundle
    from foleystudio.diagnostics.report import as_text, report

    sections = report()
    if bundle is not None:
        write_bundle(bundle, sections)
    if as_json:
        terminal.answer_json({section.title: list(section.lines) for section in sections})
    else:
        terminal.answer(as_text(sections))
    if bundle is not None:
        terminal.note(f"{bundle} holds this, the log and the traces of crashes; look through it before you send it.")
