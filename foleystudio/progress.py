"""Progress, cancellation and notes: the callbacks that long work is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from foleystudio import errors

T = TypeVar("T")

Progress = Callable[[float, str], None]
"""Called with the share done (0-1) and what is being done, from the caller's own thread."""

Cancelled = Callable[[], bool]
"""Asked between pieces of work; on True the work cleans up and raises ``errors.CancelledError``."""

Note = Callable[[str], None]
"""Called with one sentence about something in a file that was put right and that a user may want to know."""


def no_progress(_share: float, _stage: str) -> None:
    """A progress callback that nobody watches."""


def never_cancelled() -> bool:
    """A cancel callback that nobody presses."""
    return False


def no_note(_sentence: str) -> None:
    """A note that nobody reads."""


def stop_if(cancelled: Cancelled) -> None:
    """Raise ``errors.CancelledError`` once the user has changed their mind."""
    if cancelled():
        raise errors.CancelledError


_watch: ContextVar[Cancelled] = ContextVar("_watch", default=never_cancelled)


@contextmanager
def heeding(cancelled: Cancelled) -> Iterator[None]:
    """Have everything that this thread does meanwhile stop once the user changes their mind.

    Whoever starts work for a user says so here: the window's jobs, the command line. What is done far below, where no
    callback is handed to (spectra, decoding, the layers of a net), asks by `heed`.
    """
    before = _watch.get()
    token = _watch.set(lambda: cancelled() or before())
    try:
        yield
    finally:
        _watch.reset(token)


def heed() -> None:
    """Raise ``errors.CancelledError`` once the user for whom this thread works has changed their mind.

    To be called every 50 ms of work at the least, and only where what is under way may be dropped as it is.
    """
    stop_if(_watch.get())


def watched(things: Iterable[T], cancelled: Cancelled, every: int = 16) -> Iterator[T]:
    """Things to be done one after another, each quickly, until the user changes their mind.

    Raises
    ------
    Cancelled
        Before every few of them, once the user cancelled.
    """
    for number, thing in enumerate(things):
        if number % every == 0:
            stop_if(cancelled)
        yield thing
