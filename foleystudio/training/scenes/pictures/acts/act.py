"""What an act is: something seen that causes sounds, or only seems to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.pictures.canvas import Canvas


class Act(Protocol):
    """One thing seen in a scene.

    Everything is drawn from the generator it was made with; drawing is a pure function of time, so frames may be
    asked for in any order, at any rate, and several times for one frame (motion blur).
    """

    @property
    def events(self) -> EventTrack:
        """The sounds that are seen to be caused: each contact exactly on its event's time, harder when stronger.

        What the act was given and cannot show (too fast for an arm, say) is left out.
        """

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Draw what is seen at a time.

        An act fills about the square -0.5..0.5 of the canvas's world units, y pointing down; who stages it places,
        scales, turns and mirrors that square (:meth:`Canvas.placed`).
        """


ActMaker = Callable[[EventTrack, float, np.random.Generator], Act]
"""Makes an act that causes given events within a scene of given seconds; with no events it idles in view, silently."""
