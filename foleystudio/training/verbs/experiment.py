"""``foleystudio experiment -o REPORT``: the published experiment, whole, in one command that can be stopped."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from foleystudio.engine.picture.features import EXTRACTORS
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_folder
from foleystudio.terminal_text import say
from foleystudio.training.data.window_files import Index
from foleystudio.training.evaluation.report import PAGE_NAME
from foleystudio.training.experiment.clips import prepare
from foleystudio.training.experiment.generation import generate
from foleystudio.training.experiment.manifest import Manifest
from foleystudio.training.experiment.rebuilding import rebuild
from foleystudio.training.experiment.report.page import write_report
from foleystudio.training.experiment.scoring import score
from foleystudio.training.experiment.settings import SIZES, STAGES, TRAININGS, Experiment, Settings
from foleystudio.training.experiment.trainings import Budget, train
from foleystudio.training.run.eta import rough
from foleystudio.training.setup.build_tasks import SCENES

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

_Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the report; an experiment in it goes on.")]
_Data = Annotated[
    str, typer.Option(help="scenes (made, of the classes of VAS) or a folder of clips, laid out as VAS is or not.")
]
_Preset = Annotated[str, typer.Option(help=f"Of all nets: {', '.join(SIZES)}.")]
_Stages = Annotated[str, typer.Option(help=f"Some of {', '.join(STAGES)}; separated by commas.", show_default="all")]
_Minutes = Annotated[float, typer.Option(min=0, help="Shared among the stages that are left.", show_default="no limit")]
_Steps = Annotated[int, typer.Option(min=0, help="Of every training.", show_default="as many as the minutes allow")]
_Seed = Annotated[int, typer.Option(min=0, help="Draws scenes, held-out clips, batches and pairs.")]
_Clips = Annotated[int, typer.Option(min=0, help="Made clips a class.", show_default="the preset's")]
_Pairs = Annotated[
    int,
    typer.Option(
        min=0, help="Swapped pairs, originals, and references, a category at most.", show_default="the preset's"
    ),
]
_Extractor = Annotated[str, typer.Option(help=f"Picture features: {' or '.join(EXTRACTORS)}.")]
_Weights = Annotated[Path | None, typer.Option(help="Folder of the weights that bn_inception needs.")]
_Vocoder = Annotated[
    Path | None, typer.Option(help="Folder of a vocoder of the paper's mel; without it, Griffin-Lim is heard.")
]
_TimbreNet = Annotated[
    Path | None, typer.Option(help="Weights of the sound-effect embedding; without them its figures are left out.")
]
_Workers = Annotated[int, typer.Option(min=1, help="Processes that prepare clips.")]

_BETWEEN_LINES_S = 5.0  # of progress: a log stays short


@app.command()
def experiment(
    out: _Out,
    data: _Data = SCENES,
    preset: _Preset = "small",
    stages: _Stages = "",
    minutes: _Minutes = 0.0,
    steps: _Steps = 0,
    seed: _Seed = 0,
    clips: _Clips = 0,
    pairs: _Pairs = 0,
    extractor: _Extractor = "motion",
    weights: _Weights = None,
    vocoder: _Vocoder = None,
    timbre_net: _TimbreNet = None,
    workers: _Workers = 1,
) -> None:
    """Train VarietySound, its ablations and the baselines on one set of clips, generate, score and report."""
    chosen = _stages(stages)
    work = Experiment(out, _settings(data, preset, seed, clips, pairs, extractor, weights))
    budget = Budget.of(60 * minutes if minutes else float("inf"))
    to_do = _work(work, budget, chosen, steps or None, workers, vocoder, timbre_net)
    for stage in chosen:
        if stage in work.state.done and stage in ("data", *TRAININGS) and not (stages and work.was_cut_short(stage)):
            say(f"{stage}: done before")
            continue
        began = time.monotonic()
        say(f"{stage}: begins")
        told = to_do[stage]()
        work.finish(stage, **{"seconds": round(time.monotonic() - began, 1), **told})
        say(f"{stage}: done in {rough(time.monotonic() - began)}")
    if "report" in chosen:
        say(f"\nwith pictures and sounds: {out / PAGE_NAME}")


def _work(
    work: Experiment,
    budget: Budget,
    chosen: list[str],
    steps: int | None,
    workers: int,
    vocoder: Path | None,
    timbre_net: Path | None,
) -> dict[str, Callable[[], dict[str, float]]]:
    """What is done in every stage; answers what the state keeps of it."""
    command = shlex.join(["foleystudio", "experiment", *sys.argv[2:]])
    return {
        "data": lambda: _told_of(prepare(work, workers, _teller("clips"))),
        **{name: _training(work, name, budget, chosen, steps) for name in TRAININGS},
        "generate": lambda: _counted(generate(work, vocoder, _teller("sounds"))),
        "score": lambda: {"sounds": score(work, timbre_net, _teller("scores"))},
        "rebuild": lambda: {"clips": rebuild(work, _teller("rebuilt"))},
        "report": lambda: _reported(work, command),
    }


def _stages(typed: str) -> list[str]:
    names = [name.strip() for name in typed.split(",") if name.strip()] or [*STAGES]
    unknown = next((name for name in names if name not in STAGES), None)
    if unknown is not None:
        raise FoleyError(f"there is no stage {unknown!r}", remedy=f"choose from {', '.join(STAGES)}")
    return [stage for stage in STAGES if stage in names]


def _settings(
    data: str, preset: str, seed: int, clips: int, pairs: int, extractor: str, weights: Path | None
) -> Settings:
    if preset not in SIZES:
        raise FoleyError(f"there is no preset {preset!r}", remedy=f"choose one of {', '.join(SIZES)}")
    if data != SCENES:
        if not is_folder(Path(data)):
            raise FoleyError("there is no such folder", file=Path(data), remedy="give a folder of clips, or scenes")
        data = str(Path(data).resolve())
    return Settings(data, preset, seed, clips, pairs, extractor, "" if weights is None else str(weights.resolve()))


def _training(
    work: Experiment, name: str, budget: Budget, chosen: list[str], steps: int | None
) -> Callable[[], dict[str, float]]:
    def run() -> dict[str, float]:
        if "data" not in work.state.done:
            raise FoleyError("its clips are not prepared yet", file=work.folder, remedy="run the stage data first")
        to_come = [stage for stage in chosen[chosen.index(name) + 1 :] if stage not in work.state.done]
        return train(work, name, budget.share(name, to_come), steps, say)

    return run


def _told_of(index: Index) -> dict[str, float]:
    for skipped in index.skipped:
        say(f"left out: {skipped.source}: {skipped.why}", error=True)
    clips = {entry.source: entry.held_out for entry in index.entries}
    windows = sum(entry.windows for entry in index.entries)
    return {"clips": len(clips), "held_out": sum(clips.values()), "windows": windows}


def _counted(manifest: Manifest) -> dict[str, float]:
    return {"pairs": len(manifest.cases), "sounds": sum(len(pair.sounds) for pair in manifest.cases)}


def _reported(work: Experiment, command: str) -> dict[str, float]:
    say(write_report(work, command))
    return {}


def _teller(what: str) -> Callable[[int, int, str], None]:
    """Prints how far it is, and how long the rest takes, now and then."""
    began, last = time.monotonic(), [0.0]

    def tell(done: int, total: int, which: str) -> None:
        now = time.monotonic()
        if done in (1, total) or now - last[0] >= _BETWEEN_LINES_S:
            last[0] = now
            left = f", about {rough((now - began) * (total - done) / done)} left" if 1 < done < total else ""
            say(f"{done} of {total} {what}: {which}{left}")

    return tell
