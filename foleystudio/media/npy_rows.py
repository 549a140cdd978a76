"""Rows of numbers on disk: written one by one, read back as a memory map, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

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
