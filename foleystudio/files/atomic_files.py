"""Files appear whole or not at all: written beside their place, forced to the disk, renamed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import exists, is_folder, longest_name, part_path, real_place, size_of

_REASONS = {
    errno.ENOSPC: ("the disk is full", "free some space or choose another folder"),
    errno.EDQUOT: ("the disk quota is used up", "free some space or choose another folder"),
    errno.EFBIG: ("the disk cannot hold a file this large", "choose another folder or export a shorter range"),
    errno.EACCES: ("it cannot be written there", "choose a folder that you may write to"),
    errno.EPERM: ("it cannot be written there", "choose a folder that you may write to"),
    errno.EROFS: ("the disk is read-only", "choose another folder"),
    errno.ENOENT: ("its folder does not exist", "create the folder or choose another one"),
    errno.ENOTDIR: ("its folder is not a folder", "choose another folder"),
    errno.EISDIR: ("a folder has that name", "choose another name"),
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter name"),
    errno.ELOOP: ("it is a link that leads in a circle", "choose another name"),
    errno.ENODEV: ("it is no ordinary file", "choose another name"),
}


def write_error(path: Path, error: OSError) -> FoleyError:
    """Say why a file could not be written, in one sentence."""
    what, remedy = _REASONS.get(
        error.errno or 0, (f"it could not be written ({error.strerror or error})", "choose another folder")
    )
    return FoleyError(what, file=path, remedy=remedy)


def _force_to_disk(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def is_same(one: Path, other: Path) -> bool:
    """Whether both paths lead to one file that is there."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def check_place(path: Path) -> None:
    """Refuse, before any work, a place at which `whole_file` would fail when the work is done.

    Raises
    ------
    FoleyError
        When a folder has that name, or the name is too long, or its folder is missing, no folder or unwritable.
    """
    path = Path(path)
    try:
        place = real_place(path)
    except OSError as error:
        raise write_error(path, error) from error
    folder = place.absolute().parent
    reason = None
    if not is_folder(folder):
        reason = errno.ENOTDIR if exists(folder) else errno.ENOENT
    elif size_of(place.name) > longest_name(folder):
        reason = errno.ENAMETOOLONG
    elif not os.access(folder, os.W_OK):
        reason = errno.EACCES
    if reason is not None:
        raise write_error(path, OSError(reason, os.strerror(reason)))


@contextmanager
def whole_file(path: Path, *, through_links: bool = True) -> Iterator[Path]:
    """Lend a temporary path in the same folder; on success it takes ``path``'s place in one step.

    Where ``path`` is a symbolic link, what it leads to is written and the link stays; without ``through_links``, which
    is for names that no user chose, the link goes. When the body raises,
    ``Cancelled`` and ``KeyboardInterrupt`` included, the temporary file is removed and whatever was at ``path`` stays.

    Raises
    ------
    FoleyError
        When the folder is missing or unwritable, or the disk is full.
    """
    path = Path(path)
    temporary: Path | None = None
    try:
        place = real_place(path) if through_links else path
        temporary = part_path(place)
        temporary.touch(exist_ok=False)
        yield temporary
        _force_to_disk(temporary)
        temporary.replace(place)
    except OSError as error:
        raise write_error(path, error) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
