"""Joints of a person at an even rate, in heights of the body, as if the camera stood still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.people import JOINTS
from foleystudio.engine.picture.people.persons import Person

RATE_HZ = 60
"""Of steady joints, whatever the clip's: filters are so the same for all."""

_SHORTEST_S = 0.3  # stretches of a person that say anything

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SteadyJoints:
    """A stretch of a person without a gap.

    Parameters
    ----------
    seconds
        ``float64 [N]``, every 1 / RATE_HZ.
    points
        ``float64 [N, J, 2]``: x to the right and y down, in heights of the body.
    seen
        ``float64 [N, J]``, 0-1: how visible each is; 0 beyond the picture's edge.
    """

    seconds: Floats
    points: Floats
    seen: Floats

    def __len__(self) -> int:
        return len(self.seconds)


def steady_joints(
    person: Person, names: Sequence[str], ground: Floats, cuts: NDArray[np.bool_], aspect: float
) -> list[SteadyJoints]:
    """Some joints of a person, each stretch between gaps and cuts by itself.

    Parameters
    ----------
    person
        Of a clip.
    names
        Some of `JOINTS`.
    ground
        ``float64 [N, 2]``: how the ground moves on at each of the person's frames, heights of the picture a second.
    cuts
        ``bool [T]``: at which of the clip's frames a new shot begins.
    aspect
        Width of the picture in its heights.
    """
    numbers = [JOINTS.index(name) for name in names]
    points, seen = person.points[:, numbers], person.visible[:, numbers]
    inside = (points >= 0).all(-1) & (points[..., 0] <= aspect) & (points[..., 1] <= 1)
    seen, height = np.where(inside, seen, 0.0), person.height
    steps = np.diff(person.seconds, prepend=person.seconds[0])
    steady = points - np.cumsum(ground * steps[:, None], axis=0)[:, None]
    stretches = []
    for whole in person.whole:
        for part in _between_cuts(whole, cuts[person.frames]):
            at = person.seconds[part]
            first, last = np.ceil(at[0] * RATE_HZ), np.floor(at[-1] * RATE_HZ)
            if (last - first) / RATE_HZ < _SHORTEST_S:
                continue
            even = np.arange(first, last + 1) / RATE_HZ
            placed = _in_heights(_resampled(even, at, steady[part]), np.interp(even, at, height[part]))
            stretches.append(SteadyJoints(even, placed, _resampled(even, at, seen[part])))
    return stretches


def _between_cuts(whole: slice, cuts: NDArray[np.bool_]) -> list[slice]:
    edges = [whole.start, *(whole.start + 1 + np.flatnonzero(cuts[whole.start + 1 : whole.stop])).tolist(), whole.stop]
    return [slice(a, b) for a, b in pairwise(edges) if b - a > 1]


def _in_heights(points: Floats, height: Floats) -> Floats:
    """Points ``[N, J, 2]`` so that their steps are in heights of the body, which grows as it comes nearer.

    Points themselves divided by its height would move when only the height changes.
    """
    steps = np.diff(points, axis=0) / ((height[1:] + height[:-1]) / 2)[:, None, None]
    return np.concatenate([points[:1] / height[0], points[:1] / height[0] + np.cumsum(steps, axis=0)])


def _resampled(even: Floats, at: Floats, values: Floats) -> Floats:
    """Values ``[n, ...]`` at instants, at others, evenly between neighbours."""
    flat = values.reshape(len(values), -1)
    columns = [np.interp(even, at, column) for column in flat.T]
    return np.stack(columns, -1).reshape(len(even), *values.shape[1:])


def median_of(values: Floats, width: int) -> Floats:
    """Running median over an odd number of rows of ``[N, ...]``; shifts nothing and keeps what goes one way."""
    views = np.lib.stride_tricks.sliding_window_view(_widened(values, width // 2), width, axis=0)
    return np.asarray(np.median(views, axis=-1))


def smoothed(values: Floats, spread: float) -> Floats:
    """Rows of ``[N, ...]`` smoothed by a bell, ``spread`` rows wide; shifts nothing."""
    reach = int(np.ceil(3 * spread))
    bell = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / spread))
    views = np.lib.stride_tricks.sliding_window_view(_widened(values, reach), 2 * reach + 1, axis=0)
    return np.asarray(views @ (bell / bell.sum()))


def _widened(values: Floats, by: int) -> Floats:
    return np.pad(values, ((by, by), *(((0, 0),) * (values.ndim - 1))), mode="edge")
