"""Tracks joined to persons: who was lost for a moment and found again is one, and who is hardly ever there is none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.joining import chains_of
from foleystudio.engine.picture.people.people import JOINTS, People, Track
from foleystudio.engine.picture.people.regions import Floats
from foleystudio.engine.picture.people.sides import kept_sides

_J = {name: number for number, name in enumerate(JOINTS)}
_GAP_S = 0.25  # across which joints are taken to move evenly
_SEEN_S = 0.5  # at least: who is seen shorter is taken for a mistake
_CONFIRMED = 0.3  # of the searches must have found somebody
_TRUNK_AND_LEG = 0.79  # of a body's height: from the shoulders to the hips and from there to the ankle
_AROUND_S = 1.0  # over which a height is taken, to either side


@dataclass(frozen=True, eq=False)
class Person:
    """One person of a clip.

    Parameters
    ----------
    number
        Counted from 1, from left to right.
    frames
        ``int64 [N]``: in which frames they are, rising, those between that were not looked at too.
    seconds
        ``float64 [N]``: when those are shown.
    points
        ``float64 [N, len(JOINTS), 2]``: x and y in heights of the picture.
    visible
        ``float64 [N, len(JOINTS)]``, 0-1.
    sure
        0-1: how surely it is a person.
    """

    number: int
    frames: NDArray[np.int64]
    seconds: Floats
    points: Floats
    visible: Floats
    sure: float

    def joint(self, name: str) -> Floats:
        """``float64 [N, 2]``: where one of `JOINTS` is."""
        return np.asarray(self.points[:, _J[name]])

    def box(self, frame: int) -> tuple[float, float, float, float] | None:
        """Left, top, right and bottom of the joints in one of the clip's frames; None where the person is not."""
        at = int(np.searchsorted(self.frames, frame))
        if at == len(self.frames) or self.frames[at] != frame:
            return None
        low, high = self.points[at].min(0), self.points[at].max(0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    @property
    def hips(self) -> Floats:
        """``float64 [N, 2]``: the middle of the hips."""
        return (self.joint("left hip") + self.joint("right hip")) / 2

    @property
    def height(self) -> Floats:
        """``float64 [N]``: height of the body in heights of the picture, as if it stood upright, changing slowly."""
        shoulders = (self.joint("left shoulder") + self.joint("right shoulder")) / 2
        trunk = _lengths(shoulders - self.hips)
        legs = [
            _lengths(self.joint(f"{side} hip") - self.joint(f"{side} knee"))
            + _lengths(self.joint(f"{side} knee") - self.joint(f"{side} ankle"))
            for side in ("left", "right")
        ]
        # What points at the camera looks short: the longer leg, and what is long for a while.
        each = (trunk + np.maximum(*legs)) / _TRUNK_AND_LEG
        return _around(each, self.seconds)

    @property
    def weight(self) -> float:
        """How much of the clip is theirs: how long they are seen, how large, and how surely."""
        return float(self.sure * len(self.frames) * np.median(self.height)) if len(self.frames) else 0.0

    @property
    def whole(self) -> list[slice]:
        """Stretches of the axis N without a gap."""
        cuts = np.flatnonzero(np.diff(self.frames) > 1) + 1
        edges = [0, *cuts.tolist(), len(self.frames)]
        return [slice(a, b) for a, b in pairwise(edges) if b > a]


def persons_of(people: People) -> tuple[Person, ...]:
    """The persons of a clip from left to right, by where they are on average."""
    chains = chains_of(people.tracks(), people.frames.seconds)
    found = [person for chain in chains if (person := _person(chain, people)) is not None]
    found.sort(key=lambda person: float(np.median(person.hips[:, 0])))
    return tuple(Person(number, p.frames, p.seconds, p.points, p.visible, p.sure) for number, p in enumerate(found, 1))


def principal(persons: tuple[Person, ...]) -> int:
    """Number of the one whose clip it is: seen longest and largest; 0 where there is nobody."""
    return max(persons, key=lambda person: person.weight).number if persons else 0


def _person(chain: list[Track], people: People) -> Person | None:
    """A person of tracks one after another; None of so few frames, or so seldom confirmed, that it may be anything."""
    frames = np.concatenate([track.frames for track in chain])
    seconds = people.frames.seconds
    searches = np.concatenate([track.confirmed for track in chain])
    searches = searches[~np.isnan(searches)]
    sure = float(searches.mean()) if len(searches) else 0.0
    seen_s = sum(float(seconds[track.frames[-1]] - seconds[track.frames[0]]) for track in chain)
    if seen_s < _SEEN_S or sure < _CONFIRMED:
        return None
    points, visible = _with_sides(chain, seconds[frames])
    filled = _filled(frames, seconds)
    at = seconds[filled]
    even = np.stack([_evenly(at, seconds[frames], joint) for joint in points.reshape(len(points), -1).T], -1)
    seen = np.stack([_evenly(at, seconds[frames], joint) for joint in visible.T], -1)
    return Person(0, filled, at, even.reshape(len(filled), *points.shape[1:]), seen, sure)


def _with_sides(chain: list[Track], seconds: Floats) -> tuple[Floats, Floats]:
    """Points and visibility of tracks one after another, left and right kept apart within each stretch.

    Not beyond: who was hidden may have turned round meanwhile.
    """
    points, visible = (np.concatenate([getattr(track, name) for track in chain]) for name in ("points", "visible"))
    breaks = np.flatnonzero(np.diff(seconds) > _GAP_S) + 1
    parts = [kept_sides(*part) for part in zip(np.split(points, breaks), np.split(visible, breaks), strict=True)]
    return np.concatenate([part for part, _ in parts]), np.concatenate([part for _, part in parts])


def _evenly(at: Floats, seconds: Floats, values: Floats) -> Floats:
    return np.asarray(np.interp(at, seconds, values))


def _filled(frames: NDArray[np.int64], seconds: Floats) -> NDArray[np.int64]:
    """Frames, with those between that are short enough a gap to be filled."""
    within = np.arange(frames[0], frames[-1] + 1)
    after = np.searchsorted(frames, within)
    short = seconds[frames[after]] - seconds[frames[np.maximum(0, after - 1)]] <= _GAP_S
    return np.asarray(within[short | (frames[after] == within)])


def _lengths(vectors: Floats) -> Floats:
    return np.asarray(np.hypot(vectors[..., 0], vectors[..., 1]))


def _around(values: Floats, seconds: Floats) -> Floats:
    """The 60th percentile of values within a second of each."""
    first = np.searchsorted(seconds, seconds - _AROUND_S)
    stop = np.searchsorted(seconds, seconds + _AROUND_S, side="right")
    return np.array([np.percentile(values[a:b], 60) for a, b in zip(first, stop, strict=True)])
