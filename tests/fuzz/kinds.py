"""What a kind of file is to the fuzz command: how to be ready for it, how to draw a case, what the user then does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

MANGLED_MOST = 8


@dataclass(frozen=True)
class Place:
    """The folders of one case, all there and empty but for ``outside``.

    Parameters
    ----------
    given
        What came from a stranger: cases are made in it, the program reads from it and leaves it as it is.
    out
        What the user chose to write to.
    home
        The program's own cache and data folders.
    outside
        Files of the user's that nobody spoke of: ``secret.txt``, ``secret.wav``, ``secret.mp4``.
    examples
        What `Kind.prepare` wrote, shared by all cases; not to be changed.
    """

    given: Path
    out: Path
    home: Path
    outside: Path
    examples: Path


Doing = Callable[[], object]
"""What the user does with the case; a ``FoleyError`` or ``SystemExit`` is an answer, any other exception a finding."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that may come from a stranger.

    Parameters
    ----------
    name
        As the command line calls it.
    prepare
        Called once, with an empty folder: writes whole examples, and imports and tries what cases use, so that
        each need not.
    draw
        Called for each case, in its own process: makes it in ``place.given`` (or ``place.home``) by the random numbers
        handed to it alone, and answers what the user does with it.
    written
        The folders of a `Place` in which the program may leave files.
    seconds, memory_bytes, disk_bytes
        What one case may take: of the processor (three times that of the clock), beyond what was in memory before,
        and of the disk.
    """

    name: str
    prepare: Callable[[Path], None]
    draw: Callable[[Random, Place], Doing]
    written: Sequence[str] = ("out", "home")
    seconds: float = 10
    memory_bytes: int = 768 << 20
    disk_bytes: int = 64 << 20


def type_in(*words: object) -> int:
    """What the user types after ``foleystudio``; answers the exit code."""
    from foleystudio.__main__ import main

    return main([str(word) for word in words])


def mangled(data: bytes, draw: Random) -> bytes:
    """Bytes as a bad disk or a bad mind leaves them: flipped, cut off, doubled, zeroed, or given extreme numbers."""
    spoilt = bytearray(data)
    for _ in range(draw.randint(1, MANGLED_MOST)):
        at, length = draw.randrange(len(spoilt) + 1), draw.choice((1, 2, 4, 8, 64, 1024))
        match draw.randrange(6):
            case 0:
                del spoilt[at:]
            case 1:
                del spoilt[at : at + length]
            case 2:
                spoilt[at:at] = spoilt[at : at + length]
            case 3:
                spoilt[at : at + length] = bytes(len(spoilt[at : at + length]))
            case 4:
                extreme = draw.choice((0, 1, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1))
                spoilt[at : at + 8] = extreme.to_bytes(8, draw.choice(("little", "big")))
            case _:
                spoilt[at : at + length] = draw.randbytes(length)
    return bytes(spoilt)
