"""What the words of a baseline's training mean: data and preset put together to a task, and its optimiser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import torch

from foleystudio.errors import FoleyError
from foleystudio.nets.owens.config import OWENS_PRESETS
from foleystudio.nets.regnet.config import REGNET_PRESETS
from foleystudio.nets.speechsplit.config import SPEECHSPLIT_PRESETS
from foleystudio.training.run.distributed import rank
from foleystudio.training.run.trainer import TrainerConfig
from foleystudio.training.setup.build_tasks import SCENES, Making, paper_windows, preset_of
from foleystudio.training.tasks.baselines.owens import OwensTask
from foleystudio.training.tasks.baselines.regnet import RegnetTask
from foleystudio.training.tasks.baselines.speechsplit import SpeechSplitTask
from foleystudio.training.tasks.baselines.windows_at import WindowsAt

Baseline = Literal["regnet", "speechsplit", "owens"]

_RATES = {"regnet": 2e-4, "speechsplit": 1e-4, "owens": 1e-3}
_BETAS = {"regnet": (0.5, 0.999), "speechsplit": (0.9, 0.999), "owens": (0.9, 0.999)}
"""Of Adam, as published; Owens et al. descend by plain gradients, for which no rate is given."""

BATCHES: Mapping[str, int] = {"regnet": 64, "speechsplit": 16, "owens": 16}
"""Windows a step: published, where they are."""


def baseline_training(baseline: Baseline, training: TrainerConfig, rate: float | None = None) -> TrainerConfig:
    """The same with the published optimiser: Adam without decay, nothing clipped; ``rate`` when it is to be another.

    Departures
    ----------
    1. The rate warms up, and falls along a cosine to a tenth instead of along a line to nothing, as for all nets here.
    2. The gradients of Owens et al. are clipped to the norm of 1: the paper clips large ones, and does not say where.
    """
    peak = _RATES[baseline] if rate is None else rate
    return replace(
        training,
        rate=peak,
        critic_rate=peak,
        betas=_BETAS[baseline],
        critic_betas=_BETAS[baseline],
        weight_decay=0.0,
        clip=1.0 if baseline == "owens" else None,
    )


def regnet_task(preset: str, data: str, making: Making, device: torch.device, batch: int, seed: int) -> RegnetTask:
    """REGNET on made scenes or on a prepared folder.

    Raises
    ------
    FoleyError
        When there is no such preset, or the folder is not prepared, holds another mel or no picture features.
    """
    config = preset_of(preset, REGNET_PRESETS)
    windows = _seen(_windows(data, making, device, batch, seed, preset))
    return RegnetTask(replace(config, feature_dim=windows.train.index.feature_dim), windows)


def speechsplit_task(
    preset: str, data: str, making: Making, device: torch.device, batch: int, seed: int
) -> SpeechSplitTask:
    """SpeechSplit on made scenes or on a prepared folder; raises as `regnet_task`, but needs no picture features."""
    config = preset_of(preset, SPEECHSPLIT_PRESETS)
    return SpeechSplitTask(config, _windows(data, making, device, batch, seed, preset))


def owens_task(preset: str, data: str, making: Making, device: torch.device, batch: int, seed: int) -> OwensTask:
    """The net of Owens et al. on made scenes or on a prepared folder; raises as `regnet_task`."""
    config = preset_of(preset, OWENS_PRESETS)
    windows = _seen(_windows(data, making, device, batch, seed, preset))
    return OwensTask(replace(config, feature_dim=windows.train.index.feature_dim), windows)


def _windows(data: str, making: Making, device: torch.device, batch: int, seed: int, preset: str) -> WindowsAt:
    # One folder of made scenes for all systems that are compared: those that hear alone are spared the pictures.
    made = replace(making, pictures=True) if data == SCENES else making
    train, held_out = paper_windows(data, made, whole=preset == "paper")
    return WindowsAt(train, held_out, device, batch, seed + 7919 * rank())


def _seen(windows: WindowsAt) -> WindowsAt:
    if not windows.train.index.feature_dim:
        raise FoleyError(
            "it holds no picture features", file=windows.train.folder, remedy="prepare a folder of clips with pictures"
        )
    return windows
