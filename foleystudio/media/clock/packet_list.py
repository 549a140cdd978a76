"""All packets of a file's picture and sounds, read without decoding: what its time stamps can be judged by."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.container import InputContainer
from av.stream import Discard
from numpy.typing import NDArray

from foleystudio.media.containers import packets, picture_stream, shown_streams
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress, stop_if

UNSTATED = -(2**63)
"""A time stamp, or a place in the file, that is not told."""

_BETWEEN_CHECKS = 1024  # packets, of whether it was cancelled

Longs = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class StreamPackets:
    """One stream's packets in the order of the file; ``int64 [P]`` each.

    Parameters
    ----------
    unit
        Seconds per unit of the time stamps.
    order
        Their numbers among the packets of all streams.
    pts, dts
        Display and decoding times; `UNSTATED` where there are none.
    durations
        0 where there are none.
    places
        Where they lie in the file, in bytes; `UNSTATED` where that is not told.
    is_key
        Whether decoding can begin there.
    is_shown
        Whether the file says that they are to be shown or heard.
    """

    unit: Fraction
    order: Longs
    pts: Longs
    dts: Longs
    durations: Longs
    places: Longs
    is_key: NDArray[np.bool_]
    is_shown: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.pts)


@dataclass(frozen=True, eq=False)
class PacketList:
    """Packets of the picture and the sounds by stream index, and the index of the picture; -1 without one."""

    streams: Mapping[int, StreamPackets]
    picture: int


def read_packet_list(
    container: InputContainer, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> PacketList:
    """List a container's packets, from its beginning on; half a second for an hour, and the time to read the file.

    Raises
    ------
    FoleyError
        When the disk fails.
    CancelledError
        When the user cancelled.
    """
    shown = {stream.index: stream for stream in shown_streams(container)}
    for stream in container.streams:
        if stream.index not in shown:
            stream.discard = Discard.all
    columns = {index: [array("q") for _ in range(7)] for index in shown}
    total = max(1, container.size)
    for number, packet in enumerate(packets(container, *shown.values())):
        place = UNSTATED if packet.pos is None else packet.pos
        if number % _BETWEEN_CHECKS == 0:
            stop_if(cancelled)
            progress(min(1.0, max(0, place) / total), "reading the clock")
        if not packet.size:
            continue
        values = (
            number,
            UNSTATED if packet.pts is None else packet.pts,
            UNSTATED if packet.dts is None else packet.dts,
            packet.duration or 0,
            place,
            packet.is_keyframe,
            not packet.is_discard,
        )
        for column, value in zip(columns[packet.stream_index], values, strict=True):
            column.append(value)
    picture = picture_stream(container)
    found = {
        index: _packets(columns[index], stream.time_base or Fraction(1, 90_000)) for index, stream in shown.items()
    }
    return PacketList(found, picture.index if picture is not None else -1)


def _packets(columns: list[array[int]], unit: Fraction) -> StreamPackets:
    order, pts, dts, durations, places, keys, shown = (np.array(column, dtype=np.int64) for column in columns)
    return StreamPackets(unit, order, pts, dts, durations, places, keys > 0, shown > 0)
