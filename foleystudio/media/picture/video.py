"""A clip's pictures: any frame exactly, or all of them in order and fast."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from operator import attrgetter
from pathlib import Path

from av.video.frame import VideoFrame

from foleystudio.byte_cache import ByteCache
from foleystudio.errors import FoleyError
from foleystudio.media.clock.frame_times import read_frame_table
from foleystudio.media.closing import ClosingContext
from foleystudio.media.picture.decoding import NumberedFrame, PictureDecoder
from foleystudio.media.picture.pictures import MaxSize, Picture, PictureMaker
from foleystudio.timebase import FrameTimes

CACHE_BYTES = 256 << 20
"""What a reader's decoded pictures may take of the memory."""

_Key = tuple[int, MaxSize]


class VideoReader(ClosingContext):
    """Reads a clip's frames by number; a context manager. Use it from one thread at a time.

    Pictures are upright, on square pixels, and must not be written to: they are shared with the reader's
    memory of the latest ones. A frame that is damaged shows the one before it.

    Parameters
    ----------
    path
        The clip.
    frames
        Its frame times; read from the clip when None.
    cache_bytes
        What the remembered pictures may take.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no picture.
    """

    def __init__(self, path: Path, frames: FrameTimes | None = None, cache_bytes: int = CACHE_BYTES) -> None:
        self.path = Path(path)
        self._table = read_frame_table(self.path)
        self.frames = frames if frames is not None else self._table.times
        self._decoder = PictureDecoder(self.path, self._table)
        self._makers: dict[MaxSize, PictureMaker] = {}
        self._kept = ByteCache[_Key, Picture](cache_bytes, attrgetter("nbytes"))

    def close(self) -> None:
        """Close the file and forget the pictures."""
        self._decoder.close()
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._table.times)

    def frame(self, number: int, max_size: MaxSize = None) -> Picture:
        """Exactly this frame.

        Parameters
        ----------
        number
            0 to ``len(reader) - 1``.
        max_size
            Box to fit: longer side, or (width, height).

        Returns
        -------
        ``uint8 [H, W, 3]`` RGB.

        Raises
        ------
        FoleyError
            When nothing of the clip can be decoded.
        """
        self._check(number)
        kept = self._kept.get((number, max_size))
        if kept is not None:
            return kept
        self._decoder.go_to(number)
        found = self._decode_to(number)
        if found is None or found[0] != number:  # damaged here, or the decoder stands behind all it can give
            self._decoder.go_to(number, anew=True)
            found = self._decode_to(number)
        if found is None:
            raise _undecodable(self.path)
        return self._keep((number, max_size), self._maker(max_size).picture(found[1]))

    def _decode_to(self, number: int) -> NumberedFrame | None:
        """Decode on to a frame; the one before it, or else behind it, where it is damaged."""
        before = None
        for found in self._decoder:
            if found[0] > number:
                self._decoder.push_back(found)
                return before or found
            before = found
            if found[0] == number:
                break
        return before

    def keyframe_near(self, number: int, max_size: MaxSize = None) -> tuple[int, Picture]:
        """Last keyframe at or before a frame, with its number: one decoding step, for while dragging."""
        self._check(number)
        keyframe = self._table.keyframe_before(number)
        kept = self._kept.get((keyframe, max_size))
        if kept is not None:
            return keyframe, kept
        found = self._decoder.keyframe(keyframe)
        if found is None:
            return keyframe, self.frame(keyframe, max_size)
        return keyframe, self._keep((keyframe, max_size), self._maker(max_size).picture(found))

    def iterate(
        self, start: int = 0, stop: int | None = None, max_size: MaxSize = None, grey: bool = False
    ) -> Generator[tuple[int, Picture]]:
        """All frames from ``start`` to before ``stop``, in order; the memory of latest pictures is left alone.

        Yields
        ------
        Frame number and ``uint8 [H, W, 3]`` RGB, or ``[H, W]`` when ``grey``.

        Raises
        ------
        FoleyError
            When nothing of the clip can be decoded.
        """
        stop = len(self) if stop is None else min(stop, len(self))
        if start >= stop:
            return
        with closing(PictureDecoder(self.path, self._table)) as decoder:
            maker = PictureMaker(decoder.aspect, max_size, grey)
            decoder.go_to(start)
            for number, frame in _without_gaps(decoder, start, stop):
                yield number, maker.picture(frame)

    def _check(self, number: int) -> None:
        if not 0 <= number < len(self):
            raise IndexError(f"frames run from 0 to {len(self) - 1}, not {number}")

    def _maker(self, max_size: MaxSize) -> PictureMaker:
        if max_size not in self._makers:
            self._makers[max_size] = PictureMaker(self._decoder.aspect, max_size)
        return self._makers[max_size]

    def _keep(self, key: _Key, picture: Picture) -> Picture:
        picture.setflags(write=False)
        self._kept[key] = picture
        return picture


def _without_gaps(decoder: PictureDecoder, start: int, stop: int) -> Iterator[tuple[int, VideoFrame]]:
    """Every number from ``start`` to before ``stop``: a damaged frame shows the one before it, the first the next."""
    latest: VideoFrame | None = None
    number = start
    for at, frame in decoder:
        for missing in range(number, min(at, stop)):
            yield missing, latest if latest is not None else frame
        number = max(number, min(at, stop))
        latest = frame
        if at == number < stop:
            yield number, frame
            number += 1
        if number >= stop:
            return
    if latest is None:
        raise _undecodable(decoder.path)
    for missing in range(number, stop):
        yield missing, latest


def _undecodable(path: Path) -> FoleyError:
    return FoleyError("none of its frames can be decoded", file=path, remedy="convert it to H.264 and open that")
