"""What a training's words mean: data and regime put together to a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar, get_args

import torch

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.errors import FoleyError
from foleystudio.nets.config import PAPER_PRESETS, PRESETS
from foleystudio.paths import cache_dir
from foleystudio.training.data.clip_windows import PAPER_FRAMES
from foleystudio.training.data.examples import ExampleShape
from foleystudio.training.data.scene_windows import WindowKind, make_windows
from foleystudio.training.data.transfer_corpus import Corpus, CorpusPlan, make_corpus
from foleystudio.training.data.window_files import Windows
from foleystudio.training.run.distributed import first_before_others, rank
from foleystudio.training.run.eta import TimeLeft
from foleystudio.training.run.trainer import TrainerConfig
from foleystudio.training.setup.finetune import trained_net
from foleystudio.training.tasks.reconstruction import ReconstructionConfig, ReconstructionTask, TimingSource
from foleystudio.training.tasks.transfer import TransferTask

Regime = Literal["transfer", "paper"]
SCENES = "scenes"
"""What stands for made scenes where a folder may stand."""

MADE = "files of made scenes"
"""What is told of while they are made."""

_FRAMES = 86
"""Feature frames of a made scene, 4 s: small nets are trained without a GPU, a step's time goes with its columns."""

_STEP_FRAMES = 24
"""What a step of the transfer regime sees of a scene: 1.1 s of many teach more than 4 s of a few."""


@dataclass(frozen=True)
class Making:
    """Made scenes to train on.

    Parameters
    ----------
    shards
        How many files of 64.
    oneshots
        Folder of recordings, or None for synthesis alone.
    workers
        Processes that write them.
    pictures
        Whether the scenes of the transfer regime have pictures: its net then learns to take timing from them too.
    """

    shards: int
    oneshots: Path | None = None
    workers: int = 1
    pictures: bool = False


P = TypeVar("P")


def preset_of(name: str, known: Mapping[str, P]) -> P:
    """A preset by name.

    Raises
    ------
    FoleyError
        When there is none of that name.
    """
    if name not in known:
        raise FoleyError(f"there is no preset {name!r}", remedy=f"choose one of {', '.join(known)}")
    return known[name]


def transfer_task(
    preset: str, making: Making, device: torch.device, batch: int, seed: int, start_from: Path | None = None
) -> TransferTask:
    """Timbre transfer on made scenes, from nothing or from a trained net.

    Raises
    ------
    FoleyError
        When there is no such preset, or no net to start from.
    """
    trained = None if start_from is None else trained_net(start_from)
    config = preset_of(preset, {name: PRESETS[name] for name in ("studio", "small", "tiny")})
    if trained is not None:
        config = trained.config
    parts = ["scenes", *["pictures"] * making.pictures, *["oneshots"] * (making.oneshots is not None)]
    plan = CorpusPlan(
        cache_dir() / "-".join(parts), making.shards, ExampleShape(STUDIO), making.oneshots, making.pictures
    )
    first_before_others(lambda: make_corpus(plan, making.workers, TimeLeft(MADE)))
    heard, unheard = Corpus(plan, False), Corpus(plan, True)
    task = TransferTask(config, heard, unheard, device, batch, seed + 7919 * rank(), _STEP_FRAMES)
    if trained is not None:
        task.net.load_state_dict(trained.state_dict())
    return task


def reconstruction_losses(timing: str, mel_critic: bool, alignment_critic: bool) -> ReconstructionConfig:
    """The paper's losses, with timing from there and these critics.

    Raises
    ------
    FoleyError
        When there is no such source of timing.
    """
    if timing not in get_args(TimingSource):
        raise FoleyError(f"there is no timing {timing!r}", remedy=f"choose one of {', '.join(get_args(TimingSource))}")
    source: TimingSource = timing  # type: ignore[assignment]  # checked
    return ReconstructionConfig(mel_critic=mel_critic, alignment_critic=alignment_critic, timing=source)


def paper_training(training: TrainerConfig) -> TrainerConfig:
    """The same for the paper's regime: no gradient is clipped.

    A loss weighted 1e5 has gradients far above any norm that is clipped to (7e3 to 3e5 where it was measured), so that
    every step's would be brought to one length, whatever the step has to teach.
    """
    return replace(training, clip=None)


def paper_windows(data: str, making: Making, whole: bool) -> tuple[Windows, Windows]:
    """Windows of the paper's mel to learn from, and held-out ones: of made scenes, or of a prepared folder.

    Departures
    ----------
    1. Made scenes last the published 10 s (215 frames) when they are to be ``whole``, for nets of the published size,
       and 4 s (86 frames) for narrower ones. A prepared folder's windows are as long as they were cut, 10 s unless
       told otherwise.

    Raises
    ------
    FoleyError
        When the folder is not prepared, or holds another mel.
    """
    folder = Path(data)
    if data == SCENES:
        parts = [
            "windows",
            *["10s"] * whole,
            *["pictures"] * making.pictures,
            *["oneshots"] * (making.oneshots is not None),
        ]
        folder = cache_dir() / "-".join(parts)
        kind = WindowKind("paper", PAPER_FRAMES if whole else _FRAMES, making.pictures)
        tell = TimeLeft(MADE)
        first_before_others(lambda: make_windows(folder, kind, making.shards, making.oneshots, making.workers, tell))
    train, held_out = Windows(folder, False), Windows(folder, True)
    if train.index.mel != "paper":
        raise FoleyError("it was prepared with another mel", file=folder, remedy="run preprocess with --mel paper")
    return train, held_out


def paper_task(
    preset: str,
    losses: ReconstructionConfig,
    data: str,
    making: Making,
    device: torch.device,
    batch: int,
    seed: int,
) -> ReconstructionTask:
    """The paper's regime on made scenes or on a prepared folder.

    Raises
    ------
    FoleyError
        When the folder is not prepared, holds another mel, or has no picture features where they give the timing.
    """
    config = preset_of(preset, PAPER_PRESETS)
    train, held_out = paper_windows(data, making, whole=config.name == "paper")
    if losses.timing != "events" and not train.index.feature_dim:
        raise FoleyError(
            "it holds no picture features",
            file=train.folder,
            remedy="train with --timing events, or on clips with a picture",
        )
    if train.index.feature_dim:
        config = replace(config, temporal=replace(config.temporal, feature_dim=train.index.feature_dim))
    return ReconstructionTask(config, losses, train, held_out, device, batch, seed + 7919 * rank())
