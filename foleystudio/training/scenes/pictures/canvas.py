"""Cheap two-dimensional drawing: anti-aliased textured shapes, placed to fractions of a pixel."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Grey = NDArray[np.float32]
"""Brightness, 0-255; may exceed both while a picture is being drawn."""

Affine = NDArray[np.float64]
"""``[2, 3]``: world x, y, 1 to pixel x, y."""

_SUBPIXEL_BITS = 4  # OpenCV's shapes lie on sixteenths of a pixel: slow movements do not jump
_CIRCLE = np.stack([f(np.linspace(0, 2 * np.pi, 20, endpoint=False)) for f in (np.cos, np.sin)], axis=1)
_HALF_CIRCLE = np.stack([f(np.linspace(-np.pi / 2, np.pi / 2, 7)) for f in (np.cos, np.sin)], axis=1)
_LEAST_PIXELS = 1.2  # smaller things are not worth their time
_FARTHEST = 1 << 20  # pixels; what lies further off would overflow the rasteriser's fixed point


@dataclass(frozen=True, eq=False)
class Fill:
    """What a surface looks like.

    Parameters
    ----------
    tile
        ``float32 [H, W]`` brightness, 0-255, repeated in both directions.
    tiles_per_unit
        How many tiles lie along one world unit.
    """

    tile: Grey
    tiles_per_unit: float = 2.0


def flat(brightness: float) -> Fill:
    """A surface of one brightness, 0-255."""
    return Fill(np.full((1, 1), brightness, np.float32))


def affine(
    x: float = 0.0, y: float = 0.0, scale: float = 1.0, angle_rad: float = 0.0, mirrored: bool = False
) -> Affine:
    """Scaled, turned (clockwise as seen), mirrored left-right, then moved."""
    cosine, sine = scale * math.cos(angle_rad), scale * math.sin(angle_rad)
    flip = -1.0 if mirrored else 1.0
    return np.array([[flip * cosine, -sine, x], [flip * sine, cosine, y]])


def chained(outer: Affine, inner: Affine) -> Affine:
    """First ``inner``, then ``outer``."""
    out = outer[:, :2] @ inner
    out[:, 2] += outer[:, 2]
    return out


class Canvas:
    """A grey picture being drawn.

    Parameters
    ----------
    pixels
        ``float32 [H, W]``, drawn into.
    view
        World to pixels: the camera. One world unit is the picture's height before the camera moves; the world's
        origin lies in the middle of the picture, y points down.
    """

    def __init__(self, pixels: Grey, view: Affine) -> None:
        self.pixels = pixels
        self.view = view

    @property
    def pixels_per_unit(self) -> float:
        """Mean scale of the view."""
        (a, b, _), (c, d, _) = self.view.tolist()
        return math.sqrt(abs(a * d - b * c))

    def placed(self, placing: Affine) -> Canvas:
        """The same pixels seen from a part's own coordinates: ``placing`` maps those to this canvas's world."""
        return Canvas(self.pixels, chained(self.view, placing))

    def to_pixels(self, points: ArrayLike) -> NDArray[np.float64]:
        """World points ``[n, 2]`` in pixels."""
        at: NDArray[np.float64] = np.asarray(points, np.float64) @ self.view[:, :2].T
        at += self.view[:, 2]
        return np.minimum(np.maximum(at, -_FARTHEST), _FARTHEST)

    def polygon(self, points: ArrayLike, fill: Fill, surface: Affine | None = None) -> None:
        """A filled outline.

        Parameters
        ----------
        points
            ``[n, 2]``, world units.
        surface
            Surface coordinates (where the fill's tiles lie) to the world's, so that the texture moves with the
            thing; the world's own when omitted.
        """
        outline = self.to_pixels(points)
        box = self._box(outline)
        if box is None:
            return
        left, top, right, bottom = box
        mask = np.zeros((bottom - top, right - left), np.uint8)
        fixed = np.round((outline - (left, top)) * (1 << _SUBPIXEL_BITS)).astype(np.int32)
        cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, _SUBPIXEL_BITS)
        self._blend(box, fill, mask * np.float32(1 / 255), affine() if surface is None else surface)

    def disc(self, centre: ArrayLike, radius: float, fill: Fill, angle_rad: float = 0.0, squash: float = 1.0) -> None:
        """A circle, or an ellipse whose second axis is ``squash`` times the first; its texture turns with it."""
        x, y = np.asarray(centre, np.float64)
        surface = affine(float(x), float(y), 1.0, angle_rad)
        outline = (_CIRCLE * (radius, radius * squash)) @ surface[:, :2].T + surface[:, 2]
        self.polygon(outline, fill, surface)

    def limb(self, start: ArrayLike, end: ArrayLike, start_radius: float, end_radius: float, fill: Fill) -> None:
        """A tapered, round-ended piece from one point to another; its texture lies along it."""
        a, b = np.asarray(start, np.float64), np.asarray(end, np.float64)
        along = b - a
        surface = affine(float(a[0]), float(a[1]), 1.0, math.atan2(along[1], along[0]))
        rounded = np.empty((14, 2))  # in the limb's own coordinates: x along it
        rounded[:7] = end_radius * _HALF_CIRCLE
        rounded[:7, 0] += math.hypot(along[0], along[1])
        rounded[7:] = -start_radius * _HALF_CIRCLE
        self.polygon(rounded @ surface[:, :2].T + a, fill, surface)

    def picture(self, picture: Grey, placing: Affine) -> None:
        """A whole picture ``float32 [H, W]``; ``placing`` maps its pixels to the world."""
        height, width = self.pixels.shape
        matrix = chained(self.view, placing)
        corners = np.array([[0, 0], [picture.shape[1], 0], [picture.shape[1], picture.shape[0]], [0, picture.shape[0]]])
        outline = corners @ matrix[:, :2].T + matrix[:, 2]
        if (outline.min(axis=0) <= 0).all() and (outline.max(axis=0) >= (width, height)).all():
            cv2.warpAffine(picture, matrix, (width, height), self.pixels, cv2.INTER_LINEAR, cv2.BORDER_REFLECT_101)
            return
        drawn = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        mask = cv2.warpAffine(np.ones_like(picture), matrix, (width, height), flags=cv2.INTER_LINEAR)
        self.pixels += mask * (drawn - self.pixels)

    def light(self, centre: ArrayLike, radius: float, brightness: float) -> None:
        """Add a soft round light (a shadow, below 0): ``brightness`` at its centre, nothing at ``radius``."""
        middle = self.to_pixels([np.asarray(centre, np.float64)])[0]
        reach = radius * self.pixels_per_unit
        box = self._box(np.stack([middle - reach, middle + reach]))
        if box is None:
            return
        left, top, right, bottom = box
        x = (np.arange(left, right, dtype=np.float32) - np.float32(middle[0])) / np.float32(max(reach, 1e-3))
        y = (np.arange(top, bottom, dtype=np.float32) - np.float32(middle[1])) / np.float32(max(reach, 1e-3))
        falling = np.maximum(1 - np.square(x)[None] - np.square(y)[:, None], 0)
        self.pixels[top:bottom, left:right] += np.float32(brightness) * np.square(falling)

    def _box(self, outline: NDArray[np.float64]) -> tuple[int, int, int, int] | None:
        """Left, top, right, bottom of what of it lies in the picture, in pixels; None when nothing to speak of does."""
        height, width = self.pixels.shape
        x, y = outline[:, 0].tolist(), outline[:, 1].tolist()
        low_x, low_y, high_x, high_y = min(x), min(y), max(x), max(y)
        if high_x - low_x < _LEAST_PIXELS and high_y - low_y < _LEAST_PIXELS:
            return None
        left, top = max(0, int(low_x) - 1), max(0, int(low_y) - 1)
        right, bottom = min(width, int(high_x) + 3), min(height, int(high_y) + 3)
        return (left, top, right, bottom) if left < right and top < bottom else None

    def _blend(self, box: tuple[int, int, int, int], fill: Fill, mask: Grey, surface: Affine) -> None:
        left, top, right, bottom = box
        region = self.pixels[top:bottom, left:right]
        if fill.tile.size == 1:
            region += mask * (fill.tile[0, 0] - region)
            return
        tile = max(fill.tile.shape)
        matrix = chained(chained(self.view, surface), affine(scale=1 / (fill.tiles_per_unit * tile)))
        matrix[:, 2] -= (left, top)
        size = (right - left, bottom - top)
        painted: Grey = np.asarray(
            cv2.warpAffine(fill.tile, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.float32
        )
        painted -= region
        painted *= mask
        region += painted
