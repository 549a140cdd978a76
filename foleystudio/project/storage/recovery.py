"""Work of windows that are gone, read from their journals: as much of it as can be read, and none of it thrown away.

A line that cannot be read, or that makes no project, is passed over and those after it applied. A journal of which
nothing can be read, or that was read in part, is kept under another name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import PART, is_file, is_folder
from foleystudio.files.json_text import parsed, path_of, read_bytes
from foleystudio.project.document import Project
from foleystudio.project.ranges import short_name
from foleystudio.project.storage.journal import journals_folder, lock_path, take_lock
from foleystudio.project.storage.saved import FORMAT_VERSION, Tree, project_of_tree
from foleystudio.project.takes import takes_folder_of, unsaved_takes_folder

_KEPT_DAYS = 14.0  # after which a take that no journal names goes: long enough to think better of a deletion
_ASIDE = ".unreadable"
_A_DAY_S = 86_400.0  # also how far in the future a journal's date is believed: clocks differ by their zones


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
    is_damaged
        Whether some of its edits could not be read.
    """

    project: Project
    file: Path | None
    last_step: str
    edits: int
    at: datetime
    path: Path
    is_damaged: bool = False

    def discard(self) -> None:
        """Delete it: it was recovered (and journalled anew), or the user does not want it; a damaged one is kept."""
        if self.is_damaged:
            _put_aside(self.path)
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
            lock_path(self.path).unlink(missing_ok=True)


def find_lost_work(
    folder: Path | None = None, on_unreadable: Callable[[Path], None] = lambda _path: None
) -> tuple[LostWork, ...]:
    """Unsaved work of windows that are gone, newest first; journals without any are deleted.

    Parameters
    ----------
    folder
        Where the journals are, the user's data folder by default.
    on_unreadable
        Told of each journal of which nothing can be read: the name under which it is kept now.
    """
    lost = []
    for path in sorted((folder or journals_folder()).glob("*.journal")):
        try:
            lock = take_lock(lock_path(path))
        except OSError:
            continue  # a folder of somebody else's
        if lock is None:
            continue  # its window lives
        lock.close()
        try:
            work = read_journal(path)
        except _NewerError:
            continue
        except FoleyError:
            on_unreadable(_put_aside(path))
            continue
        if work is not None:
            lost.append(work)
            continue
        with suppress(OSError):
            path.unlink(missing_ok=True)
            lock_path(path).unlink(missing_ok=True)
    return tuple(sorted(lost, key=lambda work: work.at, reverse=True))


def _put_aside(path: Path) -> Path:
    """Keep a journal under a name that is not looked for again; its own where that cannot be."""
    aside = path.with_suffix(_ASIDE)
    try:
        path.replace(aside)
        lock_path(path).unlink(missing_ok=True)
    except OSError:
        return path
    return aside


def sweep_unsaved_takes(folder: Path | None = None, older_than_days: float = _KEPT_DAYS) -> int:
    """Delete old takes in the unsaved projects' folder that no journal, of whatever window, still names.

    Saved projects have their takes beside them. Answers how many files went.
    """
    journals, named = folder or journals_folder(), set[Path]()
    latest_s, gone = time.time() - older_than_days * _A_DAY_S, 0
    if any(_written_s(path) >= latest_s for path in journals.glob(f"*{_ASIDE}")):
        return 0  # it may name any of them
    for path in journals.glob("*.journal"):
        try:
            named |= _named_takes(path)
        except (FoleyError, OSError, KeyError, TypeError, AttributeError, ValueError):
            return 0
    takes = unsaved_takes_folder()
    for file in takes.iterdir() if is_folder(takes) else ():
        with suppress(OSError):  # another window may sweep too
            if file not in named and is_file(file) and file.stat().st_mtime < latest_s:
                file.unlink()
                gone += 1
    return gone


def sweep_parts(project_file: Path, older_than_days: float = 1.0) -> int:
    """Delete what killed windows left half written beside a project's takes; answers how many files went.

    Whoever asks holds the project, so that no other window writes there; a day is for what another program may write.
    """
    latest_s, gone = time.time() - older_than_days * _A_DAY_S, 0
    for part in takes_folder_of(project_file).glob(f".*{PART}"):
        with suppress(OSError):
            if is_file(part) and _written_s(part) < latest_s:
                part.unlink()
                gone += 1
    return gone


def _named_takes(journal: Path) -> set[Path]:
    lines = _Lines(journal)
    if lines.bad:
        raise ValueError("some of it cannot be read")
    return {path_of(take["path"]) for state in lines.states for take in state["takes"].values()}


