"""The worlds in which bodies meet: what stands in them, what is let go when, and who pushes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from foleystudio.training.scenes.physics.bodies import Point, Touch, free_body, geom, numbers, shape
from foleystudio.training.scenes.processes import draw_events

_UNTOUCHED = 'contype="0" conaffinity="0"'


@dataclass(frozen=True)
class Release:
    """When a body is let go (until then it is held), and how fast it then moves and turns."""

    time_s: float
    velocity: Point = (0.0, 0.0, 0.0)
    spin: Point = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class World:
    """What a simulation is made of.

    Parameters
    ----------
    bodies
        XML inside ``worldbody``.
    releases
        Of the bodies that are held at first, by name.
    actuators
        XML of the motors.
    control
        What the motors are told at a time.
    azimuth_deg
        From where it may be looked at, round the vertical; 90 looks along +y.
    sustained
        Whether sliding or rolling is what it is about.
    """

    bodies: str
    releases: dict[str, Release] = field(default_factory=dict)
    actuators: str = ""
    control: Callable[[float], Point] | None = None
    azimuth_deg: tuple[float, float] = (0.0, 360.0)
    sustained: bool = False


def _ground(rng: np.random.Generator) -> str:
    """A floor without end, or a table top that things may fall from."""
    if rng.random() < 0.75:
        return '<geom type="plane" size="30 30 1" material="m0" />'
    floor = f'<geom type="plane" size="30 30 1" pos="0 0 {-rng.uniform(0.5, 0.9):.3f}" material="m1" />'
    width, depth = rng.uniform(0.5, 1.2, 2)
    return floor + geom("box", (width, depth, 0.03), "", 0, (0, 0, -0.03))


def _let_go_times(count: int, duration_s: float, rng: np.random.Generator) -> list[float]:
    """One early enough to be heard, the others any time."""
    times = rng.uniform(-0.4, max(0.1, duration_s - 0.4), count)
    times[0] = rng.uniform(-0.3, duration_s * 0.4)
    return [float(t) for t in times]


def _falling(duration_s: float, rng: np.random.Generator) -> World:
    """Some bodies dropped one after another, from low and high, some with a turn."""
    count = int(rng.integers(1, 6))
    bodies, releases = _ground(rng), {}
    for i, time_s in enumerate(_let_go_times(count, duration_s, rng)):
        size, angle = rng.uniform(0.04, 0.14), rng.uniform(0, 2 * np.pi)
        where = (0.32 * i * np.cos(2.4 * i + angle) * 0.6, 0.32 * i * np.sin(2.4 * i + angle) * 0.6)
        height = 0.12 + np.exp(rng.uniform(np.log(0.08), np.log(1.6)))
        bodies += free_body(f"b{i}", (*where, height), size, Touch.draw(rng), rng)
        releases[f"b{i}"] = Release(time_s, tuple(rng.normal(0, 0.15, 3)), tuple(rng.normal(0, 3, 3)))
    return World(bodies, releases)


def _bouncing(duration_s: float, rng: np.random.Generator) -> World:
    """Balls and lumps that bounce on, thrown across the floor, perhaps against a wall."""
    bodies, releases = '<geom type="plane" size="30 30 1" material="m0"/>', {}
    if rng.random() < 0.4:
        bodies += geom("box", (0.05, 0.6, 0.6), "", 1, (0.7, 0, 0.6))
    for i, time_s in enumerate(_let_go_times(int(rng.integers(1, 3)), duration_s, rng)):
        kinds = ("sphere",) if rng.random() < 0.7 else ("capsule", "ellipsoid", "box")
        pos = (rng.uniform(-0.6, 0), 0.5 * i - 0.2, rng.uniform(0.3, 1.3))
        bodies += free_body(f"b{i}", pos, rng.uniform(0.05, 0.13), Touch.draw(rng, bouncy=True), rng, kinds)
        releases[f"b{i}"] = Release(time_s, (rng.uniform(-0.1, 0.7), rng.normal(0, 0.1), rng.uniform(-1, 1)))
    return World(bodies, releases, azimuth_deg=(20, 160))


def _ramp(angle: float, length: float) -> tuple[str, str]:
    """A board that leans down towards +x to end at the origin; its position and turn as XML numbers."""
    middle = (-length / 2 * np.cos(angle), 0.0, length / 2 * np.sin(angle))
    return numbers(middle), numbers((0, np.degrees(angle), 0))


def _rolling(duration_s: float, rng: np.random.Generator) -> World:
    """Round things that roll down a board, perhaps into a block at its end."""
    angle, length = rng.uniform(0.06, 0.35), rng.uniform(1.0, 2.2)
    pos, turn = _ramp(angle, length)
    ground = '<geom type="plane" size="30 30 1" pos="0 0 -0.02" material="m0" friction="1 0.003 0.002"/>'
    ground += f'<geom type="box" size="{length / 2:.3f} 0.5 0.02" pos="{pos}" euler="{turn}" material="m1"/>'
    if rng.random() < 0.6:
        ground += geom("box", (0.05, 0.5, 0.15), "", 2, (rng.uniform(0.2, 0.8), 0, 0.1))
    releases = {}
    count = int(rng.integers(1, 4))
    for i, time_s in enumerate(_let_go_times(count, duration_s, rng)):
        size, along = rng.uniform(0.05, 0.12), length * rng.uniform(0.6, 0.95)
        at = (
            -along * np.cos(angle),
            0.3 * i - 0.15 * (count - 1),
            along * np.sin(angle) + size / np.cos(angle) + 0.025,
        )
        touch = Touch(0.006, 0.7, 1.0, 1e-5)
        lying = '<body name="b{}" pos="{}" euler="90 0 0"><freejoint/>{}</body>'
        inside = geom("cylinder", (size, rng.uniform(0.05, 0.12)), touch.xml, 3)
        if rng.random() < 0.6:
            inside = geom("sphere", (size,), touch.xml, int(rng.integers(2, 8)))
        ground += lying.format(i, numbers(at), inside)
        releases[f"b{i}"] = Release(time_s)
    return World(ground, releases, azimuth_deg=(30, 150), sustained=True)


def _sliding(duration_s: float, rng: np.random.Generator) -> World:
    """Blocks pushed over the floor until they stop, or until something stops them."""
    bodies = '<geom type="plane" size="30 30 1" material="m0"/>'
    releases = {}
    if rng.random() < 0.5:
        bodies += geom("box", (0.05, 0.5, 0.12), "", 1, (rng.uniform(0.3, 0.9), 0, 0.12))
    count = int(rng.integers(1, 4))
    for i, time_s in enumerate(_let_go_times(count, duration_s, rng)):
        half = rng.uniform(0.04, 0.14, 3) * (1, 1, 0.7)
        touch = Touch(0.006, 0.8, rng.uniform(0.08, 0.35), 0.001)
        at = (rng.uniform(-1.2, -0.7), 0.35 * i - 0.17 * (count - 1), half[2] + 0.001)
        look = int(rng.integers(2, 8))
        bodies += f'<body name="b{i}" pos="{numbers(at)}"><freejoint/>{geom("box", half, touch.xml, look)}</body>'
        releases[f"b{i}"] = Release(time_s, (rng.uniform(0.9, 2.4), 0, 0), (0, 0, rng.normal(0, 1)))
    return World(bodies, releases, azimuth_deg=(30, 150), sustained=True)


def _pendulum(duration_s: float, rng: np.random.Generator) -> World:  # noqa: ARG001 - they swing as long as they swing
    """Things on strings that swing into a post, or into one another."""
    length, size = rng.uniform(0.35, 0.9), rng.uniform(0.06, 0.14)
    touch, top = Touch.draw(rng, bouncy=rng.random() < 0.7), length + size + 0.05
    count = int(rng.integers(1, 4))
    bodies = '<geom type="plane" size="30 30 1" material="m0"/>'
    bodies += geom("capsule", (0.012, 0.3), _UNTOUCHED, 1, (0, 0, top), (90, 0, 0))
    if count == 1:
        bodies += geom("box", (0.04, 0.12, length * 0.35), touch.xml, 2, (size + 0.045, 0, length * 0.35))
    for i in range(count):
        swing = rng.uniform(20, 75) if i == 0 else 0.0
        offset = (2 * size + 0.002) * i
        kind = str(rng.choice(["sphere", "sphere", "box", "cylinder"])) if count == 1 else "sphere"
        bob = f'<body pos="0 0 {-length:.4f}">{shape(kind, size, touch.xml, rng)}</body>'
        string = f'<geom type="capsule" size="0.008" fromto="0 0 0 0 0 {-length:.4f}" material="m1" {_UNTOUCHED}/>'
        bodies += (
            f'<body name="b{i}" pos="{offset:.4f} 0 {top:.4f}" euler="0 {swing:.2f} 0">'
            f'<joint type="hinge" axis="0 1 0" damping="0.0005" ref="{swing:.2f}"/>{string}{bob}</body>'
        )
    return World(bodies, azimuth_deg=(45, 135))


def _hammer(duration_s: float, rng: np.random.Generator) -> World:
    """A driven hammer or lid that strikes what lies under it, sometimes only almost."""
    length, size, pivot = rng.uniform(0.3, 0.7), rng.uniform(0.04, 0.1), rng.uniform(0.12, 0.3)
    touch = Touch.draw(rng)
    wide = rng.random() < 0.35  # a lid
    bodies = '<geom type="plane" size="30 30 1" material="m0"/>'
    block = pivot - size * (0.2 if wide else 1.0)
    bodies += geom("box", (size * 1.6, size * 1.6, block / 2), touch.xml, 1, (length, 0, block / 2))
    bodies += geom("cylinder", (0.02, pivot / 2), _UNTOUCHED, 2, (0, 0, pivot / 2))
    if wide:
        inside = geom("box", (length * 0.6, size * 2, size * 0.2), touch.xml, 3, (length * 0.6, 0, 0))
    else:
        head = "cylinder" if rng.random() < 0.5 else "box"
        sizes: Point = (size, size) if head == "cylinder" else (size, size, size)
        inside = geom("capsule", (0.012, length / 2), touch.xml, 4, (length / 2, 0, 0), (0, 90, 0))
        inside += geom(head, sizes, touch.xml, 5, (length, 0, 0))
    bodies += (
        f'<body name="b0" pos="0 0 {pivot:.4f}" euler="0 -20 0">'
        f'<joint name="j" type="hinge" axis="0 -1 0" damping="0.02" ref="20"/>{inside}</body>'
    )
    motor = '<position joint="j" kp="{:.2f}" kv="{:.3f}"/>'
    mass = 1000 * (length * 1.2 * size * 4 * size * 0.4 if wide else 7 * size**3)
    inertia = mass * length**2 * (0.5 if wide else 1.0)
    stiff = inertia * rng.uniform(300, 1500)
    return World(
        bodies,
        actuators=motor.format(stiff, 1.6 * np.sqrt(stiff * inertia)),
        control=_strokes(duration_s, rng),
        azimuth_deg=(35, 145),
    )


def _strokes(duration_s: float, rng: np.random.Generator) -> Callable[[float], Point]:
    """Angles of a hammer over time, 0 lying: lifted further before a harder stroke, now and then stopped short."""
    process = str(rng.choice(["sparse", "rhythmic", "rhythmic", "bursts"]))
    strokes = [(e.time_s, e.strength, rng.random() < 0.15) for e in draw_events(duration_s, process, rng)]
    rest = rng.uniform(0.15, 0.5)

    def angle(time_s: float) -> Point:
        for at, strength, missed in strokes:
            if at - 0.07 <= time_s < at + 0.06:
                return (0.15 if missed else -0.25,)
            if at - 0.45 <= time_s < at - 0.07:
                return (0.2 + 1.0 * strength,)
        return (rest,)

    return angle


def _pile(duration_s: float, rng: np.random.Generator) -> World:
    """A heap that tumbles: many bodies let go together, or one after the other."""
    count, bodies, releases = int(rng.integers(5, 13)), _ground(rng), {}
    start, spread = rng.uniform(-0.2, duration_s * 0.5), rng.choice([0.02, 0.3, duration_s * 0.4])
    for i in range(count):
        size = rng.uniform(0.04, 0.1)
        at = (0.24 * (i % 3) - 0.24 + rng.normal(0, 0.01), 0.24 * ((i // 3) % 2) - 0.12, 0.2 + 0.24 * (i // 6) + 0.1)
        bodies += free_body(f"b{i}", (*at[:2], at[2] + rng.uniform(0, 0.03)), size, Touch.draw(rng), rng)
        releases[f"b{i}"] = Release(float(start + rng.uniform(0, spread)), tuple(rng.normal(0, 0.3, 3)))
    return World(bodies, releases)


def _swept(duration_s: float, rng: np.random.Generator) -> World:
    """Things on a table that an arm sweeps over its edge."""
    height, count = rng.uniform(0.35, 0.8), int(rng.integers(2, 6))
    bodies = '<geom type="plane" size="30 30 1" material="m0"/>'
    bodies += geom("box", (0.5, 0.35, 0.025), 'friction="0.5 0.003 0.0001"', 1, (-0.5, 0, height - 0.025))
    for i in range(count):
        size = rng.uniform(0.04, 0.09)
        at = (-0.75 + 0.62 * (i + 0.5) / count, rng.uniform(-0.15, 0.15), height + size * 1.2)
        bodies += free_body(f"b{i}", at, size, Touch.draw(rng), rng)
    bodies += (
        f'<body name="arm" pos="-1.05 0 {height + 0.07:.3f}" gravcomp="1">'
        '<joint name="j" type="slide" axis="1 0 0" damping="5"/>'
        f"{geom('box', (0.03, 0.3, 0.06), '', 2)}</body>"
    )
    start, speed = rng.uniform(0, duration_s * 0.4), rng.uniform(0.4, 1.6)

    def reach(time_s: float) -> Point:
        return (float(np.clip((time_s - start) * speed, 0, 1.2)),)

    motor = '<position joint="j" kp="600" kv="60"/>'
    return World(bodies, actuators=motor, control=reach, azimuth_deg=(30, 150))


WORLDS: dict[str, Callable[[float, np.random.Generator], World]] = {
    "falling": _falling, "bouncing": _bouncing, "rolling": _rolling, "sliding": _sliding, "pendulum": _pendulum,
    "hammer": _hammer, "pile": _pile, "swept": _swept,
}  # fmt: skip
"""Makers of worlds by kind."""


def draw_world(kind: str, duration_s: float, rng: np.random.Generator) -> World:
    """A world of a kind, to be watched for some seconds."""
    return WORLDS[kind](duration_s, rng)
