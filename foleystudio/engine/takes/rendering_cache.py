"""Housekeeping for rendered files: what an edit replaced stays for undo, within limits, and goes at the end."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable
from contextlib import suppress
from operator import attrgetter
from pathlib import Path

from foleystudio.byte_cache import ByteCache
from foleystudio.engine.request import RenderedTake, WrittenTake
from foleystudio.media.sound.patching import copy_aside
from foleystudio.progress import Cancelled
from foleystudio.project.takes import leave_no_empty_folder, unsaved_takes_folder

_REPLACED_BYTES = 4 << 30  # on disk, of what edits replaced: as far back as undo has sound
_ROOM_LEFT = 8  # times a long take's size that must be free for a spare copy of it
_KEPT_BYTES = 192 << 20  # in memory; what was used longest ago goes first, and is rendered whole at its next edit


class ReplacedFiles:
    """Take files made in this session that the project no longer names, oldest first.

    An undo may want them back; a file that is gone by then is rendered again from its provenance. Files that
    were there before the session are never touched, nor are those that a project file names: each that was saved
    in this session, as it was saved last.
    """

    def __init__(self, limit_bytes: int = _REPLACED_BYTES) -> None:
        self._limit = limit_bytes
        self._made: set[Path] = set()
        # No cache of a library: what goes is a file, and which may go depends on what others still want.
        self._sizes: dict[Path, int] = {}
        self._saved: dict[Path, frozenset[Path]] = {}
        self._again: set[Path] = set()

    def note_saved(self, project_file: Path, takes: Iterable[Path]) -> None:
        """Note which takes a project file names now."""
        self._saved[project_file] = frozenset(takes)

    def note_made(self, path: Path, *, again: bool = False) -> None:
        """Note a file that this session wrote; ``again`` where nobody asked for it: its take had become stale."""
        self._made.add(path)
        if again and path.parent != unsaved_takes_folder():
            self._again.add(path)

    def add(self, path: Path, wanted: Iterable[Path]) -> None:
        """Note a replaced file; the oldest go when all together take too much, except those still ``wanted``."""
        if path not in self._made:
            return
        try:
            self._sizes[path] = path.stat().st_size
        except OSError:
            return
        keep = self._kept({*wanted, path})
        for old in [old for old in self._sizes if old not in keep]:
            if sum(self._sizes.values()) <= self._limit:
                return
            self._remove(old)

    def clear(self, wanted: Iterable[Path], saved: Iterable[Path] | None = None) -> None:
        """Delete all but the wanted ones; of those made again beside a project's file, all but the ``saved`` ones.

        Such a file is in no project once the work is let go that it was made for.
        """
        wanted = set(wanted)
        for path in set(self._sizes) - self._kept(wanted):
            self._remove(path)
        for path in self._again - self._kept(wanted if saved is None else saved):
            self._remove(path)
            leave_no_empty_folder(path.parent)
        self._sizes.clear()
        self._again.clear()

    def _kept(self, wanted: Iterable[Path]) -> set[Path]:
        return set(wanted).union(*self._saved.values())

    def _remove(self, path: Path) -> None:
        self._sizes.pop(path, None)
        self._made.discard(path)
        with suppress(OSError):  # still open somewhere (Windows keeps such files), or on a disk that is gone
            path.unlink(missing_ok=True)


class SpareCopy:
    """A copy of the long take that was made last, for its next edit to be written into: half a gigabyte an hour.

    It is made while hands rest, and lies hidden beside the take until it becomes the edited one or is let go. Any
    thread may ask.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: tuple[WrittenTake, Path] | None = None
        self._is_closed = False

    def prepare(self, written: WrittenTake, cancelled: Cancelled) -> None:
        """Copy a take's file, unless that has changed or would leave little room on the disk.

        Raises
        ------
        CancelledError
            When something else is to be done.
        """
        self.let_go()
        try:
            is_roomy = shutil.disk_usage(written.path.parent).free > _ROOM_LEFT * written.state[0]
            if not is_roomy or file_state(written.path) != written.state:
                return
            copy = copy_aside(written.path, cancelled)
        except OSError:  # the edit will copy it, or tell why it cannot
            return
        with self._lock:
            is_of_use = not self._is_closed and self._made is None
            if is_of_use:
                self._made = written, copy
        if not is_of_use:
            _remove(copy)

    def of(self, written: WrittenTake) -> Path | None:
        """The copy of a take as it was written, if there is one: it is the caller's from now on."""
        with self._lock:
            made = self._made
            if made is None or made[0] is not written:
                return None
            self._made = None
        return made[1]

    def let_go(self) -> None:
        """Remove it."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            _remove(made[1])

    def close(self) -> None:
        """Remove it, and keep none that is still being made."""
        self._is_closed = True
        self.let_go()


def file_state(path: Path) -> tuple[int, int]:
    """Size and time of change of a file."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


KeptRendering = RenderedTake | WrittenTake
"""What was made last: in memory, or in its file where it is too long for that."""


class RenderingCache:
    """Latest renderings by take key, so that an edit renders only what it touches."""

    def __init__(self, limit_bytes: int = _KEPT_BYTES) -> None:
        self._kept = ByteCache[int, KeptRendering](limit_bytes, attrgetter("nbytes"))

    def put(self, key: int, rendered: KeptRendering | None) -> None:
        """Keep a take's latest rendering."""
        if rendered is None:
            self._kept.pop(key, None)
        else:
            self._kept[key] = rendered

    def get(self, key: int) -> KeptRendering | None:
        """A take's latest rendering, if it is still kept."""
        return self._kept.get(key)

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
