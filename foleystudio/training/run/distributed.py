"""Training on several devices: one process each, started by torch's own launcher, gradients averaged among them."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch import distributed as dist

from foleystudio.errors import FoleyError


def rank() -> int:
    """Number of this process among those that train together; 0 when it is alone."""
    return dist.get_rank() if dist.is_initialized() else 0


def process_count() -> int:
    """How many processes train together."""
    return dist.get_world_size() if dist.is_initialized() else 1


def is_first() -> bool:
    """Whether this process writes files and reports."""
    return rank() == 0


def launched() -> bool:
    """Whether torch's launcher started this process as one of several."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


def launch(devices: int, words: Sequence[str]) -> int:
    """Run ``foleystudio WORDS`` in as many processes as devices and wait for them; answers the exit code.

    Raises
    ------
    FoleyError
        When more are asked for than there are.
    """
    found = torch.cuda.device_count()
    if found and devices > found:
        raise FoleyError(f"there are {found} GPUs, not {devices}", remedy=f"ask for at most {found}")
    from torch.distributed.run import main

    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // devices)))
    try:
        main(["--standalone", f"--nproc-per-node={devices}", "--module", "foleystudio", *words])
    except Exception as error:  # the launcher raises kinds of its own; each process has said its reason
        raise FoleyError(
            f"one of {devices} processes failed ({type(error).__name__})", remedy="read what was printed above"
        ) from error
    return 0


@contextmanager
def together() -> Iterator[None]:
    """Join the other processes of this training for the time of the body; nothing when it is alone."""
    if not launched() or dist.is_initialized():
        yield
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield
        # Who leaves while another still talks to it takes that one down at its end.
        dist.barrier()
    finally:
        # What averages gradients holds the group, and is held in a circle: collected at the interpreter's end only, the
        # group's threads would go in no order, and now and then take the process down after all its work.
        gc.collect()
        dist.destroy_process_group()


def first_before_others(work: Callable[[], None]) -> None:
    """Do something in the first process while the others wait: writing a corpus, measuring."""
    if is_first():
        work()
    if dist.is_initialized():
        dist.barrier()


def agree(stop: bool, device: torch.device) -> bool:
    """What the first process says: clocks differ, and all have to stop at one step."""
    if not dist.is_initialized():
        return stop
    told = torch.tensor([int(stop)], device=device)
    dist.broadcast(told, 0)
    return bool(told.item())


class StepLoss(nn.Module):
    """One step's loss of a net as a module of its own, which is what averages gradients among processes.

    Parameters
    ----------
    net
        Whose parameters learn.
    loss
        Takes step and generator, answers the loss and figures.
    """

    def __init__(self, net: nn.Module, loss: Callable[[int, torch.Generator], tuple[Tensor, dict[str, float]]]) -> None:
        super().__init__()
        self.net = net
        self._loss = loss

    def forward(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        """Loss [] and figures of a step."""
        return self._loss(step, generator)


def averaged_among_processes(step_loss: StepLoss, device: torch.device) -> nn.Module:
    """The same, with gradients averaged when several processes train together."""
    if not dist.is_initialized():
        return step_loss
    ids = [device.index] if device.type == "cuda" else None
    # Some steps leave parts of a net out (the picture's encoder, when events give the timing).
    return nn.parallel.DistributedDataParallel(step_loss, device_ids=ids, find_unused_parameters=True)
