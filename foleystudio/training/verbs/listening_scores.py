"""``foleystudio listening-scores ANSWERS... --key KEY``: what raters answered, as scores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from foleystudio.errors import FoleyError
from foleystudio.terminal_text import say
from foleystudio.training.listening_test.answers import read_answers, read_key
from foleystudio.training.listening_test.score_report import PAGE_NAME, as_values, told, write_scores
from foleystudio.training.listening_test.scores import scored

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def listening_scores(
    answers: Annotated[list[Path], typer.Argument(metavar="ANSWERS", help="Files that raters' pages saved (JSON).")],
    key: Annotated[Path, typer.Option(help="The kit's key.json.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for a page, tables (CSV) and JSON; made when missing.")
    ] = None,
    keep_all: Annotated[
        bool, typer.Option("--keep-all", help="Count raters too who do not tell anchors from what is real.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Draws the intervals.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score a listening test: mean opinions with intervals, preferences, and raters who missed the anchors."""
    read = read_key(key)
    scores = scored(read_answers(answers, read), read, seed, keep_all)
    if out is not None:
        write_scores(scores, out)
    if as_json:
        say(json.dumps(as_values(scores), indent=2))
    else:
        say(told(scores))
        if out is not None:
            say(f"\nwith the means drawn: {out / PAGE_NAME}")
    if not scores.raters:
        why = "; ".join(f"rater {rater}: {why}" for rater, why in scores.rejected.items())
        raise FoleyError(f"no rater is left ({why})", remedy="look at the answers, or count all by --keep-all")
