from pathlib import Path

import pytest

from foleystudio.engine.from_picture.installed_systems import installed_systems, system_folder
from foleystudio.engine.from_picture.systems import SYSTEMS
from foleystudio.engine.models import installed
from foleystudio.engine.models.installed import installed_models
from foleystudio.errors import FoleyError
from tests.engine.from_picture.saved_systems import saved_drafter, saved_system


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of models; nothing ships."""
    monkeypatch.setattr(installed, "models_dir", lambda: tmp_path / "shipped")
    monkeypatch.setattr(installed, "data_dir", lambda: tmp_path / "data")
    return tmp_path / "data" / "models"


def test_systems_are_known_by_their_nets(home: Path) -> None:
    assert [installed_systems(name) for name in SYSTEMS] == [()] * 3
    for name in SYSTEMS:
        saved_system(name, home / f"a {name}")
    saved_drafter(home / "drafter")
    assert [installed_systems(name) for name in SYSTEMS] == [(f"a {name}",) for name in SYSTEMS]
    assert installed_models() == ("drafter",)


def test_the_first_installed_is_taken_or_the_one_that_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match=r"no model of the owens system .* --model"):
        system_folder("owens", None)
    saved_system("owens", home / "b")
    saved_system("owens", home / "a")
    elsewhere = saved_system("owens", tmp_path / "elsewhere")
    assert system_folder("owens", None) == home / "a"
    assert system_folder("owens", "b") == home / "b"
    assert system_folder("owens", str(elsewhere)) == elsewhere
