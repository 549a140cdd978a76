"""Takes come along with a project that is saved: sounds only, each known by what is in it and not by its name."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import is_same
from foleystudio.files.file_names import is_file, longest_name, part_path, shortened, size_of
from foleystudio.progress import stop_if
from foleystudio.project.takes import leave_no_empty_folder, takes_folder_of, unsaved_takes_folder

_COPIED_AT_ONCE = 4 << 20  # bytes: memory stays bounded whatever the take's length
_SOUNDS = (b"RIFF", b"RF64", b"riff", b"fLaC", b"FORM", b"OggS", b"caff")

IsSound = Callable[[Path], bool]
"""Asked whether a file is a sound; one that decodes it is to be preferred."""


@dataclass(frozen=True)
class Brought:
    """What came: old path -> new path, and the files that were not there before, for `take_back`."""

    moved: dict[Path, Path]
    made: tuple[Path, ...]


def looks_like_sound(file: Path) -> bool:
    """Whether a file begins as those of sounds do."""
    try:
        with file.open("rb") as opened:
            return opened.read(4) in _SOUNDS
    except OSError:
        return False


def takes_to_bring(paths: Iterable[Path], project_file: Path) -> tuple[Path, ...]:
    """Files that do not lie in a project's own folder of takes yet; those that are missing are left out."""
    folder = takes_folder_of(project_file)
    return tuple(old for old in dict.fromkeys(paths) if old.parent != folder and is_file(old))


def bring_takes(
    paths: Iterable[Path],
    project_file: Path,
    is_sound: IsSound = looks_like_sound,
    progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Brought:
    """Bring takes to where they belong, beside a project's file: all of them or none.

    What is no sound stays where it is, whatever a project says of it. No two files become one, and none that is there
    already takes the place of another: only one of the same bytes is taken for it. The old files stay where they are
    (an undo may still want them). Where nothing came, no folder is left.

    Parameters
    ----------
    paths
        Files of takes, wherever they lie.
    progress
        Told the share of all bytes that is there.
    cancelled
        Asked every few megabytes.

    Raises
    ------
    FoleyError
        When a file cannot be brought.
    CancelledError
        When the user cancelled.
    """
    made: list[Path] = []
    moved: dict[Path, Path] = {}
    folder = takes_folder_of(project_file)
    wanted = takes_to_bring(paths, project_file)
    try:
        for old, told in _each(wanted, progress, cancelled):
            try:
                if is_sound(old):
                    moved[old] = _brought(old, folder, set(moved.values()), made, told)
            except OSError as error:
                raise FoleyError(
                    f"the take cannot be brought into {folder} ({error.strerror})",
                    file=old,
                    remedy="free some space there",
                ) from error
    except BaseException:
        take_back(made)
        leave_no_empty_folder(folder)
        raise
    return Brought(moved, tuple(made))


def take_back(made: Iterable[Path]) -> None:
    """Remove files that `bring_takes` made, and their folders where nothing else is in them."""
    for new in made:
        new.unlink(missing_ok=True)
        leave_no_empty_folder(new.parent)


_Told = Callable[[int], None]
"""Called with how many bytes of a file are there; raises ``CancelledError`` once the user has changed their mind."""


def _each(
    wanted: Iterable[Path], progress: Callable[[float], None], cancelled: Callable[[], bool]
) -> Iterator[tuple[Path, _Told]]:
    sizes = {old: _size(old) for old in wanted}
    done, total = 0, max(1, sum(sizes.values()))
    for old, size in sizes.items():

        def told(copied: int, before: int = done) -> None:
            stop_if(cancelled)
            progress((before + copied) / total)

        told(0)
        yield old, told
        done += size


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _brought(old: Path, folder: Path, taken: set[Path], made: list[Path], told: _Told) -> Path:
    """Where a take's sound lies now: brought there, unless the very same is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    for new in (place for place in _places(old, folder) if place not in taken):
        if not os.path.lexists(new):
            _link_or_copy(old, new, told)
            made.append(new)
            return new
        if is_same(old, new) or (is_file(new) and not new.is_symlink() and filecmp.cmp(old, new, shallow=False)):
            return new
    raise AssertionError("names are never used up")


def _places(old: Path, folder: Path) -> Iterator[Path]:
    """The file's own name in the folder, then those with a number."""
    yield folder / old.name
    for number in count(2):
        ending = f" {number}{old.suffix}"
        yield folder / f"{shortened(old.stem, longest_name(folder) - size_of(ending))}{ending}"


def _link_or_copy(old: Path, new: Path, told: _Told) -> None:
    # Only what the studio wrote itself is linked: a link to any other file would bring its later contents along too.
    if old.parent == unsaved_takes_folder() and not old.is_symlink():
        with suppress(OSError):  # another disk, or a file system without links
            os.link(old, new)
            return
    part = part_path(new)
    try:
        with old.open("rb") as source, part.open("xb") as out:
            while block := source.read(_COPIED_AT_ONCE):
                out.write(block)
                told(out.tell())
        part.replace(new)
    finally:
        part.unlink(missing_ok=True)
