"""What made bodies look like: random painted textures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

TEXTURE_SIDE = 64  # pixels: pictures are small, finer would not be seen


def painted(rng: np.random.Generator) -> NDArray[np.uint8]:
    """A texture uint8 [S, S, 3]: two or three colours mixed by noise, stripes, checks or specks."""
    side = TEXTURE_SIDE
    pattern = rng.choice(["plain", "noise", "stripes", "checks", "specks", "bands"])
    x, y = np.meshgrid(np.arange(side) / side, np.arange(side) / side)
    count = int(rng.integers(2, 9))
    match pattern:
        case "plain":
            mix = np.full((side, side), 0.5)
        case "stripes":
            mix = (np.sin(2 * np.pi * count * x) > rng.uniform(-0.7, 0.7)).astype(float)
        case "checks":
            mix = ((np.floor(count * x) + np.floor(count * y)) % 2).astype(float)
        case "specks":
            mix = cv2.GaussianBlur((rng.random((side, side)) < 0.03).astype(np.float32), (3, 3), 0) * 3
        case "bands":
            mix = 0.5 + 0.5 * np.sin(2 * np.pi * (count * y + 0.6 * _noise(rng, 4)))
        case _:
            mix = sum(_noise(rng, 2**octave) / 2**octave for octave in range(1, 6))
    mix = np.clip(mix + rng.uniform(0, 0.15) * (_noise(rng, side) - 0.5), 0, 1)[..., None]
    one, other = (rng.integers(15, 250, 3) * rng.uniform(0.3, 1.0) for _ in range(2))
    return np.asarray(np.clip(one + (other - one) * mix, 0, 255), np.uint8)


def _noise(rng: np.random.Generator, cells: int) -> NDArray[np.float64]:
    """Smooth noise, 0-1, [S, S], that repeats at its edges."""
    coarse = rng.random((cells, cells))
    padded = np.pad(coarse, 1, mode="wrap")
    side = TEXTURE_SIDE * (cells + 2) // cells
    large = cv2.resize(padded, (side, side), interpolation=cv2.INTER_CUBIC)
    start = (side - TEXTURE_SIDE) // 2
    return np.asarray(large[start : start + TEXTURE_SIDE, start : start + TEXTURE_SIDE], np.float64)
