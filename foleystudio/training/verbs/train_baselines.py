"""``foleystudio train regnet|speechsplit|owens``: the systems that VarietySound is compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import torch
import typer

from foleystudio.training.run.distributed import together
from foleystudio.training.run.trainer import Task
from foleystudio.training.setup.build_baselines import (
    BATCHES,
    Baseline,
    baseline_training,
    owens_task,
    regnet_task,
    speechsplit_task,
)
from foleystudio.training.setup.build_tasks import SCENES, Making
from foleystudio.training.setup.configs import computing_device, training_config
from foleystudio.training.verbs.training_options import (
    Board,
    Devices,
    Measure,
    Minutes,
    Oneshots,
    Out,
    Seed,
    Steps,
    run_training,
)

_Build = Callable[[str, str, Making, torch.device, int, int], Task]
_BASELINES: tuple[tuple[Baseline, _Build, str], ...] = (
    ("regnet", regnet_task, "Train REGNET, a baseline: mels from pictures, the cascade's first half."),
    ("speechsplit", speechsplit_task, "Train SpeechSplit, a baseline: timbre conversion, the cascade's second half."),
    ("owens", owens_task, "Train the net of Owens et al., a baseline: sounds of the training set to the picture."),
)

_Preset = Annotated[str, typer.Option(help="paper, small or tiny.")]
_Data = Annotated[str, typer.Option(help="scenes, or a folder of prepared windows with the paper's mel.")]
_Shards = Annotated[int, typer.Option(min=10, help="Files of 64 made scenes; written once and kept.")]
_Batch = Annotated[int | None, typer.Option(min=1, help="Windows a step (and device).", show_default="as published")]
_Rate = Annotated[
    float | None, typer.Option(min=1e-6, max=0.1, help="Peak learning rate.", show_default="as published")
]


def add_baselines(app: typer.Typer) -> None:
    """Add a verb for each baseline."""
    for name, build, help_text in _BASELINES:
        app.command(name, help=help_text)(_verb(name, build))


def _verb(name: Baseline, build: _Build) -> Callable[..., None]:
    def train(
        out: Out,
        preset: _Preset = "small",
        data: _Data = SCENES,
        shards: _Shards = 40,
        oneshots: Oneshots = None,
        steps: Steps = 20_000,
        minutes: Minutes = 1e9,
        batch: _Batch = None,
        rate: _Rate = None,
        measure_every: Measure = 500,
        seed: Seed = 0,
        tensorboard: Board = False,
        devices: Devices = 1,  # noqa: ARG001 - app.main starts the processes
    ) -> None:
        with together():
            size, device = batch or BATCHES[name], computing_device()
            making = Making(shards, oneshots, max(1, torch.get_num_threads()), pictures=True)
            training = baseline_training(name, training_config(steps, size, 0.0, seed, measure_every), rate)
            run_training(build(preset, data, making, device, size, seed), training, out, device, minutes, tensorboard)

    return train
