"""Running a world: where everything was at each step, and who pressed on whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foleystudio.training.scenes.physics.bodies import MATERIALS
from foleystudio.training.scenes.physics.loading import load_mujoco
from foleystudio.training.scenes.physics.worlds import World

STEP_S = 0.002  # a contact's force takes several, and a scene is simulated in seconds
_WARM_UP_S = 0.4  # before time 0: what is laid down has come to rest
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Run:
    """One simulation, S steps of ``STEP_S`` from time 0.

    Parameters
    ----------
    pairs
        Pairs of bodies that touched at some step, P of them.
    force
        Normal force within each pair [S, P], newtons.
    position, velocity
        Centres of mass of the bodies with what hangs on them [S, Nb, 3], metres and metres a second; body 0 is the
        world.
    pose
        Joint positions [S, Q]: what a picture is drawn from.
    mass
        Of the bodies [Nb], kilograms; the world's is infinite.
    """

    pairs: list[tuple[int, int]]
    force: Floats
    position: Floats
    velocity: Floats
    pose: NDArray[np.float64]
    mass: Floats

    def __len__(self) -> int:
        return len(self.pose)


def compiled(world: World, sky: str, lights: str) -> Any:
    """MuJoCo's model of a world."""
    textures = "".join(
        f'<texture name="t{i}" type="2d" builtin="flat" width="64" height="64" rgb1="1 1 1"/>'
        f'<material name="m{i}" texture="t{i}" texuniform="true" texrepeat="{repeat} {repeat}"/>'
        for i, repeat in enumerate([2, *[8] * (MATERIALS - 1)])
    )
    # The quality is what makes it quick: a shadow map of 4096 would take three quarters of a picture's time, and
    # smoothed edges half of what is left; moving ones are blurred by lens and shutter anyway.
    xml = f"""<mujoco>
      <option timestep="{STEP_S}" cone="elliptic" integrator="implicitfast"/>
      <visual><quality shadowsize="512" offsamples="0"/><map znear="0.01"/></visual>
      <asset>{sky}{textures}</asset>
      <worldbody>{lights}{world.bodies}</worldbody>
      <actuator>{world.actuators}</actuator>
    </mujoco>"""
    return load_mujoco().MjModel.from_xml_string(xml)


def run(model: Any, world: World, duration_s: float) -> Run:
    """Simulate from a little before time 0, so that what lies has settled."""
    mujoco = load_mujoco()
    data = mujoco.MjData(model)
    held = _Held(mujoco, model, data, world)
    steps, before = round(duration_s / STEP_S), round(_WARM_UP_S / STEP_S)
    bodies = model.nbody
    forces = np.zeros((steps, bodies * bodies), np.float32)
    position, velocity = (np.zeros((steps, bodies, 3), np.float32) for _ in range(2))
    pose = np.zeros((steps, model.nq))
    for step in range(-before, steps):
        time_s = step * STEP_S
        held.hold(time_s)
        if world.control is not None:
            data.ctrl[:] = world.control(time_s)
        mujoco.mj_step(model, data)
        if step < 0:
            continue
        forces[step] = _pair_forces(model, data)
        position[step], velocity[step], pose[step] = data.subtree_com, data.cvel[:, 3:], data.qpos
    touched = np.flatnonzero(forces.any(axis=0))
    mass = np.array(model.body_subtreemass, np.float32)
    mass[0] = np.inf
    return Run([divmod(int(n), bodies) for n in touched], forces[:, touched], position, velocity, pose, mass)


def _pair_forces(model: Any, data: Any) -> NDArray[np.float64]:
    """Normal forces by pair of moving bodies: [Nb * Nb]; parts of one hinged body count as that body."""
    contact = data.contact
    address = contact.efc_address
    active = address >= 0
    bodies = model.body_weldid[model.geom_bodyid[contact.geom[active]]]
    bodies.sort(axis=1)
    normal = data.efc_force[address[active]]
    summed = np.bincount(bodies[:, 0] * model.nbody + bodies[:, 1], normal, model.nbody**2)
    return np.asarray(summed, np.float64)


class _Held:
    """Keeps bodies where they are until their time."""

    def __init__(self, mujoco: Any, model: Any, data: Any, world: World) -> None:
        self._data = data
        self._waiting = []
        for name, release in world.releases.items():
            body = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_BODY, name)
            joint = model.body_jntadr[body]
            place, motion = model.jnt_qposadr[joint], model.jnt_dofadr[joint]
            self._waiting.append((release, place, motion, data.qpos[place : place + 7].copy()))

    def hold(self, time_s: float) -> None:
        """To be called before every step."""
        for waiting in list(self._waiting):
            release, place, motion, start = waiting
            self._data.qpos[place : place + 7] = start
            self._data.qvel[motion : motion + 6] = 0
            if time_s >= release.time_s:
                self._data.qvel[motion : motion + 6] = [*release.velocity, *release.spin]
                self._waiting.remove(waiting)
