"""What happens in the example clip, by physics: where everything is at any instant, and when what strikes what.

A trip hammer on a hinge strikes an anvil, harder each time; a steel ball falls on the anvil, leaps onto the bench and
rolls off; two wooden cubes tumble down. The hammer's swing is given, everything else falls freely in MuJoCo, whose
contact forces give the true times and strengths of the impacts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import mujoco
import numpy as np
from numpy.typing import NDArray

DURATION_S = 8.6
STEP_S = 0.00025

PIVOT = np.array([0.34, 0.0, 0.208])
HANDLE_M = 0.36
FACE_Z = 0.150
HEAD_HALF_Z = 0.058
FALLERS = ("ball", "amber", "teal")
BALL_RADIUS_M = 0.030
CUBE_HALF_M = 0.031


@dataclass(frozen=True)
class Swing:
    """One blow: the hammer is lifted by ``lifted_s``, let go at ``top_s`` and strikes at ``strike_s``."""

    lifted_s: float
    top_s: float
    top_deg: float
    strike_s: float
    strength: float


SWINGS = (
    Swing(0.56, 0.62, 14.0, 0.84, 0.30),
    Swing(1.50, 1.55, 21.0, 1.79, 0.52),
    Swing(2.54, 2.62, 29.0, 2.87, 0.82),
    Swing(3.70, 7.00, 33.0, 7.26, 1.00),
)
AFTER_BOUNCES = ((0.34, 6.5, 0.16), (0.22, 2.2, 0.07))
"""After the last blow the hammer bounces: how long, how high in degrees, how loud its landing."""


@dataclass
class Motion:
    """Everything that the pictures and the sound need.

    Parameters
    ----------
    times_s
        ``[K]``: instants, evenly spaced.
    poses
        Name -> ``[K, 7]``: position and quaternion (w, x, y, z) of every falling body.
    hammer_deg
        ``[K]``: angle of the hammer above the anvil's face.
    impacts
        Time, strength 0-1 and kind (``hammer``, ``ball``, ``wood``) of every impact, in order.
    """

    times_s: NDArray[np.float64]
    poses: dict[str, NDArray[np.float64]]
    hammer_deg: NDArray[np.float64]
    impacts: list[tuple[float, float, str]] = field(default_factory=list)


_MODEL = f"""
<mujoco>
  <option timestep="{STEP_S}" gravity="0 0 -9.81" integrator="implicitfast" cone="elliptic"/>
  <default><geom friction="0.75 0.01 0.0006" solimp="0.95 0.99 0.001"/></default>
  <worldbody>
    <geom name="bench" type="plane" size="3 3 0.1"/>
    <geom name="anvil" type="box" size="0.130 0.041 0.022" pos="0 0 {FACE_Z - 0.022}"/>
    <geom name="anvil-waist" type="box" size="0.050 0.034 0.060" pos="0 0 0.068"/>
    <geom name="anvil-foot" type="box" size="0.100 0.060 0.014" pos="0 0 0.014"/>
    <body name="ball" pos="-0.072 0.028 0.72"><freejoint/>
      <geom name="ball" type="sphere" size="{BALL_RADIUS_M}" mass="0.5"/></body>
    <body name="amber" pos="-0.140 -0.118 0.66" euler="12 24 10"><freejoint/>
      <geom name="amber" type="box" size="{CUBE_HALF_M} {CUBE_HALF_M} {CUBE_HALF_M}" mass="0.16"/></body>
    <body name="teal" pos="0.165 -0.150 0.66" euler="-20 15 50"><freejoint/>
      <geom name="teal" type="box" size="{CUBE_HALF_M} {CUBE_HALF_M} {CUBE_HALF_M}" mass="0.16"/></body>
  </worldbody>
  <contact>
    <pair geom1="ball" geom2="anvil" solref="-600000 -200"/>
    <pair geom1="ball" geom2="bench" solref="-600000 -420"/>
    <pair geom1="amber" geom2="teal" solref="-300000 -560"/>
    <pair geom1="amber" geom2="bench" solref="-300000 -560" friction="0.8 0.8 0.01 0.001 0.001"/>
    <pair geom1="teal" geom2="bench" solref="-300000 -560" friction="0.8 0.8 0.01 0.001 0.001"/>
  </contact>
