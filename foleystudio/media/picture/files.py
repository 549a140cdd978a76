"""Pictures in memory written as a clip without sound."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.media.self_contained import file_name
from foleystudio.timebase import FrameTimes

_CODECS = (("libx264", {"preset": "veryfast", "crf": "18"}), ("mpeg4", {"qscale": "3"}))


def write_pictures(path: Path, pictures: Iterable[NDArray[np.uint8]], frames: FrameTimes) -> None:
    """Write pictures as H.264 in MP4, each at its own time; the file appears whole or not at all.

    Parameters
    ----------
    path
        Ends in .mp4.
    pictures
        One for each of ``frames``: uint8 [H, W] or [H, W, 3], all of one size.
    frames
        When they are shown.

    Raises
    ------
    FoleyError
        When there are no pictures, more or fewer than frames, or the file cannot be written.
    """
    with whole_file(path) as temporary:
        count = 0
        with av.open(file_name(temporary), "w", format="mp4") as container:
            for count, picture in enumerate(pictures, 1):
                if count == 1:
                    stream = _stream(container, picture, frames)
                if count > len(frames):
                    break
                frame = av.VideoFrame.from_ndarray(picture, "rgb24" if picture.ndim == 3 else "gray")
                frame.pts, frame.time_base = int(frames.pts[count - 1]), frames.time_base
                container.mux(stream.encode(frame))
            if count:
                container.mux(stream.encode(None))
        if count != len(frames) or not count:
            raise FoleyError(f"there are {count} pictures for {len(frames)} frames", file=path)


def _stream(container: av.container.OutputContainer, picture: NDArray[np.uint8], frames: FrameTimes) -> av.VideoStream:
    name, options = next(codec for codec in _CODECS if codec[0] in av.codecs_available)
    stream = container.add_stream(name, rate=frames.mean_rate_fps, options=options)
    if not isinstance(stream, av.VideoStream):
        raise TypeError(f"{name} is no video codec")
    height, width = picture.shape[:2]
    stream.width, stream.height = width + width % 2, height + height % 2  # halved colour wants even sides
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = frames.time_base
    stream.thread_count = 1
    return stream
