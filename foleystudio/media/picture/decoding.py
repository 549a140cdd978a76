"""Decoded frames by their number in the list of frame times: seek to a keyframe, decode on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Discard
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from foleystudio.errors import FoleyError
from foleystudio.media.clock.clock import seek
from foleystudio.media.clock.frame_times import FrameTable
from foleystudio.media.clock.reading import clock_of
from foleystudio.media.containers import codec_name, decode_by_threads, open_container, packets, picture_stream

NumberedFrame = tuple[int, VideoFrame]

# Decoding this many frames on is cheaper than a seek to a nearer keyframe.
_WORTH_A_SEEK = 8
# After a seek in these containers FFmpeg guesses the first time stamps, sometimes wrongly.
_GUESSING = {"mpeg"}
_GUESSED_FRAMES = 8
# Codecs that mark the frames on which no other depends: on the way to a frame those need no decoding.
_MARKING = {"h264", "mpeg2video", "mpeg4"}


class PictureDecoder:
    """One clip's pictures, decoded in order from any keyframe; close it after use.

    Parameters
    ----------
    path
        The clip.
    table
        Its frame times and keyframes.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no picture.
    """

    def __init__(self, path: Path, table: FrameTable) -> None:
        self.path = Path(path)
        self.table = table
        self._stack = ExitStack()
        self._open()
        self.aspect = self._stream.sample_aspect_ratio

    def close(self) -> None:
        """Close the file."""
        self._stack.close()

    def _open(self) -> None:
        self._stack.close()
        with ExitStack() as stack:
            self._container: InputContainer = stack.enter_context(open_container(self.path))
            stream = picture_stream(self._container)
            if stream is None:
                raise FoleyError("it has no picture", file=self.path, remedy="choose a video file")
            self._stream: VideoStream = stream
            self._marks = codec_name(stream) in _MARKING
            for other in self._container.streams:
                if other is not stream:
                    other.discard = Discard.all
            decode_by_threads(stream)
            self._clock = clock_of(self.path, self._container)
            times = self.table.times
            time_base = stream.time_base or times.time_base
            self._scale = int(time_base / times.time_base)
            self._shift = int(self._clock.start(self._container) / times.time_base)
            self._stack = stack.pop_all()
        self._begin()

    def keyframe(self, number: int) -> VideoFrame | None:
        """Decode one keyframe and nothing else; None where that cannot be done.

        The frames that follow must be sought anew, which `go_to` does.
        """
        if not self.table.has_pts or not self._seek(number):
            return None
        self.next_frame = len(self.table.times)
        context = self._stream.codec_context
        try:
            for packet in self._clock.put_right(packets(self._container, self._stream), sought=True):
                if packet.size:
                    found = [*context.decode(packet), *context.decode(None)]
                    return found[0] if found and self._number_of(found[0]) == number else None
        except av.error.FFmpegError:
            pass
        return None

    def _begin(self, *, sought: bool = False) -> None:
        self._frames: Iterator[VideoFrame] = self._decoded(sought)
        self._pushed_back: NumberedFrame | None = None
        self._count = 0
        self._lost = sought  # until a time stamp tells where the seek has led
        self.next_frame = 0
        self._wanted_pts: int | None = None

    def __next__(self) -> NumberedFrame:
        """Next frame that can be decoded, with its number; numbers rise but may skip damaged frames."""
        if self._pushed_back is not None:
            found, self._pushed_back = self._pushed_back, None
        else:
            frame = next(self._frames)
            while self._lost and frame.pts is None:
                frame = next(self._frames)
            self._lost = False
            found = self._number_of(frame), frame
        self.next_frame = found[0] + 1
        return found

    def __iter__(self) -> Iterator[NumberedFrame]:
        return self

    def push_back(self, found: NumberedFrame) -> None:
        """Give back the frame that came last: it comes again next."""
        self._pushed_back = found
        self.next_frame = found[0]

    def go_to(self, frame: int, *, anew: bool = False) -> None:
        """Make the next frames lead to ``frame``.

        Stays when decoding on is cheaper than a seek, and leaves out frames on the way on which no other
        depends; ``anew`` does neither.
        """
        self._lead_to(frame, anew)
        self._wanted_pts = None
        if self.table.has_pts and self._marks and not anew:
            self._wanted_pts = self._pts_of(frame)

    def _lead_to(self, frame: int, anew: bool) -> None:
        keyframe = self.table.keyframe_before(frame)
        if not anew and self.next_frame <= frame and keyframe <= self.next_frame + _WORTH_A_SEEK:
            return
        if not self.table.has_pts:  # frames are told apart by counting: only from the beginning on
            if anew or self.next_frame > frame:
                self._open()
            return
        while keyframe > 0:
            if self._seek(keyframe) and self._lands_before(frame):
                return
            keyframe = self.table.keyframe_before(keyframe - 1)
        if self._container.format.name in _GUESSING or not (self._seek(0) and self._lands_before(frame)):
            self._open()

    def _seek(self, frame: int) -> bool:
        guessing = self._container.format.name in _GUESSING
        if guessing and frame:
            frame = self.table.keyframe_before(frame - 1)
        if not seek(self._container, self._stream, self._pts_of(frame), self._clock):
            return False
        self._begin(sought=True)
        if guessing:
            self._frames = islice(self._frames, _GUESSED_FRAMES, None)
        return True

    def _pts_of(self, frame: int) -> int:
        return (int(self.table.times.pts[frame]) + self._shift) // self._scale

    def _lands_before(self, frame: int) -> bool:
        found = next(self, None)
        if found is None:
            return False
        self.push_back(found)
        return found[0] <= frame

    def _number_of(self, frame: VideoFrame) -> int:
        self._count += 1
        if not self.table.has_pts:
            return min(self._count - 1, len(self.table.times) - 1)
        if frame.pts is None:
            return self.next_frame
        return self.table.times.frame_of_pts(frame.pts * self._scale - self._shift)

    def _decoded(self, sought: bool) -> Iterator[VideoFrame]:
        """Decode on; damaged packets are left out, a file that is cut off ends where it ends."""
        for packet in self._clock.put_right(packets(self._container, self._stream), sought=sought):
            passed = self._wanted_pts is not None and packet.pts is not None and packet.pts < self._wanted_pts
            self._stream.codec_context.skip_frame = "NONREF" if passed else "DEFAULT"
            try:
                yield from packet.decode()
            except av.error.FFmpegError:
                continue
