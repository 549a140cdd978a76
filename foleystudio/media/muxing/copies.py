"""Streams of a clip as streams of another file: their tags and flags, and whether a container can hold them at all."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction

import av
from av.container import InputContainer, OutputContainer
from av.stream import AttachmentStream, Disposition, Stream
from av.video.stream import VideoStream

from foleystudio.media.containers import codec_name, common_unit
from foleystudio.media.formats import VIDEO_FORMATS, VideoFormat, listed
from foleystudio.media.probe import title_of

_CONTAINER_TAGS = {"major_brand", "minor_version", "compatible_brands", "encoder", "encoded_by", "duration"}
"""Tags of the source that say what its container is; the output has its own."""
_STREAM_TAGS = {"encoder", "vendor_id", "duration"}
_FILM_MARKS = ("operational_pattern_ul", "material_package", "product_", "company_name", "application_platform",
               "toolkit_version", "modification_date", "uid", "generation_uid")  # fmt: skip
"""How tags begin by which MXF says who wrote it."""
_MP4_TAGS = {"avc1", "avc3", "hvc1", "hev1", "dvh1", "dvhe", "mp4v", "av01", "vp09"}
"""Sample-description tags that MP4 shares with MOV; others belong to MOV alone."""

_QUICKTIME_LANGUAGES = {
    "deu": "ger", "nld": "dut", "zho": "chi", "ell": "gre", "isl": "ice", "mkd": "mac", "sqi": "alb", "hye": "arm",
    "eus": "baq", "mya": "bur", "kat": "geo", "msa": "may", "fas": "per", "bod": "tib", "cym": "wel", "fre": "fra",
    "cze": "ces", "slo": "slk", "rum": "ron", "swe": "sve",
}  # fmt: skip
"""Languages by the one of their two codes (ISO 639-2) that FFmpeg's list of QuickTime's has (Swedish by a third)."""

_KINDS = {"video": "pictures", "audio": "sound", "subtitle": "subtitles"}


def kept_tags(source: InputContainer) -> dict[str, str]:
    """A file's tags without those that say what its container is."""
    return {
        key: value
        for key, value in source.metadata.items()
        if key.lower() not in _CONTAINER_TAGS and not key.lower().startswith(_FILM_MARKS)
    }


def add_copy(target: OutputContainer, form: VideoFormat, source: InputContainer, stream: Stream) -> Stream:
    """Add a stream that takes another one's packets as they are; its time base is the caller's to choose.

    Raises
    ------
    ValueError, av.error.FFmpegError
        When the container knows no such stream.
    """
    # "opaque" takes over the parameters as they are; the alternative looks for an encoder.
    copy = target.add_stream_from_template(stream, opaque=True)
    copy.metadata.clear()
    copy.metadata.update({key: value for key, value in stream.metadata.items() if key.lower() not in _STREAM_TAGS})
    title = title_of(stream)
    if title and "title" not in copy.metadata:
        copy.metadata["title"] = title  # QuickTime keeps it under another name
    set_language(copy, form, stream.metadata.get("language", ""))
    copy.disposition = stream.disposition
    if copy.codec_context is not None:
        copy.codec_context.codec_tag = _tag_for(form, source, stream)
    if isinstance(stream, VideoStream) and isinstance(copy, VideoStream) and stream.average_rate:
        copy.codec_context.framerate = stream.average_rate
    return copy


def set_language(stream: Stream, form: VideoFormat, code: str) -> None:
    """State a stream's language, by the code that the container knows."""
    if code:
        stream.metadata["language"] = _QUICKTIME_LANGUAGES.get(code, code) if form.container == "mov" else code


def unit_of(form: VideoFormat, stream: Stream, start: Fraction) -> Fraction:
    """Time base of a stream's copy: one in which the clip's start is whole, so that no time stamp is rounded."""
    if form.container == "mxf" and isinstance(stream, VideoStream) and stream.average_rate:
        return 1 / stream.average_rate
    return common_unit(stream.time_base or Fraction(1, 90_000), start)


def _tag_for(form: VideoFormat, source: InputContainer, stream: Stream) -> str:
    """The sample description's tag: the source's own where the output knows it, else the writer's choice."""
    none = "\0\0\0\0"
    if form.container in {"matroska", "mxf"} or stream.type != "video":
        return none
    tag = stream.codec_context.codec_tag
    if "mov" in source.format.name and (form.container == "mov" or tag in _MP4_TAGS):
        return tag
    return "hvc1" if codec_name(stream) == "hevc" else none  # Apple's players refuse "hev1", the writer's choice


def can_hold(form: VideoFormat, source: InputContainer, streams: Sequence[Stream]) -> bool:
    """Whether a container takes these streams together: the head of such a file is written, to nowhere."""
    target = av.open(io.BytesIO(), "w", format=form.container, container_options={"strict": "unofficial"})
    try:
        for stream in streams:
            copy = add_copy(target, form, source, stream)
            copy.time_base = unit_of(form, stream, Fraction(0))
        target.start_encoding()
    except (ValueError, OSError, av.error.FFmpegError):
        return False
    finally:
        with suppress(OSError, av.error.FFmpegError):  # MXF has no end without a picture
            target.close()
    return not (form.container == "mxf" and any(map(_is_by_length, streams)))


def _is_by_length(stream: Stream) -> bool:
    """Whether pictures are told apart by their lengths, as MP4 has them; MXF has start codes."""
    head = stream.codec_context.extradata if isinstance(stream, VideoStream) else None
    return (head or b"")[:1] == b"\1" and codec_name(stream) in {"h264", "hevc"}


def holders(source: InputContainer, streams: Sequence[Stream], *, but: VideoFormat) -> str:
    """Kinds of files that would hold these streams, as a remedy names them: ``.mov or .mkv``; empty for none."""
    forms = (form for form in VIDEO_FORMATS if form is not but and can_hold(form, source, streams))
    return listed(tuple(form.suffixes[0] for form in forms))


def told(stream: Stream) -> str:
    """A stream in words: ``h264 pictures``."""
    if isinstance(stream, AttachmentStream):
        return f"the attached file {stream.metadata.get('filename', '')}".strip()
    if is_cover(stream):
        return "the cover picture"
    codec = f"{codec_name(stream)} " if stream.codec_context is not None else ""
    return f"{codec}{_KINDS.get(stream.type, 'data')}"


def is_cover(stream: Stream) -> bool:
    """Whether it is a still picture that stands for the film."""
    return stream.type == "video" and bool(stream.disposition & Disposition.attached_pic)
