"""Timing by movement: body and cloth, heard as long as somebody moves and as loud as their limbs are fast.

Where somebody is, their joints say how fast; where nobody is, whatever moves in the picture does.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.persons import Person
from foleystudio.engine.timing.people.cast import Cast
from foleystudio.engine.timing.people.steady import RATE_HZ, SteadyJoints, median_of, smoothed
from foleystudio.engine.timing.picture.motion_novelty import activity_of
from foleystudio.project.events import Event
from foleystudio.project.proposals import Candidate, Candidates

WEIGHTS = {
    "left shoulder": 1.0, "right shoulder": 1.0, "left elbow": 1.5, "right elbow": 1.5,
    "left wrist": 1.5, "right wrist": 1.5, "left hip": 1.0, "right hip": 1.0, "left knee": 1.0, "right knee": 1.0,
}  # fmt: skip
"""How much of the movement each joint is: those that cloth hangs on, the arms most. Feet have a timing of their own."""

Floats = NDArray[np.float64]

_MEDIAN = 9  # samples
_BELL = 3.0  # samples: cloth follows no faster
_TRUNK = 0.3  # of the hips' own speed
_STARTS, _ENDS = 0.25, 0.12  # heights of the body a second: above the one it begins, below the other it is over
_PAUSE_S = 0.3  # shorter ones are part of a movement
_SHORTEST_S = 0.2  # shorter ones are no movement
_USUAL = 0.3  # heights a second at its fastest: a movement that is as likely heard as not
_LOUDEST = 1.5  # heights a second: full strength
_FAINTEST = 0.1  # strength of the slowest
_POINTS_A_S = 20  # of an envelope
_HEIGHTS = 4.0  # a second, that the picture's activity of 1 counts as
_LEAST_SURE = 0.05  # what is less sure is not proposed


def candidates_of_moves(cast: Cast, person: int | None = None) -> Candidates:
    """All movement that may be heard of one of those who are in a clip, and of the picture while nobody is in it.

    Parameters
    ----------
    person
        Whose, counted from 1 from left to right; of the one seen longest and largest when None.

    Raises
    ------
    FoleyError
        When there is no such person.
    """
    chosen = cast.person(person)
    found = _events(*_of_picture(cast))
    for seconds, speed in movement_of(cast, chosen) if chosen is not None else ():
        found += _events(seconds, speed)
    return Candidates(tuple(sorted(found, key=lambda candidate: candidate.event.time_s)), "moves")


def movement_of(cast: Cast, person: Person) -> list[tuple[Floats, Floats]]:
    """How fast a person's limbs move, stretch by stretch.

    Returns
    -------
    Of each ``float64 [N]`` instants and ``float64 [N]`` heights of the body a second.
    """
    return [(joints.seconds, speed_of(joints)) for joints in cast.stretches(person, tuple(WEIGHTS))]


def speed_of(joints: SteadyJoints) -> Floats:
    """``float64 [N]``: mean speed of the joints of `WEIGHTS`, heights of the body a second.

    Against the hips, so that cloth is heard stride by stride, and of the hips' own a part: who glides is not silent.
    """
    points = smoothed(median_of(joints.points, _MEDIAN), _BELL)
    velocity = np.gradient(points, axis=0) * RATE_HZ
    weights = np.array(list(WEIGHTS.values()))
    hips = velocity[:, [list(WEIGHTS).index(name) for name in ("left hip", "right hip")]].mean(1)
    limbs = velocity - hips[:, None]
    return np.asarray(
        np.hypot(limbs[..., 0], limbs[..., 1]) @ (weights / weights.sum()) + _TRUNK * np.hypot(hips[:, 0], hips[:, 1])
    )


def _of_picture(cast: Cast) -> tuple[Floats, Floats]:
    """The same of the picture, silent while somebody is in it."""
    frames = cast.motion.frames.seconds
    if not len(frames):
        return np.zeros(0), np.zeros(0)
    speed = np.where(cast.anyone, 0.0, _HEIGHTS * activity_of(cast.motion))
    even = np.arange(np.ceil(frames[0] * RATE_HZ), np.floor(frames[-1] * RATE_HZ) + 1) / RATE_HZ
    return even, smoothed(np.interp(even, frames, speed), _BELL)


def _events(seconds: Floats, speed: Floats) -> list[Candidate]:
    found = []
    for start, stop in _spans(speed):
        fastest = float(speed[start:stop].max())
        sure = 1 / (1 + np.exp2(-2 * np.log2(fastest / _USUAL)))
        if sure < _LEAST_SURE or (stop - start) / RATE_HZ < _SHORTEST_S:
            continue
        lasts_s = (stop - 1 - start) / RATE_HZ
        places = np.linspace(start, stop - 1, max(2, round(lasts_s * _POINTS_A_S) + 1))
        envelope = np.interp(places, np.arange(start, stop), speed[start:stop]) / fastest
        envelope[-1] = 0.0  # it swells up and dies away: nothing strikes
        if seconds[start] > 0:  # else somebody is on the move when the clip begins
            envelope[0] = 0.0
        strength = float(np.clip(fastest / _LOUDEST, _FAINTEST, 1.0))
        event = Event(float(seconds[start]), strength, lasts_s, tuple(np.clip(envelope, 0, 1).tolist()))
        found.append(Candidate(event, float(sure)))
    return found


def _spans(speed: Floats) -> list[tuple[int, int]]:
    """From where to where something moves: it begins above one speed, and is over below a lower one."""
    live = np.concatenate([[False], speed > _ENDS, [False]])
    edges = np.flatnonzero(np.diff(live.astype(np.int8)))
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if speed[a:b].max() > _STARTS]
    joined: list[tuple[int, int]] = spans[:1]
    for (_, before), (start, stop) in pairwise(spans):
        if (start - before) / RATE_HZ < _PAUSE_S:
            joined[-1] = joined[-1][0], stop
        else:
            joined.append((start, stop))
    return [(int(a), int(b)) for a, b in joined]
