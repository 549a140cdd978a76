"""A film of shots and another cut of it: shots trimmed, swapped and removed, one inserted; where all went is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE_FPS = 25
SIZE = (160, 96)
Part = tuple[int, int, int]
"""Shot, its first frame in it, and how many frames."""

OLD: tuple[Part, ...] = ((0, 0, 60), (1, 0, 50), (2, 0, 75), (3, 0, 40), (4, 0, 66), (5, 0, 52), (6, 0, 48), (7, 0, 70))
NEW: tuple[Part, ...] = (
    (0, 10, 50),  # its head trimmed
    (2, 0, 60),  # its tail trimmed; shot 1 removed
    (9, 0, 45),  # inserted
    (4, 0, 66), (3, 0, 40),  # swapped
    (5, 0, 20), (5, 31, 21),  # a middle taken out
    (6, 0, 48), (7, 7, 55),
)  # fmt: skip


def picture(shot: int, frame: int, grain: np.random.Generator | None = None) -> NDArray[np.uint8]:
    """``uint8 [H, W, 3]``: things that move before a background, each shot its own; grain on request."""
    dice = np.random.default_rng(1000 + shot)
    width, height = SIZE
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    waves, phase = dice.uniform(0.02, 0.12, 2), dice.uniform(0, 6)
    grey = 110 + 50 * np.sin(waves[0] * x + phase) * np.cos(waves[1] * y)
    for _ in range(3):
        start, speed, radius = dice.uniform(0, 1, 2), dice.uniform(-1.5, 1.5, 2), dice.uniform(8, 20)
        centre = (start * SIZE + speed * frame) % SIZE
        grey[(x - centre[0]) ** 2 + (y - centre[1]) ** 2 < radius**2] = dice.uniform(0, 255)
    if grain is not None:
        grey = grey + grain.normal(0, 6, grey.shape)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def write_cut(
    path: Path, cut: Sequence[Part], *, crf: int = 20, rate_fps: Fraction = Fraction(RATE_FPS), grain: bool = False
) -> Path:
    """Write a cut; answers its path."""
    dice = np.random.default_rng(7) if grain else None
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=rate_fps)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": str(crf)}
        number = 0
        for shot, first, count in cut:
            for frame in range(first, first + count):
                made = av.VideoFrame.from_ndarray(picture(shot, frame, dice), format="rgb24")
                made.pts, made.time_base = number, 1 / rate_fps
                target.mux(stream.encode(made))
                number += 1
        target.mux(stream.encode(None))
    return path


@dataclass(frozen=True)
class Truth:
    """Where every frame of the old cut is in the new one; None where it was cut out."""

    frames: tuple[int | None, ...]

    def at(self, time_s: float) -> float | None:
        """Of an instant."""
        frame = int(time_s * RATE_FPS + 1e-6)
        there = self.frames[frame]
        return None if there is None else there / RATE_FPS + time_s - frame / RATE_FPS


def truth(old: Sequence[Part] = OLD, new: Sequence[Part] = NEW) -> Truth:
    """By how both were made."""
    places: dict[tuple[int, int], int] = {}
    number = 0
    for shot, first, count in new:
        for frame in range(first, first + count):
            places.setdefault((shot, frame), number)
            number += 1
    return Truth(tuple(places.get((shot, f)) for shot, first, count in old for f in range(first, first + count)))


def _label(frame: int) -> str:
    seconds, frames = divmod(frame, RATE_FPS)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"


def write_edl(path: Path, cut: Sequence[Part], start: int = 90_000) -> Path:
    """The cut as a list: a reel a shot, each from its own hour."""
    lines, at = ["TITLE: RECUT", "FCM: NON-DROP FRAME", ""], start
    for number, (shot, first, count) in enumerate(cut, 1):
        source = (shot + 1) * 90_000 + first
        times = " ".join(map(_label, (source, source + count, at, at + count)))
        lines += [f"{number:03d}  SHOT{shot:<4} V     C        {times}", f"* FROM CLIP NAME: shot {shot}"]
        at += count
    path.write_text("\n".join(lines) + "\n")
    return path
