"""What is in a media file: its streams, exact rates and starts, duration, rotation."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from foleystudio.errors import FoleyError
from foleystudio.media.clock.clock import Clock
from foleystudio.media.clock.reading import clock_of
from foleystudio.media.containers import (
    clip_start,
    codec_name,
    open_container,
    packets,
    picture_stream,
    sound_streams,
    stated_duration,
    stream_start,
)
from foleystudio.media.picture.pictures import clockwise_rotation, display_size
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress

# Packets read in search of the first decodable picture: it alone tells how a clip is rotated.
_PACKETS_TRIED = 300
_DEFAULT = "default"
_NO_LANGUAGE = {"", "und", "unk", "mis", "zxx", "```"}
# What programs write where a track has no name.
_NO_TITLE = ("handler", "core media audio", "gpac", "bento4", "apple alias")
_LONGEST_TITLE = 60  # letters of a stream's title or language: what menus have room for
_USUAL_LAYOUTS = {1: "mono", 2: "stereo"}


@dataclass(frozen=True)
class VideoStreamInfo:
    """The clip's stream of pictures.

    Parameters
    ----------
    index
        Its number in the file.
    codec
        FFmpeg's name of the codec ("h264").
    coded_width, coded_height
        Stored size in pixels.
    display_width, display_height
        Size on square pixels, upright: after the sample aspect ratio and the rotation.
    rotation_deg
        Clockwise turn that makes the stored picture upright: 0, 90, 180 or 270.
    rate_fps
        Average rate, for labels; positions come from the list of frame times.
    time_base
        Seconds per pts unit of this stream.
    start_time
        Start in seconds, in the file's own time (the clip's start is ``ClipInfo.start_time``).
    pixel_format
        FFmpeg's name of the pixel format ("yuv420p").
    """

    index: int
    codec: str
    coded_width: int
    coded_height: int
    display_width: int
    display_height: int
    rotation_deg: int
    rate_fps: Fraction
    time_base: Fraction
    start_time: Fraction
    pixel_format: str


@dataclass(frozen=True)
class AudioStreamInfo:
    """One of the clip's streams of sound.

    Parameters
    ----------
    index
        Its number in the file.
    codec
        FFmpeg's name of the codec ("aac").
    rate_hz
        Samples a second.
    channels
        How many channels.
    layout
        FFmpeg's name of the channel layout ("stereo", "5.1").
    start_time
        Start in seconds, in the file's own time.
    duration_s
        Length in seconds, as the file states it.
    language, title
        What the file calls it: a language's code ("eng"), and a name; empty where it does not say.
    flags
        What it is flagged as, in FFmpeg's words ("default", "comment", "hearing_impaired").
    """

    index: int
    codec: str
    rate_hz: int
    channels: int
    layout: str
    start_time: Fraction
    duration_s: Fraction
    language: str = ""
    title: str = ""
    flags: tuple[str, ...] = ()

    @property
    def is_default(self) -> bool:
        """Whether it is flagged as the one to be played."""
        return _DEFAULT in self.flags


@dataclass(frozen=True)
class ClipInfo:
    """What a media file holds, as its headers say.

    Parameters
    ----------
    path
        The file.
    container
        FFmpeg's name of the container ("mov,mp4,m4a,3gp,3g2,mj2").
    duration_s
        Seconds from the clip's start to the end of its longest stream.
    start_time
        The instant of the file's own time that the clip calls 0: the earliest start of its streams.
    video
        The stream of pictures, if there is one; cover art does not count.
    audio
        The streams of sound.
    start_timecode
        The first frame's timecode as the file states it ("10:00:00;00": a semicolon says drop-frame), if it does.
    notes
        What a user may want to know of how it was read, a sentence each, without the file's name and a full stop.
    """

    path: Path
    container: str
    duration_s: Fraction
    start_time: Fraction
    video: VideoStreamInfo | None
    audio: tuple[AudioStreamInfo, ...]
    start_timecode: str | None = None
    notes: tuple[str, ...] = ()


def probe(path: Path, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> ClipInfo:
    """Read what a media file holds: from its head, or from all its packets where that does not say when they play.

    Raises
    ------
    FoleyError
        When the file is missing, empty, no media file, holds neither picture nor sound, or its clock is beyond use.
    CancelledError
        When the user cancelled.
    """
    path = Path(path)
    with open_container(path) as container:
        clock = clock_of(path, container, progress, cancelled)
        start = clock.start(container)
        picture = picture_stream(container)
        audio = tuple(_audio_info(container, stream, clock) for stream in sound_streams(container))
        video = _video_info(container, picture, clock) if picture is not None else None
        if video is None and not audio:
            raise FoleyError("it holds neither picture nor sound", file=path, remedy="choose another file")
        timecode = _start_timecode(container, picture)
        stops = [span.stop for span in clock.spans.values()]
        duration = max(stops) - start if stops else stated_duration(container)
        return ClipInfo(path, container.format.name, duration, start, video, audio, timecode, clock.notes)


def _start_timecode(container: InputContainer, picture: VideoStream | None) -> str | None:
    """The picture's own word goes first, then the file's (MXF, AVI, Matroska), then a timecode track's."""
    others = [stream.metadata for stream in container.streams if stream.type == "data"]
    for tags in (picture.metadata if picture is not None else {}, container.metadata, *others):
        for key, value in tags.items():
            if key.casefold() == "timecode" and value.strip():
                return str(value).strip()
    return None


