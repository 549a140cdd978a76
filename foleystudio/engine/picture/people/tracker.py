"""People followed from picture to picture: each is looked for where they were, and newcomers all over the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from foleystudio.engine.picture.people.detection import SAME_PERSON
from foleystudio.engine.picture.people.pose_model import Body
from foleystudio.engine.picture.people.regions import Floats, Pictures, Region

MOST_PEOPLE = 6
"""Followed at once: the surest, where there are more."""

_THERE = 0.5  # how sure the landmark net must be that it still looks at somebody
_SAME = 0.7  # overlap of two who are followed, above which they are one
_SEARCH_S = 0.15  # between looks for anybody while nobody is there
_SEARCH_AGAIN_S = 0.5  # for others, while somebody is
_SLACK_S = 0.001  # times are often rounded to milliseconds
_CUT = 0.12  # of full scale: mean difference of two coarse pictures of different shots
_COARSE = 16  # pixels along a side


class Poses(Protocol):
    """What is asked who is in a picture: `PoseModel`."""

    def find(self, picture: Pictures) -> list[Region]:
        """Regions of the people in a picture."""

    def look(self, picture: Pictures, regions: Sequence[Region]) -> list[Body]:
        """The bodies in regions of a picture."""


@dataclass(frozen=True, eq=False)
class Followed:
    """One person in one picture.

    Parameters
    ----------
    track
        Number that stays the same while the person is followed, counted from 0.
    body
        Where the joints are.
    confirmed
        Whether the detector sees them too; None where it was not asked.
    """

    track: int
    body: Body
    confirmed: bool | None


class Tracker:
    """Follows people through pictures that are pushed in order.

    Parameters
    ----------
    poses
        Who is asked.
    """

    def __init__(self, poses: Poses) -> None:
        self._poses = poses
        self._regions: dict[int, Region] = {}  # by track, the oldest first
        self._next_track = 0
        self._next_search_s = -np.inf
        self._coarse: Floats | None = None

    def push(self, picture: Pictures, time_s: float) -> list[Followed]:
        """All whom the next picture ``[H, W, 3]`` shows, those first who have been followed longest."""
        if self._is_cut(picture):
            self._regions.clear()
        bodies = self._still_there(picture)
        confirmed: dict[int, bool] = {}
        lost = len(bodies) < len(self._regions)
        if lost or time_s >= self._next_search_s - _SLACK_S:
            found = self._poses.find(picture)
            confirmed = {track: _is_among(body.region, found) for track, body in bodies.items()}
            if len(bodies) < MOST_PEOPLE:
                newcomers = self._newcomers(picture, found, bodies)
                confirmed |= dict.fromkeys(newcomers, True)
                bodies |= newcomers
            self._next_search_s = time_s + (_SEARCH_AGAIN_S if bodies else _SEARCH_S)
        self._regions = {track: body.region for track, body in bodies.items()}
        return [Followed(track, body, confirmed.get(track)) for track, body in bodies.items()]

    def _is_cut(self, picture: Pictures) -> bool:
        """Whether a new shot begins: nobody is where they were. A flash counts as one; people are found again."""
        grey = cv2.cvtColor(cv2.resize(picture, (_COARSE, _COARSE), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
        before, self._coarse = self._coarse, grey.astype(np.float64) / 255
        if before is None:
            return False
        is_cut = bool(np.abs(self._coarse - before).mean() > _CUT)
        if is_cut:
            self._next_search_s = -np.inf
        return is_cut

    def _still_there(self, picture: Pictures) -> dict[int, Body]:
        looked = self._poses.look(picture, list(self._regions.values()))
        kept: dict[int, Body] = {}
        for track, body in zip(self._regions, looked, strict=True):
            if _is_somebody(body) and not any(body.region.overlap(other.region) > _SAME for other in kept.values()):
                kept[track] = body
        return kept

    def _newcomers(self, picture: Pictures, found: list[Region], known: dict[int, Body]) -> dict[int, Body]:
        new = [r for r in found if not any(r.overlap(body.region) > SAME_PERSON for body in known.values())]
        kept: dict[int, Body] = {}
        for body in self._poses.look(picture, new[: MOST_PEOPLE - len(known)]):
            others = (*known.values(), *kept.values())
            if _is_somebody(body) and not any(body.region.overlap(other.region) > SAME_PERSON for other in others):
                kept[self._next_track] = body
                self._next_track += 1
        return kept


def _is_somebody(body: Body) -> bool:
    return body.there >= _THERE and body.region.side > 1


def _is_among(region: Region, found: list[Region]) -> bool:
    return any(region.overlap(other) > SAME_PERSON for other in found)
