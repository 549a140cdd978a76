"""Sound streams to float samples at their own rate, every sample at its place on the clip's time axis."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from itertools import chain
from math import ceil, floor
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Discard
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.errors import FoleyError
from foleystudio.media.clock.clock import seek
from foleystudio.media.clock.reading import clock_of
from foleystudio.media.closing import ClosingContext
from foleystudio.media.containers import open_container, packets, sound_streams, stream_start
from foleystudio.media.sound.choice import SILENCE_PEAK, heard_stream
from foleystudio.media.sound.downmix import laid_out
from foleystudio.media.sound.rates import Placed, at_one_rate
from foleystudio.progress import Cancelled, Note, heed, never_cancelled, no_note, stop_if
from foleystudio.timebase import round_half_up, to_samples

# Decoders of compressed sound need a run-up before their output settles (MP3's bit reservoir is the longest).
_RUN_UP_S = Fraction(1, 4)
# Time stamps that are off by less are jitter or rounding: the samples go on without a seam.
_JITTER_S = Fraction(30, 1000)
# A step back this long is a clock that starts again, not an overlap: the samples go on without a seam.
_RESTART_S = 2
# Files of bare frames: their stamps are made up, as if all frames had the first one's rate.
_UNTIMED = {"aac", "ac3", "dts", "eac3", "loas", "mp2", "mp3"}
_FULL_SCALE = {"u8": 128.0, "s16": 2.0**15, "s32": 2.0**31, "s64": 2.0**63}


def to_float(frame: AudioFrame) -> Wave:
    """``float32 [n, C]`` of a decoded frame in any sample format, full scale +-1."""
    name = frame.format.name
    array: NDArray[Any] = frame.to_ndarray()
    samples = array.T if frame.format.is_planar else array.reshape(-1, frame.layout.nb_channels)
    scale = _FULL_SCALE.get(name.removesuffix("p"))
    if scale is None:
        return np.ascontiguousarray(samples, dtype=np.float32)
    # 32-bit samples do not fit float32 before they are scaled; a 24-bit sample arrives in their upper bits.
    values: NDArray[Any] = samples.astype(np.float64 if name.startswith(("s32", "s64")) else np.float32)
    centre = 128 if name.startswith("u8") else 0
    return np.ascontiguousarray((values - centre) / scale, dtype=np.float32)


def is_audible(path: Path, stream: int | None, cancelled: Cancelled = never_cancelled) -> bool:
    """Whether one of a file's sound streams is more than silence; reads as far as its first audible block.

    Raises
    ------
    FoleyError
        When it cannot be read.
    CancelledError
        When the user cancelled.
    """
    with SoundDecoder(path, stream) as decoder:
        for block in decoder.blocks():
            stop_if(cancelled)
            if float(np.abs(block).max(initial=0.0)) > SILENCE_PEAK:
                return True
    return False


class SoundDecoder(ClosingContext):
    """One sound stream of a file, decoded block by block from any sample on; a context manager.

    Sample ``n`` is the one at clip time ``n / rate_hz``: a stream that starts later is led in by silence,
    gaps are filled with silence, overlaps cut. Memory is bounded whatever the length.

    Parameters
    ----------
    path
        The file.
    stream
        Which of its sound streams, counted from 0; None takes the one that is meant to be heard (`sound_choice`).
    note
        Told about samples that were not numbers and about damaged stretches.
    by_stamps
        Trust time stamps that are coarser than samples: up to half of one's unit off, but any place is reached at
        once, where else all before it is decoded and counted.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no such stream.
    """

    def __init__(self, path: Path, stream: int | None = None, note: Note = no_note, *, by_stamps: bool = False) -> None:
        self.path = Path(path)
        self._number = heard_stream(self.path, is_audible) if stream is None else stream
        self._note = note
        self._noted: set[str] = set()
        self._stack = ExitStack()
        self._open()
        context = self._stream.codec_context
        self.rate_hz: int = context.sample_rate
        self.channels: int = context.channels
        self.channel_names = tuple(channel.name for channel in context.layout.channels)
        self._time_base = self._stream.time_base or Fraction(1, self.rate_hz)
        self._start = self._clock.start(self._container)
        # A clock coarser than the samples cannot say at which sample a frame lies: remember where each
        # frame lay when all before it had been counted.
        self._coarse_clock = self._time_base * self.rate_hz > 1 and not by_stamps
        self._counted: dict[int, Fraction] = {}
        self._counted_to = Fraction(0)
        self._counts_alone = False  # whether stamps are not looked at any more
        self._seams = self._clock.seams(self._stream.index)
        self._passed = 0  # how many of them

    def close(self) -> None:
        """Close the file."""
        self._stack.close()

    @property
    def length(self) -> int:
        """Samples from the clip's start to the end of the stream, as the file states it: an estimate."""
        span = self._clock.spans.get(self._stream.index)
        if span is not None:
            seconds = span.stop - self._start
        elif self._stream.duration is not None:
            lead = (stream_start(self._stream) or self._start) - self._start
            seconds = lead + self._stream.duration * self._time_base
        else:
            seconds = Fraction(self._container.duration or 0, av.time_base)
        return max(0, ceil(seconds * self.rate_hz))

    def blocks(self, start: int = 0) -> Iterator[Wave]:
        """Decode from a sample on; the blocks follow each other without gap or overlap.

        A later call ends an earlier one: there is one place in the file.

        Yields
        ------
        ``float32 [n, C]`` to the end of the stream; nothing when it ends before ``start``.
        """
        cursor = start
        for at, samples in self._placed_from(start):
            for block in self._silence(at - cursor):
                cursor += len(block)
                yield block
            if at + len(samples) > cursor:
                yield samples[cursor - at :]
                cursor = at + len(samples)

    def _silence(self, length: int) -> Iterator[Wave]:
        while length > 0:
            yield np.zeros((min(length, self.rate_hz), self.channels), dtype=np.float32)
            length -= self.rate_hz

    def _open(self) -> None:
        with ExitStack() as stack:
            self._container: InputContainer = stack.enter_context(open_container(self.path))
            streams = sound_streams(self._container)
            if self._number >= len(streams):
                what = f"it has no sound stream {self._number + 1}" if streams else "it has no sound"
                raise FoleyError(what, file=self.path, remedy="choose a file with sound")
            self._stream: AudioStream = streams[self._number]
            self._clock = clock_of(self.path, self._container)
            if not self._stream.codec_context.sample_rate or not self._stream.codec_context.channels:
                raise FoleyError("its sound cannot be decoded", file=self.path, remedy="convert it to WAV")
            for other in self._container.streams:
                if other is not self._stream:
                    other.discard = Discard.all
            self._stack = stack.pop_all()
        self._untouched = True
        self._was_sought = False

    def _rewind(self) -> None:
        """Go to the very beginning; by opening anew, so that nothing of the decoder's past remains."""
        if not self._untouched:
            self._stack.close()
            self._open()

    def _placed_from(self, start: int) -> Iterator[tuple[int, Wave]]:
        """Frames with the sample at which they lie, the first of them at or before ``start`` where there is one."""
        run_up = to_samples(_RUN_UP_S, self.rate_hz)
        if self._coarse_clock and start > self._counted_to:
            return self._placed(0)
        while start > run_up:
            units = (Fraction(start - run_up, self.rate_hz) + self._start) / self._time_base
            self._untouched = False
            if not seek(self._container, self._stream, floor(units), self._clock):
                break  # this container cannot seek: from the beginning then
            self._was_sought = True
            placed, counted_alone = self._placed(start), self._counts_alone
            first = next(placed, None)
            if self._counts_alone and not counted_alone:
                break  # the stamp that led here is one of those that are made up
            if first is None or first[0] <= start:
                return chain([first] if first is not None else [], placed)
            run_up *= 8
        return self._placed(0)

    def _placed(self, start: int) -> Iterator[tuple[int, Wave]]:
        """Samples from the present place in the file on; from its beginning when ``start`` is 0."""
        if start == 0:
            self._rewind()
        return at_one_rate(self._placed_frames(start), self.rate_hz, self.channels)

    def _placed_frames(self, start: int) -> Iterator[Placed]:
        after: Fraction | None = None
        for frame in self._frames():
            samples = self._cleaned(frame)
            rate_hz = self._rate_of(frame)
            passed = self._passed
            self._passed = bisect_right(self._seams, frame.pts) if frame.pts is not None else passed
            if after is None:
                at = self._first_place(frame, start)
                if at is None:
                    continue
            elif self._passed > passed:
                at = self._stamped(frame) or Fraction(0)
            else:
                at = self._next_place(frame, after)
            placed = Placed(at, samples, rate_hz)
            after = placed.stop(self.rate_hz)
            if self._coarse_clock and frame.pts is not None:
                self._counted[frame.pts] = at
                self._counted_to = max(self._counted_to, after)
            yield placed

    def _rate_of(self, frame: AudioFrame) -> int:
        """A frame's own rate; the first that is another shows that made-up stamps are wrong."""
        rate_hz = frame.sample_rate or self.rate_hz
        if rate_hz != self.rate_hz and self._container.format.name in _UNTIMED:
            self._counts_alone = self._coarse_clock = True
        return rate_hz

    def _stamped(self, frame: AudioFrame) -> Fraction | None:
        """Sample at which a frame's time stamp puts it; None when it has none."""
        if frame.pts is None:
            return None
        return Fraction(round_half_up((frame.pts * self._time_base - self._start) * self.rate_hz))

    def _first_place(self, frame: AudioFrame, start: int) -> Fraction | None:
        """Place of the first frame after a seek or the beginning; None when it cannot be known."""
        if start == 0:
            return self._stamped(frame) or Fraction(0)
        if self._coarse_clock:
            return self._counted.get(frame.pts) if frame.pts is not None else None
        return self._stamped(frame)

    def _next_place(self, frame: AudioFrame, after: Fraction) -> Fraction:
        """Place of a frame that follows another: right behind it unless the stamps tell of a gap or overlap."""
        stamped = self._stamped(frame)
        if stamped is None or self._counts_alone or abs(stamped - after) <= _JITTER_S * self.rate_hz:
            return after
        if stamped < after - _RESTART_S * self.rate_hz:
            return after
        return stamped

    def _frames(self) -> Iterator[AudioFrame]:
        """Decode on; damaged packets are left out, a file that is cut off ends where it ends."""
        self._untouched = False

        def cut_off() -> None:
            self._tell("its sound is cut off; what is there was read")

        read = packets(self._container, self._stream, cut_off=cut_off)
        for packet in self._clock.put_right(read, sought=self._was_sought):
            heed()
            try:
                yield from self._stream.decode(packet)
            except av.error.FFmpegError:
                self._tell("parts of its sound are damaged; they are silent now")

    def _cleaned(self, frame: AudioFrame) -> Wave:
        """Samples at the frame's own rate, in the stream's channels, silence for what is not a number."""
        samples = to_float(frame)
        finite = np.isfinite(samples)
        if not finite.all():
            self._tell("it holds samples that are not numbers; they are silent now")
            samples = np.where(finite, samples, np.float32(0))
        if samples.shape[1] != self.channels:  # the layout changes on the way
            samples = laid_out(samples, tuple(channel.name for channel in frame.layout.channels), self.channel_names)
        return samples

    def _tell(self, sentence: str) -> None:
        if sentence not in self._noted:
            self._noted.add(sentence)
            self._note(f"{self.path.name}: {sentence}.")
