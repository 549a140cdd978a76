"""One clip of a batch: where it goes, whether it is done already, and doing it; a failure stays with its clip."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from math import isfinite
from pathlib import Path

import msgspec

from foleystudio import __version__
from foleystudio.engine.mix.options import ExportOptions
from foleystudio.engine.mix.stem_files import put
from foleystudio.engine.recipes.of_clip import project_of
from foleystudio.engine.recipes.recipe import read_recipe
from foleystudio.engine.recipes.render import ProjectRender, render_recipe
from foleystudio.engine.request import Cancelled, never_cancelled
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import is_same, write_error
from foleystudio.files.file_names import is_file
from foleystudio.files.json_text import read_bytes
from foleystudio.media.cache import file_hash
from foleystudio.project.storage.saved import encode_project, write_atomically
from foleystudio.project.takes import SOUND_VERSION

_STEMS = "stems"
DONE, FAILED, SKIPPED = "done", "failed", "done before"


@dataclass(frozen=True)
class Task:
    """What is to be done.

    Parameters
    ----------
    clip, recipe
        What of, and by what.
    out
        The file to write; what is told of it goes beside it, as ``.json``.
    stems
        Whether one sound a track is written too, in a folder beside it.
    per_layer
        Whether that is one a layer.
    """

    clip: Path
    recipe: Path
    out: Path
    stems: bool = False
    per_layer: bool = False

    @property
    def note(self) -> Path:
        """Where what was done is told."""
        return self.out.with_name(f"{self.out.name}.json")


@dataclass(frozen=True)
class Outcome:
    """What came of a task.

    Parameters
    ----------
    clip, out
        As text, so that it can be told in any file.
    status
        ``done``, ``failed`` or ``done before``.
    key
        Told by the contents of clip and recipe, of all sounds that it names, and by the program's version.
    seconds
        What it took.
    events, lufs, dbtp
        How many events were performed; how loud it is, None for silence.
    notes
        Sentences; of a failure, why.
    """

    clip: str
    out: str
    status: str
    key: str = ""
    seconds: float = 0.0
    events: int = 0
    lufs: float | None = None
    dbtp: float | None = None
    notes: tuple[str, ...] = ()


class _Note(msgspec.Struct, frozen=True):
    """Of what is told of a task, as much as says whether it is done: anybody may have written it."""

    key: str
    status: str
    size: int
    events: int = 0
    lufs: float | None = None
    dbtp: float | None = None
    notes: tuple[str, ...] = ()


def tasks_of(
    clips: Sequence[Path], recipe: Path, folder: Path, suffix: str, *, stems: bool = False, per_layer: bool = False
) -> list[Task]:
    """A task a clip; of clips of one name each has a name of its own, in the order of the clips."""
    taken: set[str] = set()
    tasks = []
    for clip in clips:
        names = (clip.stem, *(f"{clip.stem} ({n})" for n in range(2, len(clips) + 2)))
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        tasks.append(Task(clip, recipe, folder / f"{name}{suffix}", stems, per_layer))
    return tasks


def key_of(task: Task) -> str:
    """By which it is known whether a task is done: other contents anywhere make another key.

    Raises
    ------
    FoleyError
        When a file cannot be read, or the recipe says what cannot be.
    """
    cooked = project_of(read_recipe(task.recipe), task.recipe, task.clip)
    parts = [__version__, str(SOUND_VERSION), file_hash(task.clip), task.out.suffix.lower(), str(task.stems)]
    parts += ["per layer"] if task.per_layer else []
    parts += [file_hash(reference.path) for reference in cooked.project.references]
    told = hashlib.sha256("\n".join(parts).encode())
    told.update(encode_project(replace(cooked.project, clip=None)))
    told.update(repr(cooked.people).encode())
    return told.hexdigest()


def done_before(task: Task, key: str) -> Outcome | None:
    """What is told of a task that was done with the same contents; None where it is still to be done."""
    if not is_file(task.note) or not is_file(task.out):
        return None
    try:
        told = msgspec.json.decode(read_bytes(task.note), type=_Note)
        if told.key != key or told.status != DONE or told.size != task.out.stat().st_size:
            return None
    except (FoleyError, OSError, ValueError, RecursionError):  # a note that cannot be read tells of nothing
        return None
    return Outcome(
        str(task.clip), str(task.out), SKIPPED, key, 0.0, told.events, _finite(told.lufs), _finite(told.dbtp),
        told.notes,
    )  # fmt: skip


def run(task: Task, cancelled: Cancelled = never_cancelled) -> Outcome:
    """Do a task, unless it is done; what fails is told and raises nothing.

    Raises
    ------
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    began = time.monotonic()
    try:
        key = key_of(task)
        before = done_before(task, key)
        if before is not None:
            return before
        outcome = _rendered(task, key, cancelled)
    except FoleyError as error:
        outcome = Outcome(str(task.clip), str(task.out), FAILED, notes=(str(error),))
    except Exception as error:
        where = traceback.format_exception_only(error)[-1].strip()
        outcome = Outcome(str(task.clip), str(task.out), FAILED, notes=(f"an unexpected failure: {where}",))
    outcome = replace(outcome, seconds=round(time.monotonic() - began, 3))
    _tell(task, outcome)
    return outcome


def _rendered(task: Task, key: str, cancelled: Cancelled) -> Outcome:
    if is_same(task.out, task.clip):
        raise FoleyError("it would be overwritten by its own rendering", file=task.clip, remedy="choose another folder")
    notes: list[str] = []
    with _under_way(task) as folder:
        how = ExportOptions(per_layer=task.per_layer)
        wanted = ProjectRender(folder / task.out.name, folder / _STEMS if task.stems else None, how)
        made = render_recipe(task.clip, task.recipe, wanted, note=notes.append, cancelled=cancelled)
        if task.stems:
            place = task.out.with_name(f"{task.out.stem} stems")
            shutil.rmtree(place, ignore_errors=True)
            put(folder / _STEMS, place)
        put(wanted.out, task.out)
    notes += [sentence for report in made.reports for sentence in report.notes]
    loudness = made.reports[0].files[0].loudness
    lufs = loudness.integrated_lufs if loudness is not None else float("-inf")
    peak = loudness.true_peak_dbtp if loudness is not None else float("-inf")
    return Outcome(
        str(task.clip), str(task.out), DONE, key, events=sum(len(track.events) for track in made.project.tracks),
        lufs=_finite(lufs), dbtp=_finite(peak), notes=tuple(notes),
    )  # fmt: skip


@contextmanager
def _under_way(task: Task) -> Iterator[Path]:
    """A hidden folder for what is half done: the same at every try, so that who was killed leaves nothing for ever."""
    folder = task.out.with_name(f".{task.out.name} under way")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
    except OSError as error:
        raise write_error(task.out, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _finite(level: float | None) -> float | None:
    return round(level, 2) if level is not None and isfinite(level) else None


def _tell(task: Task, outcome: Outcome) -> None:
    size = task.out.stat().st_size if outcome.status == DONE else 0
    text = json.dumps(asdict(outcome) | {"size": size, "version": __version__}, indent=2)
    try:
        write_atomically(task.note, text.encode())
    except FoleyError:
        return  # a folder that is gone: the outcome is told on the terminal all the same


def failures(outcomes: Iterable[Outcome]) -> int:
    """How many failed."""
    return sum(outcome.status == FAILED for outcome in outcomes)
