"""What went wrong, kept in the user's log folder for a report: a log that rotates, and traces of crashes.

Nothing leaves the machine, and what is kept names nobody: the home folder is written as ``~``, and the user's name,
elsewhere in a path, as ``USER``.
"""

from __future__ import annotations

import atexit
import faulthandler
import getpass
import logging
import os
import platform
import re
import sys
import threading
import time
import traceback
from contextlib import suppress
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from foleystudio import __version__
from foleystudio.files.file_names import is_file
from foleystudio.paths import log_dir

LOG_BYTES = 512 << 10
"""How large the log grows before it is put aside; three older ones are kept."""

KEPT_CRASHES = 5
"""Traces beyond these, the oldest, are deleted."""

_OLDER_LOGS = 3  # beside the one that is written: a failure is still told of after some sessions more
_LONGEST_TRACE = 64 << 10  # letters: what recurs for ever has a trace without end
_LEFT_AFTER_S = 7 * 86_400  # a week: by then no window that wrote an empty trace is still open
_log = logging.getLogger("foleystudio")


def begin() -> None:
    """Keep what is logged from now on, and every crash: exceptions that nobody catches, and the interpreter's own end.

    Where the folder cannot be written to, the program runs without.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    sys.excepthook = _note_exception
    threading.excepthook = _note_thread
    with suppress(OSError):
        collect_crashes()
        _log_to(log_dir() / "foleystudio.log")
        _watch_faults(log_dir() / f"running-{os.getpid()}.txt")
    _log.info("foleystudio %s on Python %s, %s", __version__, platform.python_version(), platform.platform())


def log_files() -> list[Path]:
    """The logs that are kept, the newest first."""
    return sorted((file for file in log_dir().glob("foleystudio.log*") if is_file(file)), key=_age)


def crash_files() -> list[Path]:
    """The traces of crashes that are kept, the newest first."""
    return sorted((file for file in log_dir().glob("crash-*.txt") if is_file(file)), key=_age)


def keep_crash(error: BaseException) -> Path | None:
    """Keep an exception's trace for a report; answers the file, None where it cannot be written."""
    trace = "".join(traceback.format_exception(error))
    return _keep(f"foleystudio {__version__}, {platform.platform()}\n{' '.join(sys.argv[1:2])}\n{trace}")


def collect_crashes() -> None:
    """Make traces of what ended earlier runs at once, and delete those that nobody needs any more."""
    for left in log_dir().glob("running-*.txt"):
        with suppress(OSError):
            trace = left.read_text("utf-8", errors="replace")
            if trace:
                _keep(f"foleystudio ended at once\n{trace}", left.stat().st_mtime)
            if trace or time.time() - left.stat().st_mtime > _LEFT_AFTER_S:  # an empty one may be in use
                left.unlink()
    for old in crash_files()[KEPT_CRASHES:]:
        with suppress(OSError):
            old.unlink()


def without_names(text: str) -> str:
    """A text as it may be given to somebody else: without the home folder and the user's name in its paths."""
    for home, pattern in _names():
        text = pattern.sub(home, text)
    return text


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    homes = {str(Path.home()), os.path.realpath(Path.home())} - {"/", ""}
    # Windows writes its paths with either stroke, and doubled within quotes.
    parts = [r"[\\/]+".join(re.escape(part) for part in re.split(r"[\\/]", home)) for home in homes]
    found = [("~", re.compile(rf"(?:{part})(?![\w.-])", re.IGNORECASE if os.name == "nt" else 0)) for part in parts]
    with suppress(Exception):  # no such user: how that is told differs from system to system
        user = getpass.getuser()
        found.append(("USER", re.compile(rf"(?<=[\\/]){re.escape(user)}(?=[\\/])")))
    return tuple(found)


class _Nameless(logging.Formatter):
    """Writes no names of people."""

    def format(self, record: logging.LogRecord) -> str:
        return without_names(super().format(record))


def _log_to(file: Path) -> None:
    handler = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=_OLDER_LOGS, encoding="utf-8", delay=True)
    handler.setFormatter(_Nameless("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    _log.setLevel(logging.INFO)
    for other in root.handlers:
        if other is not handler:
            other.setLevel(logging.WARNING)
    with suppress(OSError):
        file.touch(mode=0o600)


def _watch_faults(file: Path) -> None:
    """Have the interpreter write where it was when it is ended at once (a fault in a library, say)."""
    stream = file.open("w", encoding="utf-8")
    faulthandler.enable(stream)

    def end() -> None:
        faulthandler.disable()
        stream.close()
        with suppress(OSError):
            file.unlink()

    atexit.register(end)


def _note_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, Exception):
        _log.error("nobody caught this", exc_info=(kind, error, trace))
        keep_crash(error)
    else:
        sys.__excepthook__(kind, error, trace)


def _note_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None:
        _note_exception(told.exc_type, told.exc_value, told.exc_traceback)


def _keep(text: str, when: float | None = None) -> Path | None:
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(when))
    try:
        folder = log_dir()
        number = next(n for n in range(100) if not is_file(folder / f"crash-{stamp}-{n:02d}.txt"))
        file = folder / f"crash-{stamp}-{number:02d}.txt"
        half = _LONGEST_TRACE // 2
        shown = text if len(text) <= _LONGEST_TRACE else f"{text[:half]}\n...\n{text[-half:]}"
        file.write_text(without_names(shown), encoding="utf-8")
    except (OSError, StopIteration):
        return None
    return file


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:
        return 0.0
