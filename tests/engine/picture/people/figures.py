"""Drawn people whom the pose nets take for people: limbs and clothes about the joints of a made walker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.people import JOINTS
from tests.engine.timing.people.walker import Walk, regular_steps

Floats = NDArray[np.float64]
Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

SIZE = 426, 240
_J = {name: number for number, name in enumerate(JOINTS)}
_FINE = 4  # bits of a pixel's fraction that OpenCV draws with
_FAR = 0.8  # brightness of the limbs of the far side
_HAIR = (40, 30, 25)
_USUAL_WALK = Walk(regular_steps(8, every_s=0.55), stride=0.45)


@dataclass(frozen=True)
class Clothes:
    """What somebody is seen by, RGB."""

    shirt: Colour = (60, 80, 150)
    trousers: Colour = (40, 42, 60)
    skin: Colour = (200, 160, 135)
    shoes: Colour = (20, 20, 20)


@dataclass(frozen=True)
class Passer:
    """Somebody who walks through the picture, seen from the side.

    Parameters
    ----------
    start
        Where they stand before the first step, heights of the picture from its left edge.
    clothes
        What they wear.
    walk
        When their feet come down; its stride is in heights of the body.
    ahead
        1 when they walk to the right, -1 to the left.
    height
        Of the body, heights of the picture.
    ground
        How far down they walk, heights of the picture.
    there_s
        From when to when they are drawn.
    """

    start: float
    clothes: Clothes = Clothes()
    walk: Walk = _USUAL_WALK
    ahead: int = 1
    height: float = 0.62
    ground: float = 0.9
    there_s: tuple[float, float] = (0.0, np.inf)

    def joints(self, seconds: Floats) -> Floats:
        """``[N, len(JOINTS), 2]``: x and y in heights of the picture."""
        ahead, up, aside = np.moveaxis(self.walk.joints(seconds), -1, 0)
        across = self.start + self.height * (self.ahead * ahead + 0.25 * aside)
        return np.stack([across, self.ground - self.height * (up - 0.1 * aside)], -1)


def draw_person(picture: Picture, joints: Floats, clothes: Clothes) -> None:
    """Draw somebody into a picture ``[H, W, 3]``, their joints ``[len(JOINTS), 2]`` in its heights."""
    placed = joints * len(picture)
    hips, shoulders = (_middle(placed, name) for name in ("hip", "shoulder"))
    height = float(np.hypot(*(shoulders - hips))) / 0.29
    pen = _Pen(picture, height)
    _limbs(pen, placed, "left", clothes, _FAR)
    pen.line(shoulders + np.array([0, 0.04 * height]), hips, 0.16, clothes.shirt)
    pen.line(shoulders, shoulders - np.array([0, 0.06 * height]), 0.06, clothes.skin)
    across = (placed[_J["nose"]][0] + shoulders[0]) / 2
    head, top = (np.array([across, shoulders[1] - up * height]) for up in (0.115, 0.145))
    pen.oval(head, (0.052, 0.068), clothes.skin)
    pen.oval(top, (0.056, 0.045), _HAIR)
    _limbs(pen, placed, "right", clothes, 1.0)


def pictures_of(
    passers: Sequence[Passer],
    seconds: Sequence[float],
    size: tuple[int, int] = SIZE,
    seed: int = 0,
    noise: float = 1.5,
) -> Iterator[Picture]:
    """Pictures ``[H, W, 3]`` of people before a wall, the larger ones in front; noise in grey levels."""
    rng = np.random.default_rng(seed)
    wall, at = _wall(size, rng), np.asarray(seconds, np.float64)
    ordered = sorted(passers, key=lambda passer: passer.height)
    joints = [passer.joints(at) for passer in ordered]
    for number, time_s in enumerate(at.tolist()):
        picture = wall.copy()
        for passer, places in zip(ordered, joints, strict=True):
            if passer.there_s[0] <= time_s < passer.there_s[1]:
                draw_person(picture, places[number], passer.clothes)
        soft = cv2.GaussianBlur(picture, (3, 3), 0) + rng.normal(0, noise, picture.shape)
        yield np.clip(soft, 0, 255).astype(np.uint8)


def _limbs(pen: _Pen, placed: Floats, side: str, clothes: Clothes, light: float) -> None:
    hip, knee, ankle, heel, toe, shoulder, elbow, wrist = (
        placed[_J[f"{side} {name}"]] for name in ("hip", "knee", "ankle", "heel", "toe", "shoulder", "elbow", "wrist")
    )
    up = np.array([0, -0.018 * pen.height])
    pen.line(hip, knee, 0.095, clothes.trousers, light)
    pen.line(knee, ankle, 0.07, clothes.trousers, light)
    pen.line(heel + up, toe + up / 2, 0.04, clothes.shoes, light)
    pen.line(shoulder, elbow, 0.066, clothes.shirt, light)
    pen.line(elbow, wrist + 0.3 * (wrist - elbow), 0.045, clothes.skin, light)


@dataclass(frozen=True, eq=False)
class _Pen:
    """Draws in a picture; widths in heights of a body that is so many pixels high."""

    picture: Picture
    height: float

    def line(self, start: Floats, stop: Floats, width: float, colour: Colour, light: float = 1.0) -> None:
        shade = tuple(int(value * light) for value in colour)
        (x, y), (to_x, to_y) = (_fine(end) for end in (start, stop))
        cv2.line(self.picture, (x, y), (to_x, to_y), shade, max(1, round(width * self.height)), cv2.LINE_AA, _FINE)

    def oval(self, middle: Floats, radii: tuple[float, float], colour: Colour) -> None:
        centre = _fine(middle)
        axes = [round(radius * self.height * 2**_FINE) for radius in radii]
        cv2.ellipse(self.picture, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA, _FINE)


def _fine(place: Floats) -> tuple[int, int]:
    return round(float(place[0]) * 2**_FINE), round(float(place[1]) * 2**_FINE)


def _middle(placed: Floats, name: str) -> Floats:
    return np.asarray((placed[_J[f"left {name}"]] + placed[_J[f"right {name}"]]) / 2)


def _wall(size: tuple[int, int], rng: np.random.Generator) -> Picture:
    rough = rng.normal(140, 14, (9, 16, 3)).astype(np.float32)
    wall = np.clip(cv2.resize(rough, size, interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8)
    wall[round(0.78 * size[1]) :] //= 2
    return wall
