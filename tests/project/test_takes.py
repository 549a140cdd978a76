import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from foleystudio.errors import FoleyError
from foleystudio.paths import example_dir
from foleystudio.project.takes import (
    Take,
    new_take_path,
    unsaved_takes_folder,
)


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_take_knows_its_span() -> None:
    take = Take(Path("t.wav"), "t", 72_000, start_s=0.25)
    assert (take.duration_s, take.end_s) == (1.5, 1.75)


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_samples": -1},
        {"n_samples": 10**15},
        {"rate_hz": 0},
        {"rate_hz": 10**9},
        {"channels": 0},
        {"channels": 10**6},
        {"gain_db": float("nan")},
        {"gain_db": 7000.0},
        {"start_s": float("inf")},
        {"start_s": -1e300},
        {"loudness_lufs": float("nan")},
    ],
)
def test_impossible_takes_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must"):
        replace(Take(Path("t.wav"), "t", 1), **wrong)


def test_paths_are_fresh_and_safe_for_every_file_system(tmp_path: Path) -> None:
    paths = {new_take_path(tmp_path / "film.foley", 'a/b\\c:d*e?"<>| é') for _ in range(20)}
    assert len(paths) == 20
    for path in paths:
        assert path.parent == tmp_path / "film takes"
        assert path.parent.is_dir()
        assert not set(path.name) & set('/\\:*?"<>|')
        assert "é" in path.name


@pytest.mark.parametrize("name", ["", "...", "///", "x" * 500])
def test_any_name_gives_a_usable_file_name(tmp_path: Path, name: str) -> None:
    path = new_take_path(tmp_path / "p.foley", name)
    path.touch()
    assert len(path.name) < 100


@pytest.mark.parametrize("name", ["\N{HAMMER}" * 60, "锤" * 80, "x" + "\N{FAMILY}" * 59, "caf\udce9" + "é" * 100])
def test_file_names_are_cut_to_bytes_with_room_for_what_temporary_files_add(tmp_path: Path, name: str) -> None:
    path = new_take_path(tmp_path / "p.foley", name)
    path.with_name(f".{path.name}-12345678.part").touch()
    path.touch()
    assert len(os.fsencode(f".{path.name}-12345678.part")) <= 255
    assert name[:3].isascii() or path.name.startswith(name[:3])


def test_an_unsaved_project_keeps_takes_in_the_data_folder(data_folder: Path) -> None:
    assert data_folder in new_take_path(None, "take").parents


def test_a_file_in_the_way_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "film takes").write_bytes(b"")
    with pytest.raises(FoleyError, match="cannot be created"):
        new_take_path(tmp_path / "film.foley", "take")


def test_takes_of_the_example_do_not_go_beside_it() -> None:
    path = new_take_path(example_dir() / "example.foley", "Bell 1")
    assert path.parent == unsaved_takes_folder()
