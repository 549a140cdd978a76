"""Made scenes whose events are known: what the timing sources are tested on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.timebase import FrameTimes

WIDTH, HEIGHT = 240, 180
Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Scene:
    """Pictures, when they are shown, and the instants at which something would be heard."""

    pictures: list[Picture]
    frames: FrameTimes
    times_s: tuple[float, ...]

    @property
    def motion(self) -> MotionDescriptors:
        return MotionDescriptors.of_pictures(iter(self.pictures), self.frames)


class Stage:
    """Draws pictures over a textured wall, with a camera that may move and a sensor that makes noise."""

    def __init__(self, seed: int = 0, rate_fps: Fraction = Fraction(25), noise: float = 1.5) -> None:
        self.rng = np.random.default_rng(seed)
        self.rate_fps = rate_fps
        self.noise = noise
        rough = self.rng.uniform(40, 160, (HEIGHT // 6 + 40, WIDTH // 6 + 40)).astype(np.float32)
        wall = cv2.resize(rough, (WIDTH + 240, HEIGHT + 240), interpolation=cv2.INTER_CUBIC)
        self.wall = cv2.GaussianBlur(wall, (0, 0), 1.5)
        patch = self.rng.uniform(90, 250, (12, 12)).astype(np.float32)
        self.skin = cv2.resize(patch, (64, 64), interpolation=cv2.INTER_CUBIC)

    def picture(
        self,
        things: list[tuple[float, float, float]],
        pan: tuple[float, float] = (0.0, 0.0),
        zoom: float = 1.0,
        light: float = 0.0,
    ) -> Picture:
        """Draw discs ``(x, y, radius)`` in front of the wall."""
        at = np.array([[zoom, 0, 120 + pan[0]], [0, zoom, 120 + pan[1]]], np.float32)
        canvas = cv2.warpAffine(self.wall, at, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        for x, y, radius in things:
            scale = 2 * radius / 64
            place = np.array([[scale, 0, x - radius], [0, scale, y - radius]], np.float32)
            skin = cv2.warpAffine(self.skin, place, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
            mask = np.zeros((HEIGHT, WIDTH), np.float32)
            cv2.circle(mask, (round(x * 16), round(y * 16)), round(radius * 16), 1.0, -1, cv2.LINE_AA, 4)
            canvas = np.where(mask > 0.5, skin, canvas)
        canvas = canvas + 255 * light + self.rng.normal(0, self.noise, canvas.shape)
        return np.asarray(np.clip(canvas, 0, 255), np.uint8)

    def scene(self, pictures: list[Picture], times_s: tuple[float, ...] = ()) -> Scene:
        """Frames of this stage's rate."""
        return Scene(pictures, FrameTimes.regular(len(pictures), self.rate_fps), times_s)

    def clock(self, duration_s: float) -> NDArray[np.float64]:
        """Display times."""
        return np.arange(round(duration_s * self.rate_fps)) / float(self.rate_fps)


def strike_height(t: float, times_s: tuple[float, ...], down_s: float = 0.2, up_s: float = 0.6) -> float:
    """Height 0-1 of a hammer that falls with acceleration, hits at each of the times, and is slowly raised again."""
    for hit in times_s:
        if hit - down_s <= t <= hit:
            return 1 - ((t - hit + down_s) / down_s) ** 2
        if hit < t <= hit + up_s:
            return 0.5 - 0.5 * float(np.cos(np.pi * (t - hit) / up_s))
    return 1.0


def strikes(
    times_s: tuple[float, ...],
    duration_s: float = 8.0,
    seed: int = 0,
    rate_fps: Fraction = Fraction(25),
    pan_per_s: float = 0.0,
    bystander: bool = False,
    noise: float = 1.5,
) -> Scene:
    """A hammer that strikes; perhaps a panning camera, perhaps something that swings about and never touches."""
    stage = Stage(seed, rate_fps, noise)
    pictures = []
    for t in stage.clock(duration_s):
        things = [(120.0, 150 - 90 * strike_height(float(t), times_s), 22.0)]
        if bystander:
            things.append((50 + 25 * float(np.sin(2.2 * t)), 60.0, 16.0))
        pictures.append(stage.picture(things, pan=(pan_per_s * float(t), 0.0)))
    return stage.scene(pictures, times_s)


def flashes(times_s: tuple[float, ...], duration_s: float = 6.0, seed: int = 0) -> Scene:
    """A still picture with flashes of one frame and an afterglow."""
    stage = Stage(seed)
    clock = stage.clock(duration_s)
    light = np.zeros(len(clock))
    for hit in times_s:
        after = clock - hit
        light += np.where(after >= -1e-9, 0.5 * np.exp(-after / 0.05), 0)
    return stage.scene([stage.picture([], light=float(x)) for x in light], times_s)


def still(duration_s: float = 4.0, seed: int = 0) -> Scene:
    """Nothing but the sensor's noise."""
    stage = Stage(seed)
    return stage.scene([stage.picture([]) for _ in stage.clock(duration_s)])


def camera_only(duration_s: float = 5.0, seed: int = 0) -> Scene:
    """A camera that pans and zooms over a wall, smoothly."""
    stage = Stage(seed)
    return stage.scene(
        [
            stage.picture([], pan=(40 * float(np.sin(t)), 10 * float(t)), zoom=1 + 0.1 * float(np.sin(0.7 * t)))
            for t in stage.clock(duration_s)
        ]
    )


def cuts(times_s: tuple[float, ...], duration_s: float = 5.0) -> Scene:
    """Still shots, one after another; a cut makes no sound."""
    stages = [Stage(seed) for seed in range(len(times_s) + 1)]
    clock = stages[0].clock(duration_s)
    shots = np.searchsorted(np.array(times_s), clock, side="right")
    return stages[0].scene([stages[shot].picture([]) for shot in shots])


def swinging(duration_s: float = 6.0, seed: int = 0) -> Scene:
    """Something that swings about smoothly and never touches anything."""
    stage = Stage(seed)
    return stage.scene(
        [stage.picture([(120 + 50 * float(np.sin(2 * t)), 90.0, 22.0)]) for t in stage.clock(duration_s)]
    )