</mujoco>
"""
# When each body is let go, and how it is pushed and spun then (m/s, rad/s).
_RELEASES = {
    "ball": (3.60, (-0.05, -0.165, 0.0), (0.0, 0.0, 0.0)),
    "amber": (4.98, (0.04, -0.02, 0.0), (1.0, -2.0, 1.0)),
    "teal": (5.95, (-0.12, 0.02, 0.0), (1.5, 1.0, -2.0)),
}
_LOUDEST_NS = 3.0  # impulse that counts as strength 1
_TOGETHER_S = 0.03  # of impacts of different bodies closer than this, the harder is heard
_APART_S = 0.045  # contacts of one body closer than this are one impact to the ear


def make_motion(samples_per_s: int) -> Motion:
    """Run the scene and sample it evenly."""
    every = round(1 / samples_per_s / STEP_S)
    model = mujoco.MjModel.from_xml_string(_MODEL)
    data = mujoco.MjData(model)
    steps = round(DURATION_S / STEP_S)
    poses: dict[str, list[NDArray[np.float64]]] = {name: [] for name in FALLERS}
    impulses: dict[str, NDArray[np.float64]] = {name: np.zeros(steps) for name in FALLERS}
    for step in range(steps):
        _hold_or_release(model, data, step * STEP_S)
        if step % every == 0:
            mujoco.mj_forward(model, data)
            for name in FALLERS:
                poses[name].append(data.joint(model.body(name).jntadr[0]).qpos.copy())
        mujoco.mj_step(model, data)
        _add_impulses(model, data, impulses, step)
    times_s = np.arange(0, steps, every) * STEP_S
    impacts = [(s.strike_s, s.strength, "hammer") for s in SWINGS] + _after_bounces()
    for name in FALLERS:
        weight_n = 9.81 * float(model.body(name).mass[0])
        impacts += _impacts(impulses[name], weight_n, "ball" if name == "ball" else "wood")
    impacts.sort()
    return Motion(
        times_s,
        {name: np.array(path) for name, path in poses.items()},
        np.array([hammer_angle_deg(t) for t in times_s]),
        [
            i
            for i in impacts
            if not any(abs(i[0] - o[0]) < _TOGETHER_S and (o[1], o[0]) > (i[1], i[0]) for o in impacts)
        ],
    )


def _hold_or_release(model: mujoco.MjModel, data: mujoco.MjData, time_s: float) -> None:
    for name, (release_s, push, spin) in _RELEASES.items():
        joint = data.joint(model.body(name).jntadr[0])
        if time_s < release_s:
            joint.qpos[:] = model.qpos0[model.jnt_qposadr[model.body(name).jntadr[0]] :][:7]
            joint.qvel[:] = (*push, *spin)


def _add_impulses(
    model: mujoco.MjModel, data: mujoco.MjData, impulses: dict[str, NDArray[np.float64]], step: int
) -> None:
    force = np.zeros(6)
    for index in range(data.ncon):
        contact = data.contact[index]
        mujoco.mj_contactForce(model, data, index, force)
        for geom in contact.geom:
            name = model.geom(geom).name
            if name in impulses:
                impulses[name][step] += force[0] * STEP_S


def _impacts(impulse: NDArray[np.float64], weight_n: float, kind: str) -> list[tuple[float, float, str]]:
    """Impacts of one body: where it is pressed far harder than by its own weight, one for each blow to the ear."""
    blow = np.flatnonzero(impulse > 6 * weight_n * STEP_S)
    found: list[tuple[float, float, str]] = []
    last_s = -1.0
    for step in blow:
        time_s = step * STEP_S
        if time_s - last_s > _APART_S:
            total = float(impulse[step : step + round(0.02 / STEP_S)].sum()) - weight_n * 0.02
            strength = min(1.0, max(0.0, total / _LOUDEST_NS) ** 0.7)
            if strength > 0.05:
                found.append((time_s, strength, kind))
                last_s = time_s
    return found


def _after_bounces() -> list[tuple[float, float, str]]:
    time_s, found = SWINGS[-1].strike_s, []
    for length_s, _, strength in AFTER_BOUNCES:
        time_s += length_s
        found.append((time_s, strength, "hammer"))
    return found


def hammer_angle_deg(time_s: float) -> float:
    """Angle of the hammer: it falls ever faster, rebounds a little, and is lifted again."""
    start_s, start_speed = 0.0, 0.0
    for swing in SWINGS:
        if time_s < swing.lifted_s:
            return _lift(time_s, start_s, swing.lifted_s, start_speed, swing.top_deg)
        if time_s < swing.top_s:
            return swing.top_deg
        if time_s < swing.strike_s:
            share = (time_s - swing.top_s) / (swing.strike_s - swing.top_s)
            return swing.top_deg * (1.0 - share**2)
        fall_deg_s = 2.0 * swing.top_deg / (swing.strike_s - swing.top_s)
        start_s, start_speed = swing.strike_s, 0.22 * fall_deg_s
    for length_s, height_deg, _ in AFTER_BOUNCES:
        if time_s < start_s + length_s:
            share = (time_s - start_s) / length_s
            return 4.0 * height_deg * share * (1.0 - share)
        start_s += length_s
    return 0.0


def _lift(time_s: float, from_s: float, to_s: float, start_speed: float, top_deg: float) -> float:
    """Cubic from the anvil (rebounding) to the top (at rest); the rebound may not dip below the face."""
    span = max(to_s - from_s, 1e-9)
    u = (time_s - from_s) / span
    curve = (u**3 - 2 * u**2 + u) * span * start_speed + (3 * u**2 - 2 * u**3) * top_deg
    return max(0.0, curve)
