"""``foleystudio train NET ...``: the networks' training from the command line."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, get_args

import torch
import typer

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.engine.models.device import bfloat16_pays
from foleystudio.engine.models.model_files import read_net
from foleystudio.engine.timing.picture.onset_net import read_timing_model
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import exists
from foleystudio.nets.config import (
    HEARING_PRESETS,
    TIMING_PRESETS,
    VOCODER_DISCRIMINATOR_PRESETS,
    VOCODER_PRESETS,
    HearingConfig,
    VocoderConfig,
)
from foleystudio.nets.hearing import HearingNet
from foleystudio.nets.vocoder.model import Vocoder
from foleystudio.paths import cache_dir
from foleystudio.terminal_text import say
from foleystudio.training.data.hearing_corpus import HearingPlan, make_hearing_corpus, read_hearing_corpus
from foleystudio.training.data.timing_corpus import TimingPlan, make_timing_corpus, read_timing_corpus
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.run.distributed import first_before_others, is_first, together
from foleystudio.training.run.eta import TimeLeft
from foleystudio.training.run.trainer import Task, TrainerConfig
from foleystudio.training.setup.build_tasks import (
    MADE,
    SCENES,
    Making,
    Regime,
    paper_task,
    paper_training,
    reconstruction_losses,
    transfer_task,
)
from foleystudio.training.setup.configs import computing_device, training_config
from foleystudio.training.setup.finetune import own_clips_task
from foleystudio.training.tasks.hearing import HearingTask
from foleystudio.training.tasks.timing import TimingTask
from foleystudio.training.tasks.vocoder import VocoderTask, training_waves
from foleystudio.training.tasks.vocoder_gan import CriticisedVocoderTask
from foleystudio.training.verbs.train_baselines import add_baselines
from foleystudio.training.verbs.training_options import (
    Batch,
    Board,
    Devices,
    From,
    Measure,
    Minutes,
    Oneshots,
    Out,
    Preset,
    Rate,
    Seed,
    Steps,
    choice,
    run_training,
)

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def own_clips(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="Folder of your own clips with sound.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder of the run; resumed when there.")] = None,
    start_from: From = None,
    steps: Steps = 600,
    minutes: Minutes = 1e9,
    batch: Batch = 8,
    rate: Rate = 5e-5,
    measure_every: Measure = 100,
    seed: Seed = 0,
    tensorboard: Board = False,
    devices: Devices = 1,  # noqa: ARG001 - app.main starts the processes
) -> None:
    """Train the networks; without the name of one, teach the model that ships on your own clips (--data FOLDER)."""
    if context.invoked_subcommand is not None:
        return
    if data is None or out is None:
        raise FoleyError("a folder of clips and one for the run are needed", remedy="give --data FOLDER and --out RUN")
    with together():
        training = training_config(steps, batch, rate, seed, measure_every)
        _teach_own_clips(data, start_from, training, out, minutes, tensorboard)


def _teach_own_clips(
    data: Path, start_from: Path | None, training: TrainerConfig, out: Path, minutes: float, tensorboard: bool
) -> None:
    device = computing_device()
    task = own_clips_task(data, start_from, device, training.batch, training.seed, _say_clip)
    if is_first() and not exists(out / "checkpoint.pt"):
        with torch.no_grad():
            say(f"before: {task.measure(task.net.eval())}")
    run_training(task, training, out, device, minutes, tensorboard)
    if is_first():
        say("copy that folder into models/ under a name to render with it")


def _say_clip(done: int, total: int, what: str) -> None:
    say(f"clip {done} of {total}: {what}")


@app.command()
def varietysound(
    out: Out,
    preset: Preset = "small",
    data: Annotated[str, typer.Option(help="scenes, or a folder: prepared (paper) or of your clips.")] = SCENES,
    start_from: From = None,
    regime: Annotated[str, typer.Option(help="transfer (unseen references) or paper (own mel).")] = "transfer",
    timing: Annotated[str, typer.Option(help="paper: picture, events or either; events on scenes.")] = "",
    mel_critic: Annotated[bool, typer.Option(help="paper: the multi-window mel discriminator.")] = True,
    alignment_critic: Annotated[bool, typer.Option(help="paper: the alignment discriminator.")] = True,
    shards: Annotated[int, typer.Option(min=10, help="Files of 64 made scenes; written once and kept.")] = 40,
    oneshots: Oneshots = None,
    pictures: Annotated[
        bool, typer.Option("--pictures", help="Made scenes have pictures to take timing from.")
    ] = False,
    steps: Steps = 20_000,
    minutes: Minutes = 1e9,
    batch: Batch = 8,
    rate: Rate = 3e-4,
    measure_every: Measure = 500,
    seed: Seed = 0,
    tensorboard: Board = False,
    devices: Devices = 1,  # noqa: ARG001 - app.main starts the processes
) -> None:
    """Train the sound net: timbre transfer on made scenes or your own clips, or the paper's self-reconstruction."""
    with together():
        training = training_config(steps, batch, rate, seed, measure_every)
        device, making = computing_device(), Making(shards, oneshots, max(1, torch.get_num_threads()), pictures)
        if choice(regime, get_args(Regime), "regime") == "paper":
            source = timing or ("events" if data == SCENES and not pictures else "picture")
            losses = reconstruction_losses(source, mel_critic, alignment_critic)
            training = paper_training(training)
            task: Task = paper_task(preset, losses, data, making, device, batch, seed)
        elif data != SCENES:
            _teach_own_clips(Path(data), start_from, training, out, minutes, tensorboard)
            return
        else:
            task = transfer_task(preset, making, device, batch, seed, start_from)
        run_training(task, training, out, device, minutes, tensorboard)


