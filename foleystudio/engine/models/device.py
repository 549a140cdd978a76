"""Where nets run: on a GPU when there is one that works, else on the CPU, in the precision that is fastest there."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import nn

N = TypeVar("N", bound=nn.Module)


@dataclass(frozen=True)
class Computing:
    """A device and a precision that were tried and work.

    Parameters
    ----------
    device
        ``cuda``, ``mps`` or ``cpu``.
    half
        Whether matrices are multiplied in bfloat16.
    note
        One sentence when it is not what a user would expect; empty otherwise.
    """

    device: torch.device
    half: bool
    note: str = ""

    @property
    def text(self) -> str:
        """For a status bar: ``CPU``, ``CUDA``, or why the GPU is not used."""
        return self.note or self.device.type.upper()

    def precision(self) -> AbstractContextManager[object]:
        """Context in which a net is asked."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.half)


WISH, THREADS = "FOLEYSTUDIO_DEVICE", "FOLEYSTUDIO_THREADS"
"""Environment variables: ``cuda``, ``mps`` or ``cpu``, and on how many threads of the processor networks compute."""


def present_devices() -> tuple[str, ...]:
    """Kinds of the devices that say they are there, the fastest first."""
    gpus = (("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available()))
    return (*(name for name, is_there in gpus if is_there), "cpu")


def available_device() -> torch.device:
    """The device that is wished for (`WISH`), or else the fastest, among those that say they are there."""
    present, wish = present_devices(), os.environ.get(WISH, "")
    return torch.device(wish if wish in present else present[0])


def heed_threads() -> None:
    """Let the networks that this thread asks compute on as many threads as is wished for (`THREADS`).

    PyTorch keeps the number for each thread that asks it.
    """
    wish = os.environ.get(THREADS, "")
    if wish.isdecimal() and int(wish) > 0 and torch.get_num_threads() != int(wish):
        torch.set_num_threads(int(wish))


def bfloat16_pays(device: torch.device) -> bool:
    """Whether bfloat16 is faster on a device: it has instructions for it.

    Elsewhere (older CPUs, MPS) it is emulated and slower than float32.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        has = torch.cpu.get_capabilities()
        return bool(has.get("avx512_bf16") or has.get("amx_bf16") or has.get("sve_bf16"))
    return False


def select_device(net: N, attempt: Callable[[N, torch.device], object]) -> tuple[N, Computing]:
    """Move a net to the fastest device that can run it.

    Parameters
    ----------
    net
        In evaluation mode.
    attempt
        Asks the net something small on a device; what it raises means that the device cannot be used.
    """
    device = available_device()
    if device.type != "cpu":
        try:
            net.to(device)
            with torch.inference_mode():
                attempt(net, device)
            return net, Computing(device, bfloat16_pays(device))
        except (RuntimeError, NotImplementedError) as error:
            reason = str(error).splitlines()[0][:100]
            note = f"The {device.type.upper()} device failed ({reason}); the networks run on the CPU."
            net.to("cpu")
            return net, Computing(torch.device("cpu"), bfloat16_pays(torch.device("cpu")), note)
    return net, Computing(device, bfloat16_pays(device))
