"""What the trainer asks of a task: a net and its losses; some tasks also have a critic, or pictures to show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel import MelConfig

Figures = dict[str, float]


class Examples(Protocol):
    """Where a task draws its batches from: a corpus of made scenes, or prepared clips."""

    @property
    def mel(self) -> MelConfig:
        """Which mel they hold."""

    def __len__(self) -> int:
        """How many there are."""

    def take(self, numbers: Sequence[int], /) -> dict[str, Tensor]:
        """The examples of these numbers as one batch, float32."""

    def batch(self, step: int, size: int, seed: int) -> dict[str, Tensor]:
        """The batch of one training step: the same for the same step and seed, whatever came before."""


class Task(Protocol):
    """What is trained: a net, the loss of one step, its held-out measures."""

    net: nn.Module

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:
        """Loss of one step on a batch of its own choosing by step, and figures to log."""

    def measure(self, net: nn.Module) -> Figures:
        """Held-out measures of a net in evaluation mode."""


@runtime_checkable
class AdversarialTask(Protocol):
    """A task whose net is judged by critics, which are trained in turn with it."""

    critic: nn.Module

    def critic_loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:
        """Loss of the critics on the batch that ``loss`` last took, whose outcome they see without its gradient."""


@runtime_checkable
class PicturedTask(Protocol):
    """A task that can be looked at."""

    def pictures(self, net: nn.Module) -> dict[str, Tensor]:
        """Held-out mels [F, M] by caption, to be drawn side by side in this order."""


@runtime_checkable
class DescribedTask(Protocol):
    """A task that knows of its data what who uses its net has to know."""

    @property
    def about(self) -> dict[str, str]:
        """What is kept beside the net's weights, by name."""
