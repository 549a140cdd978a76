"""How the ground under a person's feet moves on in the picture, as the camera pans: what moves around the people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.picture.optical_flow import CHANNELS, GRID
from foleystudio.engine.picture.people.persons import Person

Floats = NDArray[np.float64]

_TEXTURE = CHANNELS.index("texture")
_LEAST = 6.0  # cells full of texture that must be seen around people: fewer say nothing, and the camera stands still
_WIDER = 0.1  # of its height, by which the box about a person is kept clear of
_STILL = 0.02  # picture sides a second: a camera that moves less stands still
_NEAR = 0.3  # heights of the picture: what lies so much higher or lower than the feet says less of the ground there
_CHUNK = 1024  # frames read at once: memory stays bounded


def ground_velocity(person: Person, others: tuple[Person, ...], motion: MotionDescriptors, aspect: float) -> Floats:
    """``float64 [N, 2]``: of the ground at each frame of a person, heights of the picture a second, x and y.

    Parameters
    ----------
    person, others
        Whose ground, and everyone whose own movement is not the ground's.
    motion
        The clip's.
    aspect
        Width of the picture in its heights.
    """
    parts = [
        _velocity(person.frames[first : first + _CHUNK], person, others, motion, aspect)
        for first in range(0, len(person.frames), _CHUNK)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, 2))


def _velocity(
    frames: NDArray[np.int64], person: Person, others: tuple[Person, ...], motion: MotionDescriptors, aspect: float
) -> Floats:
    flow, texture = _flow(frames, motion)
    centres = (np.arange(GRID) + 0.5) / GRID
    x, y = centres * aspect, centres
    weights = np.where(texture > 0.1, texture, 0.0)
    for each in {other.number: other for other in (*others, person)}.values():
        weights[_covered(frames, each, x, y)] = 0
    feet = person.points[np.searchsorted(person.frames, frames)][:, -4:, 1].mean(1)
    # A camera that moves moves all of the background: what moves near the feet alone is a thing of its own.
    moves = (weights.sum((1, 2)) >= _LEAST) & (np.abs(_medians(flow, weights)).max(1) > _STILL)
    weights *= np.exp(-np.square((y[None, :, None] - feet[:, None, None]) / _NEAR)) + 0.05
    return np.where(moves[:, None], _medians(flow, weights) * np.array([aspect, 1.0]), 0.0)


def _flow(frames: NDArray[np.int64], motion: MotionDescriptors) -> tuple[Floats, Floats]:
    """Flow of each cell ``[n, GRID, GRID, 2]`` with the camera's, picture sides a second, and texture ``[n, ...]``."""
    grid = np.asarray(motion.grid[frames], np.float64)
    camera = np.asarray(motion.camera[frames], np.float64)[:, :, None, None]
    off = (np.arange(GRID) + 0.5) / GRID - 0.5
    x, y = off[None, None, :], off[None, :, None]
    zoom, turn = camera[:, 2], camera[:, 3]
    moved = np.stack([camera[:, 0] + zoom * x - turn * y, camera[:, 1] + zoom * y + turn * x], -1)
    return grid[..., 0:2] + moved, grid[..., _TEXTURE]


def _covered(frames: NDArray[np.int64], person: Person, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """``bool [n, GRID, GRID]``: cells within the box about a person; none where they are not."""
    at = np.minimum(np.searchsorted(person.frames, frames), len(person.frames) - 1)
    here = person.frames[at] == frames
    points = person.points[at]
    low, high = points.min(1), points.max(1)
    spare = _WIDER * (high[:, 1] - low[:, 1])
    across = (x > (low[:, 0] - spare)[:, None]) & (x < (high[:, 0] + spare)[:, None])
    along = (y > (low[:, 1] - spare)[:, None]) & (y < (high[:, 1] + spare)[:, None])
    return np.asarray(here[:, None, None] & along[:, :, None] & across[:, None, :])


def _medians(flow: Floats, weights: Floats) -> Floats:
    """``[n, 2]`` of flow ``[n, GRID, GRID, 2]``."""
    return np.stack([_weighted_median(flow[..., n], weights) for n in (0, 1)], -1)


def _weighted_median(values: Floats, weights: Floats) -> Floats:
    """``[n]``: median of the cells of each ``[n, GRID, GRID]``."""
    flat, heavy = values.reshape(len(values), -1), weights.reshape(len(values), -1)
    order = np.argsort(flat, axis=1)
    flat, heavy = np.take_along_axis(flat, order, 1), np.take_along_axis(heavy, order, 1)
    half = heavy.sum(1, keepdims=True) / 2
    middle = (np.cumsum(heavy, axis=1) < half).sum(1)
    return np.asarray(flat[np.arange(len(flat)), np.minimum(middle, flat.shape[1] - 1)])
