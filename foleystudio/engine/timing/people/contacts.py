"""Feet coming down: when one that swings comes to rest, or is dragged over the ground.

A foot that stands moves with up to 0.3 heights of the body a second, one that swings with 1 to 3.5, and it comes to
rest within two frames of 30 a second. Of heel and toe the slower one counts: it is at rest while the other rolls off
or down. Seen from the front feet move little, up and down; so what is fast for a person goes by that person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.timing.people.steady import RATE_HZ, SteadyJoints, median_of, smoothed

FEET_JOINTS = ("left heel", "left toe", "right heel", "right toe")
"""Joints that `contacts_of` reads, in its order."""

Floats = NDArray[np.float64]

_MEDIAN = 9  # samples: where legs cross, feet are mixed up for two or three frames
_BELL = 1.8  # samples
_FAST = 0.4, 0.8  # heights a second: a swing is at least so fast, whoever swings
_FAST_SHARE = 0.35  # of the speed that a person's feet hardly exceed
_REST = 0.3, 0.5  # heights a second below which a foot has come to rest
_REST_SHARE = 0.25  # of its own swing's speed
_USUAL_SWING = 0.1  # heights: the way of a swing that is as likely a step as not
_USUAL_SPEED = 0.6  # heights a second, the same
_WELL_SEEN, _UNSEEN = 0.6, 20.0  # what a foot is seen less takes so much of the odds' logarithm
_LEGS_SEEN, _LEGS_UNSEEN = 0.75, 40.0  # the same, of the better seen foot over a whole stretch
_LIFT_WEIGHT = 2.0  # of the height to which a foot is lifted, beside the way that it makes
_LEAST_SURE = 0.05  # what is less sure is not proposed
_SHORT_S = 0.15  # a swing is hardly ever over so soon: the feet were mixed up
_STANDS_S = 0.25  # at least, for which a foot stands while the other does not move either
_UNLIKELY = 2.0  # of the odds' logarithm to the base 2, that each of both takes
_AIR = 0.12  # heights above where it was, and where it goes next: a foot that pauses so high does not stand
_AGAIN_S = 0.2  # within which one foot does not come down twice
_DRAG = 0.02  # heights that a dragged foot is lifted or tilted at most
_DRAG_S = 0.2  # at least: in less, any foot keeps to a line
_DRAG_SPEED = 1.0  # heights a second, at most
_STILL_S = 0.6  # for which both feet rest after a stop
_WALKING_S = 1.5  # before it, within which there was another step


@dataclass(frozen=True)
class Contact:
    """One foot that comes down.

    Parameters
    ----------
    time_s
        When it comes to rest; when it begins to be dragged.
    foot
        ``L`` or ``R``.
    speed
        Of its swing, at its fastest, heights of the body a second.
    certainty
        0-1; a half is enough to propose it.
    kind
        ``step``, ``stop`` (nobody walks on) or ``scuff`` (dragged over the ground).
    drag
        Of a scuff: the foot's speed every 1 / RATE_HZ, heights a second.
    """

    time_s: float
    foot: str
    speed: float
    certainty: float
    kind: str = "step"
    drag: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class _Foot:
    """One foot's way: ``points [N, 2, 2]`` of heel and toe, ``speed [N]`` of the slower, ``seen [N]``.

    ``doubt`` is what all its steps lose of the odds' logarithm.
    """

    name: str
    seconds: Floats
    points: Floats
    speed: Floats
    seen: Floats
    doubt: float

    @property
    def low(self) -> Floats:
        """``[N]``: how far down the foot is, its middle."""
        return np.asarray(self.points[:, :, 1].mean(1))


@dataclass(frozen=True)
class _Swing:
    """From sample ``start`` to sample ``stop``, at which the foot is at rest again."""

    start: int
    stop: int


def contacts_of(feet: SteadyJoints) -> list[Contact]:
    """All that may be a contact in a stretch of `FEET_JOINTS`, in order of time."""
    points = smoothed(median_of(feet.points, _MEDIAN), _BELL).reshape(len(feet), 2, 2, 2)
    velocity = np.gradient(points, axis=0) * RATE_HZ
    speeds = np.hypot(velocity[..., 0], velocity[..., 1]).min(2)
    seen = feet.seen.reshape(len(feet), 2, 2).min(2)
    fast = float(np.clip(_FAST_SHARE * np.percentile(speeds, 95), *_FAST))
    # Whose legs are in the picture has one foot that is well seen most of the time.
    doubt = _LEGS_UNSEEN * max(0.0, _LEGS_SEEN - float(np.median(seen, axis=0).max()))
    left, right = (
        _Foot(name, feet.seconds, points[:, n], speeds[:, n], seen[:, n], doubt) for n, name in enumerate("LR")
    )
    found = _of_foot(left, right, fast) + _of_foot(right, left, fast)
    found.sort(key=lambda contact: contact.time_s)
    return _with_stops(found, feet.seconds, speeds)


def _of_foot(foot: _Foot, other: _Foot, fast: float) -> list[Contact]:
    swings = _swings(foot.speed, fast)
    found: list[Contact] = []
    for number, swing in enumerate(swings):
        following = swings[number + 1] if number + 1 < len(swings) else None
        contact = _contact(foot, other, swing, following)
        if contact is None:
            continue
        if found and contact.time_s - found[-1].time_s < _AGAIN_S:
            if found[-1].certainty >= contact.certainty:
                continue
            found.pop()
        found.append(contact)
    return found


def _swings(speed: Floats, fast: float) -> list[_Swing]:
    """Where a foot moves, from rest to rest; what begins before the stretch or ends after it is left out."""
    swings = []
    at = 0
    while at < len(speed):
        ahead = np.flatnonzero(speed[at:] > fast)
        if not len(ahead):
            break
        begin = at + int(ahead[0])
        rest = _rest_after(speed, begin)
        if rest is None:
            break
        resting = np.flatnonzero(speed[: begin + 1] <= _REST[0])
        swings.append(_Swing(max(at, int(resting[-1]) if len(resting) else 0), rest))
        at = rest
    return swings


def _rest_after(speed: Floats, begin: int) -> int | None:
    """The first sample at which a foot that began to move is at rest; faster swings end more abruptly."""
    fastest = np.maximum.accumulate(speed[begin:])
    resting = np.flatnonzero(speed[begin:] < np.clip(_REST_SHARE * fastest, *_REST))
    return begin + int(resting[0]) if len(resting) else None


def _contact(foot: _Foot, other: _Foot, swing: _Swing, following: _Swing | None) -> Contact | None:
    """What the end of a swing is; None where the foot pauses in the air, or certainly nothing comes down."""
    end = swing.stop
    path = foot.points[swing.start : end + 1]
    speed = float(foot.speed[swing.start : end + 1].max())
    if following is not None and _pauses_in_air(foot, swing, following):
        return None
    odds = _odds(foot, swing, path, speed)
    odds -= _UNLIKELY * (len(path) < _SHORT_S * RATE_HZ)
    odds -= _UNLIKELY * (following is not None and _hardly_stands(other, end, following.start))
    sure = float(1 / (1 + np.exp2(-np.clip(odds, -30, 30))))
    if sure < _LEAST_SURE:
        return None
    if _is_dragged(path, speed):
        drag = foot.speed[swing.start : end + 1]
        return Contact(float(foot.seconds[swing.start]), foot.name, speed, sure, "scuff", tuple(drag.tolist()))
    return Contact(_crossing(foot, swing, speed), foot.name, speed, sure)


def _pauses_in_air(foot: _Foot, swing: _Swing, following: _Swing) -> bool:
    """Whether the foot rests higher than where it came from and than where it goes next."""
    at = foot.low[swing.stop]
    return bool(min(foot.low[swing.start], foot.low[following.stop]) - at > _AIR)


def _hardly_stands(other: _Foot, end: int, start: int) -> bool:
    """Whether a foot moves on at once while the other one stands: it was held in the air, or kicks."""
    return bool(start - end < _STANDS_S * RATE_HZ and (other.speed[end : start + 1] < _FAST[0]).all())


def _odds(foot: _Foot, swing: _Swing, path: Floats, speed: float) -> float:
    """Logarithm to the base 2 of the odds that a step is one: 0 for a small slow step that is well seen."""
    low, end = foot.low, swing.stop
    way = float(np.hypot(*(path[-1] - path[0]).mean(0)))
    lift = float(min(low[swing.start], low[end]) - low[swing.start : end + 1].min())
    odds = np.log2(max(1e-3, way, _LIFT_WEIGHT * lift) / _USUAL_SWING) + np.log2(max(1e-3, speed) / _USUAL_SPEED)
    seen = float(foot.seen[max(0, end - 3) : end + 4].min())
    return float(odds + _UNSEEN * min(0.0, seen - _WELL_SEEN) - foot.doubt)


def _is_dragged(path: Floats, speed: float) -> bool:
    """Whether a foot stays flat, and on the line from where it was to where it comes to rest."""
    if len(path) < _DRAG_S * RATE_HZ or speed > _DRAG_SPEED:
        return False
    straight = np.linspace(path[0, :, 1], path[-1, :, 1], len(path))
    tilt = path[:, 0, 1] - path[:, 1, 1]
    return bool((straight - path[:, :, 1]).max() < _DRAG and np.ptp(tilt) < _DRAG)


def _crossing(foot: _Foot, swing: _Swing, fastest: float) -> float:
    """When a foot falls to rest, finer than a sample."""
    rest = float(np.clip(_REST_SHARE * fastest, *_REST))
    before, after = (float(foot.speed[n]) for n in (swing.stop - 1, swing.stop))
    share = np.clip((before - rest) / max(1e-9, before - after), 0, 1)
    return float(foot.seconds[swing.stop - 1] + share / RATE_HZ)


def _with_stops(found: list[Contact], seconds: Floats, speeds: Floats) -> list[Contact]:
    """The step after which nobody walks on is a stop."""
    told = []
    for number, contact in enumerate(found):
        walked = number > 0 and contact.time_s - found[number - 1].time_s < _WALKING_S
        first = int(np.searchsorted(seconds, contact.time_s + 0.1))
        stop = int(np.searchsorted(seconds, contact.time_s + _STILL_S))
        stands = stop < len(seconds) and bool((speeds[first:stop] < _FAST[0]).all())
        is_stop = contact.kind == "step" and walked and stands
        told.append(replace(contact, kind="stop") if is_stop else contact)
    return told