@app.command()
def vocoder(
    out: Out,
    preset: Preset = "small",
    scenes: Annotated[int, typer.Option(min=1, help="Made scenes to learn from, beside the recordings.")] = 400,
    oneshots: Oneshots = None,
    steps: Steps = 20_000,
    minutes: Minutes = 1e9,
    batch: Batch = 8,
    rate: Annotated[float, typer.Option(min=1e-6, max=0.1, help="Peak learning rate.")] = 1e-3,
    critics: Annotated[
        bool, typer.Option("--critics", help="Train by critics too; add it to a run that the spectra have taught.")
    ] = False,
    start_from: Annotated[
        Path | None, typer.Option("--from", help="Folder of a trained vocoder to start from, whatever the preset.")
    ] = None,
    rounds: Annotated[
        tuple[int, int] | None,
        typer.Option(help="Of refinement, on the low quarter and on the whole.", show_default="the preset's"),
    ] = None,
    measure_every: Measure = 500,
    tensorboard: Board = False,
    devices: Devices = 1,  # noqa: ARG001 - app.main starts the processes
) -> None:
    """Train the vocoder on recordings and made scenes."""
    begun = _begun_vocoder(choice(preset, ("studio", "small", "tiny"), "preset"), start_from, rounds)
    with together():
        heard, unheard = (read_recordings(oneshots, part) if oneshots else [] for part in (False, True))
        train = training_waves(heard, scenes, 0)
        held_out = [recording.wave for recording in unheard] or training_waves([], max(2, scenes // 10), 10**6)
        device = computing_device()
        training = TrainerConfig(
            steps=steps, batch=batch, rate=rate, warm_up=min(200, steps // 20 + 1), ema=0.995,
            measure_every=measure_every, mixed_precision=bfloat16_pays(device),
        )  # fmt: skip
        alone = VocoderTask(begun.config, STUDIO, train, held_out, device, batch, training.seed)
        critic = VOCODER_DISCRIMINATOR_PRESETS[preset]
        task: Task = CriticisedVocoderTask(alone, critic, device) if critics else alone
        task.net.load_state_dict(begun.state_dict())
        run_training(task, training, out, device, minutes, tensorboard)


def _begun_vocoder(preset: str, start_from: Path | None, rounds: tuple[int, int] | None) -> Vocoder:
    """An untrained vocoder or a trained one, refined as often as is said."""
    trained = read_net(start_from, VocoderConfig, Vocoder) if start_from else None
    config = trained.config if trained else VOCODER_PRESETS[preset]
    if rounds:
        config = replace(config, low_refinements=rounds[0], refinements=rounds[1])
    net = Vocoder(config)
    if trained:
        net.load_state_dict(trained.state_dict())
    return net


@app.command()
def timing(
    out: Out,
    preset: Annotated[str, typer.Option(help="studio or tiny.")] = "studio",
    scenes: Annotated[
        list[Path] | None, typer.Option(help="Folder of made scenes, filled as far as asked for; may come again.")
    ] = None,
    shards: Annotated[int, typer.Option(min=10, help="Files of 32 scenes in each folder; written once and kept.")] = 60,
    make: Annotated[
        bool, typer.Option(help="Make scenes that are missing; else train on those that are there.")
    ] = True,
    steps: Steps = 6_000,
    minutes: Minutes = 1e9,
    batch: Batch = 16,
    rate: Annotated[float, typer.Option(min=1e-6, max=0.1, help="Peak learning rate.")] = 1e-3,
    measure_every: Measure = 250,
    seed: Annotated[int, typer.Option(help="Of batches and augmentation.")] = 0,
    start_from: Annotated[
        Path | None, typer.Option("--from", help="Folder of a trained timing net to start from, whatever the preset.")
    ] = None,
    tensorboard: Board = False,
    devices: Devices = 1,  # noqa: ARG001 - app.main starts the processes
) -> None:
    """Train the picture's timing: from motion to what is seen to sound, on made people and things."""
    trained = read_timing_model(start_from).net if start_from else None
    config = trained.config if trained else TIMING_PRESETS[choice(preset, tuple(TIMING_PRESETS), "preset")]
    plans = [TimingPlan(folder, shards) for folder in scenes or [cache_dir() / "timing-scenes"]]
    with together():
        if make:
            workers = max(1, torch.get_num_threads())
            for plan in plans:
                first_before_others(partial(make_timing_corpus, plan, workers, TimeLeft(MADE)))
        device = computing_device()
        training = TrainerConfig(
            steps=steps, batch=batch, rate=rate, warm_up=min(200, steps // 20 + 1), ema=0.995, seed=seed,
            measure_every=measure_every, mixed_precision=bfloat16_pays(device),
        )  # fmt: skip
        train, held_out = read_timing_corpus(plans, held_out=False), read_timing_corpus(plans, held_out=True)
        task = TimingTask(config, train, held_out, device, batch, seed)
        if trained:
            task.net.load_state_dict(trained.state_dict())
        run_training(task, training, out, device, minutes, tensorboard)


@app.command()
def hearing(
    out: Out,
    preset: Annotated[str, typer.Option(help="studio or tiny.")] = "studio",
    recordings: Annotated[
        Path | None, typer.Option(help="Folder of made recordings, filled as far as asked for.", show_default="cache")
    ] = None,
    shards: Annotated[int, typer.Option(min=10, help="Files of 160 recordings; written once and kept.")] = 40,
    make: Annotated[
        bool, typer.Option(help="Make recordings that are missing; else train on those that are there.")
    ] = True,
    oneshots: Oneshots = None,
    steps: Steps = 8_000,
    minutes: Minutes = 1e9,
    batch: Batch = 16,
    rate: Annotated[float, typer.Option(min=1e-6, max=0.1, help="Peak learning rate.")] = 2e-3,
    measure_every: Measure = 250,
    seed: Annotated[int, typer.Option(help="Of batches.")] = 0,
    start_from: Annotated[
        Path | None, typer.Option("--from", help="Folder of a trained hearing net to start from, whatever the preset.")
    ] = None,
    tensorboard: Board = False,
    devices: Devices = 1,  # noqa: ARG001 - app.main starts the processes
) -> None:
    """Train the net that hears a clip's own sound: what is struck and what is kept up, on made recordings."""
    trained = read_net(start_from, HearingConfig, HearingNet) if start_from else None
    config = trained.config if trained else HEARING_PRESETS[choice(preset, tuple(HEARING_PRESETS), "preset")]
    plan = HearingPlan(recordings or cache_dir() / "hearing-recordings", shards, oneshots)
    with together():
        if make:
            first_before_others(partial(make_hearing_corpus, plan, torch.get_num_threads(), TimeLeft(MADE)))
        device = computing_device()
        training = TrainerConfig(
            steps=steps, batch=batch, rate=rate, warm_up=min(200, steps // 20 + 1), ema=0.995, seed=seed,
            measure_every=measure_every, mixed_precision=bfloat16_pays(device),
        )  # fmt: skip
        train, held_out = read_hearing_corpus(plan, False), read_hearing_corpus(plan, True)
        task = HearingTask(config, train, held_out, device, batch, seed)
        if trained:
            task.net.load_state_dict(trained.state_dict())
        run_training(task, training, out, device, minutes, tensorboard)


add_baselines(app)
