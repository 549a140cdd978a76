"""Opening media files with PyAV, and saying in one sentence why one cannot be opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from fractions import Fraction
from math import gcd
from pathlib import Path
from typing import Any, Literal, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from foleystudio.errors import FoleyError
from foleystudio.media.self_contained import LOOKED_INTO_WITHIN_S, check_ordinary, open_plain, refusal

DECODERS = ("h264", "hevc", "prores", "dnxhd", "mjpeg", "vp9", "mpeg2video", "aac", "mp3", "flac", "opus", "pcm_s24le")
"""What clips and sounds mostly come in."""

DECODING_THREADS = "FOLEYSTUDIO_DECODING_THREADS"
"""Environment variable: how many threads decode pictures; as many as there are cores where it is not set."""

_NOT_PICTURES = Disposition.attached_pic | Disposition.timed_thumbnails


def library_versions() -> dict[str, str]:
    """FFmpeg's libraries, each with its version."""
    return {"PyAV": av.__version__} | {name: ".".join(map(str, found)) for name, found in av.library_versions.items()}


def missing_codecs(encoders: Iterable[str], decoders: Iterable[str] = DECODERS) -> list[str]:
    """Which of these, by FFmpeg's names, this FFmpeg lacks."""
    return [*(name for name in encoders if not _has(name, "w")), *(name for name in decoders if not _has(name, "r"))]


def _has(name: str, mode: Literal["r", "w"]) -> bool:
    try:
        av.codec.Codec(name, mode)
    except ValueError:
        return False
    return True


def decode_by_threads(stream: VideoStream) -> None:
    """Have a stream's pictures decoded by several threads: one a core, or as many as `DECODING_THREADS` says."""
    said = os.environ.get(DECODING_THREADS, "")
    stream.thread_type = "AUTO"
    stream.thread_count = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0  # 0: FFmpeg's way


@contextmanager
def open_container(path: Path) -> Iterator[InputContainer]:
    """Open a media file for reading.

    Raises
    ------
    FoleyError
        When it is missing, a folder, empty, unreadable, no media file or one that leads to others.
    """
    path = Path(path)
    check_ordinary(path)
    try:
        container = open_plain(path)
        if _is_half_known(container):
            kind = container.format.name
            container.close()
            container = open_deeply(path, kind)
    except (OSError, ValueError, av.error.FFmpegError) as error:
        raise refusal(path, error) from error
    with container:
        yield container


def open_deeply(path: Path, kind: str) -> InputContainer:
    """Open a file of a kind and look as far into it as it takes to know all its streams: usually that is a few seconds.

    Raises
    ------
    OSError, ValueError, av.error.FFmpegError
        When it cannot be opened.
    """
    options = {"probesize": str(max(1 << 20, path.stat().st_size)), "analyzeduration": str((1 << 31) - 1)}
    if kind == "mpegts":
        options["scan_all_pmts"] = "1"
    return open_plain(path, kind, options, LOOKED_INTO_WITHIN_S)


def _is_half_known(container: InputContainer) -> bool:
    """Whether a sound is announced that is not heard at the beginning, so that its format is not known."""
    return any(not stream.codec_context.sample_rate for stream in sound_streams(container))


def picture_stream(container: InputContainer) -> VideoStream | None:
    """Answer the first stream of moving pictures; cover art does not count."""
    for stream in container.streams.video:
        if not stream.disposition & _NOT_PICTURES and stream.codec_context is not None:
            return stream
    return None


def sound_streams(container: InputContainer) -> list[AudioStream]:
    """Answer the sound streams that can be decoded."""
    return [stream for stream in container.streams.audio if stream.codec_context is not None]


def shown_streams(container: InputContainer) -> list[Stream]:
    """Answer what a player shows and sounds: the picture, when there is one, and the sounds."""
    picture = picture_stream(container)
    return [*([picture] if picture is not None else []), *sound_streams(container)]


def codec_name(stream: Stream) -> str:
    """FFmpeg's name of a stream's codec, whichever of its decoders is used ("mp3", not "mp3float")."""
    return stream.codec_context.codec.canonical_name


def stream_start(stream: Stream) -> Fraction | None:
    """Instant of a stream's first shown moment, if its file says."""
    if stream.start_time is None or stream.time_base is None:
        return None
    return stream.start_time * stream.time_base


def clip_start(container: InputContainer) -> Fraction:
    """Answer what a player calls 0: the earliest start among the picture and the sounds."""
    starts = [start for start in map(stream_start, shown_streams(container)) if start is not None]
    return min(starts, default=Fraction(0))


def stated_duration(container: InputContainer) -> Fraction:
    """Seconds from the clip's start to the end of the longest stream, as the file states it; 0 where it does not."""
    start = clip_start(container)
    ends = [
        (stream_start(stream) or start) + stream.duration * stream.time_base
        for stream in shown_streams(container)
        if stream.duration is not None and stream.time_base is not None
    ]
    if ends:
        return max(Fraction(0), max(ends) - start)
    return Fraction(container.duration or 0, av.time_base)


def packets(
    container: InputContainer, *streams: Stream, cut_off: Callable[[], None] = lambda: None
) -> Iterator[Packet[Any]]:
    """Packets of some streams, or of all, to where the file ends or is cut off.

    Parameters
    ----------
    container, streams
        Where from; no streams for all that are not discarded.
    cut_off
        Called when the file breaks off instead of ending.

    Raises
    ------
    FoleyError
        When the disk or the network fails: then the file is longer than what was read.
    """
    while True:
        try:
            yield from container.demux(*streams)
        except IndexError:  # how PyAV tells of a stream that begins on the way; those known before go on behind it
            continue
        except (OSError, av.error.ExitError) as error:  # a disk that fails or does not answer is no end
            raise FoleyError("it cannot be read to its end", file=container.name, remedy="copy it anew") from error
        except av.error.FFmpegError:
            cut_off()
        return


def go_to(container: InputContainer, place: int, stream: Stream | None = None) -> None:
    """Go to before a time stamp of a stream, or without one to a byte of the file.

    Raises
    ------
    av.error.FFmpegError
        When the container cannot seek.
    """
    # A reading that rests between two packets still counts its time, and a seek would be taken for one that is late:
    # another reading that is closed stops that clock. What it read is read again.
    with (
        closing(cast("Generator[object]", container.demux())) as reading,
        suppress(OSError, IndexError, av.error.FFmpegError),
    ):
        next(reading, None)
    container.seek(place, stream=stream, unsupported_byte_offset=stream is None)


def common_unit(a: Fraction, b: Fraction) -> Fraction:
    """Largest unit that divides two times; the first one's own when the second is 0."""
    return Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)
