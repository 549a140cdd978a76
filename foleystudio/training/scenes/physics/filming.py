"""Pictures of a simulation: looks, lights and a viewpoint from which what sounds is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.training.scenes.physics.loading import cannot_draw, load_mujoco
from foleystudio.training.scenes.physics.materials import painted
from foleystudio.training.scenes.physics.simulation import STEP_S, Run

_CLOSEST_M = 0.5  # that a camera comes: nearer, bodies would be cut off
_MARGIN = 0.85  # of half the picture: what touches beyond is at its rim, or out of it when the camera shakes

_BETWEEN_LOOKS = 10  # steps
_DEEPEST_M = 0.15  # how far a body's surface may lie before its middle

Floats = NDArray[np.float64]


def draw_sky(rng: np.random.Generator) -> str:
    """What is behind everything, as XML."""
    one, other = rng.uniform(0, 1, 3), rng.uniform(0, 1, 3)
    colours = f'rgb1="{_text(one)}" rgb2="{_text(other)}"'
    return f'<texture name="sky" type="skybox" builtin="gradient" {colours} width="64" height="384"/>'


def draw_lights(rng: np.random.Generator) -> str:
    """One to three lamps as XML, the first with a shadow most of the time."""
    lamps = []
    for number in range(int(rng.integers(1, 4))):
        at = (*rng.uniform(-2.5, 2.5, 2), rng.uniform(1.5, 4))
        towards = rng.normal(0, 0.3, 3) - at
        shadow = "true" if number == 0 and rng.random() < 0.7 else "false"
        ambient = np.full(3, rng.uniform(0.1, 0.35))
        bright = rng.uniform(0.25, 0.8) / (1 + number)
        lamps.append(
            f'<light pos="{_text(at)}" dir="{_text(towards)}" castshadow="{shadow}" cutoff="80" '
            f'diffuse="{_text(bright * rng.uniform(0.7, 1, 3))}" ambient="{_text(ambient)}"/>'
        )
    return "".join(lamps)


def paint(model: Any, rng: np.random.Generator) -> None:
    """Give every material a texture of its own."""
    for number in range(model.ntex):
        if int(model.tex_type[number]) != int(load_mujoco().mjtTexture.mjTEXTURE_2D):
            continue
        start, pixels = model.tex_adr[number], painted(rng).reshape(-1)
        model.tex_data[start : start + len(pixels)] = pixels


@dataclass(frozen=True)
class Viewpoint:
    """Where a scene is looked at from.

    Parameters
    ----------
    target
        World point [3] in the picture's middle, metres.
    distance
        To it, metres.
    azimuth_deg, elevation_deg
        Of the direction in which it is looked; a negative elevation looks down.
    fov_deg
        Vertical field of view.
    """

    target: Floats
    distance: float
    azimuth_deg: float
    elevation_deg: float
    fov_deg: float

    @classmethod
    def draw(
        cls, run: Run, times_s: Sequence[float], azimuth_deg: tuple[float, float], rng: np.random.Generator
    ) -> Viewpoint:
        """One that sees most of what touches at given times, from near or far."""
        points = np.stack([_touching(run, time_s) for time_s in times_s])
        middle = np.median(points, axis=0)
        away = np.linalg.norm(points - middle, axis=1)
        near = points[away <= np.quantile(away, 0.8) + 1e-6]
        low, high = near.min(axis=0), near.max(axis=0)
        fov_deg = float(rng.uniform(25, 65))
        reach = float(np.linalg.norm(high - low)) / 2 + rng.uniform(0.15, 0.3)
        far = float(np.exp(rng.uniform(np.log(0.75), np.log(1.4))))
        return cls(
            target=(low + high) / 2 + rng.normal(0, 0.04, 3) + (0, 0, 0.06),
            distance=max(_CLOSEST_M, far * reach / float(np.tan(np.radians(fov_deg) / 2))),
            azimuth_deg=float(rng.uniform(*azimuth_deg)) + (180 if rng.random() < 0.5 else 0),
            elevation_deg=-float(rng.uniform(4, 50)),
            fov_deg=fov_deg,
        )

    def sees(self, points: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Whether world points [..., 3] lie in a square picture."""
        azimuth, forward = np.radians(self.azimuth_deg), self.forward
        right = np.array([np.sin(azimuth), -np.cos(azimuth), 0.0])
        from_eye = points - self.eye
        depth = from_eye @ forward
        edge = depth * np.tan(np.radians(self.fov_deg) / 2) * _MARGIN
        across, along = np.abs(from_eye @ right), np.abs(from_eye @ np.cross(right, forward))
        return np.asarray((depth > 0) & (across < edge) & (along < edge))

    @property
    def forward(self) -> Floats:
        """Direction [3] in which it looks."""
        azimuth, elevation = np.radians(self.azimuth_deg), np.radians(self.elevation_deg)
        level = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
        return np.asarray(np.cos(elevation) * level + (0, 0, np.sin(elevation)), np.float64)

    @property
    def eye(self) -> Floats:
        """Where it is [3]."""
        return np.asarray(self.target - self.distance * self.forward, np.float64)

    def camera(self, model: Any) -> Any:
        """MuJoCo's camera of it."""
        model.vis.global_.fovy = self.fov_deg
        camera = load_mujoco().MjvCamera()
        camera.lookat[:], camera.distance = self.target, self.distance
        camera.azimuth, camera.elevation = self.azimuth_deg, self.elevation_deg
        return camera


