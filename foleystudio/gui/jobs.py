"""All of the window's threads: a request goes out, a pure function runs, its answer comes back on the main thread.

Work is sorted into *lanes*. Jobs of one lane run one after another on one thread (so that a lane may
own something that is not thread-safe, a decoder for instance); lanes run beside each other. A job that
supersedes its lane cancels what is there, and a generation number drops the answers of whatever was
superseded, however late they come.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.files.file_names import as_text
from foleystudio.progress import heeding

Answer = TypeVar("Answer")
Work = Callable[[Progress, Cancelled], Answer]
"""What runs in the worker: it gets a progress and a cancelled callback and touches no widget."""

_PROGRESS_EVERY_S = 0.04  # as often as an eye follows; more would only keep the main thread busy
_GIVES_WAY_S = 5.0  # at most, in one go: whoever it gives way to may wait for what it holds
_ENDED_WITHIN_S = 5.0  # at closing: jobs heed a cancel far sooner, and one that hangs must not keep the window
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Job(Generic[Answer]):
    """One piece of work under way; keep it to cancel it."""

    lane: str
    title: str
    generation: int
    work: Work[Answer]
    done: Callable[[Answer], None] | None
    failed: Callable[[FoleyError], None] | None
    progressed: Callable[[float, str], None] | None
    stopped: Callable[[], None] | None
    shown: bool
    is_urgent: bool = False
    _cancelled: threading.Event = field(default_factory=threading.Event)
    is_over: bool = False

    def cancel(self) -> None:
        """Ask it to stop; its answer is no longer delivered."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancelled.is_set()

    def let_go(self) -> None:
        """It is over and told: hold nothing of what it was made of, whoever still knows it.

        Work and answers hold sounds, and what is called with them mostly knows the job again: such a circle would stay
        until Python next looks for circles, many takes later.
        """
        self.work, self.done, self.failed, self.progressed, self.stopped = _nothing, None, None, None, None


def _nothing(_progress: Progress, _cancelled: Cancelled) -> Any:
    """What a job that is over does."""


