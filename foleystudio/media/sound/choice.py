"""Which of several sound tracks is meant to be heard: the flagged one, or else the first, unless it is silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from av.stream import Disposition

from foleystudio.errors import FoleyError
from foleystudio.media.containers import open_container, sound_streams

SILENCE_PEAK = 10 ** (-72 / 20)
"""Peak below which a whole soundtrack counts as silent: the dither and codec noise of an empty track stay under it."""

IsAudible = Callable[[Path, int], bool]


def heard_stream(path: Path, is_audible: IsAudible) -> int:
    """Number, among its sound streams, of the one that is heard when nobody chose.

    Files of one sound, and those that cannot be looked at, answer 0 at once; others are looked at once while they
    stay as they are.

    Parameters
    ----------
    is_audible
        Whether one of a file's sound streams is more than silence.
    """
    try:
        state = path.stat()
    except (OSError, ValueError):
        return 0
    return _heard(path, state.st_mtime_ns, state.st_size, is_audible)


@lru_cache(maxsize=256)
def _heard(path: Path, _mtime_ns: int, _size: int, is_audible: IsAudible) -> int:
    try:
        with open_container(path) as container:
            flagged = [bool(stream.disposition & Disposition.default) for stream in sound_streams(container)]
    except FoleyError:
        return 0
    return first_heard(flagged, lambda number: is_audible(path, number))


def first_heard(flagged: Sequence[bool], is_audible: Callable[[int], bool]) -> int:
    """Number of the sound track that is heard when nobody chose; 0 where there is none.

    Parameters
    ----------
    flagged
        Whether each track is flagged as the default.
    is_audible
        Whether the track of a number is more than silence; may fail with a `FoleyError`, which counts as silence.
    """
    if len(flagged) < 2:
        return 0
    ordered = sorted(range(len(flagged)), key=lambda number: not flagged[number])
    for number in ordered:
        try:
            if is_audible(number):
                return number
        except FoleyError:
            continue
    return ordered[0]
