"""What every verb shares: a progress bar, notes, Ctrl-C, and failures as one sentence and an exit code."""

from __future__ import annotations

import io
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from types import FrameType
from typing import Any

from foleystudio.errors import CancelledError, FoleyError
from foleystudio.progress import heeding
from foleystudio.terminal_text import discard, say

EXIT_BAD_INPUT = 2  # as for a mistyped command line
EXIT_CANCELLED = 130  # 128 + SIGINT, as shells report it

Progress = Callable[[float, str], None]

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU", "SIGBREAK")
"""How a process is asked to end: each system knows some of these. All leave time to clear up, unlike SIGKILL."""


def run(work: Callable[[], None]) -> int:
    """Do a verb's work; answers the exit code.

    A failure that the user can act on becomes one sentence on stderr and code 2, Ctrl-C code 130. Anything
    else is a bug and keeps its traceback.
    """
    _print_anything()
    try:
        work()
    except FoleyError as error:
        complain(str(error))
        return EXIT_BAD_INPUT
    except (CancelledError, KeyboardInterrupt):
        complain("cancelled; nothing was written.")
        return EXIT_CANCELLED
    except BrokenPipeError:
        discard(sys.stdout)  # whoever read it has heard enough
    return 0


def complain(sentence: str) -> None:
    """Say on stderr, in one line, what is wrong."""
    _tell(f"foleystudio: {' '.join(sentence.split())}")


def note(sentence: str) -> None:
    """Tell on stderr what a user may want to know, apart from the answer itself."""
    _tell(" ".join(sentence.split()))


def _tell(line: str) -> None:
    say(line, error=True)


def answer(text: str) -> None:
    """Print the answer on stdout.

    Raises
    ------
    FoleyError
        When it cannot be written where stdout leads to.
    """
    try:
        say(text.rstrip("\n"))
    except BrokenPipeError:
        raise
    except OSError as error:
        discard(sys.stdout)
        raise FoleyError(f"the answer could not be written to where it should go ({error.strerror})") from error


def answer_json(found: dict[str, Any]) -> None:
    """Print the answer as one JSON object on stdout."""
    # Plain ASCII: it survives every terminal's encoding, and file names that are no Unicode at all.
    answer(json.dumps(found, indent=2))


def _print_anything() -> None:
    """File names may hold what a terminal's encoding lacks: that is printed as an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Interruption:
    """Whether Ctrl-C was pressed (or the process was asked to end). A context manager around a verb's work.

    The first press asks the engine to stop, which it does between two pieces of work; the second stops
    whatever runs at once. So does a terminal that is closed, unless ``nohup`` has the process outlive it.
    """

    def __init__(self) -> None:
        self._asked = False
        self._before: dict[signal.Signals, Any] = {}
        self._heeding: AbstractContextManager[None] = heeding(self)

    def __call__(self) -> bool:
        """Whether to stop: what the engine's ``cancelled`` callbacks are."""
        return self._asked

    def __enter__(self) -> Interruption:
        for number in (signal.Signals[name] for name in _ENDING if hasattr(signal, name)):
            if number.name != "SIGHUP" or signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._ask)
        self._heeding.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._heeding.__exit__(None, None, None)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a bar on stderr when it is a terminal; otherwise stay quiet."""
    if not sys.stderr.isatty():
        yield lambda _share, _stage: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<24}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def told(share: float, stage: str) -> None:
            with suppress(OSError):  # the terminal was closed
                bar.update(task, completed=share, description=stage)

        yield told


@contextmanager
def working() -> Iterator[tuple[Progress, Interruption]]:
    """A progress bar and an eye on Ctrl-C, for the time that a piece of work takes."""
    with Interruption() as interruption, progress_bar() as progress:
        yield progress, interruption
