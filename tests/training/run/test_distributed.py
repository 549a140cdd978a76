import multiprocessing
import os
import socket
from pathlib import Path

import pytest
import torch

from foleystudio.training.app import _devices
from foleystudio.training.run import distributed
from foleystudio.training.run.run_log import read_log
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from tests.training.line_tasks import Line


def _train(rank: int, port: int, folder: Path) -> None:
    os.environ.update(RANK=str(rank), WORLD_SIZE="2", MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), LOCAL_RANK="0")
    torch.set_num_threads(1)
    with distributed.together():
        assert distributed.rank() == rank
        _train_line(rank, folder)


def _train_line(rank: int, folder: Path) -> None:
    """As a verb does it: all that trains is gone when the processes part."""
    config = TrainerConfig(steps=12, rate=1e-2, warm_up=1, measure_every=6)
    # Each process starts from weights of its own, and sees data of its own.
    trainer = Trainer(Line(seed=rank, shift=float(rank)), config, folder, torch.device("cpu"))
    trainer.run(lambda _line: None)
    torch.save(trainer.task.net.state_dict(), folder / f"rank-{rank}.pt")


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch cannot train in several processes")
def test_two_processes_train_one_net(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_train, args=(rank, port, tmp_path)) for rank in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(100)
        assert worker.exitcode == 0
    first, second = (torch.load(tmp_path / f"rank-{rank}.pt", weights_only=True) for rank in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)
    rows = read_log(tmp_path)
    assert [row["step"] for row in rows if "held_out" in row] == [6, 12]  # once each: one process writes


def test_alone_nothing_is_shared() -> None:
    done: list[int] = []
    with distributed.together():
        distributed.first_before_others(lambda: done.append(1))
        assert distributed.is_first()
        assert distributed.agree(True, torch.device("cpu"))
    assert done == [1]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["vocoder", "--devices", "2", "-o", "x"], (2, ["vocoder", "-o", "x"])),
        (["vocoder", "--devices=3"], (3, ["vocoder"])),
        (["vocoder", "-o", "x"], (1, ["vocoder", "-o", "x"])),
        (["--devices", "many"], (1, ["--devices", "many"])),
    ],
)
def test_devices_are_read_before_anything_else(typed: list[str], found: tuple[int, list[str]]) -> None:
    assert _devices(typed) == found
