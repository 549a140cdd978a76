"""Which clock a file has: its packets are read once, where something is off or may be for its kind of file."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from foleystudio.errors import FoleyError
from foleystudio.media.cache import cache_file, new_cache_file, read_kept
from foleystudio.media.clock.clock import PLAIN, Clock, ClockPart, Span
from foleystudio.media.clock.finding import DamagedClockError, find_clock
from foleystudio.media.clock.joints import ABSURD_S
from foleystudio.media.clock.packet_list import UNSTATED, PacketList, read_packet_list
from foleystudio.media.containers import (
    clip_start,
    open_container,
    open_deeply,
    picture_stream,
    shown_streams,
    stated_duration,
)
from foleystudio.media.npy_rows import read_arrays, write_arrays
from foleystudio.media.self_contained import open_plain
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress

_KIND = "clock-1"
_STREAMED = {"mpegts", "mpeg"}
"""Kinds of files that are recorded while they are sent: any of them may be joined or have its clock jump."""

_LISTED = {*_STREAMED, "flv"}
_LEAST_BYTES_A_SECOND = 1000  # of what plays; less, and the file does not hold what its head says
_READ_SHARE = 0.8  # a file of which less is read has more in it
_LOOKED_AT_BYTES = 4 << 20  # after the last packet, in search of what goes on there
_MOST_BOXES = 4096  # that are walked through: a made-up file could have them without end
_BOX = struct.Struct(">I4sQ")

_OTHER_STREAMS = "another recording follows in it, of other streams, which cannot be joined"

_Stamp = tuple[str, int, int]
# Not bounded: a file that was looked at once is known, and one clock is small.
_found: dict[_Stamp, Clock | DamagedClockError] = {}


def clock_of(
    path: Path,
    container: InputContainer,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Clock:
    """The clock of an opened file; it is looked for only where its head gives reason to.

    Raises
    ------
    FoleyError
        When the clock is damaged beyond use, or the disk fails.
    CancelledError
        When the user cancelled.
    """
    if "mov" in container.format.name and _is_joined_mp4(path, container.size):
        raise _refusal(path, "another recording follows in it, which no player shows")
    if not is_known(path) and not _is_doubtful(path, container):
        return PLAIN
    return read_clock(path, progress, cancelled)


def is_known(path: Path) -> bool:
    """Whether a file's packets have been read for its clock."""
    return _stamp(path) in _found


def read_clock(path: Path, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> Clock:
    """Read all packets of a file for its clock, whatever its head says; what is found is kept, for `clock_of` too.

    Raises
    ------
    FoleyError, CancelledError
        As `clock_of`.
    """
    stamp = _stamp(path)
    if stamp not in _found:
        _found[stamp] = _kept_or_read(path, progress, cancelled)
    known = _found[stamp]
    if isinstance(known, DamagedClockError):
        raise _refusal(path, str(known))
    return known


def _refusal(path: Path, what: str) -> FoleyError:
    return FoleyError(what, file=path, remedy="convert it, or its recordings one by one, with another program")


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError:
        return str(path), -1, -1
    return str(path.absolute()), status.st_size, status.st_mtime_ns


def _is_doubtful(path: Path, container: InputContainer) -> bool:
    """Whether a file's kind, or what its head says, is reason to read all of its packets."""
    kind = container.format.name
    if kind in _LISTED or (kind == "ogg" and picture_stream(container) is not None):
        return True
    seconds = stated_duration(container)
    if not seconds or (seconds > ABSURD_S and container.size < seconds * _LEAST_BYTES_A_SECOND):
        return bool(shown_streams(container))
    return "matroska" in kind and _matroska_size(path) < container.size


def _is_joined_mp4(path: Path, size: int) -> bool:
    """Whether an MP4 or MOV file has another behind it: a second head, which says of what kind it is."""
    heads, at = 0, 0
    with suppress(OSError, struct.error), path.open("rb") as file:
        for _ in range(_MOST_BOXES):
            file.seek(at)
            length, kind, longer = _BOX.unpack(file.read(_BOX.size))
            heads += kind == b"ftyp"
            length = longer if length == 1 else length
            at += length
            if length < 8 or at >= size:
                break
    return heads > 1


def _matroska_size(path: Path) -> int:
    """Bytes of the first recording in a Matroska file; more than any file has where that is not told."""
    endless = 1 << 62
    with suppress(OSError, IndexError), path.open("rb") as file:
        head = file.read(256)
        at = 4
        size, at = _number(head, at)
        at += size + 4  # over the header, to behind the segment's name
        size, at = _number(head, at)
        return at + size if size < endless else endless
    return endless


def _number(data: bytes, at: int) -> tuple[int, int]:
    """One of Matroska's numbers of any width, and where it ends; a huge one where all its bits are set: not told."""
    width = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + width], "big") & ((1 << (7 * width)) - 1)
    return (value if value != (1 << (7 * width)) - 1 else 1 << 62), at + width


