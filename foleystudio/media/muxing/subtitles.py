"""Subtitles from one container's words into another's: SubRip, MP4's timed text, styled ASS."""

from __future__ import annotations

from fractions import Fraction

import av
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.subtitles.codeccontext import SubtitleCodecContext
from av.subtitles.stream import SubtitleStream

from foleystudio.media.containers import codec_name
from foleystudio.media.formats import VideoFormat
from foleystudio.media.muxing.copies import set_language
from foleystudio.media.probe import title_of

_TEXTS = {"subrip", "srt", "mov_text", "ass", "ssa", "webvtt", "text"}
_UNIT = Fraction(1, 1000)


def can_be_put(form: VideoFormat, stream: Stream) -> bool:
    """Whether a container that cannot hold these subtitles as they are holds their text in other words."""
    known = isinstance(stream, SubtitleStream) and stream.codec_context is not None
    return known and bool(form.subtitles) and codec_name(stream) in _TEXTS


class Converted:
    """Subtitles that are written in other words; their times stay.

    Parameters
    ----------
    target
        The file, before its header is written.
    form
        Of the file.
    stream
        Of the clip.
    """

    def __init__(self, target: OutputContainer, form: VideoFormat, stream: SubtitleStream) -> None:
        reading = stream.codec_context
        assert isinstance(reading, SubtitleCodecContext)
        reading.open(strict=False)
        added = target.add_stream(form.subtitles)
        assert isinstance(added, SubtitleStream)
        self.stream, self._reading = added, reading
        writing = added.codec_context
        assert isinstance(writing, SubtitleCodecContext)
        writing.subtitle_header = reading.subtitle_header
        writing.time_base = added.time_base = _UNIT
        added.disposition = stream.disposition
        set_language(added, form, stream.metadata.get("language", ""))
        if title_of(stream):
            added.metadata["title"] = title_of(stream)
        self._writing = writing

    def put(self, packet: Packet[Stream]) -> Packet[Stream] | None:
        """A packet of the clip's in other words, without its times; None where it shows nothing."""
        try:
            shown = self._reading.decode2(packet)
        except (av.error.FFmpegError, RuntimeError):
            return None
        if shown is None or not len(shown):
            return None
        return self._writing.encode_subtitle(shown)
