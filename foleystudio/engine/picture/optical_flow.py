"""What moved between one frame and the next: the maths behind the motion descriptors.

A frame is looked at as a square grey picture of ``SIDE`` pixels. Dense optical flow (DIS) is fitted by one affine
camera motion, robustly, so that what remains is what moves by itself; the remainder is averaged over a coarse grid.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 112
"""Side of the square grey picture that is analysed, in pixels."""

GRID = 14
"""Cells along each side of the descriptor grid."""

CHANNELS = ("flow_x", "flow_y", "speed", "divergence", "change", "brightness", "unexplained", "texture")
"""What each cell holds: residual flow (picture sides a second), its mean length, its divergence (1 a second), the
length of its change since the frame before, brightness change (full scale a frame), the mean brightness difference
that motion does not explain, and how much texture there is for flow to hold on to."""

CAMERA = ("pan_x", "pan_y", "zoom", "rotation", "brightness", "inliers")
"""What is known of the whole picture: camera motion (sides a second, 1 a second, radians a second), mean brightness
change (full scale a frame) and the share of the picture that follows the camera."""

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]

_FIT = 28  # cells along a side for the camera fit
_FIT_ROUNDS = 4  # of reweighting by what is left over: things that move by themselves lose their say
_DUPLICATE = 0.02  # mean difference, grey levels of 256, below which a frame repeats the one before
_SAME_SHOT = 0.5  # two pictures at least so alike are of one shot
_FLASH_S = 0.1  # a flash lasts no longer
_SLACK_S = 0.001  # times are often rounded to milliseconds
_STEP_S = 0.03  # what moved is seen over as long as a frame of 30 a second stands, at whatever rate there are more
_MIN_STEP_S = 1 / 240  # broken time stamps must not blow velocities up


@dataclass(frozen=True, eq=False)
class FrameMotion:
    """What one frame shows against the one before.

    Parameters
    ----------
    grid
        ``float32 [GRID, GRID, len(CHANNELS)]``.
    camera
        ``float32 [len(CAMERA)]``.
    cut
        The frame begins a new shot.
    """

    grid: Float
    camera: Float
    cut: bool


def _plane_basis(side: int) -> Float:
    """``[side * side, 3]``: 1, x, y over the picture, x and y in -0.5..0.5."""
    centres = (np.arange(side, dtype=np.float32) + 0.5) / side - 0.5
    y, x = np.meshgrid(centres, centres, indexing="ij")
    return np.stack([np.ones_like(x), x, y], axis=-1).reshape(-1, 3).astype(np.float32)


_FIT_BASIS = _plane_basis(_FIT)
_FULL_BASIS = _plane_basis(SIDE)
_PIXELS = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1).astype(np.float32)


def _shrunk(picture: Grey | Float, side: int) -> Float:
    """Mean over the cells of a ``side x side`` grid."""
    return np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA), np.float32)


def _sampled(grey: Grey, at: Float) -> Float:
    """The picture's values at given x, y in pixels, ``[SIDE, SIDE]``."""
    x, y = np.ascontiguousarray(at[..., 0]), np.ascontiguousarray(at[..., 1])
    sampled = cv2.remap(grey, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(sampled, np.float32)


def _middle(values: Float) -> Float:
    """Median along the first axis, the upper one of two."""
    return np.asarray(np.partition(values, len(values) // 2, axis=0)[len(values) // 2])


def fit_camera(flow: Float, texture: Float) -> tuple[Float, float]:
    """Affine motion that most of the textured picture follows, by iteratively reweighted least squares.

    Parameters
    ----------
    flow
        ``[SIDE, SIDE, 2]``, pixels a frame.
    texture
        ``[SIDE, SIDE]``: how far flow can be trusted.

    Returns
    -------
    affine, inliers
        ``[3, 2]`` coefficients of 1, x, y for both components, and the share of weight that follows it.
    """
    cells = _shrunk(flow, _FIT).reshape(-1, 2)
    trust = _shrunk(texture, _FIT).reshape(-1) + np.float32(1e-3)
    affine = np.zeros((3, 2), np.float32)
    affine[0] = _middle(cells)
    ridge = np.diag([1e-4, 1e-3, 1e-3]).astype(np.float32) * trust.sum()
    weights = trust
    for _ in range(_FIT_ROUNDS):
        error = cells - _FIT_BASIS @ affine
        squared = np.einsum("nc,nc->n", error, error)
        spread = max(0.05, 2.0 * float(_middle(squared)) ** 0.5)
        weights = np.square(np.maximum(1 - squared / (4 * spread**2), 0)) * trust  # Tukey's biweight
        weighted = _FIT_BASIS * weights[:, None]
        affine = np.linalg.solve(weighted.T @ _FIT_BASIS + ridge, weighted.T @ cells).astype(np.float32)
    return affine, float(weights.sum() / trust.sum())


def _texture(grey: Grey) -> Float:
    """``[SIDE, SIDE]``, 0-1: strength of edges, saturating."""
    dx = cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=1 / 8)
    dy = cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=1 / 8)
    edges = cv2.magnitude(dx, dy)
    return np.asarray(edges / (edges + 8.0), np.float32)


def _likeness(one: Grey, other: Grey) -> float:
    """Correlation of two pictures' coarse structure, -1..1; 1 when both are flat."""
    a = _shrunk(one, _FIT)
    b = _shrunk(other, _FIT)
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    noise = 2.0 * a.size  # one and a half grey levels of it
    likeness: float = (float((a * b).sum()) + noise) / (scale + noise)
    return likeness


def is_cut(earlier: Grey | None, before: Grey, after: Grey, beyond: Grey | None, unexplained: float) -> bool:
    """Whether a new shot begins at ``after``.

    Parameters
    ----------
    earlier, before, after, beyond
        Frames in their order, ``earlier`` and ``beyond`` a tenth of a second off; None where the clip has none. A flash
        makes a frame look like no other, but what was there before it is there again after it.
    unexplained
        Mean brightness difference that motion does not explain, grey levels of 256.
    """
    if unexplained < 10 or _likeness(before, after) > _SAME_SHOT:
        return False
    into_flash = beyond is not None and (_likeness(before, beyond) > _SAME_SHOT or _outshines(after, before, beyond))
    out_of_flash = earlier is not None and (
        _likeness(earlier, after) > _SAME_SHOT or _outshines(before, earlier, after)
    )
    return not into_flash and not out_of_flash


def _outshines(flash: Grey, one: Grey, other: Grey) -> bool:
    return float(flash.mean()) > 1.5 * max(float(one.mean()), float(other.mean())) + 5


@dataclass(eq=False)
class _Seen:
    """A frame that has been looked at, and how it moves by itself: ``residual`` is ``[GRID, GRID, 2]``."""

    grey: Grey
    time_s: float
    residual: Float


class MotionAnalyser:
    """Turns consecutive frames into descriptors, a tenth of a second late (it looks ahead).

    Every frame is held against the one before, or where more than 30 a second are shown against the one a thirtieth of
    a second before, so that clips of all rates are described alike. A frame that exactly repeats its predecessor
    between two moving ones (a clip converted from a lower rate) gets the mean motion over both steps, so that the
    repeats do not look like stops.
    """

    def __init__(self) -> None:
        cv2.setNumThreads(1)  # pictures this small are not worth sharing; the other cores decode
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
        self._seen: deque[_Seen] = deque()  # of the present shot, as far back as it matters
        self._waiting: deque[tuple[Grey, float]] = deque()
        self._was_moving = False

    def push(self, grey: Grey, time_s: float) -> list[FrameMotion]:
        """Take the next frame, ``uint8 [SIDE, SIDE]``; answers the descriptors that are complete now."""
        self._waiting.append((grey, time_s))
        complete: list[FrameMotion] = []
        while len(self._waiting) > 1 and time_s - self._waiting[0][1] >= _FLASH_S - _SLACK_S:
            complete += self._advance()
        return complete

    def finish(self) -> list[FrameMotion]:
        """Descriptors of the last frames."""
        rest: list[FrameMotion] = []
        while self._waiting:
            rest += self._advance()
        return rest

    def _advance(self) -> list[FrameMotion]:
        grey, time_s = self._waiting.popleft()
        if not self._seen:
            self._note(grey, time_s, np.zeros((GRID, GRID, 2), np.float32))
            return [_still(_texture(grey))]
        before = self._latest(time_s - _STEP_S)
        if not _differs(before.grey, grey):
            if self._was_moving and self._waiting and _differs(grey, self._waiting[0][0]):
                following, following_s = self._waiting.popleft()
                both = self._compare(before, following, following_s)
                return [both, both]
            self._was_moving = False
            self._note(grey, time_s, np.zeros((GRID, GRID, 2), np.float32))
            return [_still(_texture(grey))]
        return [self._compare(before, grey, time_s)]

    def _note(self, grey: Grey, time_s: float, residual: Float) -> None:
        self._seen.append(_Seen(grey, time_s, residual))
        while len(self._seen) > 1 and self._seen[1].time_s <= time_s - _STEP_S - 2 * _FLASH_S:
            self._seen.popleft()

    def _latest(self, until_s: float) -> _Seen:
        """The latest frame of the shot that is shown by then; its first when none is."""
        return next((seen for seen in reversed(self._seen) if seen.time_s <= until_s + _SLACK_S), self._seen[0])

    def _compare(self, before: _Seen, grey: Grey, time_s: float) -> FrameMotion:
        self._was_moving = True
        step_s = max(_MIN_STEP_S, time_s - before.time_s)
        flow = np.asarray(self._flow.calc(before.grey, grey, np.zeros((SIDE, SIDE, 2), np.float32)), np.float32)
        texture = _texture(grey)
        affine, inliers = fit_camera(flow, texture)
        difference = _sampled(grey, _PIXELS + flow) - before.grey
        earlier = self._latest(before.time_s - _FLASH_S) if before is not self._seen[0] else None
        beyond = self._waiting[-1][0] if self._waiting else None
        unexplained = float(np.abs(difference).mean())
        if is_cut(earlier.grey if earlier is not None else None, before.grey, grey, beyond, unexplained):
            self._seen.clear()
            self._note(grey, time_s, np.zeros((GRID, GRID, 2), np.float32))
            return FrameMotion(_still(texture).grid, np.zeros(len(CAMERA), np.float32), True)
        camera_flow = (_FULL_BASIS @ affine).reshape(SIDE, SIDE, 2)
        residual: Float = ((flow - camera_flow) / (SIDE * step_s)).astype(np.float32)
        grid = self._grid(residual, difference / np.float32(255), texture, before.residual)
        self._note(grey, time_s, grid[..., 0:2].copy())
        camera = np.array(
            [
                *(affine[0] / SIDE / step_s),
                (affine[1, 0] + affine[2, 1]) / 2 / SIDE / step_s,
                (affine[1, 1] - affine[2, 0]) / 2 / SIDE / step_s,
                (float(grey.mean()) - float(before.grey.mean())) / 255,
                inliers,
            ],
            np.float32,
        )
        return FrameMotion(grid, camera, False)

    def _grid(self, residual: Float, difference: Float, texture: Float, residual_before: Float) -> Float:
        """``[GRID, GRID, len(CHANNELS)]`` of one step's residual flow and unexplained difference."""
        mean = _shrunk(residual, GRID)
        x, y = mean[..., 0], mean[..., 1]
        change = mean - residual_before
        grid = np.empty((GRID, GRID, len(CHANNELS)), np.float32)
        grid[..., 0:2] = mean
        grid[..., 2] = _shrunk(np.sqrt(np.einsum("yxc,yxc->yx", residual, residual)), GRID)
        grid[..., 3] = GRID * (_slope(x.T).T + _slope(y))
        grid[..., 4] = np.sqrt(np.einsum("yxc,yxc->yx", change, change))
        grid[..., 5] = _shrunk(difference, GRID)
        grid[..., 6] = _shrunk(np.abs(difference), GRID)
        grid[..., 7] = _shrunk(texture, GRID)
        return grid


def _slope(values: Float) -> Float:
    """Rise from row to row, central differences."""
    padded = np.pad(values, ((1, 1), (0, 0)), mode="reflect", reflect_type="odd")
    return 0.5 * (padded[2:] - padded[:-2])


def _differs(one: Grey, other: Grey) -> bool:
    return bool(cv2.norm(one, other, cv2.NORM_L1) > _DUPLICATE * one.size)


def _still(texture: Float) -> FrameMotion:
    """A frame in which nothing moved."""
    grid = np.zeros((GRID, GRID, len(CHANNELS)), np.float32)
    grid[..., -1] = _shrunk(texture, GRID)
    camera = np.zeros(len(CAMERA), np.float32)
    camera[-1] = 1.0
    return FrameMotion(grid, camera, False)
