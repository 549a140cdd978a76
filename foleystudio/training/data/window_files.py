"""Windows of clips on disk: each clip's mel, events and picture features cut to one length, drawn from by seed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np
import torch
from msgspec import Meta
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from foleystudio.dsp.spectra.mel import PAPER, STUDIO, MelConfig
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.json_text import json_of, parsed, read_bytes
from foleystudio.nets.config import COLUMNS_PER_FRAME
from foleystudio.training.shards import opened_shard

INDEX_NAME = "index.json"
MELS = {"paper": PAPER, "studio": STUDIO}
HELD_OUT_EVERY = 10
"""Every tenth clip is never trained on."""

MOST_WINDOWS = 4096
"""No file holds more."""

Rows = dict[str, Tensor]
Holds = Literal["windows", "examples"]


@dataclass(frozen=True)
class IndexEntry:
    """A clip's windows.

    Parameters
    ----------
    file
        Name of the file that holds them, in the index's own folder.
    windows
        How many.
    source
        What they were cut from.
    kind
        Its class, where folders tell it.
    held_out
        Kept from training, whatever its place in the list.
    """

    file: Annotated[str, Meta(pattern=r"^[\w-][\w.-]{0,200}\Z")]
    windows: Annotated[int, Meta(ge=0, le=MOST_WINDOWS)]
    source: str = ""
    kind: str = ""
    held_out: bool = False


@dataclass(frozen=True)
class Skipped:
    """A clip that could not be used, and why not."""

    source: str
    why: str


@dataclass(frozen=True)
class Index:
    """What a folder of windows holds.

    Parameters
    ----------
    mel
        Name of the mel, a key of `MELS`.
    frames
        Feature frames T of a window; it has 4 T columns.
    extractor
        What the picture features were made by; empty when there are none.
    feature_dim
        Their width.
    holds
        ``windows`` of the paper's regime (mel, raster, features) or ``examples`` of the transfer regime
        (see `training.examples`).
    entries
        The clips.
    skipped
        Those that could not be used.
    """

    mel: str
    frames: Annotated[int, Meta(ge=1, le=1 << 14)]
    extractor: str = ""
    feature_dim: Annotated[int, Meta(ge=0, le=1 << 17)] = 0
    holds: Holds = "windows"
    entries: tuple[IndexEntry, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    version: int = field(default=1)


def write_windows(file: Path, windows: Sequence[Mapping[str, Tensor]]) -> None:
    """Write a clip's windows at half precision, whole or not at all."""
    stacked = {key: torch.stack([w[key] for w in windows]).half().contiguous() for key in windows[0]}
    with whole_file(file, through_links=False) as temporary:
        save_file(stacked, temporary)


def write_index(folder: Path, index: Index) -> None:
    """Write what a folder of windows holds."""
    with whole_file(folder / INDEX_NAME, through_links=False) as temporary:
        temporary.write_bytes(msgspec.json.format(json_of(msgspec.to_builtins(index)), indent=1) + b"\n")


def read_index(folder: Path) -> Index:
    """What a folder of windows holds.

    Raises
    ------
    FoleyError
        When it has no index or a damaged one.
    """
    path = folder / INDEX_NAME
    if not os.path.lexists(path):
        remedy = "run foleystudio preprocess on the folder of clips first"
        raise FoleyError("it holds no prepared windows", file=folder, remedy=remedy)
    if path.is_symlink():
        raise FoleyError("it is a link", file=path, remedy="remove it and run foleystudio preprocess again")
    try:
        index = msgspec.convert(parsed(read_bytes(path)), Index)
    except (ValueError, msgspec.MsgspecError) as error:
        raise FoleyError("it cannot be read", file=path, remedy="run foleystudio preprocess again") from error
    if index.mel not in MELS or index.version != 1:
        raise FoleyError("it is of another version", file=path, remedy="run foleystudio preprocess again")
    return index


