"""``foleystudio train NET ...``: the networks' training from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, get_args

import torch
import typer

from foleystudio.dsp.mel import STUDIO
from foleystudio.errors import FoleyError
from foleystudio.nets.config import TIMING_PRESETS, VOCODER_PRESETS
from foleystudio.paths import cache_dir
from foleystudio.training.corpus import read_recordings
from foleystudio.engine.computing import bfloat16_pays
from foleystudio.training.processes import first_before_others, is_first, together
from foleystudio.training.recipes import SCENES, Making, Regime, paper_task, transfer_task
from foleystudio.training.reconstruction import ReconstructionConfig, TimingSource
from foleystudio.training.timing_corpus import TimingCorpus, TimingPlan, make_timing_corpus
from foleystudio.training.timing_task import TimingTask
from foleystudio.training.trainer import Task, Trainer, TrainerConfig
from foleystudio.training.vocoder_task import VocoderTask, training_waves

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

_Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the run: checkpoint, log; resumed when there.")]
_Preset = Annotated[str, typer.Option(help="paper (with --regime paper), studio, small or tiny.")]
_Oneshots = Annotated[Path | None, typer.Option(help="Folder of recordings with a CREDITS.csv; without it, synthesis.")]
_Steps = Annotated[int, typer.Option(min=1, help="Steps in all, those before a resume included.")]
_Minutes = Annotated[float, typer.Option(min=0, help="Stop after so many minutes; resume by running again.")]
_Batch = Annotated[int, typer.Option(min=1, help="Examples a step (and device).")]
_Measure = Annotated[int, typer.Option(min=1, help="Steps between held-out measures.")]
_Board = Annotated[bool, typer.Option("--tensorboard", help="Also write TensorBoard's event files into the run.")]
_Devices = Annotated[int, typer.Option(min=1, help="GPUs (without any: processes) that train together.")]  # app.main


def _choice(name: str, known: Sequence[str], what: str) -> str:
    if name not in known:
        raise FoleyError(f"there is no {what} {name!r}", remedy=f"choose one of {', '.join(known)}")
    return name


def _device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda", torch.cuda.current_device())
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def _run(
    task: Task, config: TrainerConfig, out: Path, device: torch.device, minutes: float, tensorboard: bool = False
) -> None:
    trainer = Trainer(task, config, out, device, tensorboard)
    if trainer.resume() and is_first():
        print(f"resumed at step {trainer.step}", flush=True)
    trainer.run(lambda line: print(line, flush=True), minutes * 60)


@app.command()
def varietysound(
    out: _Out,
    preset: _Preset = "small",
    data: Annotated[str, typer.Option(help="scenes, or a folder that foleystudio preprocess made.")] = SCENES,
    regime: Annotated[
        str, typer.Option(help="transfer (unseen references) or paper (self-reconstruction).")
    ] = "transfer",
    timing: Annotated[
        str, typer.Option(help="paper regime: picture, events or either; events where there is no picture.")
    ] = "",
    mel_critic: Annotated[bool, typer.Option(help="paper regime: the multi-window mel discriminator.")] = True,
    alignment_critic: Annotated[bool, typer.Option(help="paper regime: the alignment discriminator.")] = True,
    shards: Annotated[int, typer.Option(min=10, help="Files of 64 made scenes; written once and kept.")] = 40,
    oneshots: _Oneshots = None,
    pictures: Annotated[
        bool, typer.Option("--pictures", help="transfer: scenes with pictures, from which timing is learnt too.")
    ] = False,
    steps: _Steps = 20_000,
    minutes: _Minutes = 1e9,
    batch: _Batch = 8,
    rate: Annotated[float, typer.Option(min=1e-6, max=0.1, help="Peak learning rate.")] = 3e-4,
    measure_every: _Measure = 500,
    seed: Annotated[int, typer.Option(help="Of batches, dropout and resampling.")] = 0,
    tensorboard: _Board = False,
    devices: _Devices = 1,  # noqa: ARG001 - app.main starts the processes
) -> None:
    """Train the sound net: timbre transfer on made scenes, or the paper's self-reconstruction."""
    with together():
        device = _device()
        making = Making(shards, oneshots, max(1, torch.get_num_threads()), pictures)
        training = TrainerConfig(
            steps=steps,
            batch=batch,
            rate=rate,
            warm_up=min(500, steps // 20 + 1),
            ema=0.995,
            seed=seed,
            measure_every=measure_every,
            mixed_precision=bfloat16_pays(device),
        )
        if _choice(regime, get_args(Regime), "regime") == "transfer":
            task: Task = transfer_task(preset, making, device, batch, seed)
        else:
            source = _choice(timing or ("events" if data == SCENES else "picture"), get_args(TimingSource), "timing")
            losses = ReconstructionConfig(mel_critic=mel_critic, alignment_critic=alignment_critic, timing=source)  # type: ignore[arg-type]  # checked
            task = paper_task(preset, losses, data, making, device, batch, seed)
        _run(task, training, out, device, minutes, tensorboard)


@app.command()
def vocoder(
    out: _Out,
    preset: _Preset = "small",
    scenes: Annotated[int, typer.Option(min=1, help="Made scenes to learn from, beside the recordings.")] = 400,
    oneshots: _Oneshots = None,
    steps: _Steps = 20_000,
    minutes: _Minutes = 1e9,
    batch: _Batch = 8,
    rate: Annotated[float, typer.Option(min=1e-6, max=0.1, help="Peak learning rate.")] = 1e-3,
    measure_every: _Measure = 500,
    tensorboard: _Board = False,
    devices: _Devices = 1,  # noqa: ARG001 - app.main starts the processes
) -> None:
    """Train the vocoder on recordings and made scenes."""
    config = VOCODER_PRESETS[_choice(preset, ("studio", "small", "tiny"), "preset")]
    with together():
        heard, unheard = (read_recordings(oneshots, part) if oneshots else [] for part in (False, True))
        train = training_waves(heard, scenes, 0)
        held_out = [recording.wave for recording in unheard] or training_waves([], max(2, scenes // 10), 10**6)
        device = _device()
        training = TrainerConfig(
            steps=steps,
            batch=batch,
            rate=rate,
            warm_up=min(200, steps // 20 + 1),
            ema=0.995,
            measure_every=measure_every,
            mixed_precision=bfloat16_pays(device),
        )
        task = VocoderTask(config, STUDIO, train, held_out, device, batch, training.seed)
        _run(task, training, out, device, minutes, tensorboard)


@app.command()
def timing(
    out: _Out,
    preset: Annotated[str, typer.Option(help="studio or tiny.")] = "studio",
    scenes: Annotated[
        list[Path] | None, typer.Option(help="Folder of made scenes, filled as far as asked for; may come again.")
    ] = None,
    shards: Annotated[int, typer.Option(min=10, help="Files of 32 scenes in each folder; written once and kept.")] = 60,
    make: Annotated[
        bool, typer.Option(help="Make scenes that are missing; else train on those that are there.")
    ] = True,
    steps: _Steps = 6_000,
    minutes: _Minutes = 1e9,
    batch: _Batch = 16,
    rate: Annotated[float, typer.Option(min=1e-6, max=0.1, help="Peak learning rate.")] = 1e-3,
    measure_every: _Measure = 250,
    seed: Annotated[int, typer.Option(help="Of batches and augmentation.")] = 0,
    tensorboard: _Board = False,
    devices: _Devices = 1,  # noqa: ARG001 - app.main starts the processes
) -> None:
    """Train the picture's timing: from motion to what is seen to sound, on made people and things."""
    config = TIMING_PRESETS[_choice(preset, tuple(TIMING_PRESETS), "preset")]
    plans = [TimingPlan(folder, shards) for folder in scenes or [cache_dir() / "timing-scenes"]]
    with together():
        if make:
            workers = max(1, torch.get_num_threads())
            for plan in plans:
                first_before_others(lambda plan=plan: make_timing_corpus(plan, workers, _say_shards))  # type: ignore[misc]
        device = _device()
        training = TrainerConfig(
            steps=steps, batch=batch, rate=rate, warm_up=min(200, steps // 20 + 1), ema=0.995, seed=seed,
            measure_every=measure_every, mixed_precision=bfloat16_pays(device),
        )  # fmt: skip
        train, held_out = TimingCorpus(*plans, held_out=False), TimingCorpus(*plans, held_out=True)
        _run(TimingTask(config, train, held_out, device, batch, seed), training, out, device, minutes, tensorboard)


def _say_shards(done: int, total: int) -> None:
    print(f"scenes: {done} of {total} files", flush=True)
