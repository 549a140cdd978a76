"""Who is asked in the place of the nets: discs in a picture are people, each with joints about its middle."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.pose_model import Body
from foleystudio.engine.picture.people.regions import Region

Picture = NDArray[np.uint8]
SIZE = 320, 180
REACH = 60.0  # pixels from the hips to the reach of the body: a region is 2.5 times as large


def picture_of(*places: tuple[float, float]) -> Picture:
    """A dark picture ``[180, 320, 3]`` with bright discs at x, y."""
    shown = np.full((SIZE[1], SIZE[0], 3), 30, np.uint8)
    for x, y in places:
        cv2.circle(shown, (round(x), round(y)), 6, (240, 240, 240), -1)
    return shown


def body_at(x: float, y: float) -> Body:
    """Joints spread about a place, the left ones to its right."""
    angles = np.linspace(0, 2 * np.pi, 33, endpoint=False)
    points = np.array([x, y]) + REACH * np.stack([0.3 * np.cos(angles), np.sin(angles)], -1)
    return Body(points, np.full(33, 0.9), 1.0, Region(x, y, 2.5 * REACH, 0.0))


class Actors:
    """Answers as `PoseModel` does, and counts how often it is asked for the whole picture."""

    def __init__(self) -> None:
        self.searches = 0

    def find(self, picture: Picture) -> list[Region]:
        """A region about every disc, from left to right."""
        self.searches += 1
        return [Region(x, y, 2.5 * REACH, 0.0) for x, y in self._places(picture)]

    def look(self, picture: Picture, regions: Sequence[Region]) -> list[Body]:
        """The disc nearest to each region's middle; nobody where none is in it."""
        places = self._places(picture)
        bodies = []
        for region in regions:
            near = min(places, key=lambda p: np.hypot(p[0] - region.x, p[1] - region.y), default=None)
            if near is None or np.hypot(near[0] - region.x, near[1] - region.y) > region.side / 2:
                bodies.append(Body(np.zeros((33, 2)), np.zeros(33), 0.0, region))
            else:
                bodies.append(body_at(*near))
        return bodies

    def _places(self, picture: Picture) -> list[tuple[float, float]]:
        bright = (picture[..., 0] > 128).astype(np.uint8)
        count, _, _, centres = cv2.connectedComponentsWithStats(bright)
        return sorted((float(x), float(y)) for x, y in centres[1:count])
