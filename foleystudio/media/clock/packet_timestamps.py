"""Display times for the packets of files that state none (AVI, raw streams): found by decoding once."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from foleystudio.errors import FoleyError
from foleystudio.media.clock.frame_times import FrameTable
from foleystudio.media.containers import decode_by_threads, open_container, packets, picture_stream
from foleystudio.progress import Cancelled, never_cancelled, stop_if


def packet_times(
    path: Path, table: FrameTable, cancelled: Cancelled = never_cancelled
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Display and decoding time of every non-empty packet, in the order of the file.

    Parameters
    ----------
    path
        The clip.
    table
        Its frame times: the n-th shown frame takes the n-th of them.

    Returns
    -------
    pts and dts, ``int64 [P]`` each, in the table's unit from the clip's start; dts rise and never pass pts.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no picture.
    CancelledError
        When the user cancelled.
    """
    shown = _shown_numbers(path, cancelled)
    slots = _slots(table, len(shown))
    # Decoding runs ahead of showing by the furthest that any packet is decoded after its place in the order.
    ahead = max((place - number for place, number in enumerate(shown)), default=0)
    step = int(slots[1] - slots[0]) if len(slots) > 1 else 1
    lead = slots[0] - step * np.arange(ahead, 0, -1, dtype=np.int64) if len(slots) else slots
    return slots[np.array(shown, dtype=np.int64)], np.concatenate([lead, slots])[: len(shown)]


def _slots(table: FrameTable, count: int) -> NDArray[np.int64]:
    """So many display times: the table's, then on at its last step."""
    pts = table.times.pts[:count]
    step = max(1, table.times.end_pts - int(pts[-1]))
    return np.concatenate([pts, pts[-1] + step * np.arange(1, count - len(pts) + 1, dtype=np.int64)])


def _shown_numbers(path: Path, cancelled: Cancelled) -> list[int]:
    """Place in the order of showing of every packet; packets that show nothing keep their place in the file."""
    with open_container(path) as container:
        stream = picture_stream(container)
        if stream is None:
            raise FoleyError("it has no picture", file=path, remedy="choose a video file")
        decode_by_threads(stream)
        stream.codec_context.copy_opaque = True
        order: list[int] = []
        count = 0
        for packet in packets(container, stream):
            stop_if(cancelled)
            if packet.size:
                packet.opaque = count
                count += 1
            try:
                order += [int(str(frame.opaque)) for frame in packet.decode() if frame.opaque is not None]
            except av.error.FFmpegError:
                continue
    known = set(order)
    for packet_number in range(count):
        if packet_number not in known:
            order.insert(packet_number, packet_number)
    shown = [0] * count
    for number, packet_number in enumerate(order):
        shown[packet_number] = number
    return shown