def _start_of(container: InputContainer, stream: Stream, clock: Clock) -> Fraction:
    """A stream's beginning as the file states it, unless its packets say quite another."""
    stated = stream_start(stream) or clip_start(container)
    span = clock.spans.get(stream.index)
    return span.start if span is not None and abs(span.start - stated) >= 1 else stated


def _audio_info(container: InputContainer, stream: AudioStream, clock: Clock) -> AudioStreamInfo:
    context = stream.codec_context
    time_base = stream.time_base or Fraction(1, context.sample_rate or 1)
    start = _start_of(container, stream, clock)
    span = clock.spans.get(stream.index)
    if span is not None:
        duration = span.stop - span.start
    elif stream.duration is not None:
        duration = stream.duration * time_base
    else:
        duration = Fraction(container.duration or 0, av.time_base)
    return AudioStreamInfo(
        stream.index, codec_name(stream), context.sample_rate, context.channels, _layout(context), start, duration,
        _language(stream), title_of(stream), _flags(stream),
    )  # fmt: skip


def _layout(context: AudioCodecContext) -> str:
    """The layout's name; the usual one of one or two channels where the file has none ("2 channels")."""
    name = context.layout.name
    return _USUAL_LAYOUTS.get(context.channels, name) if name.endswith("channels") else name


def _language(stream: Stream) -> str:
    language = " ".join(stream.metadata.get("language", "").split()).lower()
    return "" if language in _NO_LANGUAGE else language[:_LONGEST_TITLE]


def title_of(stream: Stream) -> str:
    """A track's own name; QuickTime and MP4 keep it as that of its handler, where programs write their own name too."""
    for key in ("title", "name", "handler_name"):
        title = " ".join("".join(c if c.isprintable() else " " for c in stream.metadata.get(key, "")).split())
        if title and not any(word in title.lower() for word in _NO_TITLE):
            return title[:_LONGEST_TITLE]
    return ""


def _flags(stream: Stream) -> tuple[str, ...]:
    return tuple(flag.name for flag in Disposition if flag.name and stream.disposition & flag)


def _video_info(container: InputContainer, stream: VideoStream, clock: Clock) -> VideoStreamInfo:
    first = _first_picture(container, stream)
    context = stream.codec_context
    width = first.width if first is not None else context.width
    height = first.height if first is not None else context.height
    rotation = clockwise_rotation(first) if first is not None else 0
    display = display_size(width, height, stream.sample_aspect_ratio, rotation)
    return VideoStreamInfo(
        index=stream.index,
        codec=codec_name(stream),
        coded_width=width,
        coded_height=height,
        display_width=display[0],
        display_height=display[1],
        rotation_deg=rotation,
        rate_fps=stream.average_rate or stream.guessed_rate or stream.base_rate or Fraction(25),
        time_base=stream.time_base or Fraction(1, 90_000),
        start_time=_start_of(container, stream, clock),
        pixel_format=context.pix_fmt or (first.format.name if first is not None else ""),
    )


def _first_picture(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    """Decode the first picture that can be decoded; None when there is none near the start."""
    for tried, packet in enumerate(packets(container, stream)):
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            frames = []
        if frames:
            return frames[0]
        if tried > _PACKETS_TRIED:
            break
    return None
