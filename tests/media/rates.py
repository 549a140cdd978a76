"""Sounds whose rate, or layout, changes within one track, as broadcasts and joined files have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Piece:
    """A stretch of a track.

    Parameters
    ----------
    clicks_s
        When clicks sound, counted from its beginning.
    """

    rate_hz: int
    clicks_s: tuple[float, ...]
    seconds: float = 2.0
    layout: str = "mono"

    def samples(self) -> NDArray[np.float32]:
        """``float32 [C, N]``: bursts of 3 ms."""
        wave = np.zeros(round(self.seconds * self.rate_hz), np.float32)
        length = round(0.003 * self.rate_hz)
        burst = 0.8 * np.sin(2 * np.pi * 4000 * np.arange(length) / self.rate_hz) * np.hanning(length)
        for at in self.clicks_s:
            wave[round(at * self.rate_hz) :][:length] += burst.astype(np.float32)
        return np.repeat(wave[None], {"mono": 1, "stereo": 2, "5.1": 6}[self.layout], axis=0)


def write_adts(path: Path, *pieces: Piece) -> Path:
    """Write pieces of AAC behind each other as ``cat`` does: no clock, each frame's length by its own rate."""
    data = b""
    for number, piece in enumerate(pieces):
        part = path.with_name(f"part{number}.aac")
        with av.open(str(part), "w", format="adts") as target:
            for packet in _encoded(target, piece):
                target.mux(packet)
        data += part.read_bytes()
        part.unlink()
    path.write_bytes(data)
    return path


def write_stream(path: Path, pieces: Sequence[Piece]) -> Path:
    """Write an MPEG-TS with one AAC track of pieces on one clock, beside pictures at 25 a second."""
    adts = write_adts(path.with_name("pieces.adts"), *pieces)
    frames = round(25 * sum(piece.seconds for piece in pieces))
    with av.open(str(path), "w", format="mpegts") as target, av.open(str(adts)) as source:
        picture = target.add_stream("mpeg2video", rate=25)
        picture.width, picture.height, picture.pix_fmt = 96, 64, "yuv420p"
        sound = target.add_stream_from_template(source.streams.audio[0])
        packets: list[Any] = []
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 3), number % 200, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            packets += picture.encode(frame)
        packets += picture.encode(None)
        at = Fraction(0)
        rates = _rates(adts)
        for rate, packet in zip(rates, source.demux(source.streams.audio[0]), strict=False):
            if packet.size:
                packet.stream, packet.time_base = sound, Fraction(1, 90_000)
                packet.pts = packet.dts = round(at * 90_000)
                packets.append(packet)
                at += Fraction(_FRAME, rate)
        for packet in sorted(packets, key=lambda packet: float(packet.dts * packet.time_base)):
            target.mux(packet)
    adts.unlink()
    return path


def expected_s(*pieces: Piece) -> list[float]:
    """When the clicks of pieces that follow each other are heard, from the first sample on."""
    at, heard = 0.0, []
    for piece in pieces:
        frame_s = _FRAME / piece.rate_hz
        heard += [at + frame_s + click for click in piece.clicks_s]  # an encoder begins by a frame of its own
        at += (-(-round(piece.seconds * piece.rate_hz) // _FRAME) + 1) * frame_s
    return heard


_FRAME = 1024
_ADTS_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000)


def _rates(adts: Path) -> list[int]:
    """The rate of every frame, as its header says."""
    data, at, rates = adts.read_bytes(), 0, []
    while at + 7 <= len(data):
        rates.append(_ADTS_RATES[data[at + 2] >> 2 & 15])
        at += (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    return rates


def _encoded(target: Any, piece: Piece) -> list[Any]:
    stream = target.add_stream("aac", rate=piece.rate_hz, layout=piece.layout)
    packets = []
    samples = piece.samples()
    for at in range(0, samples.shape[1], _FRAME):
        block = np.ascontiguousarray(samples[:, at : at + _FRAME])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=piece.layout)
        frame.sample_rate, frame.pts, frame.time_base = piece.rate_hz, at, Fraction(1, piece.rate_hz)
        packets += stream.encode(frame)
    return [packet for packet in [*packets, *stream.encode(None)] if packet.size]
