"""The training loop: steps, averages of weights, checkpoints that resume exactly, figures as they come."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from foleystudio.engine.models.model_files import write_net
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.file_names import is_file
from foleystudio.training.run.distributed import (
    StepLoss,
    agree,
    averaged_among_processes,
    first_before_others,
    is_first,
    process_count,
    rank,
)
from foleystudio.training.run.mel_pictures import write_side_by_side
from foleystudio.training.run.run_log import RunLog
from foleystudio.training.tasks.base import AdversarialTask, DescribedTask, Figures, PicturedTask, Task

__all__ = ["Task", "Trainer", "TrainerConfig"]

NET_FOLDER = "net"
"""Where a run keeps its averaged net, rewritten at every measure."""

PICTURES_FOLDER = "pictures"
RUN_NAME = "run.json"
"""How the run trains: its configuration, precision, device and processes."""

_SPOILT_IN_A_ROW = 50  # batches without a finite loss or gradient


@dataclass(frozen=True)
class TrainerConfig:
    """How a training runs.

    Parameters
    ----------
    steps
        When it ends.
    batch
        Examples a step (and device).
    rate
        Peak learning rate, reached after ``warm_up`` steps, falling to a tenth along a cosine.
    critic_rate
        The same for critics, of tasks that have them.
    warm_up
        Steps of warm-up.
    betas, critic_betas
        How long gradients are remembered: decays of AdamW's two averages, for the net and for critics.
    weight_decay
        Of both.
    clip
        Largest norm of the gradient; None leaves it as it is.
    ema
        Decay of the average of weights that is measured and shipped.
    seed
        Draws batches, dropout and resampling; the same seed trains the same net on one machine.
    measure_every
        Steps between held-out measures (and checkpoints).
    mixed_precision
        bfloat16 autocast; ``engine.computing.bfloat16_pays`` knows where it helps.
    save_every_s
        Seconds between checkpoints beside those of the measures: what a kill can cost.
    """

    steps: int = 20_000
    batch: int = 16
    rate: float = 3e-4
    critic_rate: float = 1e-4
    warm_up: int = 500
    betas: tuple[float, float] = (0.9, 0.98)
    critic_betas: tuple[float, float] = (0.8, 0.99)
    weight_decay: float = 0.01
    clip: float | None = 1.0
    ema: float = 0.999
    seed: int = 0
    measure_every: int = 500
    mixed_precision: bool = False
    save_every_s: float = 300


class Trainer:
    """Runs a task; kill it anywhere, and it goes on from its last checkpoint as if it had not been.

    When several processes train together, each draws batches of its own, gradients are averaged, and the first
    process writes and reports.

    Parameters
    ----------
    task
        What is trained. With critics (`AdversarialTask`) they take a step after each of the net's.
    config
        How.
    folder
        Where ``checkpoint.pt``, ``log.jsonl``, the averaged net and pictures are written.
    device
        Where it runs.
    tensorboard
        Also write TensorBoard's event files.

    Raises
    ------
    FoleyError
        When the folder cannot be written, or TensorBoard is asked for and not installed.
    """

    def __init__(
        self, task: Task, config: TrainerConfig, folder: Path, device: torch.device, tensorboard: bool = False
    ) -> None:
        self.task, self.config, self.folder, self.device = task, config, folder, device
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FoleyError("the run's folder cannot be made", file=folder, remedy="choose another one") from error
        self.optimiser = torch.optim.AdamW(
            task.net.parameters(), lr=config.rate, betas=config.betas, weight_decay=config.weight_decay
        )
        averaging = _moving_average(config.ema)
        self.average = torch.optim.swa_utils.AveragedModel(task.net, multi_avg_fn=averaging, use_buffers=True)
        self._loss = averaged_among_processes(StepLoss(task.net, lambda *how: task.loss(*how)), device)
        self._critic = _Critic(task, config, device) if isinstance(task, AdversarialTask) else None
        self._log = RunLog(folder, tensorboard and is_first())
        self.step = 0
        self._spoilt = 0

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
        if not os.path.lexists(self.checkpoint):
            return False
        try:
            if self.checkpoint.is_symlink() or not is_file(self.checkpoint):  # a pipe would be waited for
                raise ValueError("it is no ordinary file")
            saved = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
            self.task.net.load_state_dict(saved["net"])
            self.average.load_state_dict(saved["average"])
            self.optimiser.load_state_dict(saved["optimiser"])
            if self._critic is not None and "critic" in saved:  # critics may join a run later
                self._critic.load_state(saved["critic"])
            self.step = int(saved["step"])
        except Exception as error:  # torch raises many kinds for a file that is not whole
            said = next(iter(str(error).splitlines()), type(error).__name__)
            raise FoleyError(
                f"it is not a checkpoint of this net ({said[:120]})",
                file=self.checkpoint,
                remedy="delete it to begin anew, or train with the preset it was made with",
            ) from error
        first_before_others(lambda: self._log.forget_after(self.step))
        return True

    def save(self) -> None:
        """Write the checkpoint whole or not at all.

        Raises
        ------
        FoleyError
            When the disk is full or the folder cannot be written.
        """
        state = {
            "net": self.task.net.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
        }
        if self._critic is not None:
            state["critic"] = self._critic.state()
        with whole_file(self.checkpoint, through_links=False) as temporary:
            torch.save(state, temporary)

    def run(self, report: Callable[[str], None], seconds: float = float("inf")) -> None:
        """Train to the last step, or for so many seconds; ends with measures and a checkpoint.

        Raises
        ------
        FoleyError
            When losses stay without a number, or a file cannot be written.
        """
        if is_first():
            with whole_file(self.folder / RUN_NAME, through_links=False) as temporary:
                temporary.write_text(json.dumps(self.describe(), indent=1) + "\n", encoding="utf-8")
        began = saved = time.monotonic()
        first, measured = self.step, -1
        while not agree(self.step >= self.config.steps or time.monotonic() - began >= seconds, self.device):
            figures = self._one_step()
            pace = (self.step - first) / (time.monotonic() - began)
            if is_first() and (self.step - first in (1, 10, 50) or self.step % 100 == 0):
                self._log.write({"step": self.step, "it_per_s": round(pace, 3), **figures}, report)
            if self.step % self.config.measure_every == 0:
                first_before_others(lambda: self._measure(report))
                saved, measured = time.monotonic(), self.step
            elif is_first() and time.monotonic() - saved >= self.config.save_every_s:
                self.save()
                saved = time.monotonic()
        if measured != self.step:
            first_before_others(lambda: self._measure(report))

    def _one_step(self) -> Figures:
        config = self.config
        seed = (config.seed + 7919 * rank()) * 1_000_003 + self.step
        # Dropout draws from the global generator; seeding by step makes a resumed run the same run.
        torch.manual_seed(seed)
        generator = torch.Generator(self.device).manual_seed(seed)
        self.task.net.train()
        share = _schedule(self.step, config)
        if self._critic is not None:
            self._critic.judge_only()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=config.mixed_precision):
            loss, figures = self._loss(self.step, generator)
        norm = _descend(self.optimiser, loss, config.rate * share, config.clip)
        if torch.isfinite(norm):
            self.average.update_parameters(self.task.net)
        self._note_spoilt(not torch.isfinite(norm))
        if self._critic is not None:
            figures = {**figures, **self._critic.learn(self.step, generator, config.critic_rate * share)}
        self.step += 1
        return {"loss": float(loss.detach()), "gradient": float(norm), **figures}

    def _note_spoilt(self, spoilt: bool) -> None:
        """One bad batch must not end a night's training; many in a row mean that it has ended."""
        self._spoilt = self._spoilt + 1 if spoilt else 0
        if self._spoilt >= _SPOILT_IN_A_ROW:
            raise FoleyError(
                f"the last {self._spoilt} steps had losses that are no numbers",
                file=self.folder,
                remedy="look for damaged examples, or train with a lower rate from the last checkpoint",
            )

    def _measure(self, report: Callable[[str], None]) -> None:
        net = self.average.module.eval()
        with torch.no_grad():
            figures = self.task.measure(net)
            if isinstance(self.task, PicturedTask):
                picture = self.folder / PICTURES_FOLDER / f"step-{self.step:06d}.png"
                write_side_by_side(picture, self.task.pictures(net))
        self._log.write({"step": self.step, "held_out": figures}, report)
        self.save()
        config = getattr(net, "config", None)
        if config is not None and is_dataclass(config) and not isinstance(config, type):
            told = self.task.about if isinstance(self.task, DescribedTask) else {}
            write_net(self.folder / NET_FOLDER, net, config, {**self.describe(), **told, "held_out": figures})

    def describe(self) -> dict[str, object]:
        """The training's configuration, to keep beside its weights."""
        return {
            "trainer": asdict(self.config),
            "steps": self.step,
            "device": self.device.type,
            "precision": "bfloat16" if self.config.mixed_precision else "float32",
            "processes": process_count(),
        }


