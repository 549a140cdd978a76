"""Squares of a picture that hold one person upright: cut out for a net, and its points brought back."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pictures = NDArray[np.uint8]

_LARGER = 1.25  # than the circle about the hips that the whole body reaches


@dataclass(frozen=True)
class Region:
    """A turned square.

    Parameters
    ----------
    x, y
        Its middle, pixels.
    side
        Pixels.
    angle
        By which it is turned, radians; positive from the x axis to the y axis.
    """

    x: float
    y: float
    side: float
    angle: float

    @classmethod
    def about(cls, hips: Floats, reach: Floats) -> Region:
        """Of one whose hips' middle and whose body's reach above it are known, ``[2]`` pixels each."""
        dx, dy = (float(n) for n in reach - hips)
        return cls(float(hips[0]), float(hips[1]), 2 * _LARGER * math.hypot(dx, dy), math.atan2(dx, -dy))

    def _axes(self) -> Floats:
        """``[2, 2]``: columns are the picture's directions of one step along the square's sides."""
        cos, sin = math.cos(self.angle) * self.side, math.sin(self.angle) * self.side
        return np.array([[cos, -sin], [sin, cos]])

    def cut(self, picture: Pictures, side: int) -> Pictures:
        """What it holds of a picture ``[H, W, 3]``, ``[side, side, 3]``; black beyond the picture."""
        axes = self._axes() / side
        corner = np.array([self.x, self.y]) - axes @ np.full(2, (side - 1) / 2)
        # The warp's own numbers count from the middles of pixels, ours from their corners.
        to_picture = np.column_stack([axes, corner - 0.5])
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(picture, to_picture, (side, side), flags=how), np.uint8)

    def to_picture(self, points: Floats) -> Floats:
        """Points ``[N, 2]`` of the square, 0-1, in pixels of the picture."""
        placed: Floats = (points - 0.5) @ self._axes().T + np.array([self.x, self.y])
        return placed

    def moved(self, x: float, y: float) -> Region:
        """So much further right and down."""
        return replace(self, x=self.x + x, y=self.y + y)

    def overlap(self, other: Region) -> float:
        """0-1: intersection over union, both taken as upright."""
        across = min(self.x + self.side / 2, other.x + other.side / 2) - max(
            self.x - self.side / 2, other.x - other.side / 2
        )
        along = min(self.y + self.side / 2, other.y + other.side / 2) - max(
            self.y - self.side / 2, other.y - other.side / 2
        )
        both = max(0.0, across) * max(0.0, along)
        return both / max(1e-9, self.side**2 + other.side**2 - both)
