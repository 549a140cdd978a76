import math

import numpy as np
import pytest

from foleystudio.training.scenes.physics.bodies import Touch, geom
from foleystudio.training.scenes.physics.contacts import hits_of
from foleystudio.training.scenes.physics.loading import has_mujoco
from foleystudio.training.scenes.physics.simulation import compiled, run
from foleystudio.training.scenes.physics.worlds import Release, World

pytestmark = pytest.mark.skipif(not has_mujoco(), reason="the training extra is not installed")

GROUND = '<geom type="plane" size="5 5 1"/>'
TOUCH = Touch(0.005, 1.0, 0.5, 0.001)


def ball(height: float) -> str:
    inside = geom("sphere", (0.05,), TOUCH.xml, 1)
    return f'<body name="b0" pos="0 0 {height + 0.05}"><freejoint/>{inside}</body>'


@pytest.mark.parametrize("height", [0.2, 0.8])
def test_what_is_let_go_lands_when_gravity_says(height: float) -> None:
    world = World(GROUND + ball(height), {"b0": Release(0.3)})
    ran = run(compiled(world, "", ""), world, 1.2)
    first = hits_of(ran).events[0]
    assert first.time_s == pytest.approx(0.3 + math.sqrt(2 * height / 9.81), abs=0.006)
    assert np.abs(ran.velocity[: int(0.29 / 0.002)]).max() < 0.05  # held until then


def test_falls_from_higher_have_more_impulse() -> None:
    impulses = []
    for height in (0.2, 0.8):
        world = World(GROUND + ball(height), {"b0": Release(0.0)})
        ran = run(compiled(world, "", ""), world, 0.7)
        landed = int(math.sqrt(2 * height / 9.81) / 0.002)
        impulses.append(float(ran.force[landed - 2 : landed + 15].sum()))
    assert impulses[1] == pytest.approx(2 * impulses[0], rel=0.25)  # speeds are as 2 to 1
