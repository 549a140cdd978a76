"""Decoded frames to upright arrays on square pixels, by swscale."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from foleystudio.timebase import round_half_up

Picture = NDArray[np.uint8]
"""``uint8 [H, W, 3]`` RGB, or ``[H, W]`` where a docstring says grey."""

MaxSize = int | tuple[int, int] | None
"""Box that a picture must fit: its longer side, or (width, height); None for full size. Never enlarges."""

_COLOURS_UNSTATED = 2  # AVCOL_SPC_UNSPECIFIED
_HD_HEIGHT = 720  # lines from which unstated colours are BT.709's, as players take them; those of fewer are BT.601's


def clockwise_rotation(frame: VideoFrame) -> int:
    """Clockwise turn that makes a decoded picture upright, to the nearest quarter: 0, 90, 180 or 270."""
    return round_half_up(Fraction(-frame.rotation, 90)) % 4 * 90


def square_pixels(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """Stored size on square pixels; ``aspect`` is that of one stored pixel."""
    if aspect is None or aspect <= 0:
        return width, height
    return max(1, round_half_up(width * aspect)), height


def display_size(width: int, height: int, aspect: Fraction | None, rotation_deg: int) -> tuple[int, int]:
    """Size of a picture on square pixels, upright."""
    wide, high = square_pixels(width, height, aspect)
    return (high, wide) if rotation_deg in (90, 270) else (wide, high)


def fit(width: int, height: int, max_size: MaxSize) -> tuple[int, int]:
    """Largest size of the same shape within a box; at least 1 x 1."""
    if max_size is None:
        return width, height
    box = (max_size, max_size) if isinstance(max_size, int) else max_size
    scale = min(Fraction(1), Fraction(box[0], width), Fraction(box[1], height))
    return max(1, round_half_up(width * scale)), max(1, round_half_up(height * scale))


class PictureMaker:
    """Turns decoded frames into arrays; keep one a reader, as it holds the scaler.

    Parameters
    ----------
    aspect
        Shape of one stored pixel (sample aspect ratio); None for square.
    max_size
        Box that the pictures must fit.
    grey
        Luma only.
    """

    def __init__(self, aspect: Fraction | None, max_size: MaxSize = None, grey: bool = False) -> None:
        self._aspect = aspect
        self._max_size = max_size
        self._grey = grey
        self._scaler = VideoReformatter()

    def picture(self, frame: VideoFrame) -> Picture:
        """``uint8 [H, W, 3]`` RGB, or ``[H, W]`` when grey: upright, on square pixels, within the box."""
        rotation = clockwise_rotation(frame)
        width, height = display_size(frame.width, frame.height, self._aspect, rotation)
        width, height = fit(width, height, self._max_size)
        if rotation in (90, 270):
            width, height = height, width
        untold = frame.colorspace == _COLOURS_UNSTATED and not frame.format.is_rgb
        scaled = self._scaler.reformat(
            frame,
            width,
            height,
            "gray" if self._grey else "rgb24",
            src_colorspace=(Colorspace.ITU709 if frame.height >= _HD_HEIGHT else Colorspace.ITU601) if untold else None,
            interpolation=Interpolation.BILINEAR if self._grey else Interpolation.AREA,
            threads=1,
        )
        array = np.asarray(scaled.to_ndarray(), dtype=np.uint8)
        return np.ascontiguousarray(np.rot90(array, -rotation // 90)) if rotation else array
