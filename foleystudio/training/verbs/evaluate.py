"""``foleystudio evaluate MODEL ...``: what a trained sound net is worth, as tables and a page with sounds."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from foleystudio.errors import FoleyError
from foleystudio.terminal_text import say
from foleystudio.training.evaluation.cases import Case, clip_cases, made_cases
from foleystudio.training.evaluation.evaluation import Evaluation
from foleystudio.training.evaluation.report import PAGE_NAME, Heading, write_report
from foleystudio.training.evaluation.subject import read_subject
from foleystudio.training.evaluation.voice import voice_of
from foleystudio.training.setup.build_tasks import SCENES

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

_FEWEST = 2  # cases: of one there is no interval


@app.command()
def evaluate(
    models: Annotated[list[Path], typer.Argument(help="Models' folders or training runs' folders, to be compared.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the report; made when missing.")],
    data: Annotated[
        str, typer.Option(help="scenes (made anew, in no corpus) or a folder of clips with sound.")
    ] = SCENES,
    count: Annotated[int, typer.Option(min=_FEWEST, help="Scenes, or at most so many clips.")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="Draws scenes, noise and the intervals.")] = 0,
    oneshots: Annotated[
        Path | None, typer.Option(help="Folder of recordings with a CREDITS.csv: scenes use its held-out ones.")
    ] = None,
    vocoder: Annotated[
        Path | None, typer.Option(help="Folder of a vocoder, or of its run; without it, Griffin-Lim is heard.")
    ] = None,
) -> None:
    """Measure sound nets: transfer, encoder ablation, reference length, swaps and onsets, with intervals."""
    subjects = [read_subject(folder) for folder in models]
    evaluations = [Evaluation(subject, voice_of(subject.mel, vocoder), seed) for subject in subjects]
    if len({subject.name for subject in subjects}) < len(subjects):
        for path, subject in zip(models, subjects, strict=True):
            subject.name = str(path)
    cases = _cases(data, count, seed, oneshots)
    for evaluation in evaluations:
        evaluation.run(cases, _counting(f"evaluating {evaluation.subject.name}: case"))
    words = "made scenes of unseen objects" if data == SCENES else f"the clips in {data}"
    heading = Heading(words, len(cases), seed, shlex.join(["foleystudio", "evaluate", *sys.argv[2:]]))
    say(write_report(out, heading, evaluations))
    say(f"\nwith pictures and sounds: {out / PAGE_NAME}")


def _cases(data: str, count: int, seed: int, oneshots: Path | None) -> list[Case]:
    if data == SCENES:
        return made_cases(count, seed, oneshots, _counting("scene"))
    cases = clip_cases(Path(data), count, lambda reason: say(f"skipped: {reason}", error=True))
    if len(cases) < _FEWEST:
        raise FoleyError("it holds only one clip that could be used", file=Path(data), remedy="add a second clip")
    return cases


def _counting(what: str) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        if sys.stderr.isatty():
            say(f"{what} {done} of {total}" + "\n" * (done == total), error=True, again=True)
        elif done == total or done % 20 == 0:
            say(f"{what} {done} of {total}", error=True)

    return report
