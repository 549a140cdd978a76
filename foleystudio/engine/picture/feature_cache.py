"""The cache of features of every picture of a clip: computed once, read back as a memory map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from foleystudio.engine.clip import Clip, check_unchanged
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file
from foleystudio.media.cache import cache_file, new_cache_file, read_kept
from foleystudio.media.npy_rows import Rows, map_rows, write_rows

MOTION = "motion-4"
"""Kind of the motion descriptors, with the version of how they are made."""


def is_kept(clip: Clip, kind: str) -> bool:
    """Whether rows of a kind are in the cache; does not read them.

    Raises
    ------
    FoleyError
        When the clip's file cannot be read.
    """
    return is_file(cache_file(clip.path, kind, ".npy"))


def load_or_compute(clip: Clip, kind: str, compute: Callable[[], Iterator[Rows]], count: int, width: int) -> Rows:
    """Rows of a clip from the cache, computed and kept there when they are not yet; in memory where they cannot be.

    Parameters
    ----------
    clip
        Whose pictures they are of; told by its contents.
    kind
        What they are, with the version of how they are made.
    compute
        Makes them one by one, ``float16 [width]`` each.
    count, width
        What there must be.

    Returns
    -------
    ``float16 [count, width]``, a memory map where they could be kept.

    Raises
    ------
    FoleyError
        When nothing of the clip can be decoded, or its file has changed since it was opened.
    """
    check_unchanged(clip)
    kept = cache_file(clip.path, kind, ".npy")

    def mapped(file: Path) -> Rows:
        rows = map_rows(file)
        if rows.shape != (count, width) or rows.dtype != np.float16:
            raise ValueError("rows of other pictures")
        return rows

    if (known := read_kept(kept, mapped)) is not None:
        return known
    try:
        with new_cache_file(kept) as temporary:
            write_rows(temporary, compute(), count, width)
            check_unchanged(clip)  # else another file's rows would be kept under this one's name
        return map_rows(kept)
    except FoleyError as error:
        if error.file == clip.path:
            raise
    made = list(compute())
    return np.stack(made) if made else np.zeros((0, width), np.float16)