class _Critic:
    """The critics' half of an adversarial step."""

    def __init__(self, task: AdversarialTask, config: TrainerConfig, device: torch.device) -> None:
        self._net, self._config, self._device = task.critic, config, device
        # A critic that remembers little of old gradients keeps up with a net that moves.
        self._optimiser = torch.optim.AdamW(
            task.critic.parameters(), lr=config.critic_rate, betas=config.critic_betas, weight_decay=config.weight_decay
        )
        self._loss = averaged_among_processes(StepLoss(task.critic, lambda *how: task.critic_loss(*how)), device)

    def judge_only(self) -> None:
        """Let the net's loss pass through the critics without teaching them."""
        self._net.train().requires_grad_(False)

    def learn(self, step: int, generator: torch.Generator, rate: float) -> Figures:
        self._net.requires_grad_(True)
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._config.mixed_precision):
            loss, figures = self._loss(step, generator)
        norm = _descend(self._optimiser, loss, rate, self._config.clip)
        return {"critic_loss": float(loss.detach()), "critic_gradient": float(norm), **figures}

    def state(self) -> dict[str, Any]:
        return {"net": self._net.state_dict(), "optimiser": self._optimiser.state_dict()}

    def load_state(self, saved: dict[str, Any]) -> None:
        self._net.load_state_dict(saved["net"])
        self._optimiser.load_state_dict(saved["optimiser"])


