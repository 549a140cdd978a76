import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import pytest
import torch
from torch import nn

from foleystudio.engine.models.model_files import read_about, read_net
from foleystudio.errors import FoleyError
from foleystudio.nets.config import VarietySoundConfig
from foleystudio.training.run.run_log import read_log
from foleystudio.training.run.trainer import Trainer, TrainerConfig, _descend, _schedule
from foleystudio.training.tasks.base import AdversarialTask, PicturedTask
from tests.training.line_tasks import JudgedLine, Line, LineNet

_CONFIG = TrainerConfig(steps=60, rate=1e-2, warm_up=5, ema=0.8, measure_every=20)
_CPU = torch.device("cpu")


def _train(folder: Path, stops: tuple[int, ...], kind: type[Line] = Line) -> list[dict[str, Any]]:
    for stop in stops:
        trainer = Trainer(kind(), _CONFIG, folder, _CPU)
        trainer.resume()
        while trainer.step < stop:
            trainer._one_step()  # stop anywhere, as a kill would
            if trainer.step % 20 == 0:
                trainer.save()
    trainer.run(lambda _line: None)
    return read_log(folder)


@pytest.mark.parametrize("kind", [Line, JudgedLine])
def test_a_stopped_and_resumed_run_is_the_same_run(tmp_path: Path, kind: type[Line]) -> None:
    whole = _train(tmp_path / "whole", (0,), kind)
    broken = _train(tmp_path / "broken", (13, 27, 40), kind)
    assert whole[-1]["held_out"] == broken[-1]["held_out"]


_KILLED = """
import sys, time
from pathlib import Path
import torch
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from tests.training.line_tasks import JudgedLine
from foleystudio.training.run.run_log import read_log

class Slow(JudgedLine):
    def loss(self, step, generator):
        time.sleep(0.02)
        return super().loss(step, generator)

config = TrainerConfig(steps=200, rate=1e-2, warm_up=5, ema=0.8, measure_every=50, save_every_s=0.1)
trainer = Trainer(Slow(), config, Path(sys.argv[1]), torch.device("cpu"))
print("resumed at", trainer.step if trainer.resume() else 0, flush=True)
trainer.run(lambda line: print(line, flush=True))
"""


def test_kill_9_in_the_middle_changes_no_loss(tmp_path: Path) -> None:
    def start(folder: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-c", _KILLED, str(tmp_path / folder)]
        return subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )

    whole, killed = start("whole"), start("killed")
    checkpoint = tmp_path / "killed" / "checkpoint.pt"
    while not checkpoint.exists():
        time.sleep(0.02)
        assert killed.poll() is None
    log = tmp_path / "killed" / "log.jsonl"
    logged = log.stat().st_size if log.exists() else 0
    while not log.exists() or log.stat().st_size == logged:  # it goes on behind its checkpoint
        time.sleep(0.02)
        assert killed.poll() is None
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    said, _ = start("killed").communicate()
    at = int(said.splitlines()[0].rsplit(" ", 1)[1])
    assert 0 < at < 200
    whole.communicate()
    rows = {folder: read_log(tmp_path / folder) for folder in ("whole", "killed")}
    told = {folder: {row["step"]: row for row in found if "held_out" in row} for folder, found in rows.items()}
    assert told["whole"].keys() == told["killed"].keys() == {50, 100, 150, 200}
    assert all(told["whole"][step]["held_out"] == told["killed"][step]["held_out"] for step in told["whole"])
    losses = {folder: {r["step"]: r["loss"] for r in found if "loss" in r} for folder, found in rows.items()}
    common = losses["whole"].keys() & losses["killed"].keys()
    assert {100, 200} <= common
    assert all(losses["whole"][step] == losses["killed"][step] for step in common)


def test_it_learns_and_logs_early(tmp_path: Path) -> None:
    rows = _train(tmp_path, (0,))
    held_out = [row["held_out"]["error"] for row in rows if "held_out" in row]
    assert held_out[-1] < 0.5 * held_out[0]
    assert rows[0]["step"] == 1
    assert "it_per_s" in rows[0]


def test_the_averaged_net_is_kept_as_a_model(tmp_path: Path) -> None:
    trainer = Trainer(Line(), _CONFIG, tmp_path, _CPU)
    trainer.run(lambda _line: None)
    kept = read_net(tmp_path / "net", VarietySoundConfig, LineNet)
    assert kept.config == VarietySoundConfig(name="line")
    for name, tensor in trainer.average.module.state_dict().items():
        assert torch.equal(kept.state_dict()[name], tensor)
    about = read_about(tmp_path / "net")
    assert about["steps"] == 60
    run = json.loads((tmp_path / "run.json").read_text())
    assert (run["precision"], run["device"], run["processes"]) == ("float32", "cpu", 1)
    assert about["trainer"]["rate"] == 1e-2


def test_critics_learn_in_turn_and_pictures_are_drawn(tmp_path: Path) -> None:
    task = JudgedLine()
    assert isinstance(task, AdversarialTask)
    assert isinstance(task, PicturedTask)
    trainer = Trainer(task, replace(_CONFIG, critic_rate=1e-2), tmp_path, _CPU)
    before = [p.clone() for p in task.critic.parameters()]
    trainer.run(lambda _line: None)
    assert not any(torch.equal(a, b) for a, b in zip(before, task.critic.parameters(), strict=True))
    row = next(row for row in read_log(tmp_path) if "loss" in row)
    assert row.keys() >= {"judged", "critic_loss", "critic_gradient"}
    picture = cv2.imread(str(tmp_path / "pictures" / "step-000060.png"))
    assert picture is not None
    assert picture.shape[1] > 2 * (20 + 30)


