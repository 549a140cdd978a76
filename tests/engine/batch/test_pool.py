"""Tasks side by side: in their order, cancelled well, and one whose process dies is tried again."""

from __future__ import annotations

import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from foleystudio.engine.batch.pool import run_all
from foleystudio.engine.batch.task import DONE, Outcome, Task, tasks_of
from foleystudio.errors import CancelledError
from foleystudio.progress import never_cancelled
from tests.conftest import MakeClip
from tests.engine.recipes.made import TWO_TRACKS, written


@pytest.fixture
def tasks(make_clip: MakeClip, tmp_path: Path) -> list[Task]:
    recipe = written(tmp_path, f"guide = {{ mute = true }}\n{TWO_TRACKS}")
    clips = [make_clip(f"{number}.mov", frames=50) for number in range(3)]
    return tasks_of(clips, recipe, tmp_path, ".wav")


def test_outcomes_come_in_the_order_of_the_tasks(tasks: list[Task]) -> None:
    told: list[Outcome] = []
    found = run_all(tasks, 2, told.append, never_cancelled)
    assert [outcome.out for outcome in found] == [str(task.out) for task in tasks]
    assert {outcome.status for outcome in found} == {DONE}
    assert len(told) == 3


def test_cancelling_stops_all(tasks: list[Task]) -> None:
    with pytest.raises(CancelledError):
        run_all(tasks, 2, lambda _: None, lambda: True)
    assert not [task for task in tasks if task.out.exists()]
    assert not multiprocessing.active_children()


def test_a_process_that_dies_takes_no_task_along(tasks: list[Task]) -> None:
    def kill_one() -> None:
        while not multiprocessing.active_children():
            time.sleep(0.01)
        multiprocessing.active_children()[0].kill()

    killer = threading.Thread(target=kill_one)
    killer.start()
    found = run_all(tasks, 1, lambda _: None, never_cancelled)
    killer.join()
    assert [outcome.status for outcome in found] == [DONE] * 3
