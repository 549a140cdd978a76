"""The journal: every edit goes to disk as it is made, and comes back after a crash.

One file a running window: a header line, then a line an edit with what it changed. A line reaches the
operating system before ``flush`` returns, so a killed process loses at most what came after; ``sync``
pushes it to the disk itself, against power cuts. A lock file tells living windows from dead ones, whose
journals `foleystudio.project.storage.recovery` reads.
"""

from __future__ import annotations

import os
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from foleystudio.errors import FoleyError
from foleystudio.files.json_text import json_of, text_of
from foleystudio.paths import data_dir
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Document
from foleystudio.project.storage.knob_values import spread_knobs
from foleystudio.project.storage.saved import FORMAT_VERSION, Tree
from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track

WRITE_EVERY_S = 0.5
"""Edits that follow each other faster (a drag) are written together."""

COMPACT_ABOVE_BYTES = 8_000_000
"""A journal that grows beyond this, and beyond twice its first state, is begun anew with the current state."""

_FIELDS = tuple(f.name for f in fields(Project) if f.name != "tracks")


def journals_folder() -> Path:
    """Where journals are kept; created when missing. Where that fails, the first write says so."""
    folder = data_dir() / "journals"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


class Journal:
    """Writes a document's edits to disk as they come.

    Parameters
    ----------
    document
        What to follow; its current state is written at once.
    folder
        Where to keep the journal, the user's data folder by default.
    on_problem
        Called once when the journal cannot be written (full disk), with the error; editing goes on.

    Notes
    -----
    Call ``flush`` once a second from the window's thread, so that the last edit of a drag is written too,
    and ``sync`` every few seconds from any thread.
    """

    def __init__(
        self, document: Document, folder: Path | None = None, on_problem: Callable[[FoleyError], None] | None = None
    ) -> None:
        self.path = (folder or journals_folder()) / f"{uuid.uuid4().hex}.journal"
        self._document = document
        self._on_problem = on_problem
        self._lock: IO[bytes] | None = None
        self._file: IO[bytes] | None = None
        self._written = Project()
        self._written_takes: dict[int, Take] = {}
        self._written_s = 0.0
        self._first_size = 0
        self._pending: str | None = None
        self._troubled = False
        self._guarded(self._restart)
        self._leave = document.subscribe(self._note)

    @property
    def is_troubled(self) -> bool:
        """Whether the last edits could not be written."""
        return self._troubled

    def flush(self) -> None:
        """Write what is not written yet."""
        if self._pending is not None:
            step, self._pending = self._pending, None
            self._guarded(lambda: self._write(step))
            if self._troubled:
                self._pending = step  # try again at the next flush

    def sync(self) -> None:
        """Have the operating system put what is written on the disk; may take some 10 ms, from any thread."""
        file = self._file
        if file is not None:
            try:
                os.fsync(file.fileno())
            except (OSError, ValueError):  # closed meanwhile, or a disk that cannot: the next flush will tell
                return

    def close(self) -> None:
        """Stop following and delete the journal: the work is saved, or the user let it go."""
        self._leave()
        if self._file:
            self._file.close()
            self._file = None
        if self._lock:
            self._lock.close()
            self._lock = None
        self.path.unlink(missing_ok=True)
        lock_path(self.path).unlink(missing_ok=True)

    def _note(self, change: Change) -> None:
        if change.cause in (Cause.LOAD, Cause.SAVE):
            self._pending = None
            self._guarded(self._restart)
            return
        # What follows of an edit, a take rendered again, is part of it: the user knows the edit.
        done = self._document.undo_name if change.cause is Cause.EDIT else None
        self._pending = done or change.step
        if time.monotonic() - self._written_s >= WRITE_EVERY_S:
            self.flush()

    def _guarded(self, write: Callable[[], None]) -> None:
        try:
            write()
            self._troubled = False
        except OSError as error:
            if not self._troubled and self._on_problem:
                self._on_problem(
                    FoleyError(
                        f"edits cannot be kept safe ({error.strerror})",
                        file=self.path,
                        remedy="save, then free some space",
                    )
                )
            self._troubled = True

    def _restart(self) -> None:
        self._lock = self._lock or take_lock(lock_path(self.path))
        part = self.path.with_suffix(".part")
        self._written, self._written_takes = Project(), {}
        header = {
            "journal": 1,
            "version": FORMAT_VERSION,
            "file": text_of(str(self._document.file)) if self._document.file else None,
            "unsaved": self._document.is_modified,
        }
        state = _encode(header) + self._delta_line("Open", whole=True)
        try:
            with open(part, "wb", opener=_private) as file:
                file.write(state)
            if self._file:
                self._file.close()
                self._file = None
            part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)
        self._file = self.path.open("ab", buffering=0)
        self._first_size = len(state)
        self._remember()

    def _write(self, step: str) -> None:
        if self._file is None or self._file.tell() > max(COMPACT_ABOVE_BYTES, 2 * self._first_size):
            self._restart()
            return
        start = self._file.tell()
        line = self._delta_line(step)
        try:
            if self._file.write(line) != len(line):
                raise OSError(28, "No space left on device")
        except OSError:
            self._file.truncate(start)  # half a line would hide all that follow
            raise
        self._remember()

    def _remember(self) -> None:
        self._written = self._document.project
        self._written_takes.update({take.key: take for take in self._written.takes})
        self._written_s = time.monotonic()

    def _delta_line(self, step: str, *, whole: bool = False) -> bytes:
        project = self._document.project
        takes = {t.key: t for t in project.takes if self._written_takes.get(t.key) != t}
        changed = [name for name in _FIELDS if whole or getattr(project, name) != getattr(self._written, name)]
        delta: Tree = {name: _plain(getattr(project, name)) for name in changed}
        if whole or project.tracks != self._written.tracks:
            delta["tracks"] = [_without_takes(track) for track in project.tracks]
        table = {str(key): _plain(take) for key, take in takes.items()}
        return _encode({"step": step, "at": datetime.now(UTC).isoformat(), "set": delta, "takes": table})


def _without_takes(track: Track) -> Tree:
    """A track whose takes are told by their keys alone: what names one of them is put back after it is plain."""
    keys = [take.key for take in track.takes]
    return {**_plain(replace(track, takes=(), active=None, other=None, comp=())), "takes": keys} | {
        "active": track.active,
        "other": track.other,
        "comp": msgspec.to_builtins(track.comp),
    }


def _plain(value: object) -> Any:
    plain = msgspec.to_builtins(value, enc_hook=lambda path: text_of(str(path)))
    owner = plain.get("provenance") if isinstance(value, Take) else plain if isinstance(value, Track) else None
    if owner is not None:
        spread_knobs(owner["settings"])
    return plain


def _encode(line: Tree) -> bytes:
    return json_of(line) + b"\n"


def lock_path(journal: Path) -> Path:
    """Where the lock of a journal is."""
    return journal.with_suffix(".lock")


def _private(path: str, flags: int) -> int:
    """What somebody works on is nobody else's business."""
    return os.open(path, flags, 0o600)


def take_lock(path: Path) -> IO[bytes] | None:
    """The lock file, open and locked until it is closed or the process dies; None when another holds it.

    Raises
    ------
    OSError
        When there can be no such file.
    """
    file = os.fdopen(_private(str(path), os.O_RDWR | os.O_CREAT | os.O_APPEND), "ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
