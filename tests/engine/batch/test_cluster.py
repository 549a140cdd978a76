"""Tasks as jobs: one that dies is told, those under way are taken back, and without submitit it is said."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from foleystudio.engine.batch import cluster
from foleystudio.engine.batch.task import DONE, FAILED, Outcome, Task
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.progress import never_cancelled


def tasks(folder: Path, count: int = 3) -> list[Task]:
    return [Task(folder / f"{n}.mov", folder / "recipe.toml", folder / f"{n}.wav") for n in range(count)]


def performed_but_one(task: Task) -> Outcome:
    if task.clip.name == "1.mov":
        os._exit(3)
    return Outcome(str(task.clip), str(task.out), DONE)


def test_a_job_that_dies_takes_no_other_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("submitit", reason="submitit is not installed")
    monkeypatch.setattr(cluster, "run", performed_but_one)
    told: list[Outcome] = []
    found = cluster.run_all(tasks(tmp_path), 2, tmp_path / "jobs", told.append, never_cancelled)
    assert [outcome.status for outcome in found] == [DONE, FAILED, DONE]
    assert "the job that performed it died" in found[1].notes[0]
    assert len(told) == 3


def test_jobs_are_taken_back(tmp_path: Path) -> None:
    pytest.importorskip("submitit", reason="submitit is not installed")
    looks = iter((False, True))
    with pytest.raises(CancelledError):
        cluster.run_all(tasks(tmp_path), 1, tmp_path / "jobs", lambda _: None, lambda: next(looks))
    assert len(list((tmp_path / "jobs").glob("*_submitted.pkl"))) == 1, "the others were never handed over"


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    pytest.importorskip("submitit", reason="submitit is not installed")
    (tmp_path / "file").touch()
    with pytest.raises(FoleyError, match="jobs cannot be written there"):
        cluster.run_all(tasks(tmp_path), 1, tmp_path / "file" / "jobs", lambda _: None, never_cancelled)


def test_without_submitit_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "submitit", None)
    with pytest.raises(FoleyError, match=r"needs submitit.*\[slurm\]"):
        cluster.run_all(tasks(tmp_path), 1, tmp_path / "jobs", lambda _: None, never_cancelled)
