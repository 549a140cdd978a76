"""``foleystudio measure TARGET GENERATED``: every measure of timing, level and timbre."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foleystudio.cli import terminal
from foleystudio.cli.sound_track import SoundTrack


def measure(
    target: Annotated[
        Path,
        typer.Argument(metavar="TARGET", help="When things should sound: a sound or video file.", show_default=False),
    ],
    generated: Annotated[
        Path, typer.Argument(metavar="GENERATED", help="What was made: a sound or video file.", show_default=False)
    ],
    reference: Annotated[
        Path | None, typer.Option("--reference", "-r", help="How it should sound.", show_default="the target")
    ] = None,
    unrelated: Annotated[
        list[Path] | None,
        typer.Option(help="A sound for the timbre floor; repeatable.", show_default="the example's references"),
    ] = None,
    sound_track: SoundTrack = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure a generated sound against a target's timing and a reference's timbre, beside chance.

    Columns: score is the sound's own, null what its onsets score by chance, lift the score less that; floor is what
    unrelated sounds have, ceiling what the reference has with itself, share how far the score lies between them.
    """
    from foleystudio.engine.measures.measure import measure as measure_files

    with terminal.working() as (progress, cancelled):
        found = measure_files(
            target, generated, reference,
            unrelated=unrelated or None, sound_track=sound_track, progress=progress, cancelled=cancelled,
        )  # fmt: skip
    if as_json:
        terminal.answer_json(found.as_dict())
    else:
        terminal.answer(found.as_text())
