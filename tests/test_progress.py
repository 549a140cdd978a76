"""Progress and cancelling."""

import pytest

from foleystudio import errors
from foleystudio.progress import never_cancelled, no_note, no_progress, stop_if


def test_the_defaults_watch_nothing_and_never_stop() -> None:
    no_progress(0.5, "reading")
    no_note("said to nobody")
    assert not never_cancelled()
    stop_if(never_cancelled)


def test_cancelling_raises() -> None:
    with pytest.raises(errors.CancelledError):
        stop_if(lambda: True)
