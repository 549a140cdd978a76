import subprocess
import sys

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.scenes.physics import loading


def test_a_missing_engine_is_asked_for_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "has_mujoco", lambda: False)
    loading.load_mujoco.cache_clear()
    with pytest.raises(FoleyError, match=r"need the physics engine MuJoCo.*pip install"):
        loading.load_mujoco()
    loading.load_mujoco.cache_clear()


def test_nothing_loads_the_engine_before_a_world_is_asked_for() -> None:
    check = "import sys, foleystudio.training.scenes.audiovisual; sys.exit('mujoco' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False, timeout=100).returncode == 0
