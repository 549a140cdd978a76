"""The journal: every edit goes to disk as it is made, and comes back after a crash.

One file a running window: a header line, then a line an edit with what it changed. A line reaches the
operating system before ``flush`` returns, so a killed process loses at most what came after; ``sync``
pushes it to the disk itself, against power cuts. A lock file tells living windows from dead ones.
"""

from __future__ import annotations

import os
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from foleystudio.errors import FoleyError
from foleystudio.json_text import json_of, parsed, path_of, text_of
from foleystudio.paths import data_dir
from foleystudio.project.document import Project, Track
from foleystudio.project.edits import Cause, Change, Document
from foleystudio.project.storage.knob_values import spread_knobs
from foleystudio.project.storage.saved import FORMAT_VERSION, Tree, project_of_tree
from foleystudio.project.takes import Take, unsaved_takes_folder

WRITE_EVERY_S = 0.5
"""Edits that follow each other faster (a drag) are written together."""

COMPACT_ABOVE_BYTES = 8_000_000
"""A journal that grows beyond this, and beyond twice its first state, is begun anew with the current state."""

_KEPT_DAYS = 14.0

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
        _lock_path(self.path).unlink(missing_ok=True)

    def _note(self, change: Change) -> None:
        if change.cause in (Cause.LOAD, Cause.SAVE):
            self._pending = None
            self._guarded(self._restart)
            return
        self._pending = change.step
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
        self._lock = self._lock or _take_lock(_lock_path(self.path))
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
            part.write_bytes(state)
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


@dataclass(frozen=True)
class LostWork:
    """What a window that did not close properly left behind.

    Parameters
    ----------
    project
        The last state.
    file
        The project's file; None when it had none.
    last_step
        Name of the last edit.
    edits
        How many journal lines came after the last save.
    at
        When the last edit was made.
    path
        The journal.
    """

    project: Project
    file: Path | None
    last_step: str
    edits: int
    at: datetime
    path: Path

    def discard(self) -> None:
        """Delete it: it was recovered (and journalled anew), or the user does not want it."""
        self.path.unlink(missing_ok=True)
        _lock_path(self.path).unlink(missing_ok=True)


def find_lost_work(folder: Path | None = None) -> tuple[LostWork, ...]:
    """Unsaved work of windows that are gone, newest first; journals without any are deleted."""
    lost = []
    for path in (folder or journals_folder()).glob("*.journal"):
        lock = _take_lock(_lock_path(path))
        if lock is None:
            continue  # its window lives
        lock.close()
        try:
            work = read_journal(path)
        except (FoleyError, OSError, KeyError, TypeError, ValueError):
            continue  # unreadable or damaged: nothing to offer, left for a look by hand
        if work is None:
            path.unlink(missing_ok=True)
            _lock_path(path).unlink(missing_ok=True)
        else:
            lost.append(work)
    return tuple(sorted(lost, key=lambda work: work.at, reverse=True))


def sweep_unsaved_takes(folder: Path | None = None, older_than_days: float = _KEPT_DAYS) -> int:
    """Delete old takes in the unsaved projects' folder that no journal, of whatever window, still names.

    Saved projects have their takes beside them. Answers how many files went.
    """
    named: set[Path] = set()
    for path in (folder or journals_folder()).glob("*.journal"):
        try:
            named |= _named_takes(path)
        except (FoleyError, OSError, KeyError, ValueError):
            return 0  # it may name any of them
    latest_s, gone = time.time() - older_than_days * 86_400, 0
    takes = unsaved_takes_folder()
    for file in takes.iterdir() if takes.is_dir() else ():
        with suppress(OSError):  # another window may sweep too
            if file not in named and file.is_file() and file.stat().st_mtime < latest_s:
                file.unlink()
                gone += 1
    return gone


def _named_takes(journal: Path) -> set[Path]:
    states = _whole_lines(journal.read_bytes())[1:]
    return {path_of(take["path"]) for state in states for take in state["takes"].values()}


def read_journal(path: Path) -> LostWork | None:
    """Work in a journal; None when it has no unsaved edit.

    Raises
    ------
    FoleyError
        When it is no journal, or one of a later version.
    """
    lines = _whole_lines(path.read_bytes())
    if len(lines) < 2 or lines[0].get("journal") != 1 or "set" not in lines[1]:
        raise FoleyError("it is not a journal", file=path)
    header, states = lines[0], lines[1:]
    if len(states) == 1 and not header.get("unsaved"):
        return None
    return LostWork(
        project=project_of_tree(_last_state(states), header["version"], file=path),
        file=path_of(header["file"]) if header["file"] else None,
        last_step=states[-1]["step"],
        edits=len(states) - 1,
        at=datetime.fromisoformat(states[-1]["at"]),
        path=path,
    )


def _last_state(states: list[Tree]) -> Tree:
    tree: Tree = {}
    takes: Tree = {}
    for state in states:
        tree |= state["set"]
        takes |= state["takes"]
    for track in tree.get("tracks", ()):
        track["takes"] = [takes[str(key)] for key in track["takes"]]
    return tree


def _whole_lines(data: bytes) -> list[Tree]:
    lines: list[Tree] = []
    for line in data.split(b"\n"):
        try:
            lines.append(msgspec.convert(parsed(line), dict[str, Any]))
        except (ValueError, msgspec.MsgspecError):
            break  # the process died in the middle of this line
    return lines


def _without_takes(track: Track) -> Tree:
    keys = [take.key for take in track.takes]
    return {**_plain(replace(track, takes=(), active=None, other=None)), "takes": keys} | {
        "active": track.active,
        "other": track.other,
    }


def _plain(value: object) -> Any:
    plain = msgspec.to_builtins(value, enc_hook=lambda path: text_of(str(path)))
    owner = plain.get("provenance") if isinstance(value, Take) else plain if isinstance(value, Track) else None
    if owner is not None:
        spread_knobs(owner["settings"])
    return plain


def _encode(line: Tree) -> bytes:
    return json_of(line) + b"\n"


def _lock_path(journal: Path) -> Path:
    return journal.with_suffix(".lock")


def _take_lock(path: Path) -> IO[bytes] | None:
    """The lock file, open and locked until it is closed or the process dies; None when another holds it."""
    file = path.open("ab")
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
