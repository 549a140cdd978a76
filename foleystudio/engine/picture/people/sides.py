"""Left and right kept apart: the net now and then takes somebody's front for their back, for a frame or for many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.people import JOINTS
from foleystudio.engine.picture.people.regions import Floats

_PAIRS = tuple(
    (JOINTS.index(name), JOINTS.index(name.replace("left", "right"))) for name in JOINTS if name.startswith("left")
)
_UPPER, _LOWER = _PAIRS[:3], _PAIRS[3:]  # arms and legs are mixed up one without the other
_TURN = 0.15  # reaches of the body, all joints together, that turning round at once has to save
_TURNED = 0.003  # that each frame costs that is read otherwise than the net does: mostly it is right


def kept_sides(points: Floats, visible: Floats) -> tuple[Floats, Floats]:
    """A person's joints with left and right as they go on evenly from frame to frame.

    Parameters
    ----------
    points, visible
        ``[N, len(JOINTS), 2]`` and ``[N, len(JOINTS)]``, in order of time.

    Returns
    -------
    The same, exchanged where that makes the joints move less.
    """
    order = np.tile(np.arange(len(JOINTS)), (len(points), 1))
    reach = float(np.median(np.hypot(*np.moveaxis(np.ptp(points, axis=1), -1, 0)))) if len(points) else 1.0
    for pairs in (_UPPER, _LOWER):
        left, right = (np.array(side) for side in zip(*pairs, strict=True))
        turned = _turned(points[:, left] / reach, points[:, right] / reach)
        order[np.ix_(turned, left)], order[np.ix_(turned, right)] = right, left
    rows = np.arange(len(points))[:, None]
    return points[rows, order], visible[rows, order]


def _turned(left: Floats, right: Floats) -> NDArray[np.bool_]:
    """``bool [N]``: in which frames left is right (Viterbi, two states)."""
    kept = _steps(left, left) + _steps(right, right)
    crossed = _steps(left, right) + _steps(right, left) + _TURN
    costs = np.zeros(2)
    came_from = np.zeros((len(left), 2), np.int64)
    for frame in range(1, len(left)):
        stay, turn = kept[frame - 1], crossed[frame - 1]
        ways = np.array([[costs[0] + stay, costs[1] + turn], [costs[0] + turn, costs[1] + stay]])
        came_from[frame] = ways.argmin(1)
        costs = ways.min(1) + np.array([0.0, _TURNED])
    states = np.zeros(len(left), np.int64)
    if len(left):
        states[-1] = int(costs.argmin())
    for frame in range(len(left) - 1, 0, -1):
        states[frame - 1] = came_from[frame, states[frame]]
    return states.astype(np.bool_)


def _steps(before: Floats, after: Floats) -> Floats:
    """``[N - 1]``: way of all joints of a side from each frame to the other side's, or its own, in the next."""
    steps = after[1:] - before[:-1]
    return np.asarray(np.hypot(steps[..., 0], steps[..., 1]).sum(1))
