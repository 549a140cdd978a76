"""What may be seen to cause a sound: acts and worlds by the kind of the thing that sounds."""

from __future__ import annotations

from dataclasses import dataclass

from foleystudio.training.scenes.pictures.acts.barking import Barker, Muzzle
from foleystudio.training.scenes.pictures.acts.bursting import Explosion, Fireworks, Flash
from foleystudio.training.scenes.pictures.acts.falling import Bouncer, Breaker, Dripper
from foleystudio.training.scenes.pictures.acts.moving import Clapper, Handler, Shooter, Swinger, Walker
from foleystudio.training.scenes.pictures.acts.rubbing import Roller, Rubber, Tearer
from foleystudio.training.scenes.pictures.acts.slamming import Door, Feet, Lid
from foleystudio.training.scenes.pictures.acts.striking import Striker
from foleystudio.training.scenes.pictures.acts.voicing import Face
from foleystudio.training.scenes.pictures.cast import ActMaker

KEEPING_UP: frozenset[ActMaker] = frozenset({Rubber, Roller, Tearer, Face, Muzzle, Barker})
"""Acts that show how long something is kept up; the others only strike."""


@dataclass(frozen=True)
class Cause:
    """What may be seen when a thing sounds.

    Parameters
    ----------
    acts
        Drawn acts, each with its share.
    worlds
        Kinds of contact scenes; empty when no physics is like it.
    """

    acts: tuple[tuple[ActMaker, float], ...]
    worlds: tuple[str, ...] = ()


CAUSES: dict[str, Cause] = {
    "solid": Cause(
        ((Striker, 0.4), (Lid, 0.14), (Bouncer, 0.14), (Handler, 0.17), (Swinger, 0.08), (Door, 0.07)),
        ("falling", "bouncing", "pendulum", "hammer", "pile", "swept"),
    ),
    "fragile": Cause(((Breaker, 0.5), (Striker, 0.25), (Handler, 0.25)), ("falling", "hammer", "pile", "swept")),
    "drum": Cause(((Striker, 0.9), (Bouncer, 0.1)), ("bouncing", "hammer")),
    "shot": Cause(((Shooter, 0.5), (Flash, 0.5))),
    "clap": Cause(((Clapper, 1.0),)),
    "explosion": Cause(((Explosion, 0.8), (Flash, 0.2))),
    "firework": Cause(((Fireworks, 0.9), (Explosion, 0.1))),
    "step": Cause(((Walker, 0.5), (Feet, 0.5))),
    "drop": Cause(((Dripper, 1.0),)),
    "friction": Cause(((Rubber, 1.0),), ("sliding",)),
    "rolling": Cause(((Roller, 1.0),), ("rolling",)),
    "rustling": Cause(((Rubber, 0.6), (Tearer, 0.4))),
    "tearing": Cause(((Tearer, 1.0),)),
    "bark": Cause(((Muzzle, 0.5), (Barker, 0.5))),
    "voice": Cause(((Face, 1.0),)),
    "door": Cause(((Door, 0.6), (Lid, 0.4)), ("hammer",)),
}
"""By group of things."""

# Words in the kinds of made objects and in the names of recordings, the telling ones first.
_WORDS: tuple[tuple[str, str], ...] = (
    ("firework", "firework"), ("explo", "explosion"), ("gun", "shot"), ("shot", "shot"), ("clap", "clap"),
    ("footstep", "step"), ("water", "drop"), ("drop", "drop"), ("splash", "drop"), ("bark", "bark"), ("dog", "bark"),
    ("cry", "voice"), ("cough", "voice"), ("sneeze", "voice"), ("scream", "voice"), ("laugh", "voice"),
    ("glass", "fragile"), ("ceramic", "fragile"), ("break", "fragile"), ("door", "door"), ("drum", "drum"),
    ("membrane", "drum"), ("friction", "friction"), ("rolling", "rolling"), ("rustl", "rustling"),
    ("cloth", "rustling"), ("tear", "tearing"),
)  # fmt: skip


def cause_of(kind: str) -> Cause:
    """What may be seen when a thing of a kind sounds; anything solid where its name does not tell."""
    name = kind.lower()
    return CAUSES[next((group for word, group in _WORDS if word in name), "solid")]


EVERY_ACT: tuple[ActMaker, ...] = tuple(dict.fromkeys(maker for cause in CAUSES.values() for maker, _ in cause.acts))
"""All acts, for those who only stand by."""
