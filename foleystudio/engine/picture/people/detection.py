"""The detector's answer as regions: anchors, boxes, and one region a person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.regions import Floats, Pictures, Region

SIDE = 224
"""Of the picture that the detector is shown, pixels."""

_STRIDES = ((8, 2), (16, 2), (32, 6))  # pixels between anchors, and how many lie at each place
_SURE = 0.5  # probability from which a region is a person's
SAME_PERSON = 0.3
"""Overlap from which two boxes or regions are one person's."""


@dataclass(frozen=True)
class Letterboxed:
    """A picture made to fit the detector's square.

    Parameters
    ----------
    square
        ``uint8 [SIDE, SIDE, 3]``, black at the sides that the picture does not fill.
    scale
        Pixels of the square for one of the picture.
    left, top
        Where the picture begins in the square.
    """

    square: Pictures
    scale: float
    left: int
    top: int

    @classmethod
    def of(cls, picture: Pictures) -> Letterboxed:
        """A picture ``[H, W, 3]``, shrunk (or grown) as a whole and put in the middle."""
        height, width = picture.shape[:2]
        scale = SIDE / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        square = np.zeros((SIDE, SIDE, 3), np.uint8)
        left, top = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
        square[top : top + size[1], left : left + size[0]] = cv2.resize(picture, size, interpolation=how)
        return cls(square, scale, left, top)

    def to_picture(self, points: Floats) -> Floats:
        """Points ``[..., 2]`` of the square, pixels, in pixels of the picture."""
        placed: Floats = (points - np.array([self.left, self.top])) / self.scale
        return placed


@cache
def _anchors() -> Floats:
    """``[2254, 2]``: where anchors lie in the square, pixels."""
    placed = []
    for stride, each in _STRIDES:
        steps = (np.arange(SIDE // stride) + 0.5) * stride
        y, x = np.meshgrid(steps, steps, indexing="ij")
        placed.append(np.repeat(np.stack([x, y], -1).reshape(-1, 2), each, axis=0))
    return np.concatenate(placed)


def regions_of(answer: NDArray[np.float32], scores: NDArray[np.float32], shown: Letterboxed) -> list[Region]:
    """Regions of all whom the detector sees, the surest first.

    Parameters
    ----------
    answer
        ``[2254, 12]``: box (middle, width, height), then x, y of four points, from the anchor in pixels of the square.
    scores
        ``[2254]``, logits.
    shown
        What the detector was shown.
    """
    sure = 1 / (1 + np.exp(-np.clip(scores.astype(np.float64), -50, 50)))
    there = np.flatnonzero(sure >= _SURE)
    there = there[np.argsort(-sure[there], kind="stable")]
    numbers = answer[there].astype(np.float64)
    numbers[:, :2] += _anchors()[there]
    numbers[:, 4:] += np.tile(_anchors()[there], 4)
    found = []
    while len(numbers):
        same = _overlaps(numbers[0, :4], numbers[:, :4]) >= SAME_PERSON
        same[0] = True
        # All boxes of one person have a say, the surer the more.
        mean = np.average(numbers[same], axis=0, weights=sure[there][same])
        found.append(Region.about(*shown.to_picture(mean[4:8].reshape(2, 2))))
        numbers, there = numbers[~same], there[~same]
    return found


def _overlaps(box: Floats, boxes: Floats) -> Floats:
    """Intersection over union of one box (middle, size) with each of many."""
    low = np.maximum(box[:2] - box[2:] / 2, boxes[:, :2] - boxes[:, 2:] / 2)
    high = np.minimum(box[:2] + box[2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2)
    both = np.prod(np.maximum(0, high - low), axis=1)
    return np.asarray(both / np.maximum(1e-9, np.prod(box[2:]) + np.prod(boxes[:, 2:], axis=1) - both))