def test_the_net_s_loss_teaches_no_critic(tmp_path: Path) -> None:
    task = JudgedLine()
    trainer = Trainer(task, replace(_CONFIG, critic_rate=0.0), tmp_path, _CPU)
    before = [p.clone() for p in task.critic.parameters()]
    for _ in range(3):
        trainer._one_step()
    assert all(torch.equal(a, b) for a, b in zip(before, task.critic.parameters(), strict=True))


def test_a_truncated_checkpoint_and_another_net_s_are_clear_errors(tmp_path: Path) -> None:
    trainer = Trainer(Line(), _CONFIG, tmp_path, _CPU)
    trainer.save()
    other = Line()
    other.net = nn.Linear(2, 2)
    with pytest.raises(FoleyError, match="not a checkpoint of this net"):
        Trainer(other, _CONFIG, tmp_path, _CPU).resume()
    assert Trainer(JudgedLine(), _CONFIG, tmp_path, _CPU).resume()  # critics may join a run later
    trainer.checkpoint.write_bytes(trainer.checkpoint.read_bytes()[:500])
    with pytest.raises(FoleyError, match="not a checkpoint of this net"):
        trainer.resume()


def test_rows_behind_the_checkpoint_are_forgotten(tmp_path: Path) -> None:
    trainer = Trainer(Line(), _CONFIG, tmp_path, _CPU)
    trainer.run(lambda _line: None)
    with (tmp_path / "log.jsonl").open("a") as file:
        file.write(json.dumps({"step": 70, "loss": 1.0}) + '\n{"step": 8')  # a kill cut the last line
    Trainer(Line(), _CONFIG, tmp_path, _CPU).resume()
    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    assert max(json.loads(line)["step"] for line in lines) == 60


def test_a_batch_that_blows_up_leaves_the_net_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = Line()
    trainer = Trainer(task, _CONFIG, tmp_path, _CPU)
    monkeypatch.setattr(task, "loss", lambda _step, _generator: (task.net(torch.full((2, 3), float("inf"))).mean(), {}))
    before = [p.clone() for p in task.net.parameters()]
    trainer._one_step()
    assert all(torch.equal(a, b) for a, b in zip(before, task.net.parameters(), strict=True))
    with pytest.raises(FoleyError, match="the last 50 steps had losses that are no numbers"):
        trainer.run(lambda _line: None)


@pytest.mark.parametrize(("clip", "moved"), [(None, 6.0), (100.0, 6.0), (0.5, 0.5)])
def test_a_gradient_is_clipped_only_where_asked(clip: float | None, moved: float) -> None:
    weight = nn.Parameter(torch.zeros(()))
    norm = _descend(torch.optim.SGD([weight], lr=1.0), 6 * weight, 1.0, clip)
    assert float(norm) == 6
    assert float(-weight.detach()) == pytest.approx(moved, rel=1e-4)


def test_a_gradient_that_is_no_number_moves_nothing_unclipped_too() -> None:
    weight = nn.Parameter(torch.zeros(()))
    assert not torch.isfinite(_descend(torch.optim.SGD([weight], lr=1.0), weight * float("inf"), 1.0, None))
    assert float(weight.detach()) == 0


def test_the_rate_warms_up_and_falls_to_a_tenth_along_a_cosine() -> None:
    config = TrainerConfig(steps=1100, warm_up=100)
    assert [_schedule(step, config) for step in (0, 49, 99)] == pytest.approx([0.01, 0.5, 1.0])
    assert [_schedule(step, config) for step in (100, 600, 1100)] == pytest.approx([1.0, 0.55, 0.1])


def test_net_and_critics_have_the_declared_optimisers(tmp_path: Path) -> None:
    trainer = Trainer(JudgedLine(), _CONFIG, tmp_path, _CPU)
    assert trainer._critic is not None
    for optimiser, betas in ((trainer.optimiser, (0.9, 0.98)), (trainer._critic._optimiser, (0.8, 0.99))):
        assert isinstance(optimiser, torch.optim.AdamW)
        (group,) = optimiser.param_groups
        assert (group["betas"], group["weight_decay"]) == (betas, 0.01)


def test_an_average_forgets_its_beginning(tmp_path: Path) -> None:
    task = Line()
    trainer = Trainer(task, replace(_CONFIG, ema=0.9999), tmp_path, _CPU)
    for parameter in task.net.parameters():
        nn.init.zeros_(parameter)
    trainer.average.update_parameters(task.net)  # takes the first as it is
    for parameter in task.net.parameters():
        nn.init.ones_(parameter)
    for _ in range(30):
        trainer.average.update_parameters(task.net)
    assert all(float(p.detach().min()) > 0.95 for p in trainer.average.module.parameters())


def test_a_run_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(FoleyError, match="the run's folder cannot be made"):
        Trainer(Line(), _CONFIG, tmp_path / "taken" / "run", _CPU)
