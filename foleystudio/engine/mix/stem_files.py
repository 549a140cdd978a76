"""File names of stems, one a track, and their placement on disk: all appear, or none."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from foleystudio.files.atomic_files import whole_file, write_error
from foleystudio.files.file_names import longest_name, real_place, shortened, size_of

_PART = ".part"
_SIDE_NAME = 60  # bytes of the film's name in the hidden folder's: the rest of the 255 is for what makes it unique
# letters of a track's name, of three bytes at most: the film's name and the ending have to fit beside it
_TRACK_NAME = 60


@contextmanager
def side_folder(out: Path) -> Iterator[Path]:
    """Lend a hidden folder beside the output in which a set of files is made before any takes its place.

    Raises
    ------
    FoleyError
        When it cannot be created.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{shortened(out.stem, _SIDE_NAME)}-", suffix=_PART, dir=out.parent))
    except OSError as error:
        raise write_error(out, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(made: Path, path: Path) -> None:
    """Move a file to its place; where that is a symbolic link, to what it leads to.

    Raises
    ------
    FoleyError
        When it cannot be written there.
    """
    try:
        made.replace(real_place(path))
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise write_error(path, error) from error
        with whole_file(path) as temporary:  # the link leads to another disk
            shutil.copyfile(made, temporary)


def stem_paths(out: Path, tracks: Sequence[str]) -> list[Path]:
    """Where the stems of tracks of these names go, one each, apart even where case does not tell names apart."""
    paths: list[Path] = []
    for track in tracks:
        paths.append(_stem_path(out, track, {path.name.casefold() for path in paths}))
    return paths


def named_paths(out: Path, names: Sequence[str]) -> list[Path]:
    """Where files of whole names (without suffix) go, in the output's folder; equal ones are numbered."""
    paths: list[Path] = []
    for name in names:
        taken = {path.name.casefold() for path in paths}
        paths.append(_free(out, taken, partial(shortened, name), ""))
    return paths


def _stem_path(out: Path, track: str, taken: set[str]) -> Path:
    """The first free name; what is too long for the disk is cut off the film's name, not off the track's."""
    safe = (
        shortened(re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", track).strip(" .")[:_TRACK_NAME], 3 * _TRACK_NAME) or "track"
    )
    return _free(out, taken, partial(shortened, out.stem), f" - {safe}")


def _free(out: Path, taken: set[str], beginning: Callable[[int], str], ending: str) -> Path:
    longest = longest_name(out.parent)
    for number in ("", *(f" {n}" for n in range(2, 1000))):
        end = f"{ending}{number}{out.suffix}"
        path = out.with_name(f"{beginning(longest - size_of(end))}{end}")
        if path.name.casefold() not in taken:
            return path
    raise ValueError("a thousand tracks of one name")
