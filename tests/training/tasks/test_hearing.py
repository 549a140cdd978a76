from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from foleystudio.dsp.onset_features import BANDS
from foleystudio.nets.config import HEARING_PRESETS
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from foleystudio.training.shards import ShardedTensors
from foleystudio.training.tasks.hearing import HearingTask, hearing_losses, quieter


class Clicks(ShardedTensors):
    """Recordings whose hits light up every band and whose kept-up parts light up the low ones."""

    def __init__(self, count: int, seed: int) -> None:
        draw = torch.Generator().manual_seed(seed)
        onset = (torch.rand(count, 120, generator=draw) < 0.05).float()
        kept = torch.zeros(count, 120)
        kept[:, 40:80] = 1.0
        features = 0.1 * torch.randn(count, 120, 2 * BANDS + 2, generator=draw)
        features += 1.5 * onset[:, :, None]
        features[:, :, :10] += kept[:, :, None]
        share = torch.stack([torch.where(onset > 0, 0.9, -1.0), torch.where(kept > 0, 0.5, -1.0)], 1)
        ones = torch.ones(count, 120)
        self._tensors = {
            "features": features, "onset": onset, "counted": ones, "share": share, "kept": kept, "sure": ones,
        }  # fmt: skip


def task(seed: int = 0) -> HearingTask:
    torch.manual_seed(seed)
    return HearingTask(HEARING_PRESETS["tiny"], Clicks(16, 1), Clicks(8, 2), torch.device("cpu"), 4, seed)


def test_it_learns_what_is_struck_and_what_is_kept_up(tmp_path: Path) -> None:
    config = TrainerConfig(steps=60, batch=4, rate=1e-2, warm_up=5, ema=0.9)
    trainer = Trainer(task(), config, tmp_path, torch.device("cpu"))
    trainer.run(lambda _: None)
    with torch.no_grad():
        after = trainer.task.measure(trainer.average.module.eval())
    assert after["f1"] > 0.9
    assert after["overlap"] > 0.8
    assert (tmp_path / "net" / "weights.safetensors").is_file()


def test_a_step_depends_on_its_number_alone() -> None:
    one, other = task(), task()
    other.loss(7, torch.Generator())
    assert one.loss(3, torch.Generator())[1] == other.loss(3, torch.Generator())[1]


def test_what_nobody_could_say_does_not_count() -> None:
    batch = Clicks(2, 0).take(torch.arange(2))
    logits = torch.zeros(2, 4, 120)
    wrong = logits.clone()
    wrong[:, 0, 10] = 9.0
    wrong[:, 2, 10] = 9.0
    assert hearing_losses(wrong, batch)["onset"] > hearing_losses(logits, batch)["onset"]
    batch["counted"][:, 10], batch["sure"][:, 10] = 0, 0
    one, other = hearing_losses(wrong, batch), hearing_losses(logits, batch)
    assert one["onset"] < other["onset"] + 1e-6
    assert one["kept"] < other["kept"] + 1e-6


def test_a_louder_neighbourhood_leaves_the_distance_from_silence() -> None:
    features = torch.zeros(200, 3, 2 * BANDS + 2)
    moved = quieter(features, np.random.default_rng(0))
    assert float(moved[..., :-1].min()) < -0.5
    assert float(moved[..., -1].abs().max()) == 0
    assert float((moved[:, 0, 0] == 0).float().mean()) == pytest.approx(0.6, abs=0.1)
