"""How a file's time stamps become one clock: where it starts anew half way, what is added from there on.

Recordings that were joined by hand, and streams that were cut off and went on, state times that jump back or far
ahead. Such a file is read once, packet by packet (`clock_reading`); what is found there is applied to its packets
whenever it is read again. Other files have the `PLAIN` clock, which costs nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from numpy.typing import NDArray

from foleystudio.media.containers import clip_start, go_to

_NEAR_S = 2  # packets are decoded, and first samples left out, so long before what is shown and heard

UNKNOWN = -1
"""A place in the file that its reader does not tell."""


@dataclass(frozen=True)
class ClockPart:
    """A stretch of one stream with one clock.

    Parameters
    ----------
    number
        Its first packet, counted among the stream's packets from 0.
    place
        Where that lies in the file, in bytes; `UNKNOWN` where that is not told.
    shift
        What is added to its time stamps, in the stream's unit.
    start
        The first of its packets' time stamps then.
    """

    number: int
    place: int
    shift: int
    start: int


@dataclass(frozen=True)
class Span:
    """When a stream plays, in seconds of the file's own time as it is put right."""

    start: Fraction
    stop: Fraction

    def holds(self, packet: Packet[Any], stamp: int | None) -> bool:
        """Whether one of a packet's times lies in it or near it; one that is not told does."""
        return stamp is None or self.start - _NEAR_S < stamp * packet.time_base < self.stop + _NEAR_S


@dataclass(frozen=True, eq=False)
class Clock:
    """One file's clock.

    Parameters
    ----------
    parts
        The parts of each stream by its index, in their order; empty where the file's own clock is right.
    spans
        When each stream plays, by its index, as its packets say; empty where nobody has looked.
    places
        By stream index ``int64 [n, 2]``, rising: a time stamp (put right) and where in the file its packet lies.
    notes
        What a user may want to know, a sentence each, without the file's name.
    """

    parts: Mapping[int, tuple[ClockPart, ...]] = field(default_factory=dict)
    spans: Mapping[int, Span] = field(default_factory=dict)
    places: Mapping[int, NDArray[np.int64]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def is_joined(self) -> bool:
        """Whether there is more than one part."""
        return any(len(parts) > 1 for parts in self.parts.values())

    def start(self, container: InputContainer) -> Fraction:
        """What a player calls 0, in the file's own time."""
        stated = clip_start(container)
        starts = [span.start for span in self.spans.values()]
        # A file may have its first samples left out, so that its streams begin a little before they are heard.
        return stated if not starts or 0 <= stated - min(starts) < 1 else min(starts)

    def seams(self, index: int) -> tuple[int, ...]:
        """Time stamps (put right) of a stream at which another part begins."""
        return tuple(part.start for part in self.parts.get(index, ())[1:])

    def put_right(self, packets: Iterator[Packet[Any]], *, sought: bool = False) -> Iterator[Packet[Any]]:
        """Packets with the time stamps of the one clock.

        Parameters
        ----------
        packets
            From the beginning of the file on, or after a seek (``sought``): then those of which it is not known where
            they belong are left out.
        """
        return self._put_right(packets, sought) if self.spans else packets

    def _put_right(self, packets: Iterator[Packet[Any]], sought: bool) -> Iterator[Packet[Any]]:
        streams = {index: _Reading(span, self.parts.get(index, _WHOLE), sought) for index, span in self.spans.items()}
        for packet in packets:
            stream = streams.get(packet.stream_index)
            if stream is None or not packet.size or stream.take(packet):
                yield packet

    def seek(self, container: InputContainer, stream: Stream, pts: int) -> bool:
        """Go to before a time stamp (put right) of a stream; False where only the way from the beginning leads there.

        Raises
        ------
        av.error.FFmpegError
            When the container cannot seek.
        """
        if not self.parts:
            go_to(container, pts, stream)
            return True
        places = self.places.get(stream.index)
        at = int(np.searchsorted(places[:, 0], pts, side="right")) - 1 if places is not None else -1
        if places is None or at < 0:
            return False
        go_to(container, int(places[at, 1]))
        return True


_WHOLE = (ClockPart(0, UNKNOWN, 0, 0),)

PLAIN = Clock()
"""The clock of a file whose time stamps are right."""


class _Reading:
    """One stream while its packets' times are put right."""

    def __init__(self, span: Span, parts: tuple[ClockPart, ...], sought: bool) -> None:
        self._span, self._parts = span, parts
        self._by_place = sought and len(parts) > 1
        self._part = UNKNOWN if self._by_place else 0
        self._count = 0
        self._length, self._delay = 1, 0
        self._upcoming: int | None = None

    def take(self, packet: Packet[Any]) -> bool:
        """Put a packet's times right; False where it cannot be known when it plays."""
        self._find_part(packet)
        self._count += 1
        if self._part == UNKNOWN:
            return False
        shift = self._parts[self._part].shift
        packet.pts = packet.pts + shift if packet.pts is not None else None
        packet.dts = packet.dts + shift if packet.dts is not None else None
        if not self._puts_right_strays(packet):
            return False
        stamp = packet.dts if packet.dts is not None else packet.pts
        if packet.duration and packet.duration * packet.time_base < _NEAR_S:
            self._length = packet.duration
        self._upcoming = stamp + self._length if stamp is not None else None
        return True

    def _puts_right_strays(self, packet: Packet[Any]) -> bool:
        """Replace times that lead astray by what those before let expect; of the two of a packet one may be right."""
        dts_is_right, pts_is_right = (self._span.holds(packet, stamp) for stamp in (packet.dts, packet.pts))
        if dts_is_right and pts_is_right:
            if packet.pts is not None and packet.dts is not None:
                self._delay = packet.pts - packet.dts
            return True
        if self._upcoming is None:
            return False
        if packet.dts is None or not dts_is_right:
            packet.dts = self._upcoming
        if packet.pts is None or not pts_is_right:
            packet.pts = packet.dts + self._delay
        packet.dts = min(packet.dts, packet.pts)
        return True

    def _find_part(self, packet: Packet[Any]) -> None:
        """Those whose place is not told belong where the packet before belongs."""
        if self._by_place:
            if packet.pos is not None:
                self._part = bisect_right([part.place for part in self._parts], packet.pos) - 1
            return
        while self._part + 1 < len(self._parts) and self._parts[self._part + 1].number <= self._count:
            self._part += 1


def seek(container: InputContainer, stream: Stream, pts: int, clock: Clock) -> bool:
    """Go to before a time stamp of a stream; False where that cannot be done."""
    try:
        return clock.seek(container, stream, pts)
    except av.error.FFmpegError:
        return False
