"""``foleystudio licences``: what the studio is made of, and under which terms."""

from __future__ import annotations

from typing import Annotated

import typer

from foleystudio.cli import terminal


def licences(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A library, for its licence's own words.", show_default=False)
    ] = None,
) -> None:
    """List the libraries, fonts, models and sounds that the studio carries, and the terms that each is under."""
    from foleystudio.diagnostics.licences import licence_texts, overview

    terminal.answer(overview() if name is None else licence_texts(name))
