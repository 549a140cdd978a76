"""Bodies of random shapes, sizes and looks, as MuJoCo's XML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

MATERIALS = 8
"""Painted materials of a world: ``m0`` is the ground's, the others the bodies'."""

SHAPES = ("sphere", "box", "cylinder", "capsule", "ellipsoid", "hammer", "cross", "cup")

Point = Iterable[float]


@dataclass(frozen=True)
class Touch:
    """How a body meets others.

    Parameters
    ----------
    give_s
        How long a contact gives way: the reach of a spring's swing, so that the stiffest still lasts a few steps.
    damping
        0 throws back all speed, 1 none.
    friction
        Against sliding.
    rolling
        Against rolling.
    """

    give_s: float
    damping: float
    friction: float
    rolling: float

    @classmethod
    def draw(cls, rng: np.random.Generator, bouncy: bool = False) -> Touch:
        """Anything from rubber to clay; the bouncy ones from a tennis ball to a super ball."""
        damping = rng.uniform(0.04, 0.15) if bouncy else rng.uniform(0.15, 1.0)
        return cls(rng.uniform(0.004, 0.007), float(damping), rng.uniform(0.2, 1.1), 10 ** rng.uniform(-4, -2.3))

    @property
    def xml(self) -> str:
        """The attributes of a geom."""
        return (
            f'solref="{self.give_s / self.damping:.4f} {self.damping:.3f}" '
            f'friction="{self.friction:.3f} 0.003 {self.rolling:.6f}" condim="6" priority="1"'
        )


def numbers(values: Point) -> str:
    """Numbers as XML attributes write them."""
    return " ".join(f"{value:.4f}" for value in values)


def geom(kind: str, size: Point, touch: str, look: int, pos: Point = (0, 0, 0), euler: Point = (0, 0, 0)) -> str:
    """One geom; ``look`` numbers its material."""
    return (
        f'<geom type="{kind}" size="{numbers(size)}" pos="{numbers(pos)}" euler="{numbers(euler)}" '
        f'material="m{look}" {touch}/>'
    )


def shape(kind: str, size: float, touch: str, rng: np.random.Generator) -> str:
    """The geoms of a body about ``2 * size`` across: a plain shape, or one put together of several."""
    look = int(rng.integers(1, MATERIALS))
    other = int(rng.integers(1, MATERIALS))
    thin, long = size * rng.uniform(0.25, 0.5), size * rng.uniform(0.8, 1.2)
    match kind:
        case "sphere":
            return geom("sphere", (size,), touch, look)
        case "box":
            return geom("box", size * rng.uniform(0.3, 1.0, 3), touch, look)
        case "cylinder":
            return geom("cylinder", (size * rng.uniform(0.3, 1), size * rng.uniform(0.1, 1)), touch, look)
        case "capsule":
            return geom("capsule", (thin, size), touch, look)
        case "ellipsoid":
            return geom("ellipsoid", size * rng.uniform(0.4, 1.0, 3), touch, look)
        case "hammer":
            head = geom("box", (thin * 2, thin, thin), touch, other, (0, 0, long))
            return geom("cylinder", (thin * 0.5, long), touch, look) + head
        case "cross":
            arms = [geom("box", np.roll((long, thin * 0.5, thin * 0.5), turn), touch, look) for turn in range(2)]
            return "".join(arms)
        case _:
            wall = thin * 0.2
            sides = [
                geom("box", (size * 0.6, wall, size), touch, look, (0, side * size * 0.6, 0)) for side in (-1, 1)
            ] + [geom("box", (wall, size * 0.6, size), touch, look, (side * size * 0.6, 0, 0)) for side in (-1, 1)]
            return geom("box", (size * 0.6, size * 0.6, wall), touch, other, (0, 0, -size)) + "".join(sides)


def free_body(
    name: str, pos: Point, size: float, touch: Touch, rng: np.random.Generator, shapes: Sequence[str] = SHAPES
) -> str:
    """A body that may move anywhere, turned at random."""
    inside = shape(str(rng.choice(list(shapes))), size, touch.xml, rng)
    turn = rng.standard_normal(4)
    return (
        f'<body name="{name}" pos="{numbers(pos)}" quat="{numbers(turn / np.linalg.norm(turn))}"><freejoint/>'
        f"{inside}</body>"
    )
