"""Windows of clips on the device that learns from them, and means of what is measured on the held-out ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from foleystudio.training.data.window_files import Rows, Windows
from foleystudio.training.tasks.base import Figures
from foleystudio.training.tasks.mel_distances import mel_cepstral_distortion

_MEASURED = 96  # held-out windows: measuring must not hold up the training
_MEASURED_AT_ONCE = 16  # of them, as memory allows


@dataclass(frozen=True, eq=False)
class WindowsAt:
    """Windows to learn from and held-out ones.

    Parameters
    ----------
    train, held_out
        Windows to learn from, and those of clips seen nowhere else.
    device
        Where batches are wanted.
    size
        Windows a step.
    seed
        Draws the batches.
    """

    train: Windows
    held_out: Windows
    device: torch.device
    size: int
    seed: int

    def batch(self, step: int) -> Rows:
        """The batch of one training step."""
        return self._moved(self.train.batch(step, self.size, self.seed))

    def unseen(self, rows: Sequence[int]) -> Rows:
        """Held-out windows of these numbers."""
        return self._moved(self.held_out.take(rows))

    @property
    def about(self) -> dict[str, str]:
        """What who uses a net that learnt from them has to know."""
        return {"extractor": self.train.index.extractor, "mel": self.train.index.mel}

    def means(self, measure: Callable[[Rows], Figures]) -> Figures:
        """Means over the held-out windows of what a batch of them measures."""
        sums: Figures = {}
        count = min(len(self.held_out), _MEASURED)
        for start in range(0, count, _MEASURED_AT_ONCE):
            rows = range(start, min(start + _MEASURED_AT_ONCE, count))
            for key, value in measure(self.unseen(rows)).items():
                sums[key] = sums.get(key, 0.0) + value * len(rows)
        return {key: round(value / count, 4) for key, value in sums.items()}

    def mcd(self, target: Tensor, rebuilt: Tensor) -> float:
        """Mean mel-cepstral distortion of mels [B, F, M], without warping, in decibels."""
        return float(mel_cepstral_distortion(target, rebuilt.float(), self.train.mel).mean())

    def _moved(self, batch: Rows) -> Rows:
        return {key: tensor.to(self.device, non_blocking=True) for key, tensor in batch.items()}
