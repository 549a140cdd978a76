"""``foleystudio listening-kit SOURCE -o FOLDER``: a listening test as a page that needs no server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from foleystudio.engine.request import Timing
from foleystudio.engine.timing.sources import timing_names
from foleystudio.errors import FoleyError
from foleystudio.terminal_text import say
from foleystudio.training.listening_test.kit import (
    USUAL_RATERS,
    USUAL_TRIALS,
    Kit,
    Wishes,
    with_anchors,
    write_kit,
)
from foleystudio.training.listening_test.perform import Performance, perform, usual_performers
from foleystudio.training.listening_test.sources import MANIFEST_NAME, Source, only, read_source

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

_PERFORMED = "performed"
"""Folder of what is performed here, within that of the kit."""


@app.command()
def listening_kit(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the kit; made when missing.")],
    source: Annotated[
        Path | None,
        typer.Argument(metavar="SOURCE", help=f"An experiment's {MANIFEST_NAME}, or a folder with clips and systems."),
    ] = None,
    render: Annotated[
        list[Path] | None, typer.Option("--render", metavar="CLIP", help="Perform this clip here; repeat it.")
    ] = None,
    reference: Annotated[
        list[Path] | None,
        typer.Option("--reference", "-r", metavar="SOUND", help="What to perform clips with, in turn; repeat it."),
    ] = None,
    every: Annotated[bool, typer.Option("--every", help="Perform each clip with every reference.")] = False,
    by: Annotated[
        str,
        typer.Option(
            help="Whose sounds are judged, with commas.", show_default="all; all renderers and a plain sampler"
        ),
    ] = "",
    timing: Annotated[str, typer.Option(help="Where the events come from, one source for all who perform.")] = "auto",
    seed: Annotated[int, typer.Option(min=0, help="Draws anchors, names of files and orders.")] = 0,
    raters: Annotated[int, typer.Option(min=1, max=1000, help="Raters to draw orders for.")] = USUAL_RATERS,
    most: Annotated[
        int, typer.Option(min=10, help="Questions that a rater gets at most; all together hear everything.")
    ] = USUAL_TRIALS,
    contact: Annotated[str, typer.Option(help="What raters are told to do with their answers.")] = Wishes.contact,
) -> None:
    """Make a listening test: one page for raters, with scales, choices, hidden real recordings and anchors."""
    if (source is None) == (not render):
        raise FoleyError("what is to be judged is not clear", remedy="give a SOURCE, or clips to --render")
    if timing not in timing_names():
        raise FoleyError(f"there is no timing {timing!r}", remedy=f"choose one of {', '.join(timing_names())}")
    names = tuple(name.strip() for name in by.split(",") if name.strip())
    if source is not None:
        judged = only(read_source(source), names) if names else read_source(source)
    else:
        clips, references = tuple(render or ()), tuple(reference or ())
        wanted = Performance(clips, references, names or usual_performers(), every, Timing(timing), seed)
        judged = _performed(wanted, out)
    say(_summary(judged, write_kit(judged, out, Wishes(seed, raters, most, contact), _counting())))


def _performed(wanted: Performance, out: Path) -> Source:
    notes: dict[str, None] = {}
    found = perform(wanted, out / _PERFORMED, lambda sentence: say(sentence, error=True), notes.setdefault)
    for note in notes:
        say(note, error=True)
    return found


def _counting() -> Callable[[int, int], None]:
    return lambda done, total: say(f"case {done} of {total}", error=True) if done else None


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _summary(source: Source, kit: Kit) -> str:
    trials = len(kit.design.trials)
    each = max(map(len, kit.design.orders))
    lines = [
        f"{trials} questions about {_counted(len(source.systems), 'system')} and "
        f"{_counted(len(source.cases), 'case')}, "
        f"{with_anchors(kit.design)} of them controls; a rater gets {each} and needs some {kit.minutes} minutes.",
        *kit.design.left_out,
        f"for raters: {kit.page.parent} (the whole folder; they open {kit.page.name} and have a number each, "
        f"1 to {len(kit.design.orders)})",
        f"for you alone: {kit.key}",
    ]
    return "\n".join(lines)
