"""What surfaces and places look like: tiles of cloth, skin, wood and noise, and cluttered backdrops."""

from __future__ import annotations

import cv2
import numpy as np

from foleystudio.training.scenes.pictures.canvas import Fill, Grey

_TILE = 96  # pixels of a side
BACKDROP_SIDE = 288
"""Pixels along a side of a backdrop."""


def _noise(side: int, grain: float, rng: np.random.Generator) -> Grey:
    """Smooth noise that wraps round, mean 0, deviation about 1; ``grain`` is its size in pixels."""
    small = max(2, round(side / max(1.0, grain)))
    noise = rng.standard_normal((small, small)).astype(np.float32)
    wrapped = cv2.copyMakeBorder(noise, 2, 2, 2, 2, cv2.BORDER_WRAP)
    scale = side / small
    large = cv2.resize(wrapped, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    start = round(2 * scale)
    return np.asarray(large[start : start + side, start : start + side], np.float32)


def _tile(brightness: float, contrast: float, rng: np.random.Generator) -> Grey:
    """Noise at two sizes."""
    coarse, fine = np.exp(rng.uniform(np.log(3), np.log(30))), rng.uniform(1, 3)
    share = rng.uniform(0.2, 0.9)
    noise = share * _noise(_TILE, float(coarse), rng) + (1 - share) * _noise(_TILE, float(fine), rng)
    return np.asarray(brightness + contrast * noise, np.float32)


def plain(rng: np.random.Generator) -> Fill:
    """A nearly even surface: skin, paint, plastic."""
    return Fill(_tile(rng.uniform(20, 235), float(rng.uniform(2, 10)), rng), rng.uniform(0.8, 4))


def cloth(rng: np.random.Generator) -> Fill:
    """Clothing: plain, mottled, striped or checked, with folds."""
    tile = _tile(rng.uniform(10, 235), float(np.exp(rng.uniform(np.log(3), np.log(45)))), rng)
    if rng.random() < 0.35:
        waves = np.sign(np.sin(np.arange(_TILE) * (2 * np.pi * rng.integers(2, 9) / _TILE)))
        stripes = waves[:, None] + (waves[None] if rng.random() < 0.4 else 0)
        tile = tile + np.float32(rng.uniform(8, 55)) * stripes.astype(np.float32)
    if rng.random() < 0.4:  # a print: sharp patches
        for _ in range(int(rng.integers(2, 7))):
            x, y = rng.integers(0, _TILE, 2)
            tile[y : y + int(rng.integers(4, 30)), x : x + int(rng.integers(4, 40))] += np.float32(rng.normal(0, 70))
    return Fill(tile, rng.uniform(1.0, 5.0))


def material(rng: np.random.Generator) -> Fill:
    """A thing's surface: wood, metal, drum shells, stone."""
    tile = _tile(rng.uniform(10, 245), float(np.exp(rng.uniform(np.log(2), np.log(40)))), rng)
    if rng.random() < 0.4:  # grain or brushing, along the thing
        tile = tile + cv2.GaussianBlur(_tile(0, float(rng.uniform(5, 30)), rng), (0, 0), sigmaX=12, sigmaY=0.5)
    return Fill(tile, rng.uniform(0.8, 5.0))


def lit(fill: Fill, gain: float) -> Fill:
    """The same surface in more or less light."""
    return Fill(fill.tile * np.float32(gain), fill.tiles_per_unit)


def backdrop(rng: np.random.Generator) -> Grey:
    """A place, ``float32 [BACKDROP_SIDE, BACKDROP_SIDE]``: from a bare wall to a cluttered room or leaves."""
    side = BACKDROP_SIDE
    clutter = rng.choice(["bare", "room", "leaves", "dark"], p=[0.12, 0.58, 0.18, 0.12])
    place = np.full((side, side), rng.uniform(15, 220), np.float32)
    slope = rng.uniform(-60, 60, 2)
    across = np.linspace(-0.5, 0.5, side, dtype=np.float32)
    place += np.float32(slope[0]) * across[None] + np.float32(slope[1]) * across[:, None]
    place += np.float32(rng.uniform(2, 12)) * _noise(side, 40, rng)
    if clutter == "leaves":
        for grain in (24.0, 9.0, 4.0):
            place += np.float32(rng.uniform(8, 28)) * _noise(side, grain, rng)
    if clutter == "dark":
        place *= np.float32(rng.uniform(0.05, 0.25))
    if clutter != "bare":
        _clutter(place, int(rng.integers(10, 60)), 1.0, rng)
        _clutter(place, int(rng.integers(0, 160)), 0.25, rng)  # what is small and sharp
    place += np.float32(rng.uniform(0.5, 6)) * _noise(side, 2.0, rng)
    if rng.random() < 0.2:  # out of focus
        place = np.asarray(cv2.GaussianBlur(place, (0, 0), float(rng.uniform(0.8, 4))), np.float32)
    return place


def _clutter(place: Grey, things: int, large: float, rng: np.random.Generator) -> None:
    """Furniture, posters, lamps and edges of many sizes."""
    side = len(place)
    for _ in range(things):
        centre = (int(rng.uniform(0, side)), int(rng.uniform(0, side)))
        size = large * rng.uniform(6, 70, 2) * rng.choice([0.5, 1.0], p=[0.6, 0.4])
        brightness = float(np.clip(place[centre[1], centre[0]] + rng.normal(0, 75), 0, 255))
        match int(rng.integers(0, 4)):
            case 0:
                box = cv2.boxPoints((centre, size.tolist(), float(rng.normal(0, 8))))
                cv2.fillPoly(place, [box.astype(np.int32)], brightness, cv2.LINE_AA)
            case 1:
                axes = (int(size[0] / 2) + 1, int(size[1] / 2) + 1)
                cv2.ellipse(place, centre, axes, float(rng.uniform(0, 180)), 0, 360, brightness, -1, cv2.LINE_AA)
            case 2:
                end = (int(centre[0] + large * rng.normal(0, 70)), int(centre[1] + large * rng.normal(0, 70)))
                cv2.line(place, centre, end, brightness, int(rng.integers(1, 5)), cv2.LINE_AA)
            case _:
                _patch(place, centre, size, rng)


def _patch(place: Grey, centre: tuple[int, int], size: np.ndarray, rng: np.random.Generator) -> None:
    """A textured rectangle: a curtain, a rug, a shelf of things."""
    left, top = max(0, int(centre[0] - size[0] / 2)), max(0, int(centre[1] - size[1] / 2))
    part = place[top : top + int(size[1]) + 2, left : left + int(size[0]) + 2]
    tile = material(rng).tile
    part[:] = tile[: part.shape[0], : part.shape[1]]
