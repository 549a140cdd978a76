from pathlib import Path

import pytest
import torch

from foleystudio.engine.picture.features import MOTION_DIM
from foleystudio.nets.config import TIMING_PRESETS
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from foleystudio.training.shards import ShardedTensors
from foleystudio.training.tasks.timing import TimingTask, beside_the_loudest, implied_level, timing_losses


class Flashes(ShardedTensors):
    """Scenes in which a bright cell is what sounds: a net learns it in a few steps."""

    def __init__(self, count: int, seed: int) -> None:
        draw = torch.Generator().manual_seed(seed)
        strength = (torch.rand(count, 24, generator=draw) < 0.1).float()
        features = 0.05 * torch.randn(count, 24, 14, 14, 8, generator=draw)
        features[:, :, 4:8, 4:8] += 2 * strength[:, :, None, None, None]
        raster = torch.zeros(count, 2, 96)
        raster[:, 0, 2::4] = 0.8 * strength
        self._tensors = {
            "features": features.view(count, 24, MOTION_DIM),
            "raster": raster,
            "unseen": torch.zeros(count, 96),
        }


def task(seed: int = 0) -> TimingTask:
    torch.manual_seed(seed)
    return TimingTask(TIMING_PRESETS["tiny"], Flashes(24, 1), Flashes(12, 2), torch.device("cpu"), 6, seed)


def test_it_learns_what_sounds(tmp_path: Path) -> None:
    trainer = Trainer(
        task(), TrainerConfig(steps=80, batch=6, rate=4e-3, warm_up=5, ema=0.9), tmp_path, torch.device("cpu")
    )
    with torch.no_grad():
        before = trainer.task.measure(trainer.task.net.eval())
    trainer.run(lambda _: None)
    with torch.no_grad():
        after = trainer.task.measure(trainer.average.module.eval())
    assert after["onset"] < 0.7 * before["onset"]
    assert after["ap"] > before["ap"] + 0.2
    assert (tmp_path / "net" / "weights.safetensors").is_file()


def test_a_step_depends_on_its_number_alone() -> None:
    one, other = task(), task()
    other.loss(7, torch.Generator())
    assert one.loss(3, torch.Generator())[1] == other.loss(3, torch.Generator())[1]


def test_louder_events_count_more_and_unseen_ones_not_at_all() -> None:
    logits = torch.zeros(1, 2, 96)
    logits[0, 0, 40:57] = -4.0  # left out

    def loss(strength: float, unseen: float = 0.0) -> float:
        raster, beyond = torch.zeros(1, 2, 96), torch.zeros(1, 96)
        raster[0, 0, 48], beyond[0, 48] = strength, unseen
        if strength:
            raster[0, 0, 10] = 1.0  # the loudest
        return float(timing_losses(logits, raster, beyond)[0])

    assert loss(1.0) > loss(0.5) > loss(0.1)
    logits[0, 0] = -9.0
    logits[0, 0, 48] = 4.0  # proposed, and nobody knows
    assert loss(0.0, unseen=0.5) < 0.01 < loss(0.0)


def test_a_hit_rings_and_what_is_kept_up_stays() -> None:
    raster = torch.zeros(1, 2, 60)
    raster[0, 0, 10] = 0.8
    raster[0, 1, 30:50] = 0.5
    level = implied_level(raster)[0]
    assert level[:10].max() < 1e-9
    assert float(level[10]) == pytest.approx(0.8)
    assert float(level[10 + 9]) == pytest.approx(0.8 * 2.718 ** (-9 / 8.6), rel=0.02)
    assert level[30:50].min() >= 0.5
    assert float(level[55]) < 0.1


def test_loudness_is_meant_beside_the_loudest_of_the_scene() -> None:
    logits, beyond = torch.randn(1, 2, 96), torch.zeros(1, 96)
    raster = torch.zeros(1, 2, 96)
    raster[0, 0, [20, 50]] = torch.tensor([0.5, 0.2])
    for one, other in zip(
        timing_losses(logits, raster, beyond), timing_losses(logits, 2 * raster, beyond), strict=True
    ):
        assert float(one) == pytest.approx(float(other))
    faint = torch.zeros(1, 2, 96)
    faint[0, 0, 20] = 0.1
    assert float(beside_the_loudest(faint).max()) < 0.5
