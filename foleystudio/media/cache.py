"""Files that can be made again, kept by the contents of the file they were made from."""

from __future__ import annotations

import atexit
import hashlib
import os
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.file_names import is_file, is_folder
from foleystudio.media.self_contained import check_ordinary
from foleystudio.paths import cache_dir
from foleystudio.progress import heed

R = TypeVar("R")

CACHE_LIMIT_BYTES = 4 << 30
"""What the cache may take of the disk unless it is told otherwise; beyond it the longest unused files go."""
_limit_bytes = CACHE_LIMIT_BYTES

# larger files are known by samples of their contents: reading all of them would be waited for
_HASHED_WHOLE_BYTES = 256 << 20
_CHUNK_BYTES = 1 << 20  # read at once
_SAMPLED_CHUNKS = 64  # of a larger file, evenly spread, first and last among them


def file_hash(path: Path) -> str:
    """Hash of a file's contents: equal for copies, different after any change.

    Files over 256 MB are not read whole: their size, their time of change and 64 MB spread over them are
    hashed, so a copy of such a file counts as another file.

    Raises
    ------
    FoleyError
        When the file cannot be read.
    """
    path = Path(path)
    check_ordinary(path, even_empty=True)
    try:
        status = path.stat()
        return _hash_of(path.absolute(), status.st_size, status.st_mtime_ns)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise FoleyError("there is no such file" if missing else "it cannot be read", file=path) from error


