"""Numbers on disk: rows that are written one by one and read back as a memory map, and named arrays."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float16]


def write_rows(path: Path, rows: Iterable[Rows], count: int, width: int) -> None:
    """Write ``count`` rows of ``width`` half-precision numbers as they come, as a ``.npy`` file."""
    with path.open("wb") as file:
        header = {"descr": np.lib.format.dtype_to_descr(np.dtype(np.float16)), "fortran_order": False}
        np.lib.format.write_array_header_1_0(file, {**header, "shape": (count, width)})
        for row in rows:
            file.write(row.tobytes())


def map_rows(path: Path) -> Rows:
    """Rows of such a file, ``float16 [count, width]``, as a memory map.

    Raises
    ------
    OSError, ValueError, EOFError
        When the file is absent or damaged.
    """
    rows: Rows = np.load(path, mmap_mode="r", allow_pickle=False)
    return rows


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays by their names, as a ``.npz`` file that is not packed."""
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def read_arrays(path: Path, kinds: str = "iu") -> dict[str, NDArray[Any]]:
    """Arrays of such a file; together they are no larger than the file itself.

    Parameters
    ----------
    path
        The file.
    kinds
        Which kinds of numbers they may be of, by numpy's letters; whole ones when omitted.

    Raises
    ------
    OSError, ValueError, EOFError, zipfile.BadZipFile
        When it is absent, damaged, packed, or holds anything else.
    """
    with zipfile.ZipFile(path) as listed:
        members = listed.infolist()
    if any(member.compress_type != zipfile.ZIP_STORED for member in members):
        raise ValueError("it is packed")
    if sum(member.file_size for member in members) > path.stat().st_size:
        raise ValueError("it claims more than it holds")
    with np.load(path, allow_pickle=False) as kept:
        found = {name: kept[name] for name in kept.files}
    if any(not isinstance(array, np.ndarray) or array.dtype.kind not in kinds for array in found.values()):
        raise ValueError("it holds no whole numbers")
    return found