class Jobs(QObject):
    """Runs jobs and brings their answers home.

    Signals
    -------
    started, progressed, ended
        For whoever shows what is going on; only jobs with ``shown`` are announced.
    succeeded
        Work on a lane (its name) went well; told before its answer is.
    broke
        An unexpected error (a bug) or a ``FoleyError`` that its job has no handler for.

    Attributes
    ----------
    telling
        The lane whose answer is being delivered right now; empty between answers.
    before
        Called in the worker before each job.
    """

    started = Signal(object)
    progressed = Signal(object, float, str)
    ended = Signal(object)
    succeeded = Signal(str)
    broke = Signal(object, object)
    _posted = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._futures: list[Future[None]] = []
        self._generations: dict[str, int] = {}
        self._running: list[Job[Any]] = []
        self._is_shut = False
        self._is_calm = threading.Event()
        self._is_calm.set()
        self.telling = ""
        self.before: Callable[[], None] = lambda: None
        self._posted.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        lane: str,
        work: Work[Answer],
        done: Callable[[Answer], None] | None = None,
        *,
        title: str = "",
        failed: Callable[[FoleyError], None] | None = None,
        progressed: Callable[[float, str], None] | None = None,
        stopped: Callable[[], None] | None = None,
        supersede: bool = True,
        shown: bool = False,
        is_urgent: bool = False,
        at_leisure: bool = False,
    ) -> Job[Answer]:
        """Run ``work`` on a lane; exactly one of ``done``, ``failed`` and ``stopped`` is called, on the main thread.

        Parameters
        ----------
        lane
            Which thread; made when first used.
        work
            Called as ``work(progress, cancelled)`` in the worker.
        done, failed, progressed, stopped
            Called on the main thread: with the answer; with a ``FoleyError``; with (share, stage), at
            every new stage and at most 25 times a second within one; when cancelled or superseded.
        supersede
            Cancel what the lane is doing and drop its answers; otherwise queue behind it.
        shown
            Announce it (status bar with progress and cancel).
        is_urgent
            What the user did waits to be heard: work ``at_leisure`` stands still meanwhile.
        at_leisure
            It may stand still wherever it asks whether it is cancelled, and is to hold nothing there that urgent work
            needs.
        """
        if supersede:
            self.cancel(lane)
        generation = self._generations.get(lane, 0)
        job = Job(lane, as_text(title), generation, work, done, failed, progressed, stopped, shown, is_urgent)
        if self._is_shut:
            job.cancel()
            return job
        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"foleystudio-{lane}")
        self._running.append(job)
        self._note_urgent()
        if shown:
            self.started.emit(job)
        self._futures = [future for future in self._futures if not future.done()]
        self._futures.append(self._lanes[lane].submit(self._run, job, at_leisure))
        return job

    def cancel(self, lane: str) -> None:
        """Cancel everything on a lane and drop its answers."""
        self._generations[lane] = self._generations.get(lane, 0) + 1
        for job in self._running:
            if job.lane == lane:
                job.cancel()

    def is_busy(self, lane: str | None = None) -> bool:
        """Whether a lane (or any) still has work whose answer is wanted."""
        return any(not job.is_cancelled for job in self._running if lane is None or job.lane == lane)

    def shutdown(self, within_s: float = _ENDED_WITHIN_S) -> bool:
        """Cancel everything and wait until every thread is gone; nothing is delivered afterwards.

        Returns
        -------
        Whether they are gone; False when one is still held up by then, by a disk that does not answer, say.
        """
        self._is_shut = True
        self._is_calm.set()
        for job in self._running:
            job.cancel()
        for executor in self._lanes.values():
            executor.shutdown(wait=False, cancel_futures=True)
        # What never began counts as under way to ``wait``.
        _, held_up = wait([future for future in self._futures if not future.cancelled()], within_s)
        if not held_up:
            for executor in self._lanes.values():
                executor.shutdown(wait=True)
        self._lanes.clear()
        self._running.clear()
        self._futures.clear()
        return not held_up

    # In the worker -------------------------------------------------------------------------------------------------

    def _run(self, job: Job[Any], at_leisure: bool) -> None:
        if job.is_cancelled:
            self._post(job, "stopped", None)
            return
        last, told = 0.0, ""

        def progress(share: float, stage: str) -> None:
            nonlocal last, told
            now = time.monotonic()
            # The next stage is always told: it may be the long one.
            if now - last >= _PROGRESS_EVERY_S or share >= 1.0 or stage != told:
                last, told = now, stage
                self._post(job, "progressed", (share, stage))

        def cancelled() -> bool:
            if at_leisure and not job.is_cancelled:
                self._is_calm.wait(_GIVES_WAY_S)
            return job.is_cancelled

        try:
            self.before()
            with heeding(cancelled):
                answer = job.work(progress, cancelled)
        except CancelledError:
            self._post(job, "stopped", None)
        except FoleyError as error:
            self._post(job, "failed", error)
        except Exception as error:  # a bug in a worker must reach the user, not vanish with its thread
            _log.exception("%s broke", job.title or job.lane)
            self._post(job, "broke", error)
        else:
            self._post(job, "done", answer)

    def _post(self, job: Job[Any], what: str, value: object) -> None:
        if not self._is_shut:
            self._posted.emit(job, what, value)

    # On the main thread --------------------------------------------------------------------------------------------

    def _receive(self, job: Job[Any], what: str, value: Any) -> None:
        if job not in self._running:
            return
        stale = job.is_cancelled or job.generation != self._generations.get(job.lane, 0)
        if what == "progressed":
            if not stale:
                self._tell_progress(job, *value)
            return
        self._running.remove(job)
        job.is_over = True
        self._note_urgent()
        if job.shown:
            self.ended.emit(job)
        self.telling = job.lane
        try:
            self._deliver(job, "stopped" if stale else what, value)
        finally:
            self.telling = ""
            job.let_go()

    def _note_urgent(self) -> None:
        if any(job.is_urgent and not job.is_cancelled for job in self._running):
            self._is_calm.clear()
        else:
            self._is_calm.set()

    def _deliver(self, job: Job[Any], what: str, value: Any) -> None:
        if what == "stopped":
            if job.stopped is not None:
                job.stopped()
        elif what == "done":
            self.succeeded.emit(job.lane)
            if job.done is not None:
                job.done(value)
        elif what == "failed" and job.failed is not None:
            job.failed(value)
        else:
            error = value if isinstance(value, FoleyError) else _as_foley_error(job, value)
            if what == "broke" and job.failed is not None:
                job.failed(error)
            else:
                self.broke.emit(job, error)

    def _tell_progress(self, job: Job[Any], share: float, stage: str) -> None:
        if job.progressed is not None:
            job.progressed(share, stage)
        if job.shown:
            self.progressed.emit(job, share, stage)


def _as_foley_error(job: Job[Any], error: Exception) -> FoleyError:
    if isinstance(error, MemoryError):
        return FoleyError("there is not enough memory for this", remedy="close other programs or use a shorter clip")
    if isinstance(error, OSError):
        return FoleyError(f"{job.title or 'it'} failed: {error.strerror or error}", file=error.filename)
    return FoleyError(
        f"{job.title or 'it'} failed unexpectedly ({type(error).__name__}: {error})",
        remedy="your work is intact; please report this",
    )