def _descend(optimiser: torch.optim.Optimizer, loss: Tensor, rate: float, clip: float | None) -> Tensor:
    """One step of an optimiser, left out when the gradient is not finite; answers the gradient's norm."""
    optimiser.zero_grad(set_to_none=True)
    if loss.requires_grad:
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    weights = [p for group in optimiser.param_groups for p in group["params"]]
    norm = nn.utils.clip_grad_norm_(weights, math.inf if clip is None else clip)
    for group in optimiser.param_groups:
        group["lr"] = rate
    if torch.isfinite(norm):
        optimiser.step()
    return norm


def _moving_average(decay: float) -> Callable[[Any, Any, Any], None]:
    """Average of weights with this decay, or a faster one while the first steps are still in it."""

    def update(averaged: list[Tensor], current: list[Tensor], count: Tensor) -> None:
        now = min(decay, (1 + float(count)) / (10 + float(count)))
        for mean, value in zip(averaged, current, strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, 1 - now)
            else:
                mean.copy_(value)

    return update


def _schedule(step: int, config: TrainerConfig) -> float:
    if step < config.warm_up:
        return (step + 1) / config.warm_up
    share = (step - config.warm_up) / max(1, config.steps - config.warm_up)
    return 0.1 + 0.9 * 0.5 * (1 + float(torch.cos(torch.tensor(share * torch.pi))))
