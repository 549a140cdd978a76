import json
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from foleystudio.errors import FoleyError
from foleystudio.training.trainer import Trainer, TrainerConfig


class _Line:
    """Fits a line, with dropout so that random state matters."""

    def __init__(self) -> None:
        torch.manual_seed(1)
        self.net: nn.Module = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2), nn.Linear(8, 1))

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        x = torch.randn(16, 3, generator=generator)
        loss = (self.net(x).squeeze(1) - x.sum(1)).square().mean()
        return loss, {}

    def measure(self, net: nn.Module) -> dict[str, float]:
        x = torch.randn(64, 3, generator=torch.Generator().manual_seed(9))
        return {"error": float((net(x).squeeze(1) - x.sum(1)).square().mean())}


_CONFIG = TrainerConfig(steps=60, rate=1e-2, warm_up=5, ema=0.8, measure_every=20)


def _train(folder: Path, stops: tuple[int, ...]) -> list[dict[str, object]]:
    for stop in stops:
        config = TrainerConfig(**{**_CONFIG.__dict__, "steps": _CONFIG.steps})
        trainer = Trainer(_Line(), config, folder, torch.device("cpu"))
        trainer.resume()
        while trainer.step < stop:
            trainer._one_step()  # stop anywhere, as a kill would
            if trainer.step % 20 == 0:
                trainer.save()
    trainer.run(lambda _line: None)
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def test_a_killed_and_resumed_run_is_the_same_run(tmp_path: Path) -> None:
    whole = _train(tmp_path / "whole", (0,))
    broken = _train(tmp_path / "broken", (13, 27, 40))
    assert whole[-1]["held_out"] == broken[-1]["held_out"]


def test_it_learns_and_logs_early(tmp_path: Path) -> None:
    rows = _train(tmp_path, (0,))
    held_out = [row["held_out"]["error"] for row in rows if "held_out" in row]  # type: ignore[index]  # json
    assert held_out[-1] < 0.5 * held_out[0]
    assert rows[0]["step"] == 1
    assert "it_per_s" in rows[0]


def test_a_truncated_checkpoint_and_another_net_s_are_clear_errors(tmp_path: Path) -> None:
    trainer = Trainer(_Line(), _CONFIG, tmp_path, torch.device("cpu"))
    trainer.save()
    other = _Line()
    other.net = nn.Linear(2, 2)
    with pytest.raises(FoleyError, match="not a checkpoint of this net"):
        Trainer(other, _CONFIG, tmp_path, torch.device("cpu")).resume()
    trainer.checkpoint.write_bytes(trainer.checkpoint.read_bytes()[:500])
    with pytest.raises(FoleyError, match="not a checkpoint of this net"):
        trainer.resume()


def test_a_batch_that_blows_up_leaves_the_net_alone(tmp_path: Path) -> None:
    task = _Line()
    trainer = Trainer(task, _CONFIG, tmp_path, torch.device("cpu"))
    task.loss = lambda step, generator: (task.net(torch.full((2, 3), float("inf"))).mean(), {})  # type: ignore[method-assign]  # test
    before = [p.clone() for p in task.net.parameters()]
    trainer._one_step()
    assert all(torch.equal(a, b) for a, b in zip(before, task.net.parameters(), strict=True))