@lru_cache(maxsize=512)
def _hash_of(path: Path, size: int, mtime_ns: int) -> str:
    digest = hashlib.blake2b(digest_size=20)
    with path.open("rb") as file:
        if size <= _HASHED_WHOLE_BYTES:
            while chunk := file.read(_CHUNK_BYTES):
                heed()
                digest.update(chunk)
        else:
            digest.update(f"{size} {mtime_ns}".encode())
            for n in range(_SAMPLED_CHUNKS):
                heed()
                file.seek((size - _CHUNK_BYTES) * n // (_SAMPLED_CHUNKS - 1))
                digest.update(file.read(_CHUNK_BYTES))
    return digest.hexdigest()


def cache_file(path: Path, kind: str, suffix: str) -> Path:
    """Where something made from a media file is kept; the file may not be there yet.

    Where the cache folder cannot be written, a folder for as long as the program runs takes its place; where there
    is none of that either, what is made cannot be kept: whoever writes is told, and works on from memory.

    Parameters
    ----------
    path
        The media file.
    kind
        What is made from it; one folder each. Carries a number that rises with the format ("peaks-1").
    suffix
        Tells apart several files of one kind, extension included ("-a0.f32").

    Raises
    ------
    FoleyError
        When the media file cannot be read.
    """
    name = file_hash(path) + suffix
    kept = cache_dir() / kind / name
    with suppress(OSError):  # marks it as used lately; fails where it is not there yet
        os.utime(kept)
    if _is_usable(kept.parent) or is_file(kept):
        return kept
    other = _folder_for_now()
    if other is not None and _is_usable(other / kind):
        return other / kind / name
    return kept


def cache_trouble() -> FoleyError | None:
    """What is to be told of a cache folder that cannot be written; None when it can."""
    if _is_usable(cache_dir()):
        return None
    return FoleyError(
        "the cache folder cannot be written; work goes on, and what is computed now is not there at the next start",
        file=cache_dir(),
        remedy="make it writable or set FOLEYSTUDIO_CACHE",
    )


def _is_usable(folder: Path) -> bool:
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return is_folder(folder) and os.access(folder, os.W_OK)


@lru_cache(maxsize=1)
def _folder_for_now() -> Path | None:
    try:
        folder = tempfile.TemporaryDirectory(prefix="foleystudio-", ignore_cleanup_errors=True)
    except OSError:
        return None
    atexit.register(folder.cleanup)
    return Path(folder.name)


@contextmanager
def new_cache_file(kept: Path) -> Iterator[Path]:
    """Lend a temporary path that becomes a cache file once written, sealed as it is; then trim the cache."""
    with whole_file(kept, through_links=False) as temporary:
        yield temporary
        seal = _seal_of(temporary, temporary.stat().st_size, _name_of(kept))
        with temporary.open("ab") as file:
            file.write(seal)
    trim_cache(keep=kept)


def read_kept(kept: Path, read: Callable[[Path], R]) -> R | None:
    """What a cache file holds; None where there is none that can be trusted, so that it is made anew.

    One that is damaged, of another media file, or over which ``read`` raises what reading raises, is thrown away
    without a word.
    """
    try:
        _check_seal(kept)
        return read(kept)
    except FileNotFoundError:
        return None
    except _UNFIT:
        with suppress(OSError):
            kept.unlink()
        return None


_UNFIT = (
    OSError, ValueError, LookupError, EOFError, TypeError, ArithmeticError, MemoryError, NotImplementedError,
    struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What numpy, zip files and our own checks raise over a file that is not what it should be."""


def contents_size(kept: Path) -> int:
    """How many bytes a sealed cache file has before its seal."""
    return max(0, kept.stat().st_size - SEAL_BYTES)


_UNFINISHED = ".part"  # how `files.atomic_files` calls what is not whole yet
SEAL_BYTES = 32  # at the end of a file: mark and checksum
_SEAL_MARK = b"FOLSEAL1"
_sealed: dict[Path, tuple[int, int]] = {}
"""Size and time of change of the files whose seal was found to hold."""


def _check_seal(kept: Path) -> None:
    status = kept.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("no ordinary file")
    if _sealed.get(kept) == (status.st_size, status.st_mtime_ns):
        return
    size = status.st_size - SEAL_BYTES
    with kept.open("rb") as file:
        file.seek(max(0, size))
        seal = file.read(SEAL_BYTES)
        # Before all of it is read: it may claim to be larger than any disk.
        if not 0 <= size <= max(CACHE_LIMIT_BYTES, _limit_bytes) or not seal.startswith(_SEAL_MARK):
            raise ValueError("no entry of ours")
        if seal != _seal_of(kept, size, _name_of(kept)):
            raise ValueError("it is not as it was written")
    _sealed[kept] = status.st_size, status.st_mtime_ns


def _seal_of(file: Path, size: int, name: str) -> bytes:
    """Checksum of a file's first bytes and of what they are kept as: one entry cannot stand in for another."""
    digest = hashlib.blake2b(name.encode(), digest_size=SEAL_BYTES - len(_SEAL_MARK))
    with file.open("rb") as opened:
        while size > 0 and (chunk := opened.read(min(size, _CHUNK_BYTES))):
            heed()
            digest.update(chunk)
            size -= len(chunk)
    return _SEAL_MARK + digest.digest()


def _name_of(kept: Path) -> str:
    return f"{kept.parent.name}/{kept.name}"


def set_cache_limit(limit_bytes: int) -> None:
    """Let the cache take so much of the disk from now on, while the program runs."""
    global _limit_bytes
    _limit_bytes = limit_bytes


def cache_size() -> int:
    """How many bytes the cache takes of the disk."""
    return sum(size for _, size, _ in _cached())


def trim_cache(limit_bytes: int | None = None, keep: Path | None = None) -> int:
    """Remove the longest unused files until the cache fits; what is just being written stays.

    Parameters
    ----------
    limit_bytes
        What it may take of the disk; None for what it was told (`set_cache_limit`).
    keep
        A file that stays whatever its age.

    Returns
    -------
    Bytes removed.
    """
    files = _cached()
    excess = sum(size for _, size, _ in files) - (_limit_bytes if limit_bytes is None else limit_bytes)
    removed = 0
    for _, size, file in sorted(files):
        if removed >= excess:
            break
        if file == keep or file.suffix == _UNFINISHED:
            continue
        with suppress(OSError):  # a file in use may be locked; it goes another time
            file.unlink()
            removed += size
    return removed


def _cached() -> list[tuple[float, int, Path]]:
    """When each file of the cache was last used, its size, and where it is."""
    files: list[tuple[float, int, Path]] = []
    with suppress(OSError):  # a cache that cannot be read takes no room that could be freed
        for file in cache_dir().rglob("*"):
            with suppress(OSError):
                if is_file(file):
                    status = file.stat()
                    files.append((status.st_mtime, status.st_size, file))
    return files