def _touching(run: Run, time_s: float) -> Floats:
    """Where the body is that meets something at a time: world point [3]."""
    step = min(len(run) - 1, round(time_s / STEP_S))
    pressed = run.force[step : step + 8].sum(axis=0)
    one, other = run.pairs[int(np.argmax(pressed))] if len(pressed) else (0, 1)
    return np.asarray(run.position[step, one or other], np.float64)


def unhidden(model: Any, run: Run, view: Viewpoint) -> NDArray[np.bool_]:
    """Which bodies are in the picture with nothing before their middle: bool [S, Nb]."""
    mujoco = load_mujoco()
    data = mujoco.MjData(model)
    shown = view.sees(run.position)
    hit = np.zeros(1, np.int32)
    for first in range(0, len(run), _BETWEEN_LOOKS):
        data.qpos[:] = run.pose[first]
        mujoco.mj_kinematics(model, data)
        for body in np.flatnonzero(shown[first, 1:]) + 1:
            towards = run.position[first, body].astype(np.float64) - view.eye
            away = mujoco.mj_ray(model, data, view.eye, towards, None, 1, -1, hit)
            before = 0 <= away < 1 - _DEEPEST_M / float(np.linalg.norm(towards))  # in lengths of the vector
            if before and model.body_weldid[model.geom_bodyid[hit[0]]] != body:
                shown[first : first + _BETWEEN_LOOKS, body] = False
    return shown


class Eye:
    """Sees a simulation at any of its times; a context, since MuJoCo's renderer wants to be closed.

    Parameters
    ----------
    model, run
        What is seen.
    view
        From where.
    side
        Height and width of the pictures.

    Raises
    ------
    FoleyError
        When there is nothing to draw with.
    """

    def __init__(self, model: Any, run: Run, view: Viewpoint, side: tuple[int, int]) -> None:
        mujoco = load_mujoco()
        self._model, self._run = model, run
        self._data, self._camera = mujoco.MjData(model), view.camera(model)
        try:
            self._renderer = mujoco.Renderer(model, *side)
        except Exception as error:  # each graphics library has errors of its own
            raise cannot_draw(error) from error
        self._exposure = 0.0

    def __enter__(self) -> Eye:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the renderer."""
        self._renderer.close()

    def see(self, time_s: float) -> NDArray[np.float32]:
        """The picture at a time, grey, 0-255: float32 [H, W]."""
        step = min(len(self._run) - 1, max(0, int(time_s / STEP_S)))
        self._data.qpos[:] = self._run.pose[step]
        load_mujoco().mj_forward(self._model, self._data)
        self._renderer.update_scene(self._data, self._camera)
        grey = cv2.cvtColor(self._renderer.render(), cv2.COLOR_RGB2GRAY).astype(np.float32)
        # Exposed once, by the first picture: lamps of random brightness would leave most scenes black.
        self._exposure = self._exposure or float(np.clip(120 / (grey.mean() + grey.std() + 1), 0.5, 6))
        return np.asarray(np.minimum(grey * np.float32(self._exposure), 255), np.float32)


def _text(numbers: Any) -> str:
    return " ".join(f"{number:.3f}" for number in numbers)
