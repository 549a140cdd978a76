"""``foleystudio batch RECIPE CLIPS... -o FOLDER``: many clips by one recipe, as many at once as there are cores."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foleystudio.cli import terminal
from foleystudio.cli.delivery.options import PerLayer
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file, is_folder
from foleystudio.media.formats import SOUND_FORMATS, VIDEO_FORMATS, listed, usual_suffixes

if TYPE_CHECKING:
    from foleystudio.engine.batch.task import Outcome

_VIDEOS = {".mp4", ".m4v", ".mov", ".mkv", ".mxf", ".avi", ".webm", ".ts", ".mts", ".m2ts", ".mpg", ".mpeg", ".wmv"}
_LOOKS_EVERY_S = 0.5  # into the folder: a file that has not grown in between is whole
_SOME_FAILED = 1  # exit code
_CORES = os.cpu_count() or 1

Recipe = Annotated[Path, typer.Argument(metavar="RECIPE", help="Tracks to perform, a TOML file.", show_default=False)]
Clips = Annotated[
    list[Path], typer.Argument(metavar="CLIPS...", help="Videos, or folders of them.", show_default=False)
]
Folder = Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where to write.", show_default=False)]
Kind = Annotated[str, typer.Option("--kind", metavar="SUFFIX", help="What to write: mp4, mov, wav and others.")]
Stems = Annotated[bool, typer.Option("--stems", help="One sound a track too, in a folder a clip.")]
Workers = Annotated[int, typer.Option("--jobs", min=1, max=256, help="How many at once.")]
Only = Annotated[
    int | None, typer.Option("--only", min=1, help="The clip of this number alone, from 1: for job arrays.")
]
Jobs = Annotated[
    Path | None,
    typer.Option(
        "--submitit",
        metavar="FOLDER",
        help="As jobs of Slurm, here where there is none; FOLDER is for what they are given and answer.",
        show_default=False,
    ),
]
Watch = Annotated[bool, typer.Option("--watch", help="Go on with clips that come into the folders, until Ctrl-C.")]


@dataclass(frozen=True)
class _Wish:
    """What is asked for."""

    recipe: Path
    folder: Path
    suffix: str
    stems: bool
    per_layer: bool
    workers: int
    only: int | None
    cluster: Path | None


def batch(
    recipe: Recipe,
    clips: Clips,
    out: Folder,
    kind: Kind = "mov",
    stems: Stems = False,
    per_layer: PerLayer = False,
    jobs: Workers = _CORES,
    only: Only = None,
    submitit: Jobs = None,
    watch: Watch = False,
) -> None:
    """Perform many clips by a recipe.

    What is done is not done again. A clip that fails stops no other: exit code 1 tells of it, the report says why.
    """
    wish = _Wish(recipe, out, _suffix(kind), stems, per_layer, jobs, only, submitit)
    if watch and (only is not None or not any(map(is_folder, clips))):
        raise FoleyError("--watch follows folders", remedy="give a folder, and no --only")
    if per_layer and not stems:
        raise FoleyError("--per-layer is for stems", remedy="say --stems too, or leave it out")
    from foleystudio.engine.batch.report import told
    from foleystudio.engine.batch.task import failures
    from foleystudio.engine.recipes.recipe import read_recipe

    read_recipe(recipe)  # what is wrong with it is said once, not for every clip
    _make(out)
    with terminal.working() as (progress, cancelled):
        outcomes = _done(_clips(clips), wish, progress, cancelled)
        if watch:
            outcomes = _followed(clips, outcomes, lambda found: _done(found, wish, progress, cancelled), cancelled)
    terminal.note(f"{out}: {told(outcomes)}.")
    if failures(outcomes):
        raise typer.Exit(_SOME_FAILED)


def _suffix(kind: str) -> str:
    suffix = f".{kind.lower().lstrip('.')}"
    known = (*usual_suffixes(VIDEO_FORMATS), *usual_suffixes(SOUND_FORMATS))
    if suffix not in known:
        raise FoleyError(f"{suffix} is no kind of file that is written", remedy=f"say {listed(known)}")
    return suffix


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"the folder cannot be created ({error.strerror})"
        raise FoleyError(what, file=folder, remedy="choose another") from error


def _done(
    clips: Sequence[Path], wish: _Wish, progress: terminal.Progress, cancelled: Callable[[], bool]
) -> list[Outcome]:
    from foleystudio.engine.batch import cluster, pool
    from foleystudio.engine.batch.report import write_report
    from foleystudio.engine.batch.task import tasks_of

    tasks = tasks_of(clips, wish.recipe, wish.folder, wish.suffix, stems=wish.stems, per_layer=wish.per_layer)
    if wish.only is not None:
        tasks = tasks[wish.only - 1 : wish.only]
    tell = _teller(len(tasks), progress)
    if wish.cluster is not None:
        outcomes = cluster.run_all(tasks, wish.workers, wish.cluster, tell, cancelled)
    else:
        outcomes = pool.run_all(tasks, wish.workers, tell, cancelled)
    if wish.only is None:
        write_report(outcomes, wish.folder)
    return outcomes


def _teller(count: int, progress: terminal.Progress) -> Callable[[Outcome], None]:
    done = 0

    def tell(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        progress(done / max(1, count), f"{done} of {count}")
        if outcome.status == "failed":
            terminal.note(f"{outcome.clip}: {' '.join(outcome.notes)}")
        elif outcome.status == "done":
            level = f", {outcome.lufs:.1f} LUFS" if outcome.lufs is not None else ""
            terminal.note(f"{outcome.out}: {outcome.events} event{'s' * (outcome.events != 1)}{level}.")

    return tell


def _clips(given: Sequence[Path]) -> list[Path]:
    """Files as they are given, folders by the videos in them, in order of their names."""
    found: list[Path] = []
    for path in given:
        if is_folder(path):
            found += sorted(each for each in path.iterdir() if each.suffix.lower() in _VIDEOS and each.name[:1] != ".")
        else:
            found.append(path)
    return list(dict.fromkeys(path.absolute() for path in found))


def _followed(
    given: Sequence[Path],
    outcomes: list[Outcome],
    do: Callable[[Sequence[Path]], list[Outcome]],
    cancelled: Callable[[], bool],
) -> list[Outcome]:
    """Do what comes into the folders, once it has stopped growing; Ctrl-C ends it well."""
    known, sizes = _clips(given), dict[Path, int]()
    while not cancelled():
        time.sleep(_LOOKS_EVERY_S)
        now = {path: path.stat().st_size for path in _clips(given) if path not in known and is_file(path)}
        still = [path for path, size in now.items() if size and sizes.get(path) == size]
        sizes = now
        if still:
            known += still
            outcomes = do(known)
    return outcomes
