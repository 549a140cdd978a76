"""The one place where text goes to the terminal: what a file's name or contents say cannot steer it."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from typing import TextIO

# Control letters but for tabs and ends of lines, and those that turn the direction of writing.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """A text with the letters that steer a terminal (colours, titles, deletions) as escapes that can be read."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def say(text: str, *, error: bool = False, again: bool = False) -> None:
    """Print lines; what the terminal's encoding lacks, or is no text at all, as escapes.

    Parameters
    ----------
    text
        One line or several.
    error
        On stderr, where it is lost in silence when the terminal was closed.
    again
        The next line takes this one's place.

    Raises
    ------
    OSError
        When stdout cannot be written.
    """
    stream = sys.stderr if error else sys.stdout
    if not error:
        _print(text, stream, again)
        return
    try:
        _print(text, stream, again)
    except OSError:
        discard(stream)


def discard(stream: TextIO) -> None:
    """Lose what a stream still holds: Python would fail once more over it when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _print(text: str, stream: TextIO, again: bool) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    safe = shown(text).encode(encoding, "backslashreplace").decode(encoding)
    print(f"\r{safe}" if again else safe, end="" if again else "\n", file=stream, flush=True)
