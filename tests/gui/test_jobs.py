from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.gui.jobs import Job, Jobs
from foleystudio.progress import heed


@pytest.fixture
def jobs(qapp: object) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.shutdown()


def test_the_answer_comes_back_on_the_main_thread(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []
    jobs.start("a", lambda _p, _c: threading.get_ident(), lambda worker: seen.append((worker, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    worker, home = seen[0]
    assert home == threading.get_ident()
    assert worker != home


def test_a_newer_job_of_the_lane_drops_the_answer_of_the_older_even_if_it_does_not_listen(
    jobs: Jobs, qtbot: QtBot
) -> None:
    release, answers, stopped = threading.Event(), list[str](), list[str]()

    def deaf(_progress: Progress, _cancelled: Cancelled) -> str:
        release.wait(5)
        return "old"

    jobs.start("a", deaf, answers.append, stopped=lambda: stopped.append("old"))
    jobs.start("a", lambda _p, _c: "new", answers.append)
    release.set()
    qtbot.waitUntil(lambda: bool(answers) and bool(stopped))
    assert answers == ["new"]
    assert stopped == ["old"]


@pytest.mark.parametrize("ends", ["done", "failed", "stopped"])
def test_what_a_job_was_made_of_goes_with_its_end_whoever_still_knows_it(jobs: Jobs, qtbot: QtBot, ends: str) -> None:
    """Sounds that a job held would else stay until Python next looks for circles, many takes later."""
    told: list[str] = []
    gone, job = _start_with_a_sound(jobs, ends, told)
    gc.disable()
    try:
        qtbot.waitUntil(lambda: told == [ends] and job.is_over and not jobs.is_busy())
        qtbot.waitUntil(lambda: gone() is None)
    finally:
        gc.enable()


def _start_with_a_sound(jobs: Jobs, ends: str, told: list[str]) -> tuple[weakref.ref[_Sound], Job[object]]:
    """A job that has a sound, and whose end knows the job."""
    sound, known = _Sound(), list[Job[object]]()

    def work(_progress: Progress, cancelled: Cancelled) -> object:
        while ends == "stopped" and not cancelled():
            time.sleep(0.001)
        if ends == "failed":
            raise FoleyError("no")
        return sound

    def end(how: str) -> None:
        told.append(how)
        assert known

    known.append(
        jobs.start(
            "a", work, lambda _answer: end("done"), failed=lambda _e: end("failed"), stopped=lambda: end("stopped")
        )
    )
    if ends == "stopped":
        known[0].cancel()
    return weakref.ref(sound), known[0]


class _Sound:
    """What takes memory."""


def test_work_far_below_that_knows_no_job_stops_with_it(jobs: Jobs, qtbot: QtBot) -> None:
    began, stopped = threading.Event(), list[str]()

    def work(_progress: Progress, _cancelled: Cancelled) -> None:
        began.set()
        deadline_s = time.monotonic() + 10
        while time.monotonic() < deadline_s:
            heed()

    jobs.start("a", work, stopped=lambda: stopped.append("stopped"))
    assert began.wait(5)
    jobs.cancel("a")
    qtbot.waitUntil(lambda: stopped == ["stopped"])


def test_jobs_that_do_not_supersede_queue_on_one_thread(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[tuple[int, int]] = []
    for number in range(5):

        def work(_progress: Progress, _cancelled: Cancelled, number: int = number) -> tuple[int, int]:
            return number, threading.get_ident()

        jobs.start("a", work, answers.append, supersede=False)
    qtbot.waitUntil(lambda: len(answers) == 5)
    assert [number for number, _ in answers] == [0, 1, 2, 3, 4]
    assert len({thread for _, thread in answers}) == 1


def test_lanes_run_beside_each_other(jobs: Jobs, qtbot: QtBot) -> None:
    meet, answers = threading.Barrier(2, timeout=5), list[int]()
    for lane in ("a", "b"):
        jobs.start(lane, lambda _p, _c: meet.wait(), answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)


def test_cancel_reaches_the_work_and_only_stopped_is_told(jobs: Jobs, qtbot: QtBot) -> None:
    began, told = threading.Event(), list[str]()

    def work(_progress: Progress, cancelled: Cancelled) -> None:
        began.set()
        while not cancelled():
            time.sleep(0.001)
        raise CancelledError

    job = jobs.start(
        "a",
        work,
        lambda _none: told.append("done"),
        failed=lambda _error: told.append("failed"),
        stopped=lambda: told.append("stopped"),
    )
    assert began.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: job.is_over)
    assert told == ["stopped"]
    assert not jobs.is_busy()


def test_progress_is_told_and_shown_jobs_are_announced(jobs: Jobs, qtbot: QtBot) -> None:
    shares, announced = list[float](), list[str]()
    jobs.started.connect(lambda _job: announced.append("started"))
    jobs.ended.connect(lambda _job: announced.append("ended"))

    def work(progress: Progress, _cancelled: Cancelled) -> None:
        for step in range(200):
            progress(step / 199, "counting")

    job = jobs.start("a", work, progressed=lambda share, _stage: shares.append(share), shown=True)
    qtbot.waitUntil(lambda: job.is_over)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) < 50, "progress is thinned out, so that the main thread is not flooded"
    assert announced == ["started", "ended"]


def test_a_new_stage_is_told_however_soon_it_comes(jobs: Jobs, qtbot: QtBot) -> None:
    stages: list[str] = []

    def work(progress: Progress, _cancelled: Cancelled) -> None:
        for stage in ("reading", "loading", "making"):
            for _ in range(3):
                progress(0.0, stage)

    job = jobs.start("a", work, progressed=lambda _share, stage: stages.append(stage))
    qtbot.waitUntil(lambda: job.is_over)
    assert list(dict.fromkeys(stages)) == ["reading", "loading", "making"]


def test_a_users_error_goes_to_its_handler_and_a_bug_is_said_too(jobs: Jobs, qtbot: QtBot) -> None:
    errors: list[FoleyError] = []

    def unusable(_progress: Progress, _cancelled: Cancelled) -> None:
        raise FoleyError("it is empty", file="x.wav")

    def bug(_progress: Progress, _cancelled: Cancelled) -> None:
        raise ZeroDivisionError("by accident")

    jobs.start("a", unusable, failed=errors.append)
    jobs.start("b", bug, failed=errors.append, title="measuring")
    qtbot.waitUntil(lambda: len(errors) == 2)
    assert {"x.wav: it is empty."} < {str(error) for error in errors}
    assert any("measuring" in str(error) and "by accident" in str(error) for error in errors)


def test_an_error_without_a_handler_is_announced(jobs: Jobs, qtbot: QtBot) -> None:
    def full(_progress: Progress, _cancelled: Cancelled) -> None:
        raise OSError(28, "No space left on device", "/x/take.wav")

    with qtbot.waitSignal(jobs.broke) as caught:
        jobs.start("a", full, title="Saving")
    job, error = caught.args or (None, None)
    assert isinstance(job, Job)
    assert "No space left" in str(error)
    assert "take.wav" in str(error)


def test_work_at_leisure_stands_still_while_urgent_work_is_under_way(jobs: Jobs, qtbot: QtBot) -> None:
    steps, may_end = [0], threading.Event()

    def leisurely(_progress: Progress, cancelled: Cancelled) -> None:
        while not cancelled():
            steps[0] += 1
            time.sleep(0.001)

    def other(_progress: Progress, cancelled: Cancelled) -> None:
        while not cancelled():
            time.sleep(0.001)

    def urgent(_progress: Progress, _cancelled: Cancelled) -> None:
        may_end.wait(20)

    lasting = jobs.start("a", leisurely, at_leisure=True)
    jobs.start("b", other)
    qtbot.waitUntil(lambda: steps[0] > 5)
    hurried = jobs.start("c", urgent, is_urgent=True)
    qtbot.wait(30)  # what it was about to do is done
    stood = steps[0]
    qtbot.wait(60)
    assert steps[0] == stood
    may_end.set()
    qtbot.waitUntil(lambda: hurried.is_over)
    qtbot.waitUntil(lambda: steps[0] > stood)
    lasting.cancel()
    qtbot.waitUntil(lambda: lasting.is_over)
    jobs.start("c", lambda _progress, _cancelled: may_end.wait(20), is_urgent=True)
    again = jobs.start("a", leisurely, at_leisure=True)
    assert jobs.shutdown(), "it waits for nobody then"
    assert again.is_cancelled


def test_shutdown_leaves_no_thread_and_delivers_nothing(qapp: object, qtbot: QtBot) -> None:
    jobs, answers = Jobs(), list[int]()
    before = threading.active_count()

    def patient(_progress: Progress, cancelled: Cancelled) -> int:
        while not cancelled():
            time.sleep(0.001)
        return 1

    for lane in "abc":
        jobs.start(lane, patient, answers.append)
    jobs.shutdown()
    qtbot.wait(20)
    assert answers == []
    assert threading.active_count() == before
    jobs.start("a", patient, answers.append)
    assert not jobs.is_busy()


def test_shutdown_does_not_wait_for_what_cannot_be_stopped(qapp: object) -> None:
    jobs, freed = Jobs(), threading.Event()
    jobs.start("a", lambda _progress, _cancelled: freed.wait())
    assert not jobs.shutdown(within_s=0.05)
    freed.set()
