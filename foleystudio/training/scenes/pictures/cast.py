"""Who may appear in a made scene: what an act is, which acts sound and how often, and distractors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.pictures.acts.barking import Barker, Muzzle
from foleystudio.training.scenes.pictures.acts.bursting import Explosion, Fireworks, Flash
from foleystudio.training.scenes.pictures.acts.falling import Bouncer, Breaker, Dripper
from foleystudio.training.scenes.pictures.acts.moving import Clapper, Handler, Shooter, Swinger, Walker
from foleystudio.training.scenes.pictures.acts.rubbing import Roller, Rubber, Tearer
from foleystudio.training.scenes.pictures.acts.slamming import Door, Feet, Lid
from foleystudio.training.scenes.pictures.acts.striking import Striker
from foleystudio.training.scenes.pictures.acts.voicing import Face
from foleystudio.training.scenes.pictures.canvas import Canvas
from foleystudio.training.scenes.pictures.distractors import Caption, Leaves, PasserBy, Screen, Things, Waver


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


@dataclass(frozen=True)
class Role:
    """An act, its share of all that sound, and how often what it does is kept up instead of struck."""

    maker: ActMaker
    share: float
    sustained: float = 0.0


ROLES: tuple[Role, ...] = (
    Role(Striker, 0.6),
    Role(Walker, 0.06),
    Role(Shooter, 0.1),
    Role(Swinger, 0.07),
    Role(Clapper, 0.05),
    Role(Handler, 0.07),
    Role(Flash, 0.04),
    Role(Fireworks, 0.03),
    Role(Explosion, 0.02),
    Role(Bouncer, 0.05),
    Role(Breaker, 0.02),
    Role(Dripper, 0.01),
    Role(Rubber, 0.02, 1.0),
    Role(Roller, 0.01, 1.0),
    Role(Tearer, 0.02, 1.0),
    Role(Lid, 0.01),
    Role(Door, 0.02),
    Role(Feet, 0.03),
    Role(Face, 0.04, 0.4),
    Role(Muzzle, 0.08),
    Role(Barker, 0.14),
)
"""Acts that sound; people who strike come most often, since that is what pictures tell best."""

DISTRACTORS: tuple[ActMaker, ...] = (PasserBy, Waver, Leaves, Screen, Caption, Things, Things)
"""What moves and makes no sound."""

_SHARES = np.array([role.share for role in ROLES]) / sum(role.share for role in ROLES)


def draw_role(rng: np.random.Generator) -> Role:
    """One of ``ROLES``, by its share."""
    return ROLES[int(rng.choice(len(ROLES), p=_SHARES))]
