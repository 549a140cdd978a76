"""Which of a clip's sound tracks is the guide, as the verbs are told of it."""

from __future__ import annotations

from typing import Annotated

import typer


def _from_zero(number: int | None) -> int | None:
    return None if number is None else number - 1


SoundTrack = Annotated[
    int | None,
    typer.Option(
        "--sound-track",
        metavar="N",
        min=1,
        callback=_from_zero,
        help="Which of the clip's sound tracks is its own sound, as inspect numbers them.",
        show_default="the one meant to be heard",
    ),
]
"""Given as people count, handed on as the engine counts: from 0."""
