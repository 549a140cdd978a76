"""The clip's picture, packet by packet unchanged, with a new sound beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from math import lcm
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

from foleystudio.dsp.sound import Wave
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import is_same, whole_file
from foleystudio.media.clock.frame_times import FrameTable, read_frame_table
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
from foleystudio.media.formats import OwnSound, VideoFormat, VideoSound, video_format
from foleystudio.media.muxing.beside import lost
from foleystudio.media.muxing.layout import Layout, Plan, lay_out
from foleystudio.media.muxing.new_sound import NewSound
from foleystudio.media.self_contained import file_name
from foleystudio.media.sound.choice import heard_stream
from foleystudio.media.sound.decoding import is_audible
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress, stop_if
from foleystudio.timebase import FrameTimes

# The new sound is written this far ahead of the picture, so that neither has to be held in memory.
_LEAD_S = Fraction(1, 2)
# Matroska counts milliseconds: blocks that begin on one are placed exactly.
_BLOCKS_A_SECOND = 10
# Units a second for the beginnings of streams: as fine as players take, and the usual one.
_FINEST_UNITS = 10_000_000
_USUAL_UNITS = 90_000
_NO_TEXT = b"\0\0"


def mux(
    clip: Path,
    blocks: Iterable[Wave],
    out: Path,
    *,
    rate_hz: int,
    channels: int,
    own: OwnSound = OwnSound.REPLACE,
    stored_as: str | None = None,
    guide: int | None = None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> tuple[str, ...]:
    """Write a clip's picture with a new sound; the picture's packets are copied, byte for byte.

    Clip time 0 is 0 in the output, whatever the clip's own clock starts at. What else the clip carries comes along:
    chapters, subtitles, further sounds, timecode and data tracks, attached files, tags, what is said beside the
    pictures. The file appears at its place when it is whole; otherwise nothing is left behind.

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
    own
        What becomes of the clip's own sounds.
    stored_as
        One of the names of `VIDEO_SOUNDS`; None for the container's usual one.
    guide
        Which of the clip's own sounds the new one replaces, counted from 0; None for the one meant to be heard.
    progress, cancelled
        Share of the clip written; whether to stop.

    Returns
    -------
    Sentences on what of the clip the container cannot hold.

    Raises
    ------
    FoleyError
        When the clip has no picture, the container cannot hold a stream, or the output cannot be written.
    CancelledError
        When the user cancelled.
    """
    clip, out = Path(clip), Path(out)
    form = video_format(out)
    kind = _stored_as(form, stored_as, out)
    if is_same(out, clip):
        raise FoleyError("that is the clip itself", file=out, remedy="choose another name")
    with whole_file(out) as temporary, _in_a_sentence(form, out), ExitStack() as stack:
        source = stack.enter_context(open_container(clip))
        plan = _plan(clip, source, form, own, guide)
        target = stack.enter_context(
            av.open(file_name(temporary), "w", format=form.container, container_options=_options(plan))
        )
        table = read_frame_table(clip, cancelled=cancelled)
        if form.container == "mxf":
            _check_steady(table, out)
        layout = _laid_out(plan, target, out, lambda: NewSound(target, kind, rate_hz, channels))
        muxer = _Muxer(clip, plan, target, layout, out, table.times)
        if not table.has_pts:
            muxer.times = zip(*packet_times(clip, table, cancelled), strict=True)
        muxer.copy(_even(blocks, rate_hz // _BLOCKS_A_SECOND), rate_hz, progress, cancelled)
    return (*layout.notes, *lost(clip, out, form))


def _stored_as(form: VideoFormat, name: str | None, out: Path) -> VideoSound:
    try:
        return form.sound(name)
    except FoleyError as error:
        raise FoleyError(error.what, file=out, remedy=error.remedy) from error


def _plan(clip: Path, source: InputContainer, form: VideoFormat, own: OwnSound, guide: int | None) -> Plan:
    picture = picture_stream(source)
    if picture is None:
        raise FoleyError("it has no picture", file=clip, remedy="write the sound alone as .wav")
    guide = heard_stream(clip, is_audible) if guide is None else guide
    return Plan(form, source, picture, clock_of(clip, source).start(source), own, guide)


def _laid_out(plan: Plan, target: OutputContainer, out: Path, new_sound: Callable[[], NewSound]) -> Layout:
    try:
        layout = lay_out(plan, target, new_sound)
    except FoleyError as error:
        raise FoleyError(error.what, file=out, remedy=error.remedy) from error
    try:
        target.start_encoding()
    except OSError:
        raise
    except (av.error.FFmpegError, ValueError) as error:
        what = f"{plan.form.title} cannot hold what the clip holds with its new sound"
        raise FoleyError(what, file=out, remedy="write a .mkv or .mov") from error
    return layout


def _check_steady(table: FrameTable, out: Path) -> None:
    """MXF counts frames: they have to come evenly, from the beginning on."""
    if not table.times.is_variable and table.times.time_of(0) == 0:
        return
    raise FoleyError("MXF holds steady frame rates from the beginning on alone", file=out, remedy="write a .mov")


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


def _options(plan: Plan) -> dict[str, str]:
    """MP4 and MOV state when a stream begins in a unit of their own: one in which all beginnings are whole."""
    if plan.form.container not in {"mp4", "mov"}:
        return {}
    streams = [plan.picture, *plan.sounds]
    units = lcm(1000, *(((stream_start(stream) or plan.start) - plan.start).denominator for stream in streams))
    # What is not in the standard, stereo-3D in MP4 for instance, is written all the same.
    return {"movie_timescale": str(units if units < _FINEST_UNITS else _USUAL_UNITS), "strict": "unofficial"}


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
        self, clip: Path, plan: Plan, target: OutputContainer, layout: Layout, out: Path, frames: FrameTimes
    ) -> None:
        self._source, self._form, self._start = plan.source, plan.form, plan.start
        self._target, self._layout, self._out = target, layout, out
        self._clock = clock_of(clip, plan.source)
        self._latest_dts: dict[int, int] = {}
        self._frames = frames
        self.times: Iterator[tuple[int, int]] | None = None  # of the picture's packets, where their file states none

    def copy(self, blocks: Iterator[Wave], rate_hz: int, progress: Progress, cancelled: Cancelled) -> None:
        """Copy the packets in their order and pull the new sound along."""
        stops = [span.stop - self._start for span in self._clock.spans.values()]
        duration = max([Fraction(1, 1000), *(stops or [Fraction(self._source.duration or 0, av.time_base)])])
        read = packets(self._source)  # a clip that is cut off is copied as far as it goes
        for packet in self._clock.put_right(read):
            stop_if(cancelled)
            copied = self._copied(packet) if packet.size else None
            if copied is None or self._is_before_start(copied):
                continue
            if copied.dts is not None:
                now = copied.dts * copied.time_base
                self._write_sound(blocks, (now + _LEAD_S) * rate_hz, cancelled)
                progress(float(min(Fraction(1), max(Fraction(0), now / duration))), "writing the clip")
            self._write_copy(copied)
        self._write_sound(blocks, None, cancelled)
        self._target.mux(self._layout.sound.rest())
        progress(1.0, "writing the clip")

    def _copied(self, packet: Packet[Stream]) -> Packet[Stream] | None:
        """A packet of the output for one of the source; None where there is none."""
        if packet.stream_index in self._layout.copies:
            # MP4 fills the time between two subtitles with empty ones, and every writer makes its own.
            is_gap = packet.stream.type == "subtitle" and bytes(packet) == _NO_TEXT
            return None if is_gap else self._rebased(packet, self._layout.copies[packet.stream_index])
        converted = self._layout.converted.get(packet.stream_index)
        put = converted.put(packet) if converted is not None else None
        if converted is None or put is None:
            return None
        rebased = self._rebased(packet, converted.stream)
        put.pts, put.dts, put.duration = rebased.pts, rebased.pts, rebased.duration
        put.time_base, put.stream = rebased.time_base, converted.stream
        return put

    def _rebased(self, packet: Packet[Stream], copy: Stream) -> Packet[Stream]:
        """A packet of the source on the output's clock: counted from the clip's start."""
        picture = self._layout.picture
        if copy is picture and self.times is not None:
            unit = self._frames.time_base
            packet.pts, packet.dts = next(self.times)
            packet.duration = None
        else:
            unit = common_unit(packet.time_base, self._start)
            scale, shift = int(packet.time_base / unit), int(self._start / unit)
            packet.duration = (packet.duration or 0) * scale
            packet.pts = packet.pts * scale - shift if packet.pts is not None else None
            packet.dts = packet.dts * scale - shift if packet.dts is not None else None
        if copy is picture and not packet.duration and packet.pts is not None:
            packet.duration = self._shown_for(packet.pts)  # MP4 would leave out a last frame that is shown for 0
        self._put_right(packet)
        packet.time_base, packet.stream = unit, copy
        return packet

    def _shown_for(self, pts: int) -> int:
        """How long the list of frame times shows a frame, in its unit, which the picture's packets share."""
        frame = self._frames.frame_of_pts(pts)
        after = int(self._frames.pts[frame + 1]) if frame + 1 < len(self._frames) else self._frames.end_pts
        return after - int(self._frames.pts[frame])

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
        """Whether a packet must be left out because the container cannot say that it is decoded but not played."""
        if self._form.container not in {"matroska", "mxf"} or "matroska" in self._source.format.name:
            return False
        if packet.pts is None or packet.pts >= 0:
            return False
        if packet.stream is self._layout.picture:
            what = f"the clip begins between two keyframes, which {self._form.title} cannot hold"
            raise FoleyError(what, file=self._out, remedy="write a .mov")
        if packet.stream.type != "audio":
            return True
        return codec_name(packet.stream) != "opus"  # an encoder's run-up; Opus states its own in its header

    def _write_sound(self, blocks: Iterator[Wave], until: Fraction | None, cancelled: Cancelled) -> None:
        sound = self._layout.sound
        while until is None or sound.written < until:
            block = next(blocks, None)
            if block is None:
                return
            stop_if(cancelled)
            self._target.mux(sound.encoded(block))
