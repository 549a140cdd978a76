"""Folders of batches: what is told there of tasks done, and their files, spoilt; then the batch is run again."""

from __future__ import annotations

import json
import os
import shutil
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from foleystudio.engine.batch.report import write_report
from foleystudio.engine.batch.task import DONE, FAILED, SKIPPED, Outcome, Task, run, tasks_of
from tests.clips import write_clip
from tests.engine.recipes.made import TWO_TRACKS, written
from tests.fuzz.kinds import Doing, Kind, Place, mangled
from tests.fuzz.trees import spoilt

_CLIP, _RECIPE, _DONE = "clip.mov", "recipe.toml", "done"
_STATES = (DONE, SKIPPED, FAILED)


def prepare(examples: Path) -> None:
    """A clip, a recipe, and the folder of the batch that was made of them, stems and all."""
    sound = np.sin(np.arange(24_000) / 9, dtype=np.float32)[:, None] * np.float32(0.5)
    write_clip(examples / _CLIP, frames=12, audio=sound)
    recipe = written(examples, f"guide = {{ mute = true }}\n{TWO_TRACKS}")
    folder = examples / _DONE
    folder.mkdir()
    (task,) = tasks_of([examples / _CLIP], recipe, folder, ".wav", stems=True)
    outcome = run(task)
    assert outcome.status == DONE, outcome.notes
    assert run(task).status == SKIPPED
    write_report([outcome], folder)


def draw(draw: Random, place: Place) -> Doing:
    """The folder with what is told of the task, its sound or its report spoilt, or something else in their place."""
    folder = place.out / _DONE
    shutil.copytree(place.examples / _DONE, folder)
    (task,) = tasks_of([place.examples / _CLIP], place.examples / _RECIPE, folder, ".wav", stems=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for file in dict.fromkeys([task.note, *draw.sample(files, draw.randint(0, 2))]):
        _spoil(file, draw)
    return partial(_go_on, task, folder)


def _spoil(file: Path, draw: Random) -> None:
    data = file.read_bytes()
    match draw.randrange(8):
        case 0:
            os.truncate(file, draw.choice((0, 1, len(data) // 2, 1 << 36)))
        case 1:
            file.write_bytes(mangled(data, draw))
        case 2:
            file.unlink()
            (file.mkdir, partial(os.mkfifo, file), partial(file.symlink_to, "/dev/zero"))[draw.randrange(3)]()
        case _ if file.suffix == ".json":
            file.write_bytes(spoilt(json.loads(data), draw))
        case _:
            file.write_bytes(draw.randbytes(len(data)))


def _go_on(task: Task, folder: Path) -> None:
    outcome: Outcome = run(task)
    assert outcome.status in _STATES
    write_report([outcome], folder)
    unexpected = [note for note in outcome.notes if note.startswith("an unexpected failure")]
    assert outcome.status != FAILED or not unexpected, unexpected


KIND = Kind("batch", prepare, draw, written=("out", "home"), seconds=20)
