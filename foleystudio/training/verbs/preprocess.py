"""``foleystudio preprocess FOLDER -o OUT``: a folder of clips made ready to train on."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Annotated, get_args

import typer

from foleystudio.engine.picture.features import EXTRACTORS
from foleystudio.errors import FoleyError
from foleystudio.terminal_text import say
from foleystudio.timebase import FEATURE_FPS, round_half_up
from foleystudio.training.data.clip_windows import PAPER_FRAMES, Cutting
from foleystudio.training.data.preprocess import prepare_folder
from foleystudio.training.data.window_files import MELS, Index
from foleystudio.training.setup.build_tasks import Regime
from foleystudio.training.setup.finetune import OWN_FRAMES

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

_BETWEEN_LINES_S = 2.0  # of progress: a log stays short
_TOLD = 20  # of what was left out; the rest is in the index


@app.command()
def preprocess(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Clips with sound: flat, nested, or laid out as VAS is.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the windows go; what is there already is kept.")],
    extractor: Annotated[str, typer.Option(help=f"Picture features: {' or '.join(EXTRACTORS)}.")] = "motion",
    weights: Annotated[Path | None, typer.Option(help="Folder of the weights that bn_inception needs.")] = None,
    regime: Annotated[str, typer.Option(help="What it is for: paper or transfer (your own clips).")] = "paper",
    mel: Annotated[str, typer.Option(help=f"Mel: {' or '.join(MELS)}.", show_default="the regime's")] = "",
    seconds: Annotated[float, typer.Option(min=0, max=60, help="Length of a window.", show_default="10 or 4")] = 0.0,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
) -> None:
    """Cut clips into windows of mel, events and picture features; stop it and run it again to go on."""
    if regime not in get_args(Regime):
        raise FoleyError(f"there is no regime {regime!r}", remedy=f"choose one of {', '.join(get_args(Regime))}")
    if mel and mel not in MELS:
        raise FoleyError(f"there is no mel {mel!r}", remedy=f"choose one of {', '.join(MELS)}")
    if regime == "transfer":
        cutting = Cutting(mel or "studio", _frames(seconds) or OWN_FRAMES, extractor, weights, "examples")
    else:
        cutting = Cutting(mel or "paper", _frames(seconds) or PAPER_FRAMES, extractor, weights)
    say(_summary(prepare_folder(folder, out, cutting, workers, _teller()), out))


def _frames(seconds: float) -> int:
    return round_half_up(FEATURE_FPS * Fraction(seconds))


def _teller() -> Callable[[int, int, str], None]:
    last = [0.0]

    def tell(done: int, total: int, what: str) -> None:
        if done in (1, total) or time.monotonic() - last[0] >= _BETWEEN_LINES_S:
            last[0] = time.monotonic()
            say(f"{done} of {total}: {what}")

    return tell


def _summary(index: Index, out: Path) -> str:
    windows = sum(entry.windows for entry in index.entries)
    clips = len({entry.source for entry in index.entries})
    lines = [f"{windows} windows of {clips} clips are in {out}."]
    if index.skipped:
        lines.append(f"{len(index.skipped)} could not be used:")
        lines += [f"  {skipped.source}: {skipped.why}" for skipped in index.skipped[:_TOLD]]
        if len(index.skipped) > _TOLD:
            lines.append(f"  and {len(index.skipped) - _TOLD} more; index.json there names all")
    return "\n".join(lines)
