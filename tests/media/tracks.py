"""Clips with several sound tracks, as cameras, broadcasters and film distributors leave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.stream import Disposition
from numpy.typing import NDArray

from tests.clips import numbered_picture

RATE_HZ = 48_000
_UNFLAGGED = Disposition(0)


@dataclass(frozen=True)
class SoundTrack:
    """One sound track.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.
    language, title
        What it is called.
    flags
        FFmpeg's disposition of it.
    """

    samples: NDArray[np.float32]
    language: str = ""
    title: str = ""
    flags: Disposition = _UNFLAGGED
    layout: str = ""
    rate_hz: int = RATE_HZ


def strikes(
    times_s: Sequence[float], seconds: float = 2.0, pitch_hz: float = 900.0, channels: int = 1, gain: float = 0.7
) -> NDArray[np.float32]:
    """``float32 [N, C]``: decaying strikes at these times, silence between them."""
    wave = np.zeros(round(seconds * RATE_HZ), np.float32)
    t = np.arange(RATE_HZ // 4) / RATE_HZ
    strike = (gain * np.sin(2 * np.pi * pitch_hz * t) * np.exp(-t / 0.03)).astype(np.float32)
    for at in times_s:
        part = wave[round(at * RATE_HZ) :][: len(strike)]
        part += strike[: len(part)]
    return np.repeat(wave[:, None], channels, axis=1)


def silence(seconds: float = 2.0, channels: int = 1) -> NDArray[np.float32]:
    """``float32 [N, C]`` of zeros."""
    return np.zeros((round(seconds * RATE_HZ), channels), np.float32)


def write_tracks(path: Path, tracks: Sequence[SoundTrack], frames: int = 50, codec: str = "pcm_s16le") -> Path:
    """Write pictures at 25 a second and sound tracks, in their order; answers the path."""
    with av.open(str(path), "w") as target:
        packets = _pictures(target, frames) if frames else []
        streams = [_stream(target, track, codec) for track in tracks]
        for stream, track in zip(streams, tracks, strict=True):
            packets += _sounds(stream, track)
        for packet in sorted(packets, key=lambda packet: float(packet.dts * packet.time_base)):
            target.mux(packet)
    return path


def _pictures(target: Any, frames: int) -> list[Any]:
    stream = target.add_stream("libx264", rate=25, options={"preset": "ultrafast", "crf": "12"})
    stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
    stream.thread_count = 1
    packets: list[Any] = []
    for number in range(frames):
        frame: Any = av.VideoFrame.from_ndarray(numbered_picture(number, (96, 64)), format="rgb24")
        frame.pts, frame.time_base = number, Fraction(1, 25)
        packets += stream.encode(frame)
    packets += stream.encode(None)
    return packets


def _stream(target: Any, track: SoundTrack, codec: str) -> Any:
    layout = track.layout or {1: "mono", 2: "stereo", 6: "5.1"}[track.samples.shape[1]]
    stream = target.add_stream(codec, rate=track.rate_hz, layout=layout)
    stream.disposition = track.flags
    if track.language:
        stream.metadata["language"] = track.language
    if track.title:
        stream.metadata["title" if Path(target.name).suffix == ".mkv" else "handler_name"] = track.title
    return stream


def _sounds(stream: Any, track: SoundTrack) -> list[Any]:
    context = stream.codec_context
    resampler = av.AudioResampler(format=context.format, layout=context.layout.name, rate=track.rate_hz)
    packets = []
    for at in range(0, len(track.samples), 1024):
        block = np.ascontiguousarray(track.samples[at : at + 1024].reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(block, format="flt", layout=context.layout.name)
        frame.sample_rate, frame.time_base, frame.pts = track.rate_hz, Fraction(1, track.rate_hz), at
        for converted in resampler.resample(frame):
            packets += stream.encode(converted)
    return [packet for packet in [*packets, *stream.encode(None)] if packet.size]