class _NewerError(FoleyError):
    """A journal of a later version: that one can read it."""


def read_journal(path: Path) -> LostWork | None:
    """Work in a journal; None when it has no unsaved edit.

    Raises
    ------
    FoleyError
        When nothing of it can be read, or it is one of a later version.
    """
    lines = _Lines(path)
    version = lines.header.get("version", FORMAT_VERSION)
    if type(version) is not int or version < 1:
        version = FORMAT_VERSION
    if version > FORMAT_VERSION:
        raise _NewerError("it is of a later foleystudio", file=path)
    if not lines.states:
        raise FoleyError("it is not a journal", file=path)
    if len(lines.states) == 1 and not lines.bad and not lines.header.get("unsaved"):
        return None
    state, read = _applied(_State({}, {}), lines.states, version)
    if not read or (lines.bad and len(read) == 1 and "tracks" in read[0]["set"] and not lines.header.get("unsaved")):
        raise FoleyError("none of its edits can be read", file=path)
    return LostWork(
        project=project_of_tree(state.tree(), version, file=path),
        file=_file_of(lines.header),
        last_step=short_name(read[-1]["step"]),
        edits=len(read) - 1,
        at=_when(read[-1].get("at"), path),
        path=path,
        is_damaged=lines.bad > 0 or len(read) < len(lines.states),
    )


class _Lines:
    """What can be read of a journal: its header, the states after it, and how many lines are bad.

    The last line is none when it was cut off: the process died in the middle of it.
    """

    def __init__(self, path: Path) -> None:
        self.header: Tree = {}
        self.states: list[Tree] = []
        self.bad = 0
        *whole, _cut = read_bytes(path).split(b"\n")
        for number, line in enumerate(whole):
            value = _value(line)
            if number == 0 and value.get("journal") == 1:
                self.header = value
            elif _is_state(value):
                self.states.append(value)
            else:
                self.bad += 1


def _is_state(value: Tree) -> bool:
    kinds = {"set": dict, "takes": dict, "step": str}
    return all(isinstance(value.get(name), kind) for name, kind in kinds.items())


def _value(line: bytes) -> Tree:
    try:
        value = parsed(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


@dataclass(frozen=True)
class _State:
    """Fields of a project as plain values, its tracks naming takes by key; and the takes."""

    fields: Tree
    takes: Tree

    def after(self, lines: Sequence[Tree]) -> _State:
        """With some lines applied."""
        fields, takes = dict(self.fields), dict(self.takes)
        for line in lines:
            fields |= line["set"]
            takes |= line["takes"]
        return _State(fields, takes)

    def tree(self) -> Tree:
        """The project; a take whose line could not be read is left out of its track."""
        tree = dict(self.fields)
        if "tracks" in tree:
            tree["tracks"] = [self._track(track) for track in tree["tracks"]]
        return deepcopy(tree)

    def _track(self, track: Tree) -> Tree:
        keys = [key for key in track["takes"] if str(key) in self.takes]
        active, other = (track.get(role) if track.get(role) in keys else None for role in ("active", "other"))
        return {**track, "takes": [self.takes[str(key)] for key in keys], "active": active, "other": other}

    def is_project(self, version: int) -> bool:
        """Whether it makes one."""
        try:
            project_of_tree(self.tree(), version)
        except (FoleyError, AttributeError, KeyError, TypeError, ValueError):
            return False
        return True


def _applied(state: _State, lines: Sequence[Tree], version: int) -> tuple[_State, list[Tree]]:
    """The state after those lines that make a project of it, and these lines: bad ones are found by halves."""
    whole = state.after(lines)
    if whole.is_project(version):
        return whole, list(lines)
    if len(lines) == 1:
        return state, []
    half = len(lines) // 2
    state, first = _applied(state, lines[:half], version)
    state, second = _applied(state, lines[half:], version)
    return state, first + second


def _file_of(header: Tree) -> Path | None:
    try:
        return path_of(header["file"]) if header.get("file") else None
    except ValueError:
        return None


def _when(written: object, path: Path) -> datetime:
    """When an edit was made; when the journal was last written where that cannot be, or cannot be told."""
    with suppress(TypeError, ValueError, OverflowError):
        at = datetime.fromisoformat(str(written))
        at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        if 0 <= at.timestamp() <= time.time() + _A_DAY_S:
            return at
    return datetime.fromtimestamp(_written_s(path), UTC)


def _written_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
