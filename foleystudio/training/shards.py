"""Shards of a corpus on disk: written once by several processes, resumable; read whole, or refused by name."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.file_names import exists, is_file

HELD_OUT_EVERY = 10
"""Every tenth shard, and every tenth recording, is never trained on."""

Job = TypeVar("Job")


def shard_numbers(count: int, held_out: bool) -> list[int]:
    """Of so many shards those to train on, or those held out."""
    return [n for n in range(count) if (n % HELD_OUT_EVERY == HELD_OUT_EVERY - 1) == held_out]


@dataclass(frozen=True)
class ShardPlan:
    """What a corpus holds; the same plan makes the same corpus. Kinds of corpora add what else decides it.

    Parameters
    ----------
    folder
        Where the shards are.
    shards
        How many.
    """

    kind: ClassVar[str]
    folder: Path
    shards: int

    def shard(self, number: int) -> Path:
        """File of one shard."""
        return self.folder / f"{self.kind}-{number:04d}.safetensors"

    def numbers(self, held_out: bool) -> list[int]:
        """Shards to train on, or those held out."""
        return shard_numbers(self.shards, held_out)

    def missing(self, held_out: bool) -> list[int]:
        """Those of the numbers whose shards have not been written."""
        return [number for number in self.numbers(held_out) if not exists(self.shard(number))]


def write_missing(
    plan: ShardPlan,
    job_of: Callable[[int], Job],
    write: Callable[[Job], Path],
    workers: int,
    start: Callable[..., None],
    words: Callable[[bool], Sequence[object]],
    progress: Callable[[int, int], None],
) -> None:
    """Have worker processes write the shards of a plan that are missing, those held out first.

    Parameters
    ----------
    plan
        Of what.
    job_of
        What a process is handed to write the shard of a number.
    write
        What does it there.
    workers
        How many processes.
    start, words
        What begins a process, and with which words for shards that are held out and for the others.
    progress
        Told how many shards are done, first those that were there, and their total.
    """
    plan.folder.mkdir(parents=True, exist_ok=True)
    missing = {held_out: plan.missing(held_out) for held_out in (True, False)}
    done = plan.shards - sum(map(len, missing.values()))
    if done < plan.shards:
        progress(done, plan.shards)
    for held_out, numbers in missing.items():
        for _ in written([job_of(number) for number in numbers], write, workers, start, words(held_out)):
            done += 1
            progress(done, plan.shards)


def shards_there(plans: Sequence[ShardPlan], held_out: bool) -> list[Path]:
    """Files of all shards of some plans that have been written: those to train on, or those held out.

    Raises
    ------
    FoleyError
        When there are none.
    """
    files = [plan.shard(n) for plan in plans for n in plan.numbers(held_out) if exists(plan.shard(n))]
    if not files:
        raise FoleyError("it holds nothing to learn from", file=plans[0].folder, remedy="make the corpus first")
    return files


def write_shard(file: Path, examples: Sequence[Mapping[str, Tensor]]) -> None:
    """Write examples as one file of tensors ``[n, ...]`` at half precision; it appears whole or not at all."""
    stacked = {key: torch.stack([e[key] for e in examples]).half().contiguous() for key in examples[0]}
    with whole_file(file, through_links=False) as temporary:
        save_file(stacked, temporary)


def written(
    jobs: Sequence[Job], write: Callable[[Job], Path], workers: int, start: Callable[..., None], words: Iterable[object]
) -> Iterator[Path]:
    """Have jobs done by worker processes, each started with some words, or here; yields files as they are done."""
    if workers <= 1 and jobs:
        start(*words)
        yield from map(write, jobs)
    elif jobs:
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
