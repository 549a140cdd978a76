"""The training loop: steps, averages of weights, checkpoints that resume exactly, figures as they come."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn

from foleystudio.errors import FoleyError


@dataclass(frozen=True)
class TrainerConfig:
    """How a training runs.

    Parameters
    ----------
    steps
        When it ends.
    batch
        Examples a step.
    rate
        Peak learning rate, reached after ``warm_up`` steps, falling to a tenth along a cosine.
    warm_up
        Steps of warm-up.
    clip
        Largest norm of the gradient.
    ema
        Decay of the average of weights that is measured and shipped.
    seed
        Draws batches, dropout and resampling; the same seed trains the same net on one machine.
    measure_every
        Steps between held-out measures (and checkpoints).
    mixed_precision
        bfloat16 autocast: on GPUs and CPUs with it.
    """

    steps: int = 20_000
    batch: int = 16
    rate: float = 3e-4
    warm_up: int = 500
    clip: float = 1.0
    ema: float = 0.999
    seed: int = 0
    measure_every: int = 500
    mixed_precision: bool = False


class Task(Protocol):
    """What is trained: a net, the loss of one step, its held-out measures."""

    net: nn.Module

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        """Loss of one step on a batch of its own choosing by step, and figures to log."""

    def measure(self, net: nn.Module) -> dict[str, float]:
        """Held-out measures of a net in evaluation mode."""


class Trainer:
    """Runs a task; kill it anywhere, and it goes on from its last checkpoint as if it had not been.

    Parameters
    ----------
    task
        What is trained.
    config
        How.
    folder
        Where ``checkpoint.pt``, ``log.jsonl`` and the averaged net are written.
    device
        Where it runs.
    """

    def __init__(self, task: Task, config: TrainerConfig, folder: Path, device: torch.device) -> None:
        self.task, self.config, self.folder, self.device = task, config, folder, device
        folder.mkdir(parents=True, exist_ok=True)
        self.optimiser = torch.optim.AdamW(task.net.parameters(), lr=config.rate, betas=(0.9, 0.98), weight_decay=0.01)
        averaging = torch.optim.swa_utils.get_ema_multi_avg_fn(config.ema)  # type: ignore[no-untyped-call]
        self.average = torch.optim.swa_utils.AveragedModel(task.net, multi_avg_fn=averaging, use_buffers=True)
        self.step = 0

    @property
    def checkpoint(self) -> Path:
        """File of the last checkpoint."""
        return self.folder / "checkpoint.pt"

    def resume(self) -> bool:
        """Go on from the checkpoint, if there is one.

        Raises
        ------
        FoleyError
            When it is truncated or of another net.
        """
        if not self.checkpoint.exists():
            return False
        try:
            saved = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
            self.task.net.load_state_dict(saved["net"])
            self.average.load_state_dict(saved["average"])
            self.optimiser.load_state_dict(saved["optimiser"])
            self.step = int(saved["step"])
        except Exception as error:  # torch raises many kinds for a file that is not whole
            raise FoleyError(
                f"it is not a checkpoint of this net ({str(error).splitlines()[0][:120]})",
                file=self.checkpoint,
                remedy="delete it to begin anew, or train with the preset it was made with",
            ) from error
        return True

    def save(self) -> None:
        """Write the checkpoint whole or not at all."""
        temporary = self.checkpoint.with_suffix(".tmp")
        state = {
            "net": self.task.net.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
        }
        torch.save(state, temporary)
        temporary.replace(self.checkpoint)

    def run(self, report: Callable[[str], None], seconds: float = float("inf")) -> None:
        """Train to the last step, or for so many seconds; ends with measures and a checkpoint."""
        began, first = time.monotonic(), self.step
        while self.step < self.config.steps and time.monotonic() - began < seconds:
            figures = self._one_step()
            pace = (self.step - first) / (time.monotonic() - began)
            if self.step - first in (1, 10, 50) or self.step % 100 == 0:
                self._log({"step": self.step, "it_per_s": round(pace, 3), **figures}, report)
            if self.step % self.config.measure_every == 0:
                self._measure(report)
        self._measure(report)

    def _one_step(self) -> dict[str, float]:
        config = self.config
        for group in self.optimiser.param_groups:
            group["lr"] = config.rate * _schedule(self.step, config)
        # Dropout draws from the global generator; seeding by step makes a resumed run the same run.
        torch.manual_seed(config.seed * 1_000_003 + self.step)
        generator = torch.Generator(self.device).manual_seed(config.seed * 1_000_003 + self.step)
        self.task.net.train()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=config.mixed_precision):
            loss, figures = self.task.loss(self.step, generator)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        norm = nn.utils.clip_grad_norm_(self.task.net.parameters(), config.clip)
        if torch.isfinite(norm):  # one bad batch must not end a night's training
            self.optimiser.step()
            self.average.update_parameters(self.task.net)
        self.step += 1
        return {"loss": float(loss.detach()), "gradient": float(norm), **figures}

    def _measure(self, report: Callable[[str], None]) -> None:
        net = self.average.module.eval()
        with torch.no_grad():
            figures = self.task.measure(net)
        self._log({"step": self.step, "held_out": figures}, report)
        self.save()

    def _log(self, row: dict[str, object], report: Callable[[str], None]) -> None:
        line = json.dumps(row, default=float)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        report(line)

    def describe(self) -> dict[str, object]:
        """The training's configuration, to keep beside its weights."""
        return {"trainer": asdict(self.config), "steps": self.step}


def _schedule(step: int, config: TrainerConfig) -> float:
    if step < config.warm_up:
        return (step + 1) / config.warm_up
    share = (step - config.warm_up) / max(1, config.steps - config.warm_up)
    return 0.1 + 0.9 * 0.5 * (1 + float(torch.cos(torch.tensor(share * torch.pi))))
