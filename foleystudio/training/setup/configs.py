"""Where trainings run, and how those of sound nets do."""

from __future__ import annotations

import torch

from foleystudio.engine.models.device import bfloat16_pays
from foleystudio.training.run.trainer import TrainerConfig


def computing_device() -> torch.device:
    """A GPU where there is one, else the processor."""
    if torch.cuda.is_available():
        return torch.device("cuda", torch.cuda.current_device())
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def training_config(steps: int, batch: int, rate: float, seed: int, measure_every: int) -> TrainerConfig:
    """How a sound net is trained: warmed up over a twentieth of its steps, 500 at most."""
    return TrainerConfig(
        steps=steps,
        batch=batch,
        rate=rate,
        warm_up=min(500, steps // 20 + 1),
        ema=0.995,
        seed=seed,
        measure_every=measure_every,
        mixed_precision=bfloat16_pays(computing_device()),
    )