class Windows:
    """Windows of a prepared folder; what is drawn is read from disk, so that memory stays bounded.

    Every tenth clip is held out; of a single clip its last tenth, so that it is measured on what it did not see
    (of a single window, on that).

    Parameters
    ----------
    folder
        As `write_index` left it.
    held_out
        Which of its two parts.
    holds
        What is wanted of it.

    Raises
    ------
    FoleyError
        When it holds nothing, or something else than is wanted.
    """

    def __init__(self, folder: Path, held_out: bool, holds: Holds = "windows") -> None:
        self.folder, self.index = folder, read_index(folder)
        if self.index.holds != holds:
            regime = {"windows": "paper", "examples": "transfer"}[holds]
            raise FoleyError(
                "it was prepared for another regime",
                file=folder,
                remedy=f"run foleystudio preprocess with --regime {regime}",
            )
        self._stretches = _part(self.index.entries, held_out)
        self._ends = np.cumsum([len(rows) for _, rows in self._stretches])
        if not self._stretches:
            raise FoleyError(
                "it holds no windows", file=folder, remedy="run foleystudio preprocess on clips with sound"
            )

    @property
    def mel(self) -> MelConfig:
        """Which mel the windows hold."""
        return MELS[self.index.mel]

    def __len__(self) -> int:
        return int(self._ends[-1])

    def take(self, numbers: Sequence[int]) -> Rows:
        """The windows of these numbers as one batch, float32.

        Returns
        -------
        dict
            ``mel`` [B, F, M], ``raster`` [B, 2, M], and ``features`` [B, T, D] where there are any.

        Raises
        ------
        FoleyError
            When a file is damaged.
        """
        found = [self._read(*self._place(number)) for number in numbers]
        return {key: torch.stack([row[key].float() for row in found]) for key in found[0]}

    def draw(self, step: int, size: int, seed: int) -> list[int]:
        """Numbers of the windows of one training step: the same for the same step and seed."""
        numbers: list[int] = np.random.default_rng((seed, step)).integers(0, len(self), size).tolist()
        return numbers

    def batch(self, step: int, size: int, seed: int) -> Rows:
        """The batch of one training step."""
        return self.take(self.draw(step, size, seed))

    def _place(self, number: int) -> tuple[str, int]:
        at = int(np.searchsorted(self._ends, number, side="right"))
        file, rows = self._stretches[at]
        return file, rows[number - int(self._ends[at])]

    def _read(self, file: str, row: int) -> Rows:
        path, shapes = self.folder / file, row_shapes(self.index)
        try:
            with opened_shard(path) as opened:
                found = {key: opened.get_slice(key)[row] for key in opened.keys() if key in shapes}  # noqa: SIM118 - not a dict
        except (SafetensorError, OSError, IndexError, ValueError) as error:
            raise _damaged(path) from error
        for key, shape in shapes.items():
            is_like = key in found and found[key].ndim == len(shape)
            if not is_like or any(n not in (is_n, 0) for n, is_n in zip(shape, found[key].shape, strict=True)):
                raise _damaged(path)
            if not bool(torch.isfinite(found[key]).all()):
                raise _damaged(path)
        return found


def _damaged(path: Path) -> FoleyError:
    return FoleyError("it is missing or damaged", file=path, remedy="delete it and run foleystudio preprocess again")


def row_shapes(index: Index) -> dict[str, tuple[int, ...]]:
    """What one window of a folder must hold, by name; 0 stands for any size."""
    bands, columns = MELS[index.mel].n_bands, COLUMNS_PER_FRAME * index.frames
    shapes: dict[str, tuple[int, ...]] = {"raster": (2, columns)}
    if index.holds == "windows":
        shapes["mel"] = bands, columns
    else:
        shapes |= dict.fromkeys(("target", "second", "draft"), (bands, columns))
        shapes |= dict.fromkeys(("background", "reference", "hit"), (bands, 0)) | {"texture": (bands,)}
    if index.feature_dim:
        shapes["features"] = index.frames, index.feature_dim
    return shapes


def _part(entries: Sequence[IndexEntry], held_out: bool) -> list[tuple[str, range]]:
    """Files and their rows of one part."""
    entries = [entry for entry in entries if entry.windows > 0]
    if len(entries) > 1:
        marked = any(entry.held_out for entry in entries)
        chosen = {
            i
            for i, entry in enumerate(entries)
            if (entry.held_out if marked else (i % HELD_OUT_EVERY == min(len(entries), HELD_OUT_EVERY) - 1)) == held_out
        }
        return [(entry.file, range(entry.windows)) for i, entry in enumerate(entries) if i in chosen]
    if not entries:
        return []
    (only,) = entries
    kept = max(1, only.windows // HELD_OUT_EVERY)
    last = range(only.windows - kept, only.windows)
    first = range(only.windows - kept) if only.windows > 1 else last
    return [(only.file, last if held_out else first)]
