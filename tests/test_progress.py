"""Progress and cancelling."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from foleystudio import errors
from foleystudio.progress import heed, heeding, never_cancelled, no_note, no_progress, stop_if


def test_the_defaults_watch_nothing_and_never_stop() -> None:
    no_progress(0.5, "reading")
    no_note("said to nobody")
    assert not never_cancelled()
    stop_if(never_cancelled)


def test_cancelling_raises() -> None:
    with pytest.raises(errors.CancelledError):
        stop_if(lambda: True)


def test_work_stops_for_whoever_it_is_done_for_and_only_meanwhile() -> None:
    heed()
    with heeding(lambda: True), pytest.raises(errors.CancelledError):
        heed()
    heed()


def test_who_watches_within_watches_too() -> None:
    outer, inner = [False], [False]
    with heeding(lambda: outer[0]):
        with heeding(lambda: inner[0]):
            heed()
            outer[0] = True
            with pytest.raises(errors.CancelledError):
                heed()
            outer[0], inner[0] = False, True
            with pytest.raises(errors.CancelledError):
                heed()
        heed()


def test_other_threads_heed_nothing_of_it() -> None:
    with heeding(lambda: True), ThreadPoolExecutor(1) as pool:
        pool.submit(heed).result()
