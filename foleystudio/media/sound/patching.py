"""A take's file written again with some stretches changed: the rest is copied by the system, not read."""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.file_names import part_path
from foleystudio.media.sound.files import quantise
from foleystudio.progress import Cancelled, never_cancelled, stop_if

_AT_ONCE = 1 << 25  # bytes copied between looks at whether it was cancelled: some 20 ms
_BYTES = 3  # of a sample of 24 bits
_HEAD = struct.Struct("<4sI")  # letters and length of a chunk
_NO_LENGTH = 0xFFFF_FFFF  # stands in RF64 files in place of lengths that their ds64 has


@dataclass(frozen=True)
class _Layout:
    """Where a WAV file's samples lie, and in how many channels."""

    data_at: int
    channels: int
    n_samples: int


def write_patched(
    former: Path,
    path: Path,
    pieces: Iterable[tuple[int, Wave]],
    cancelled: Cancelled = never_cancelled,
    *,
    spare: Path | None = None,
) -> None:
    """Write a WAV or RF64 file of 24 bits that is another one but for some stretches.

    Parameters
    ----------
    former
        The other file, which stays as it is.
    path
        The new one; it is there whole or not at all.
    pieces
        First sample of each stretch, and its samples ``float32 [n, C]``.
    spare
        A copy of the former file that becomes the new one (`copy_aside`): then nothing is copied.

    Raises
    ------
    FoleyError
        When the former file is no such file, or the new one cannot be written.
    CancelledError
        When the user cancelled.
    """
    with whole_file(path) as temporary:
        is_copied = spare is not None and _becomes(spare, temporary)
        _patch(former, temporary, pieces, cancelled, is_copied=is_copied)


def _becomes(spare: Path, path: Path) -> bool:
    try:
        spare.replace(path)
    except OSError:  # it is gone, or on another disk
        return False
    return True


def copy_aside(path: Path, cancelled: Cancelled = never_cancelled) -> Path:
    """A copy of a file beside it, hidden and on the disk, for `write_patched` to make another of.

    Raises
    ------
    OSError
        When there is no room for it.
    CancelledError
        When the user cancelled; nothing is left.
    """
    spare = part_path(path)
    try:
        with path.open("rb") as source, spare.open("xb") as target:
            _copy(source, target, cancelled)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        spare.unlink(missing_ok=True)
        raise
    return spare


def _patch(
    former: Path, path: Path, pieces: Iterable[tuple[int, Wave]], cancelled: Cancelled, *, is_copied: bool
) -> None:
    with former.open("rb") as source, path.open("r+b") as target:
        layout = _layout_of(source, former)
        if not is_copied:
            _copy(source, target, cancelled)
        for first, wave in pieces:
            if wave.shape[1] != layout.channels or first < 0 or first + len(wave) > layout.n_samples:
                raise ValueError(f"{wave.shape} at {first} does not lie within {layout}")
            target.seek(layout.data_at + first * layout.channels * _BYTES)
            target.write(_as_24_bits(wave))


def _as_24_bits(wave: Wave) -> bytes:
    # The upper three of four bytes, the lowest first, as FFmpeg's encoder has them.
    return quantise(wave, 24).astype("<i4").reshape(-1, 1).view(np.uint8)[:, 1:].tobytes()


def _copy(source: BinaryIO, target: BinaryIO, cancelled: Cancelled) -> None:
    """All of a file; file systems that can share its blocks do so."""
    size, at = os.fstat(source.fileno()).st_size, 0
    try:
        while at < size:
            stop_if(cancelled)
            copied = os.copy_file_range(source.fileno(), target.fileno(), min(_AT_ONCE, size - at), at, at)
            if not copied:
                break
            at += copied
    except (AttributeError, OSError):  # this system has no such call, or not between these places
        pass
    source.seek(at)
    target.seek(at)
    shutil.copyfileobj(source, target, _AT_ONCE)


def _layout_of(file: BinaryIO, path: Path) -> _Layout:
    """Find a file's samples."""
    letters, _ = _HEAD.unpack(_read(file, _HEAD.size, path))
    long_data, channels, bits = 0, 0, 0
    if letters not in {b"RIFF", b"RF64"} or _read(file, 4, path) != b"WAVE":
        raise _no_such_file(path)
    while True:
        name, length = _HEAD.unpack(_read(file, _HEAD.size, path))
        begins = file.tell()
        if name == b"ds64":
            long_data = int(struct.unpack_from("<Q", _read(file, 24, path), 8)[0])
        elif name == b"fmt ":
            channels, bits = struct.unpack_from("<2xH10xH", _read(file, 16, path))
        elif name == b"data":
            break
        file.seek(begins + length + length % 2)
    if bits != 8 * _BYTES or not channels:
        raise _no_such_file(path)
    length = long_data if length == _NO_LENGTH and long_data else length
    return _Layout(begins, channels, length // (channels * _BYTES))


def _read(file: BinaryIO, count: int, path: Path) -> bytes:
    read = file.read(count)
    if len(read) < count:
        raise _no_such_file(path)
    return read


def _no_such_file(path: Path) -> FoleyError:
    return FoleyError("it is no WAV file of 24 bits", file=path, remedy="generate the take again")
