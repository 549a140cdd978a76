"""``foleystudio train NET ...``: the networks' training from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import torch
import typer

from foleystudio.dsp.mel import STUDIO
from foleystudio.errors import FoleyError
from foleystudio.nets.config import PRESETS, VOCODER_PRESETS
from foleystudio.paths import cache_dir
from foleystudio.training.corpus import Corpus, CorpusPlan, make_corpus, read_recordings
from foleystudio.training.examples import ExampleShape
from foleystudio.training.trainer import Task, Trainer, TrainerConfig
from foleystudio.training.transfer import TransferTask
from foleystudio.training.vocoder_task import VocoderTask, training_waves

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

_Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the run: checkpoint, log; resumed when there.")]
_Preset = Annotated[str, typer.Option(help="studio, small or tiny.")]
_Oneshots = Annotated[Path | None, typer.Option(help="Folder of recordings with a CREDITS.csv; without it, synthesis.")]
_Steps = Annotated[int, typer.Option(min=1, help="Steps in all, those before a resume included.")]
_Minutes = Annotated[float, typer.Option(min=0, help="Stop after so many minutes; resume by running again.")]
_Batch = Annotated[int, typer.Option(min=1, help="Examples a step.")]


def _preset(name: str, known: Sequence[str]) -> str:
    if name not in known:
        raise FoleyError(f"there is no preset {name!r}", remedy=f"choose one of {', '.join(known)}")
    return name


def _device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def _run(task: Task, config: TrainerConfig, out: Path, device: torch.device, minutes: float) -> None:
    trainer = Trainer(task, config, out, device)
    if trainer.resume():
        print(f"resumed at step {trainer.step}", flush=True)
    trainer.run(lambda line: print(line, flush=True), minutes * 60)


@app.command()
def varietysound(
    out: _Out,
    preset: _Preset = "small",
    shards: Annotated[int, typer.Option(min=10, help="Shards of 64 made scenes; written once and kept.")] = 40,
    oneshots: _Oneshots = None,
    steps: _Steps = 20_000,
    minutes: _Minutes = 1e9,
    batch: _Batch = 8,
) -> None:
    """Train timbre transfer on made scenes: events and a sibling's timbre to the performance's mel."""
    config = PRESETS[_preset(preset, ("studio", "small", "tiny"))]
    folder = cache_dir() / ("scenes-oneshots" if oneshots else "scenes")
    plan = CorpusPlan(folder, ExampleShape(STUDIO), shards, oneshots)
    make_corpus(plan, max(1, torch.get_num_threads()), lambda done, total: print(f"scenes: shard {done} of {total}"))
    device = _device()
    training = TrainerConfig(steps=steps, batch=batch, ema=0.995, mixed_precision=device.type == "cuda")
    task = TransferTask(config, Corpus(plan, False), Corpus(plan, True), device, batch, training.seed)
    _run(task, training, out, device, minutes)


@app.command()
def vocoder(
    out: _Out,
    preset: _Preset = "small",
    scenes: Annotated[int, typer.Option(min=1, help="Made scenes to learn from, beside the recordings.")] = 400,
    oneshots: _Oneshots = None,
    steps: _Steps = 20_000,
    minutes: _Minutes = 1e9,
    batch: _Batch = 8,
) -> None:
    """Train the vocoder on recordings and made scenes."""
    config = VOCODER_PRESETS[_preset(preset, ("studio", "small", "tiny"))]
    heard, unheard = (read_recordings(oneshots, part) if oneshots else [] for part in (False, True))
    train, held_out = training_waves(heard, scenes, 0), training_waves(unheard, max(2, scenes // 10), 10**6)
    device = _device()
    training = TrainerConfig(steps=steps, batch=batch, ema=0.99, mixed_precision=False)
    task = VocoderTask(config, STUDIO, train, held_out, device, batch, training.seed)
    _run(task, training, out, device, minutes)
