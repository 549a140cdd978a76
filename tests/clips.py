"""Small clips made for tests: every frame shows its own number, sound on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
BITS = 12
"""Frame numbers are shown as this many vertical bars, the lowest bit at the left; white is 1."""


def numbered_picture(number: int, size: tuple[int, int]) -> Picture:
    """``uint8 [H, W, 3]``: a frame number as black and white bars."""
    width, height = size
    bars = [(number >> bit) & 1 for bit in range(BITS)]
    row = np.repeat(bars, -(-width // BITS))[:width] if width % BITS else np.repeat(bars, width // BITS)
    return np.ascontiguousarray(np.broadcast_to((row * 235).astype(np.uint8)[None, :, None], (height, width, 3)))


def frame_number(picture: NDArray[Any]) -> int:
    """Read back the number that a decoded ``uint8 [H, W, 3]`` (or ``[H, W]``) picture shows."""
    width = picture.shape[1]
    bar = -(-width // BITS)
    grey = picture.reshape(*picture.shape[:2], -1).mean(axis=(0, 2))
    centres = [min(width - 1, bit * bar + bar // 2) for bit in range(BITS)]
    return sum(int(grey[x] > 117) << bit for bit, x in enumerate(centres))


def write_clip(
    path: Path,
    *,
    size: tuple[int, int] = (96, 64),
    frames: int = 25,
    rate_fps: Fraction = Fraction(25),
    times_s: Sequence[Fraction | float] | None = None,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    gop: int = 12,
    picture: Callable[[int], Picture] | None = None,
    audio: NDArray[np.float32] | None = None,
    audio_rate_hz: int = 48_000,
    audio_codec: str | None = None,
    layout: str | None = None,
    audio_start_s: Fraction | float = 0,
    options: dict[str, str] | None = None,
) -> Path:
    """Write a small clip with PyAV and answer its path.

    Parameters
    ----------
    path
        Its suffix picks the container (``.mp4``, ``.mov``, ``.mkv``, ``.avi``, ``.webm``).
    size
        Width and height; codecs with subsampled chroma want even numbers (``pix_fmt="yuv444p"`` does not).
    frames, rate_fps
        How many pictures at which constant rate ...
    times_s
        ... or the display time of each picture (VFR); the last is shown as long as the one before it.
    picture
        Frame number -> ``uint8 [H, W, 3]`` RGB; by default the number itself, see `frame_number`.
        With ``frames=0`` the file has no video stream.
    audio
        ``float32 [N]`` or ``[N, C]``; None for no sound stream.
    audio_codec
        By default AAC in ``.mp4``, 24-bit PCM in ``.mov`` and ``.mkv``, 16-bit in ``.avi``, Opus in ``.webm``.
    layout
        Channel layout, ``5.1`` say; mono or stereo by default.
    audio_start_s
        When the sound starts on the clip's clock.
    options
        Options of the container (``{"movflags": "faststart"}``).
    """
    with av.open(str(path), "w", options=options or {}) as container:
        packets: list[tuple[float, Any]] = []
        if frames:
            draw = picture or (lambda number: numbered_picture(number, size))
            times = [Fraction(t) for t in times_s] if times_s is not None else [i / rate_fps for i in range(frames)]
            packets += _video_packets(container, times, rate_fps, size, codec, pix_fmt, gop, draw)
        if audio is not None:
            chosen = audio_codec or _AUDIO_CODECS[path.suffix.lower()]
            packets += _audio_packets(container, audio, audio_rate_hz, chosen, layout, Fraction(audio_start_s))
        for _, packet in sorted(packets, key=lambda item: item[0]):
            container.mux(packet)
    return path


_AUDIO_CODECS = {
    ".mp4": "aac", ".m4a": "aac", ".mov": "pcm_s24le", ".mkv": "pcm_s24le", ".avi": "pcm_s16le", ".webm": "libopus",
    ".wav": "pcm_s24le", ".flac": "flac",
}  # fmt: skip


def _video_packets(
    container: Any,
    times: list[Fraction],
    rate_fps: Fraction,
    size: tuple[int, int],
    codec: str,
    pix_fmt: str,
    gop: int,
    draw: Callable[[int], Picture],
) -> list[tuple[float, Any]]:
    regular = all(time == i / rate_fps for i, time in enumerate(times))
    time_base = 1 / rate_fps if regular else Fraction(1, 90_000)
    stream = container.add_stream(codec, rate=rate_fps)
    stream.width, stream.height = size
    stream.pix_fmt = pix_fmt
    stream.gop_size = gop
    stream.thread_count = 1
    stream.codec_context.time_base = time_base
    if codec == "libx264":
        stream.options = {"preset": "ultrafast", "crf": "12"}
    made = []
    for number, time in enumerate(times):
        frame = av.VideoFrame.from_ndarray(draw(number), format="rgb24")
        frame.time_base = time_base
        frame.pts = round(time / time_base)
        made += stream.encode(frame)
    made += stream.encode(None)
    return [(float(packet.dts * packet.time_base), packet) for packet in made if packet.dts is not None]


def _audio_packets(
    container: Any, audio: NDArray[np.float32], rate_hz: int, codec: str, layout: str | None, start_s: Fraction
) -> list[tuple[float, Any]]:
    samples = audio.reshape(len(audio), -1)
    name = layout or {1: "mono", 2: "stereo"}[samples.shape[1]]
    stream = container.add_stream(codec, rate=rate_hz, layout=name)
    resampler = av.AudioResampler(format=stream.codec_context.format, layout=name, rate=rate_hz)
    start, made = round(start_s * rate_hz), []
    frame_size = 1024
    for at in range(0, len(samples), frame_size):
        block = np.ascontiguousarray(samples[at : at + frame_size].reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(block, format="flt", layout=name)
        frame.sample_rate, frame.time_base, frame.pts = rate_hz, Fraction(1, rate_hz), start + at
        for converted in resampler.resample(frame):
            made += stream.encode(converted)
    made += stream.encode(None)
    return [(float((packet.pts or 0) * packet.time_base), packet) for packet in made if packet.size]
