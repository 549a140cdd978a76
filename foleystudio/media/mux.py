"""The clip's picture, packet by packet unchanged, with a new sound beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from math import lcm
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Discard, Disposition, Stream
from av.video.stream import VideoStream

from foleystudio.atomic_files import is_same, whole_file
from foleystudio.dsp.sound import Wave
from foleystudio.errors import FoleyError
from foleystudio.media.clock.frame_times import read_frame_table
from foleystudio.media.clock.packet_timestamps import packet_times
from foleystudio.media.clock.reading import clock_of
from foleystudio.media.containers import (
    codec_name,
    common_unit,
    open_container,
    packets,
    picture_stream,
    stream_start,
)
from foleystudio.media.containers import sound_streams as sounds_of
from foleystudio.media.formats import VideoFormat, video_format
from foleystudio.media.self_contained import file_name
from foleystudio.media.sound.files import encoder_frame, layout_name
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress, stop_if
from foleystudio.timebase import FrameTimes

# The new sound is written this far ahead of the picture, so that neither has to be held in memory.
_LEAD_S = Fraction(1, 2)
# Matroska counts milliseconds: blocks that begin on one are placed exactly.
_BLOCKS_A_SECOND = 10
_AAC_BITS_A_CHANNEL = 128_000
# Units a second for the beginnings of streams: as fine as players take, and the usual one.
_FINEST_UNITS = 10_000_000
_USUAL_UNITS = 90_000
# Tags of the source that say what its container is; the output has its own.
_CONTAINER_TAGS = {"major_brand", "minor_version", "compatible_brands", "encoder", "encoded_by", "duration"}
_STREAM_TAGS = {"encoder", "vendor_id", "duration"}
# Sample-description tags that MP4 shares with MOV; others belong to MOV alone.
_MP4_TAGS = {"avc1", "avc3", "hvc1", "hev1", "dvh1", "dvhe", "mp4v", "av01", "vp09"}


def mux(
    clip: Path,
    blocks: Iterable[Wave],
    out: Path,
    *,
    rate_hz: int,
    channels: int,
    keep_guide: bool = False,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> None:
    """Write a clip's picture with a new sound; the picture's packets are copied, byte for byte.

    Clip time 0 is 0 in the output, whatever the clip's own clock starts at. The file appears at its place
    when it is whole; otherwise nothing is left behind.

    Parameters
    ----------
    clip
        Where the picture comes from.
    blocks
        The new sound from clip time 0 on: ``float32 [n, C]`` each; pulled as they are needed.
    out
        Ends in a suffix of `VIDEO_FORMATS`.
    rate_hz, channels
        Of the blocks.
    keep_guide
        Copy the clip's own sounds too, behind the new one, which becomes the default.
    progress, cancelled
        Share of the clip written; whether to stop.

    Raises
    ------
    FoleyError
        When the clip has no picture, the container cannot hold a stream, or the output cannot be written.
    CancelledError
        When the user cancelled.
    """
    clip, out = Path(clip), Path(out)
    form = video_format(out)
    if is_same(out, clip):
        raise FoleyError("that is the clip itself", file=out, remedy="choose another name")
    with whole_file(out) as temporary, _in_a_sentence(form, out), ExitStack() as stack:
        source = stack.enter_context(open_container(clip))
        picture = picture_stream(source)
        if picture is None:
            raise FoleyError("it has no picture", file=clip, remedy="write the sound alone as .wav")
        guides = sounds_of(source) if keep_guide else []
        options = _options(form, [picture, *guides], clock_of(clip, source).start(source))
        target = stack.enter_context(
            av.open(file_name(temporary), "w", format=form.container, container_options=options)
        )
        table = read_frame_table(clip, cancelled=cancelled)
        times = packet_times(clip, table, cancelled) if not table.has_pts else None
        muxer = _Muxer(clip, source, target, form, out, rate_hz, channels)
        muxer.frames = table.times
        muxer.add_streams(picture, guides)
        if times is not None:
            muxer.times = zip(*times, strict=True)
        muxer.copy(_even(blocks, rate_hz // _BLOCKS_A_SECOND), progress, cancelled)


@contextmanager
def _in_a_sentence(form: VideoFormat, out: Path) -> Iterator[None]:
    """Say what the writer refuses, whenever it does: with a later sound for instance, or at its end."""
    try:
        yield
    except OSError:
        raise
    except av.error.FFmpegError as error:
        raise _damaged(form, out) from error


def _damaged(form: VideoFormat, out: Path) -> FoleyError:
    what = f"the clip is damaged in a way that {form.title} cannot hold"
    return FoleyError(what, file=out, remedy="convert the clip first")


def _options(form: VideoFormat, streams: list[Stream], start: Fraction) -> dict[str, str]:
    """MP4 and MOV state when a stream begins in a unit of their own: one in which all beginnings are whole."""
    if form.container == "matroska":
        return {}
    units = lcm(1000, *(((stream_start(stream) or start) - start).denominator for stream in streams))
    return {"movie_timescale": str(units if units < _FINEST_UNITS else _USUAL_UNITS)}


def _even(blocks: Iterable[Wave], size: int) -> Iterator[Wave]:
    """Cut and join blocks to one size; the last may be shorter."""
    held: list[Wave] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count >= size:
            joined = np.concatenate(held)
            whole = count - count % size
            yield from (joined[start : start + size] for start in range(0, whole, size))
            held, count = [joined[whole:]], count - whole
    if count:
        yield np.concatenate(held)


class _Muxer:
    """One muxing under way."""

    def __init__(
        self,
        clip: Path,
        source: InputContainer,
        target: OutputContainer,
        form: VideoFormat,
        out: Path,
        rate_hz: int,
        channels: int,
    ) -> None:
        self._source = source
        self._target = target
        self._form = form
        self._out = out
        self._rate_hz = rate_hz
        self._channels = channels
        self._clock = clock_of(clip, source)
        self._start = self._clock.start(source)
        self._copies: dict[int, Stream] = {}
        self._latest_dts: dict[int, int] = {}
        self.frames = FrameTimes.regular(0, Fraction(25))
        self.times: Iterator[tuple[int, int]] | None = None  # of the picture's packets, where their file states none
        self._written = 0

    def add_streams(self, picture: VideoStream, guides: list[AudioStream]) -> None:
        """Lay out the output: the picture, the new sound, then the clip's own."""
        self._picture = self._copy_of(picture)
        self._picture.disposition = Disposition.default
        self._sound = self._new_sound()
        for guide in guides:
            self._copy_of(guide).disposition = guide.disposition & ~Disposition.default
        for stream in self._source.streams:
            if stream.index not in self._copies:
                stream.discard = Discard.all
        tags = {key: value for key, value in self._source.metadata.items() if key not in _CONTAINER_TAGS}
        self._target.metadata.update(tags)
        try:
            self._target.start_encoding()
        except OSError:
            raise
        except (av.error.FFmpegError, ValueError) as error:
            raise self._refusal(picture, *guides) from error

    def _refusal(self, *streams: Stream) -> FoleyError:
        kinds = {"video": "pictures", "audio": "sound"}
        held = " with ".join(dict.fromkeys(f"{codec_name(stream)} {kinds[stream.type]}" for stream in streams))
        remedy = "convert the clip first" if self._form.container == "matroska" else "write a .mkv"
        if streams[-1].type == "audio":
            remedy += " or leave out the clip's own sound"
        return FoleyError(f"{self._form.title} cannot hold {held}", file=self._out, remedy=remedy)

    def _copy_of(self, stream: Stream) -> Stream:
        try:
            # "opaque" takes over the parameters as they are; the alternative looks for an encoder.
            copy = self._target.add_stream_from_template(stream, opaque=True)
        except ValueError as error:
            raise self._refusal(stream) from error
        time_base = stream.time_base or Fraction(1, 90_000)
        # A unit in which the clip's start is whole: then no time stamp is rounded when the start is taken off.
        copy.time_base = common_unit(time_base, self._start)
        copy.metadata.update({key: value for key, value in stream.metadata.items() if key not in _STREAM_TAGS})
        copy.codec_context.codec_tag = self._tag_for(stream)
        if isinstance(stream, VideoStream) and isinstance(copy, VideoStream) and stream.average_rate:
            copy.codec_context.framerate = stream.average_rate
        self._copies[stream.index] = copy
        return copy

    def _tag_for(self, stream: Stream) -> str:
        """The sample description's tag: the source's own where the output knows it, else the writer's choice."""
        none = "\0\0\0\0"
        if self._form.container == "matroska" or stream.type != "video":
            return none
        tag = stream.codec_context.codec_tag
        if "mov" in self._source.format.name and (self._form.container == "mov" or tag in _MP4_TAGS):
            return tag
        return "hvc1" if codec_name(stream) == "hevc" else none  # Apple's players refuse "hev1", the writer's choice

    def _new_sound(self) -> AudioStream:
        stream = self._target.add_stream(self._form.codec, rate=self._rate_hz, layout=layout_name(self._channels))
        assert isinstance(stream, AudioStream)
        stream.time_base = Fraction(1, self._rate_hz)
        stream.disposition = Disposition.default
        stream.metadata["title"] = "Foley"
        if self._form.codec == "aac":
            stream.bit_rate = _AAC_BITS_A_CHANNEL * self._channels
        return stream

    def copy(self, blocks: Iterator[Wave], progress: Progress, cancelled: Cancelled) -> None:
        """Copy the packets in their order and pull the new sound along."""
        stops = [span.stop - self._start for span in self._clock.spans.values()]
        duration = max([Fraction(1, 1000), *(stops or [Fraction(self._source.duration or 0, av.time_base)])])
        read = packets(self._source)  # a clip that is cut off is copied as far as it goes
        for packet in self._clock.put_right(read):
            stop_if(cancelled)
            if packet.stream_index not in self._copies or not packet.size:
                continue
            copied = self._rebased(packet)
            if self._is_before_start(copied):
                continue
            if copied.dts is not None:
                now = copied.dts * copied.time_base
                self._write_sound(blocks, now + _LEAD_S, cancelled)
                progress(float(min(Fraction(1), max(Fraction(0), now / duration))), "writing the clip")
            self._write_copy(copied)
        self._write_sound(blocks, None, cancelled)
        self._target.mux(self._sound.encode(None))
        progress(1.0, "writing the clip")

    def _rebased(self, packet: Packet[Stream]) -> Packet[Stream]:
        """A packet of the source on the output's clock: counted from the clip's start."""
        copy = self._copies[packet.stream_index]
        if copy is self._picture and self.times is not None:
            unit = self.frames.time_base
            packet.pts, packet.dts = next(self.times)
            packet.duration = None
        else:
            unit = common_unit(packet.time_base, self._start)
            scale, shift = int(packet.time_base / unit), int(self._start / unit)
            packet.duration = (packet.duration or 0) * scale
            packet.pts = packet.pts * scale - shift if packet.pts is not None else None
            packet.dts = packet.dts * scale - shift if packet.dts is not None else None
        if copy is self._picture and not packet.duration and packet.pts is not None:
            packet.duration = self._shown_for(packet.pts)  # MP4 would leave out a last frame that is shown for 0
        self._put_right(packet)
        packet.time_base, packet.stream = unit, copy
        return packet

    def _shown_for(self, pts: int) -> int:
        """How long the list of frame times shows a frame, in its unit, which the picture's packets share."""
        frame = self.frames.frame_of_pts(pts)
        after = int(self.frames.pts[frame + 1]) if frame + 1 < len(self.frames) else self.frames.end_pts
        return after - int(self.frames.pts[frame])

    def _put_right(self, packet: Packet[Stream]) -> None:
        """Writers insist that decoding times rise and do not pass display times; damaged clips break that."""
        if packet.dts is None:
            return
        latest = self._latest_dts.get(packet.stream_index, packet.dts - 1)
        if packet.pts is not None and packet.pts < packet.dts:
            packet.dts = packet.pts
        packet.dts = max(packet.dts, latest + 1)
        if packet.pts is not None:
            packet.pts = max(packet.pts, packet.dts)
        self._latest_dts[packet.stream_index] = packet.dts

    def _write_copy(self, packet: Packet[Stream]) -> None:
        try:
            self._target.mux(packet)
        except ValueError as error:
            raise _damaged(self._form, self._out) from error

    def _is_before_start(self, packet: Packet[Stream]) -> bool:
        """Whether a packet must be left out because MKV cannot say that it is decoded but not played."""
        if self._form.container != "matroska" or "matroska" in self._source.format.name:
            return False
        if packet.pts is None or packet.pts >= 0:
            return False
        if packet.stream.type == "video":
            raise FoleyError(
                "the clip begins between two keyframes, which MKV cannot hold", file=self._out, remedy="write a .mov"
            )
        return codec_name(packet.stream) != "opus"  # an encoder's run-up; Opus states its own in its header

    def _write_sound(self, blocks: Iterator[Wave], until_s: Fraction | None, cancelled: Cancelled) -> None:
        while until_s is None or self._written < until_s * self._rate_hz:
            block = next(blocks, None)
            if block is None:
                return
            stop_if(cancelled)
            self._target.mux(self._sound.encode(self._frame(block)))
            self._written += len(block)

    def _frame(self, piece: Wave) -> AudioFrame:
        if piece.ndim != 2 or piece.shape[1] != self._channels:
            raise ValueError(f"the sound has {self._channels} channels, a block has shape {piece.shape}")
        if self._form.codec != "aac":
            return encoder_frame(piece, "PCM_24", self._rate_hz, self._written)
        planes = np.ascontiguousarray(piece.T, dtype=np.float32)
        frame = AudioFrame.from_ndarray(planes, format="fltp", layout=layout_name(self._channels))
        frame.sample_rate, frame.pts = self._rate_hz, self._written
        return frame
