"""Tasks as jobs of Slurm, by submitit, which performs the same on this machine where there is no Slurm."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from foleystudio.engine.batch.task import FAILED, Outcome, Task, run
from foleystudio.engine.batch.threads import one_thread_each
from foleystudio.engine.request import Cancelled
from foleystudio.errors import CancelledError, FoleyError

_LOOKS_EVERY_S = 0.5  # for jobs that are done
_ENDS_WITHIN_S = 10.0  # a job that is taken back; a cluster tells late of it
_LONGEST_MIN = 240  # a clip: what is still going then has hung
_EVERYWHERE = "slurm"


def run_all(
    tasks: Sequence[Task], workers: int, folder: Path, told: Callable[[Outcome], None], cancelled: Cancelled
) -> list[Outcome]:
    """Do tasks as jobs, on the cluster as one array; answers their outcomes in their order.

    Parameters
    ----------
    workers
        How many at once.
    folder
        For what jobs are given and answer, and their logs: one that all machines see.
    told
        Called with each outcome as it comes.
    cancelled
        Whether to stop: jobs are taken back, tasks done stay done.

    Raises
    ------
    FoleyError
        When submitit is not installed, or a job cannot be handed over.
    CancelledError
        When the user cancelled.
    """
    executor = _executor(folder, workers)
    width = (
        len(tasks) if executor.cluster == _EVERYWHERE else workers
    )  # the cluster minds by itself how many go at once
    waiting, left = dict[Task, Any](), list(tasks)
    found: dict[Task, Outcome] = {}
    while left or waiting:
        if cancelled():
            _take_back(waiting.values())
            raise CancelledError
        ready = left[: max(0, width - len(waiting))]
        if ready:
            waiting |= zip(ready, _handed_over(executor, ready, folder), strict=True)
            del left[: len(ready)]
        for task in [task for task, job in waiting.items() if job.done()]:
            found[task] = _answer(task, waiting.pop(task))
            told(found[task])
        if waiting:
            time.sleep(_LOOKS_EVERY_S)
    return [found[task] for task in tasks]


def _executor(folder: Path, workers: int) -> Any:
    try:
        import submitit
    except ImportError as error:
        what = "handing clips to a cluster needs submitit, which is not installed"
        raise FoleyError(what, remedy='pip install -c installer/constraints.txt -e ".[slurm]"') from error
    try:
        executor = submitit.AutoExecutor(folder)
    except OSError as error:
        raise FoleyError("jobs cannot be written there", file=folder, remedy="choose another folder") from error
    executor.update_parameters(
        name="foleystudio", timeout_min=_LONGEST_MIN, cpus_per_task=1, slurm_array_parallelism=workers
    )
    return executor


def _handed_over(executor: Any, tasks: Sequence[Task], folder: Path) -> list[Any]:
    from submitit.core.utils import FailedJobError

    try:
        with one_thread_each():
            return list(executor.map_array(run, tasks))
    except (OSError, FailedJobError) as error:
        what = f"a job cannot be handed over ({error})"
        raise FoleyError(what, file=folder, remedy="choose another folder, or look into it") from error


def _take_back(jobs: Collection[Any]) -> None:
    for job in jobs:
        job.cancel()
    until = time.monotonic() + _ENDS_WITHIN_S
    while not all(job.done() for job in jobs) and time.monotonic() < until:
        time.sleep(_LOOKS_EVERY_S)


def _answer(task: Task, job: Any) -> Outcome:
    """What a job came to: of one that died, why."""
    from submitit.core.utils import FailedJobError, UncompletedJobError

    try:
        outcome: Outcome = job.result()
    except (UncompletedJobError, FailedJobError) as error:
        why = f"the job that performed it died: {str(error).strip().splitlines()[0]}"
        return Outcome(str(task.clip), str(task.out), FAILED, notes=(why,))
    return outcome
