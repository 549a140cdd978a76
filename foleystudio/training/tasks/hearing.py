"""The hearing net's task: what is struck, how hard, and what is kept up, on made recordings."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from foleystudio.nets.config import HearingConfig
from foleystudio.nets.hearing import KEPT, LEVEL, ONSET, STRENGTH, HearingNet
from foleystudio.training.shards import ShardedTensors

_STRUCK_WEIGHT = 3.0
"""Columns of what is struck are few: so much more they count."""
_KEPT_WEIGHT, _SHARE_WEIGHT = 1.0, 0.3  # of the losses, beside 1 for onsets
_QUIETER_DB = 25.0
"""The loudest of the neighbourhood may lie outside of what is heard, so much louder at most."""
_QUIETER_SHARE = 0.4  # of recordings
_MEASURED = 192  # held-out recordings: measuring must not hold up the training
_NEAR = 6  # columns, 30 ms


class HearingTask:
    """Trains a hearing net on a corpus of made recordings.

    Parameters
    ----------
    config
        The net's.
    train, held_out
        Recordings to learn from, and recordings of things heard nowhere else.
    device
        Where it runs.
    batch
        Recordings a step.
    seed
        Draws them.
    """

    def __init__(
        self,
        config: HearingConfig,
        train: ShardedTensors,
        held_out: ShardedTensors,
        device: torch.device,
        batch: int,
        seed: int,
    ) -> None:
        self.net: nn.Module = HearingNet(config).to(device)
        self._train, self._held_out, self._device = train, held_out, device
        self._batch, self._seed = batch, seed

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:  # noqa: ARG002 - seeded by step
        """Cross entropies of onsets and of what is kept up, and the errors of their levels."""
        rng = np.random.default_rng((self._seed, step))
        batch = self._taken(torch.from_numpy(rng.integers(0, len(self._train), self._batch)), self._train)
        batch["features"] = quieter(batch["features"], rng)
        losses = hearing_losses(self.net(batch["features"]), batch)
        total = losses["onset"] + _KEPT_WEIGHT * losses["kept"] + _SHARE_WEIGHT * losses["share"]
        return total, {name: float(value.detach()) for name, value in losses.items()}

    def measure(self, net: nn.Module) -> dict[str, float]:
        """Losses, F1 of onsets within 30 ms at a certainty of a half, and overlap of what is kept up."""
        batch = self._taken(torch.arange(min(len(self._held_out), _MEASURED)), self._held_out)
        logits = torch.cat([net(part) for part in torch.split(batch["features"], 16)]).float()
        losses = {name: float(value) for name, value in hearing_losses(logits, batch).items()}
        sure, kept = batch["sure"] > 0.5, batch["kept"] > 0.5
        told = logits[:, KEPT] > 0
        overlap = float((told & kept & sure).sum() / ((told | kept) & sure).sum().clamp(min=1))
        return {**losses, **_scores(logits[:, ONSET].sigmoid(), batch), "overlap": overlap}

    def _taken(self, rows: Tensor, corpus: ShardedTensors) -> dict[str, Tensor]:
        return {key: value.to(self._device) for key, value in corpus.take(rows).items()}


def quieter(features: Tensor, rng: np.random.Generator) -> Tensor:
    """Some recordings as if something louder had sounded a while before or after."""
    less = np.where(rng.random(len(features)) < _QUIETER_SHARE, rng.uniform(0, _QUIETER_DB, len(features)), 0) / 20
    shift = torch.zeros_like(features[:1, :1]).repeat(len(features), 1, 1)
    shift[:, :, :-1] = torch.from_numpy(less).to(features)[:, None, None]
    return (features - shift).clamp(-2, 2)


def hearing_losses(logits: Tensor, batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """Losses of logits [B, 4, M] against a batch of a corpus."""
    logits = logits.float()
    weight = batch["counted"] * (1 + (_STRUCK_WEIGHT - 1) * batch["onset"])
    onset = functional.binary_cross_entropy_with_logits(logits[:, ONSET], batch["onset"], reduction="none")
    kept = functional.binary_cross_entropy_with_logits(logits[:, KEPT], batch["kept"], reduction="none")
    share = batch["share"]
    error = (logits[:, (STRENGTH, LEVEL)].sigmoid() - share).abs() * (share >= 0)
    per_part = error.sum((0, 2)) / (share >= 0).sum((0, 2)).clamp(min=1)
    return {"onset": (onset * weight).mean(), "kept": (kept * batch["sure"]).mean(), "share": per_part.mean()}


def _scores(sure: Tensor, batch: dict[str, Tensor]) -> dict[str, float]:
    """Of onset probabilities [B, M]; peaks where nobody could say whether something is to be heard do not count."""
    highest = functional.max_pool1d(sure[:, None], 5, 1, 2)[:, 0]
    peaks = (sure >= 0.5) & (sure == highest) & (batch["counted"] > 0)
    truth = functional.max_pool1d(batch["onset"][:, None], 3, 1, 1)[:, 0] == batch["onset"]
    truth &= batch["onset"] > 0.5
    matched = sum(_matched(p, t) for p, t in zip(peaks.cpu(), truth.cpu(), strict=True))
    found, wanted = int(peaks.sum()), int(truth.sum())
    return {
        "f1": 2 * matched / max(1, found + wanted),
        "recall": matched / max(1, wanted),
        "precision": matched / max(1, found),
    }


def _matched(peaks: Tensor, truth: Tensor) -> int:
    """How many of one meet one of the other, each but once, in order of time."""
    found, wanted = peaks.nonzero()[:, 0].tolist(), truth.nonzero()[:, 0].tolist()
    count = i = j = 0
    while i < len(found) and j < len(wanted):
        away = found[i] - wanted[j]
        if abs(away) <= _NEAR:
            count, i, j = count + 1, i + 1, j + 1
        elif away < 0:
            i += 1
        else:
            j += 1
    return count
