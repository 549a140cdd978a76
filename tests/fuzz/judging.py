"""What a case may not do: each thing seen is a finding, in words.

A traceback; a crash; a hang; more time, memory or disk than its kind may take; a file read, written or changed outside
what the user chose; a program started, a socket connected, a pickle read; letters that steer the terminal.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foleystudio.errors import CancelledError, FoleyError
from tests.fuzz.kinds import Doing, Kind, Place

_NEVER = {
    "os.exec", "os.system", "os.posix_spawn", "os.startfile", "subprocess.Popen", "socket.connect", "socket.bind",
    "socket.getaddrinfo", "pickle.find_class",
}  # fmt: skip
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TOLD = 1500

_IN_ACCESS, _IN_MODIFY, _IN_OPEN = 0x1, 0x2, 0x20


def findings_of(kind: Kind, place: Place, doing: Doing, said: Path) -> list[str]:
    """Do what the user does, in the process of the case, and tell what it may not do; ``said`` holds its output."""
    found: list[str] = []
    _watch_events(found)
    before, looked_at = _everything(place), _Looking(place.outside)
    try:
        doing()
    except (FoleyError, CancelledError, SystemExit, KeyboardInterrupt):
        pass
    except MemoryError:
        found.append("over limit: memory")
    except BaseException:  # whatever it is, it is told
        found.append(f"traceback: {traceback.format_exc()[-_TOLD:]}")
    found += [f"file outside: {name} was read" for name in sorted(looked_at.names())]
    found += _strays(kind, place, before)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    text = said.read_text("utf-8", "replace")
    if "Traceback (most recent call last)" in text:
        found.append(f"traceback: {text[-_TOLD:]}")
    if steering := _STEERING.search(text):
        found.append(f"letters that steer the terminal: {text[max(0, steering.start() - 80) : steering.end()]!r}")
    return found


def _watch_events(found: list[str]) -> None:
    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _NEVER:
            found.append(f"{event}: {arguments!r}"[:_TOLD])

    sys.addaudithook(hear)


def _everything(place: Place) -> dict[Path, tuple[int, int]]:
    return dict(_files(place.given.parent))


def _files(folder: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() or path.is_symlink():
            status = path.lstat()
            yield path, (status.st_size, status.st_mtime_ns)


def _strays(kind: Kind, place: Place, before: dict[Path, tuple[int, int]]) -> list[str]:
    """Files that came, changed or went where nothing may be written, and more of them than may be anywhere."""
    allowed = [getattr(place, name) for name in kind.written]
    after = _everything(place)
    found = []
    for path in sorted(before.keys() | after.keys()):
        is_same = before.get(path) == after.get(path)
        if not is_same and not any(path.is_relative_to(folder) for folder in allowed):
            verb = "written" if path not in before else "changed" if path in after else "removed"
            found.append(f"file outside: {path.relative_to(place.given.parent)} was {verb}")
    grown = sum(size for size, _ in after.values()) - sum(size for size, _ in before.values())
    if grown > kind.disk_bytes or any(
        state[0] >= kind.disk_bytes for path, state in after.items() if state != before.get(path)
    ):
        found.append(f"over limit: disk, {grown:_} bytes")
    return found


class _Looking:
    """Which files of a folder are opened, whoever does it; knows of none where the system does not tell."""

    def __init__(self, folder: Path) -> None:
        self._file = -1
        if sys.platform == "linux":
            library = ctypes.CDLL(None, use_errno=True)
            self._file = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
            library.inotify_add_watch(self._file, os.fsencode(folder), _IN_ACCESS | _IN_MODIFY | _IN_OPEN)

    def names(self) -> set[str]:
        """Names of those that were opened since."""
        found: set[str] = set()
        try:
            data = os.read(self._file, 1 << 16) if self._file >= 0 else b""
        except BlockingIOError:
            return found
        while data:
            length = int.from_bytes(data[12:16], sys.byteorder)
            found.add(os.fsdecode(data[16 : 16 + length].rstrip(b"\0")))
            data = data[16 + length :]
        return found - {""}
