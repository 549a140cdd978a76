"""Processes that do tasks side by side, one thread each; one that dies takes its own task along and no other."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from foleystudio.engine.batch.task import FAILED, Outcome, Task, run
from foleystudio.engine.batch.threads import one_thread_each
from foleystudio.engine.request import Cancelled
from foleystudio.errors import CancelledError

_LOOKS_EVERY_S = 0.2  # how late a cancel is heeded at most; every look costs a wake
Told = Callable[[Outcome], None]

_stop: Any = None


def run_all(tasks: Sequence[Task], workers: int, told: Told, cancelled: Cancelled) -> list[Outcome]:
    """Do tasks; answers their outcomes in their order.

    Parameters
    ----------
    workers
        How many processes.
    told
        Called with each outcome as it comes.
    cancelled
        Whether to stop: tasks under way leave nothing behind, those done stay done.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    found: dict[Task, Outcome] = {}

    def note(task: Task, outcome: Outcome) -> None:
        found[task] = outcome
        told(outcome)

    left = _by_pool(tasks, max(1, min(workers, len(tasks))), note, cancelled)
    for task in left:  # a process has died over one of these: each gets one of its own
        if _by_pool([task], 1, note, cancelled):
            note(task, Outcome(str(task.clip), str(task.out), FAILED, notes=("the process that performed it died",)))
    return [found[task] for task in tasks]


def _by_pool(
    tasks: Sequence[Task], workers: int, note: Callable[[Task, Outcome], None], cancelled: Cancelled
) -> list[Task]:
    """Do tasks in one pool; answers those that are not done because it broke."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    waiting: dict[Future[Outcome], Task] = {}
    try:
        with one_thread_each(), ProcessPoolExecutor(workers, context, _begin, (stop,)) as pool:
            waiting = {pool.submit(_do, task): task for task in tasks}
            while waiting:
                ready, _ = wait(waiting, _LOOKS_EVERY_S, FIRST_COMPLETED)
                if cancelled():
                    stop.set()
                    pool.shutdown(cancel_futures=True)
                    raise CancelledError
                for future in ready:
                    outcome = future.result()
                    note(waiting.pop(future), outcome)
    except BrokenProcessPool:
        return list(waiting.values())
    return []


def _begin(stop: Any) -> None:
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that asks


def _do(task: Task) -> Outcome:
    return run(task, _stop.is_set)
