from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import platformdirs
import pytest

from foleystudio import paths


def test_resources_lie_beside_the_package() -> None:
    root = Path(paths.__file__).resolve().parent.parent
    assert paths.resources_dir() == root / "resources"
    assert paths.models_dir() == root / "models"
    assert paths.example_dir() == root / "resources" / "example"


def test_resources_lie_in_the_bundle_when_frozen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources_dir() == tmp_path / "resources"


@pytest.mark.parametrize(("variable", "place"), [("FOLEYSTUDIO_CACHE", "cache_dir"), ("FOLEYSTUDIO_DATA", "data_dir")])
def test_folders_can_be_moved_and_are_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, place: str
) -> None:
    wanted = tmp_path / "a folder" / "für Töne"
    monkeypatch.setenv(variable, str(wanted))
    assert getattr(paths, place)() == wanted
    assert wanted.is_dir()


def test_folders_are_the_users_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FOLEYSTUDIO_CACHE")
    monkeypatch.delenv("FOLEYSTUDIO_DATA")
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda name, appauthor: str(tmp_path / "c" / name))
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda name, appauthor: str(tmp_path / "d" / name))
    assert paths.cache_dir() == tmp_path / "c" / "foleystudio"
    assert paths.data_dir() == tmp_path / "d" / "foleystudio"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's folders by itself")
def test_the_users_folders_are_for_nobody_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable, place, usual in (
        ("FOLEYSTUDIO_CACHE", paths.cache_dir, "user_cache_dir"),
        ("FOLEYSTUDIO_DATA", paths.data_dir, "user_data_dir"),
    ):
        monkeypatch.setenv(variable, str(tmp_path / variable))
        assert stat.S_IMODE(place().stat().st_mode) == 0o700
        (tmp_path / variable).chmod(0o755)
        assert stat.S_IMODE(place().stat().st_mode) == 0o755, "the user's choice"
        monkeypatch.delenv(variable)
        (tmp_path / usual).mkdir(mode=0o755)
        monkeypatch.setattr(platformdirs, usual, lambda *_, usual=usual, **_how: str(tmp_path / usual))
        assert stat.S_IMODE(place().stat().st_mode) == 0o700


def test_resources_lie_in_the_package_when_a_wheel_was_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "foleystudio" / "shipped").mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "foleystudio" / "paths.py"))
    assert paths.models_dir() == tmp_path / "foleystudio" / "shipped" / "models"