def _kept_or_read(path: Path, progress: Progress, cancelled: Cancelled) -> Clock | DamagedClockError:
    kept: Path | None = None
    with suppress(FoleyError):  # no cache: work goes on in memory
        kept = cache_file(path, _KIND, ".npz")
    if kept is not None and (clock := read_kept(kept, _load)) is not None:
        return clock
    with open_container(path) as container:
        listed = read_packet_list(container, progress, cancelled)
        is_streamed = container.format.name in _STREAMED
        try:
            if container.format.name in ("mpegts", "flv"):
                _refuse_unread(path, listed, container)
            clock = find_clock(listed, clip_start(container), stated_duration(container), is_streamed=is_streamed)
            if clock.is_joined and is_streamed:
                _refuse_late(path, container)
            if clock.is_joined and "mov" in container.format.name:  # part of what follows is hidden, or the first again
                raise DamagedClockError("another recording follows in it, which no player shows")
        except DamagedClockError as error:
            return error
    if kept is not None:
        with suppress(FoleyError), new_cache_file(kept) as temporary:
            _save(temporary, clock)
    return clock


def _refuse_late(path: Path, container: InputContainer) -> None:
    """A sound that only a later recording has is not read."""
    with open_deeply(path, container.format.name) as whole:
        if len(shown_streams(whole)) > len(shown_streams(container)):
            raise DamagedClockError(_OTHER_STREAMS)


def _refuse_unread(path: Path, listed: PacketList, container: InputContainer) -> None:
    """A second recording whose streams are called otherwise is not read behind the first."""
    lasts = [int(p.places[p.places != UNSTATED].max(initial=0)) for p in listed.streams.values()]
    last = max(lasts, default=0)
    if not 0 < last < _READ_SHARE * container.size:
        return
    with path.open("rb") as file:
        file.seek(last + 1)
        rest = io.BytesIO(file.read(_LOOKED_AT_BYTES))
    goes_on = b"FLV\x01" in rest.getvalue()
    known = {stream.id for stream in container.streams}
    with suppress(OSError, ValueError, av.error.FFmpegError), open_plain(rest) as other:
        goes_on |= any(stream.id not in known for stream in shown_streams(other))
    if goes_on:
        raise DamagedClockError(_OTHER_STREAMS)


def _save(path: Path, clock: Clock) -> None:
    arrays: dict[str, Any] = {"notes": np.frombuffer("\n".join(clock.notes).encode(), np.uint8)}
    for index, parts in clock.parts.items():
        arrays[f"parts {index}"] = np.array(
            [(part.number, part.place, part.shift, part.start) for part in parts], np.int64
        )
    for index, span in clock.spans.items():
        ends = (span.start.numerator, span.start.denominator, span.stop.numerator, span.stop.denominator)
        arrays[f"span {index}"] = np.array(ends, np.int64)
    for index, places in clock.places.items():
        arrays[f"places {index}"] = places
    write_arrays(path, arrays)


def _load(path: Path) -> Clock:
    parts: dict[int, tuple[ClockPart, ...]] = {}
    spans: dict[int, Span] = {}
    places = {}
    kept = read_arrays(path)
    notes = tuple(bytes(kept["notes"]).decode().split("\n")) if len(kept["notes"]) else ()
    for name, array in kept.items():
        kind, _, index = name.partition(" ")
        if kind == "parts":
            parts[int(index)] = _parts(array)
        elif kind == "span":
            a, b, c, d = array.tolist()
            spans[int(index)] = Span(Fraction(a, b), Fraction(c, d))
        elif kind == "places":
            places[int(index)] = _rising(array.astype(np.int64), 2)
    return Clock(parts, spans, places, notes)


def _parts(rows: NDArray[Any]) -> tuple[ClockPart, ...]:
    parts = tuple(ClockPart(*row) for row in _rising(rows.astype(np.int64), 4).tolist())
    if not parts:
        raise ValueError("a clock without a part")
    return parts


def _rising(rows: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Rows as they are; a ``ValueError`` where their first numbers go back or there are more or fewer in a row."""
    if rows.ndim != 2 or rows.shape[1] != width or bool(np.any(rows[1:, 0] < rows[:-1, 0])):
        raise ValueError("no rising rows")
    return rows
