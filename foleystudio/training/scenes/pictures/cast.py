"""Who may appear in a made scene: acts that sound, with how often, and distractors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foleystudio.training.scenes.pictures.acts.act import ActMaker
from foleystudio.training.scenes.pictures.acts.barking import Barker, Muzzle
from foleystudio.training.scenes.pictures.acts.bursting import Explosion, Fireworks, Flash
from foleystudio.training.scenes.pictures.acts.falling import Bouncer, Breaker, Dripper
from foleystudio.training.scenes.pictures.acts.moving import Clapper, Handler, Shooter, Swinger, Walker
from foleystudio.training.scenes.pictures.acts.rubbing import Roller, Rubber, Tearer
from foleystudio.training.scenes.pictures.acts.slamming import Door, Feet, Lid
from foleystudio.training.scenes.pictures.acts.striking import Striker
from foleystudio.training.scenes.pictures.acts.voicing import Face
from foleystudio.training.scenes.pictures.distractors import Caption, Leaves, PasserBy, Screen, Things, Waver


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
