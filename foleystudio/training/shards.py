"""Shards of a corpus on disk: written once by several processes, resumable; read whole, or refused by name."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from foleystudio.atomic_files import whole_file
from foleystudio.errors import FoleyError
from foleystudio.file_names import is_file

HELD_OUT_EVERY = 10
"""Every tenth shard, and every tenth recording, is never trained on."""

Job = TypeVar("Job")


def shard_numbers(count: int, held_out: bool) -> list[int]:
    """Of so many shards those to train on, or those held out."""
    return [n for n in range(count) if (n % HELD_OUT_EVERY == HELD_OUT_EVERY - 1) == held_out]


def write_shard(file: Path, examples: Sequence[Mapping[str, Tensor]]) -> None:
    """Write examples as one file of tensors ``[n, ...]`` at half precision; it appears whole or not at all."""
    stacked = {key: torch.stack([e[key] for e in examples]).half().contiguous() for key in examples[0]}
    with whole_file(file, through_links=False) as temporary:
        save_file(stacked, temporary)


def written(
    jobs: Sequence[Job], write: Callable[[Job], Path], workers: int, start: Callable[..., None], words: Iterable[object]
) -> Iterator[Path]:
    """Have jobs done by worker processes, each started with some words; yields files as they are done."""
    if jobs:
        with multiprocessing.get_context("spawn").Pool(workers, start, tuple(words)) as pool:
            yield from pool.imap_unordered(write, jobs)


class ShardedTensors:
    """Examples of some shards, in memory at half precision.

    Parameters
    ----------
    files
        The shards.
    keys
        Which of their tensors; all by default.

    Raises
    ------
    FoleyError
        When a shard is damaged, or its examples are unlike those of the others.
    """

    def __init__(self, files: Iterable[Path], keys: Sequence[str] | None = None) -> None:
        names = list(files)
        parts = [_read(file, keys) for file in names]
        shapes = {key: tensor.shape[1:] for key, tensor in parts[0].items()}
        for file, part in zip(names, parts, strict=True):
            if {key: tensor.shape[1:] for key, tensor in part.items()} != shapes:
                raise _broken(file, "its examples are unlike those of the others")
        self._tensors = {key: torch.cat([part.pop(key) for part in parts]) for key in list(parts[0])}

    def __len__(self) -> int:
        return len(next(iter(self._tensors.values())))

    def take(self, rows: Tensor) -> dict[str, Tensor]:
        """Examples of these numbers as one batch, float32."""
        return {key: tensor[rows].float() for key, tensor in self._tensors.items()}


def opened_shard(path: Path) -> safe_open:
    """A file of tensors, opened; nothing else is, and nothing waited for.

    Raises
    ------
    OSError, SafetensorError
        When it is missing, a link, no ordinary file, or damaged.
    """
    if path.is_symlink() or not is_file(path):
        raise FileNotFoundError(path)
    return safe_open(path, framework="pt")


def _read(file: Path, keys: Sequence[str] | None) -> dict[str, Tensor]:
    """A shard's tensors, all of one length and of numbers."""
    try:
        with opened_shard(file) as shard:
            found = {key: shard.get_tensor(key) for key in keys or shard.keys()}
    except (SafetensorError, OSError, ValueError) as error:
        said = " ".join(str(error).split())[:160]
        raise _broken(file, said) from error
    if len({len(tensor) if tensor.ndim else -1 for tensor in found.values()} - {0}) != 1:
        raise _broken(file, "its tensors differ in length")
    if not all(bool(torch.isfinite(tensor).all()) for tensor in found.values()):
        raise _broken(file, "not all of it is numbers")
    return found


def _broken(file: Path, what: str) -> FoleyError:
    return FoleyError(f"it is not a whole shard ({what})", file=file, remedy="delete it and make it anew")
