"""Reading media the shortest way that PyAV offers, to hold the room's own ways against."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from numpy.typing import NDArray


class PlainPacket(NamedTuple):
    """One packet of a file."""

    data: bytes
    pts_s: Fraction | None
    dts_s: Fraction | None
    is_keyframe: bool


def packets(path: Path, kind: str = "video", number: int = 0) -> list[PlainPacket]:
    """Packets of the n-th stream of a kind, in the order of the file."""
    with av.open(str(path)) as container:
        stream = [stream for stream in container.streams if stream.type == kind][number]
        return [
            PlainPacket(
                bytes(packet),
                packet.pts * packet.time_base if packet.pts is not None else None,
                packet.dts * packet.time_base if packet.dts is not None else None,
                packet.is_keyframe,
            )
            for packet in container.demux(stream)
            if packet.size
        ]


def pictures(path: Path) -> list[tuple[Fraction, NDArray[np.uint8]]]:
    """Display time and ``uint8 [H, W, 3]`` of every frame, decoded from the beginning, by one thread."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        found: list[tuple[Fraction, NDArray[np.uint8]]] = []
        for frame in container.decode(stream):
            assert frame.pts is not None
            assert frame.time_base is not None
            found.append((frame.pts * frame.time_base, np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)))
        return found


def frames_of_sound(path: Path, number: int = 0) -> list[tuple[Fraction, NDArray[Any]]]:
    """Start in seconds and ``[n, C]`` in the decoder's own number type of every decoded frame of sound."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[number]
        found = []
        for frame in container.decode(stream):
            assert frame.pts is not None
            assert frame.time_base is not None
            array: NDArray[Any] = frame.to_ndarray()
            samples = array.T if frame.format.is_planar else array.reshape(-1, frame.layout.nb_channels)
            found.append((frame.pts * frame.time_base, samples))
        return found


def loudest_s(path: Path, number: int = 0) -> Fraction:
    """Instant of the loudest sample on the file's own clock, as a player finds it."""
    best, at = -1.0, Fraction(0)
    with av.open(str(path)) as container:
        rate_hz = container.streams.audio[number].codec_context.sample_rate
    for start, samples in frames_of_sound(path, number):
        levels = np.abs(samples[:, 0].astype(np.float64))
        if levels.max() > best:
            best, at = float(levels.max()), start + Fraction(int(levels.argmax()), rate_hz)
    return at
