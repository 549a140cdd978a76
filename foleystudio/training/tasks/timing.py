"""The timing net's task: from motion alone to what is seen to sound, on made pictures."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from foleystudio.engine.measures.onset_scores import onset_scores
from foleystudio.engine.timing.picture.non_maximum_suppression import non_maximum_suppression
from foleystudio.nets.config import TimingConfig
from foleystudio.nets.timing import TimingNet
from foleystudio.timebase import FEATURE_FPS
from foleystudio.training.data.timing_corpus import COLUMNS_PER_FRAME
from foleystudio.training.shards import ShardedTensors
from foleystudio.training.tasks.timing_augment import augmented

_WIDTH = 2.0
"""Deviation of a label around its contact, columns of 11.6 ms: half a feature frame."""
_REACH = 6  # columns to either side, beyond which a label's bell is nothing
_RING_COLUMNS = 8.6
"""What a hit's level takes to fall to 1/e: 0.1 s, as the measures' implied envelope has it."""
_UNSEEN_REACH = 10  # columns to either side of what is not seen, in which nothing is asked of the net
_FAINTEST = 0.05
"""How sure to be of the faintest event; of those that are nearly as loud as the loudest it is to be certain."""
_QUIETEST = 0.3
"""A scene whose loudest event is fainter is not made louder: it is meant to be faint."""
_AUDIBLE = 0.3
"""Events fainter than this, beside the loudest, drown in what the others leave ringing."""
_LEVEL_WEIGHT = 3.0  # of the level's loss, beside 1 for onsets
_MEASURED = 96  # held-out scenes: measuring must not hold up the training


class TimingTask:
    """Trains a timing net on a corpus of made pictures.

    Parameters
    ----------
    config
        The net's.
    train, held_out
        Scenes to learn from, and scenes seen nowhere else.
    device
        Where it runs.
    batch
        Scenes a step.
    seed
        Draws scenes and how they are augmented.
    """

    def __init__(
        self,
        config: TimingConfig,
        train: ShardedTensors,
        held_out: ShardedTensors,
        device: torch.device,
        batch: int,
        seed: int,
    ) -> None:
        self.net: nn.Module = TimingNet(config).to(device)
        self._train, self._held_out, self._device = train, held_out, device
        self._batch, self._seed = batch, seed

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:  # noqa: ARG002 - seeded by step
        """Cross entropy of onsets, the louder the more they count, and the error of the level."""
        rng = np.random.default_rng((self._seed, step))
        batch = self._train.take(torch.from_numpy(rng.integers(0, len(self._train), self._batch)))
        batch = {key: value.to(self._device) for key, value in batch.items()}
        batch = augmented(batch, int(rng.integers(1 << 31)))
        onset, level = timing_losses(self.net(batch["features"]), batch["raster"], batch["unseen"])
        return onset + _LEVEL_WEIGHT * level, {"onset": float(onset.detach()), "level": float(level.detach())}

    def measure(self, net: nn.Module) -> dict[str, float]:
        """Losses, average precision and F1 on scenes never seen, and what is proposed where nothing sounds."""
        rows = torch.arange(min(len(self._held_out), _MEASURED))
        batch = {key: value.to(self._device) for key, value in self._held_out.take(rows).items()}
        logits = torch.cat([net(part) for part in torch.split(batch["features"], 16)])
        onset, level = timing_losses(logits, batch["raster"], batch["unseen"])
        strength = beside_the_loudest(batch["raster"])[:, 0].cpu().numpy()
        scores = _scores(logits.sigmoid().float().cpu().numpy(), np.where(strength >= _AUDIBLE, strength, 0))
        return {"onset": float(onset), "level": float(level), **scores}


def timing_losses(logits: Tensor, raster: Tensor, unseen: Tensor) -> tuple[Tensor, Tensor]:
    """Onset and level loss of logits [B, 2, M] against a raster [B, 2, M]; ``unseen`` [B, M] onsets do not count.

    How loud an event is, is meant beside the loudest of its scene: how loudly a clip was recorded is not to be seen.
    """
    raster = beside_the_loudest(raster)
    strength = raster[:, 0]
    target, weight = _widened(strength)
    heard = functional.max_pool1d(unseen[:, None], 2 * _UNSEEN_REACH + 1, 1, _UNSEEN_REACH)[:, 0] == 0
    counted = heard * torch.where(weight > 0, 0.6 + 1.4 * weight, torch.ones_like(weight))
    logits = logits.float()
    onset = functional.binary_cross_entropy_with_logits(logits[:, 0], target, reduction="none")
    error = (logits[:, 1].sigmoid() - implied_level(raster).sqrt()).square()
    return (onset * counted).mean(), (error * heard).mean()


def beside_the_loudest(raster: Tensor) -> Tensor:
    """A raster [B, 2, M] whose loudest event has strength 1 in every scene that is not faint."""
    return raster / raster.amax((1, 2), keepdim=True).clamp(min=_QUIETEST)


def _widened(strength: Tensor) -> tuple[Tensor, Tensor]:
    """Onsets [B, M] as bells around their columns, lower for faint ones, and their strengths as far as bells reach."""
    offsets = range(-_REACH, _REACH + 1)
    padded = functional.pad(strength, (_REACH, _REACH))
    columns = strength.shape[1]
    shifted = torch.stack([padded[:, _REACH + o : _REACH + o + columns] for o in offsets])  # [2 R + 1, B, M]
    bell = torch.exp(-0.5 * (torch.tensor(list(offsets), device=strength.device) / _WIDTH).square())
    height = (shifted > 0) * (_FAINTEST + 1.1 * shifted).clamp(max=1.0)
    return (height * bell[:, None, None]).amax(0), shifted.amax(0)


def implied_level(raster: Tensor) -> Tensor:
    """Level [B, M] that a raster [B, 2, M] implies: hits ring and die away, what is kept up stays."""
    time = torch.arange(raster.shape[2], device=raster.device) / _RING_COLUMNS
    # What rings is the largest of all earlier hits, each less what it has lost since: a running maximum in logarithms.
    ringing = torch.cummax(raster[:, 0].clamp(min=1e-20).log() + time, 1).values - time
    return torch.maximum(ringing.exp(), raster[:, 1]).clamp(0, 1)


def _scores(answers: np.ndarray, strength: np.ndarray) -> dict[str, float]:
    """Of net outputs [B, 2, M] against onset strengths [B, M]."""
    columns_per_s = float(FEATURE_FPS) * COLUMNS_PER_FRAME
    precision, quiet, matched, proposed, targets = [], [], 0, 0, 0
    for answer, truth in zip(answers, strength, strict=True):
        times = np.flatnonzero(truth) / columns_per_s
        found = non_maximum_suppression(answer[0])
        sure = found[answer[0][found] >= 0.5]
        if not len(times):
            quiet.append(len(sure) / (len(truth) / columns_per_s))
            continue
        precision.append(onset_scores(times, found / columns_per_s, answer[0][found]).ap_strict or 0.0)
        scores = onset_scores(times, sure / columns_per_s)
        matched, proposed, targets = matched + scores.matched, proposed + scores.generated, targets + scores.targets
    return {
        "ap": float(np.mean(precision)) if precision else 0.0,
        "f1": 2 * matched / max(1, proposed + targets),
        "precision": matched / max(1, proposed),
        "false_a_second": float(np.mean(quiet)) if quiet else 0.0,
    }
