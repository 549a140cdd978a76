"""Journals of windows that are gone: found, read as far as can be, kept where not, and their work saved."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.storage import journal as journal_module
from foleystudio.project.storage.journal import Journal, journals_folder
from foleystudio.project.storage.recovery import find_lost_work, sweep_unsaved_takes
from foleystudio.project.storage.saved import load_project, save_project
from tests.fuzz.kinds import Doing, Kind, Place, mangled
from tests.fuzz.project import whole
from tests.fuzz.trees import spoilt

_EXAMPLE = "example.journal"


def prepare(examples: Path) -> None:
    """A journal of some edits."""
    document = Document(Project().with_track())
    journal_module.WRITE_EVERY_S = 0.0
    journal = Journal(document, examples)
    document.edit("Everything", whole())
    document.edit("Offset", replace(document.project, offset_ms=5.0))
    document.edit("Remove", document.project.without_take(document.project.takes[0].key))
    document.edit("Mark", document.project.with_marker(1.5))
    (examples / _EXAMPLE).write_bytes(journal.path.read_bytes())
    journal.close()


def draw(draw: Random, place: Place) -> Doing:
    """The journal with some lines spoilt, left out, doubled or in another order, or all of it mangled."""
    data = (place.examples / _EXAMPLE).read_bytes()
    lines = data.splitlines(keepends=True)
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(lines))
        match draw.randrange(6):
            case 0:
                del lines[at]
                lines = lines or [b""]
            case 1:
                lines.insert(draw.randrange(len(lines)), lines[at])
            case 2:
                lines[at] = mangled(lines[at], draw) + b"\n"
            case _:
                lines[at] = spoilt(_tree(lines[at]), draw) + b"\n"
    data = b"".join(lines)
    return partial(_recover, mangled(data, draw) if draw.random() < 0.2 else data, place.out / "mine.foley")


def _tree(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):  # spoilt before
        return {"step": "none"}


def _recover(data: bytes, mine: Path) -> None:
    path = journals_folder() / "dead.journal"
    path.write_bytes(data)
    told: list[Path] = []
    found = find_lost_work(on_unreadable=told.append)
    sweep_unsaved_takes()
    kept = [aside for aside in (path, *told) if aside.exists()]
    assert kept or data.count(b"\n") <= 2, "it is gone without a word"  # but for an edit that was half written
    for work in found:
        work.at.astimezone()
        save_project(work.project, mine)
        load_project(mine)
        work.discard()
        assert path.with_suffix(".unreadable").exists() is work.is_damaged
    assert find_lost_work(on_unreadable=told.append) == ()
    assert len(told) <= 1, "it is told again at every start"


KIND = Kind("journal", prepare, draw)
