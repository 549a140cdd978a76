"""Options that trainings share, and how one is run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import torch
import typer

from foleystudio.errors import FoleyError
from foleystudio.terminal_text import say
from foleystudio.training.run.distributed import is_first
from foleystudio.training.run.trainer import NET_FOLDER, Task, Trainer, TrainerConfig

Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the run: checkpoint, log; resumed when there.")]
Preset = Annotated[str, typer.Option(help="paper (with --regime paper), studio, small or tiny.")]
Oneshots = Annotated[Path | None, typer.Option(help="Folder of recordings with a CREDITS.csv; without it, synthesis.")]
Steps = Annotated[int, typer.Option(min=1, help="Steps in all, those before a resume included.")]
Minutes = Annotated[
    float,
    typer.Option(
        min=0,
        help="Train for so many minutes, made scenes not counted; resume by running again.",
        show_default="no limit",
    ),
]
Batch = Annotated[int, typer.Option(min=1, help="Examples a step (and device).")]
Measure = Annotated[int, typer.Option(min=1, help="Steps between held-out measures.")]
Rate = Annotated[float, typer.Option(min=1e-6, max=0.1, help="Peak learning rate.")]
Seed = Annotated[int, typer.Option(help="Of batches, dropout and resampling.")]
From = Annotated[
    Path | None,
    typer.Option("--from", help="Model folder to start from.", show_default="for your own clips, what ships"),
]
Board = Annotated[bool, typer.Option("--tensorboard", help="Also write TensorBoard's event files into the run.")]
Devices = Annotated[int, typer.Option(min=1, help="GPUs (without any: processes) that train together.")]  # app.main


def choice(name: str, known: Sequence[str], what: str) -> str:
    """A name that is known.

    Raises
    ------
    FoleyError
        When it is not.
    """
    if name not in known:
        raise FoleyError(f"there is no {what} {name!r}", remedy=f"choose one of {', '.join(known)}")
    return name


def run_training(
    task: Task, config: TrainerConfig, out: Path, device: torch.device, minutes: float, tensorboard: bool = False
) -> None:
    """Train a task in its run's folder, from where it was."""
    trainer = Trainer(task, config, out, device, tensorboard)
    if trainer.resume() and is_first():
        say(f"resumed at step {trainer.step}")
    trainer.run(say, minutes * 60)
    if is_first():
        say(f"the net, averaged over the last steps, is in {out / NET_FOLDER}")
