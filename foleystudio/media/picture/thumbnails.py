"""Small pictures for the filmstrip: any frames of a clip, kept on disk by the file's contents."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.errors import FoleyError
from foleystudio.media.cache import cache_file
from foleystudio.media.clock.frame_times import read_frame_table
from foleystudio.media.picture.pictures import Picture
from foleystudio.media.picture.video import VideoReader
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress, stop_if

OnThumbnail = Callable[[int, Picture, bool], None]
"""Called with the frame asked for, ``uint8 [H, W, 3]``, and whether it is exact (else a frame near it)."""

_KIND = "thumbnails-2"
_KEPT_BYTES = 64 << 20  # of one clip's on disk: no more are added then
# Wider than any picture is in shape: only the height bounds a thumbnail.
_WIDEST = 16
# With a keyframe this many frames away, show that first.
_WORTH_A_STAND_IN = 24


def read_thumbnails(
    path: Path,
    frames: Iterable[int],
    height: int,
    on_thumbnail: OnThumbnail,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> None:
    """Hand over thumbnails as they become known: kept ones at once, then near ones, then exact ones.

    Parameters
    ----------
    path
        The clip.
    frames
        Which frames.
    height
        Height of the thumbnails in pixels; less where the picture itself is less high.
    on_thumbnail
        Takes them, from the caller's own thread; a frame may come twice, first as a stand-in.
    progress, cancelled
        Share of the frames handed over; whether to stop.

    Raises
    ------
    FoleyError
        When the clip cannot be read or has no picture.
    CancelledError
        When the user cancelled.
    """
    path = Path(path)
    wanted = list(dict.fromkeys(frames))
    kept = _Kept(cache_file(path, _KIND, f"-{height}.pack"), height)
    missing = []
    for frame in wanted:
        picture = kept.get(frame)
        if picture is None:
            missing.append(frame)
        else:
            on_thumbnail(frame, picture, True)
    if not missing:
        progress(1.0, "drawing the filmstrip")
        return
    keyframes = read_frame_table(path).keyframe_before
    with VideoReader(path, cache_bytes=0) as reader:
        box = (height * _WIDEST, height)
        for frame in missing:
            stop_if(cancelled)
            if frame - keyframes(frame) > _WORTH_A_STAND_IN:
                on_thumbnail(frame, reader.keyframe_near(frame, box)[1], False)
        for done, frame in enumerate(sorted(missing)):
            stop_if(cancelled)
            picture = reader.frame(frame, box)
            kept.add(frame, picture)
            on_thumbnail(frame, picture, True)
            progress((len(wanted) - len(missing) + done + 1) / len(wanted), "drawing the filmstrip")


class _Kept:
    """The thumbnails of one clip and height on disk: records of frame number, checksum and picture, appended.

    The file begins with the picture's height and width. One that is damaged or cut off is thrown away; of one whose
    shape is right, the records whose checksum does not hold are not there.
    """

    def __init__(self, file: Path, height: int) -> None:
        self._file = file
        self._places: dict[int, int] = {}
        self._records: NDArray[np.void] | None = None
        try:
            self._read(height)
        except FileNotFoundError:
            return
        except (OSError, ValueError):
            with suppress(OSError):
                file.unlink()

    def _read(self, most_height: int) -> None:
        if not stat.S_ISREG(self._file.lstat().st_mode):  # a pipe would be waited for, a link followed
            raise ValueError("no ordinary file")
        head = np.fromfile(self._file, dtype="<i8", count=2)
        if len(head) < 2 or not (0 < head[0] <= most_height and 0 < head[1] <= most_height * _WIDEST):
            raise ValueError("not a pack of thumbnails")
        record = _record(int(head[0]), int(head[1]))
        size = self._file.stat().st_size - head.nbytes
        if size % record.itemsize or size > 2 * _KEPT_BYTES:
            raise ValueError("cut off, or not ours")
        if count := size // record.itemsize:
            self._records = np.memmap(self._file, dtype=record, mode="r", offset=head.nbytes, shape=(count,))
            self._places = {int(frame): place for place, frame in enumerate(self._records["frame"])}

    def get(self, frame: int) -> Picture | None:
        place = self._places.get(frame)
        if place is None or self._records is None:
            return None
        picture = np.array(self._records[place]["picture"])
        return picture if self._records[place]["sum"] == _sum(self._file, frame, picture) else None

    def add(self, frame: int, picture: Picture) -> None:
        """Keep a thumbnail; says nothing where the cache cannot be written or is full."""
        record = _record(picture.shape[0], picture.shape[1])
        with suppress(OSError, FoleyError), self._file.open("ab") as file:
            size = file.tell()
            if size > _KEPT_BYTES or (size > 16 and (size - 16) % record.itemsize):
                return
            entry = np.zeros((), dtype=record)
            entry["frame"], entry["sum"], entry["picture"] = frame, _sum(self._file, frame, picture), picture
            head = np.array(picture.shape[:2], dtype="<i8").tobytes() if size == 0 else b""
            file.write(head + entry.tobytes())


def _sum(file: Path, frame: int, picture: Picture) -> int:
    """Checksum of a record, and of whose it is."""
    digest = hashlib.blake2b(f"{file.name} {frame}".encode(), digest_size=8)
    digest.update(np.ascontiguousarray(picture).tobytes())
    return int.from_bytes(digest.digest(), "little")


def _record(height: int, width: int) -> np.dtype[np.void]:
    return np.dtype([("frame", "<i8"), ("sum", "<u8"), ("picture", "u1", (height, width, 3))])
