import os
from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.paths import example_dir
from foleystudio.project.takes import Take, collect_takes, new_take_path, takes_folder_of, unsaved_takes_folder


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_take_knows_its_span() -> None:
    take = Take(Path("t.wav"), "t", 72_000, start_s=0.25)
    assert (take.duration_s, take.end_s) == (1.5, 1.75)


@pytest.mark.parametrize(
    "wrong", [{"n_samples": -1}, {"rate_hz": 0}, {"channels": 0}, {"gain_db": float("nan")}, {"start_s": float("inf")}]
)
def test_impossible_takes_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="take"):
        Take(**({"path": Path("t.wav"), "name": "t", "n_samples": 1} | wrong))  # type: ignore[arg-type]


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


def test_an_unsaved_project_keeps_takes_in_the_data_folder(data_folder: Path) -> None:
    assert data_folder in new_take_path(None, "take").parents


def test_collecting_keeps_the_old_files(tmp_path: Path) -> None:
    old = new_take_path(None, "anvil")
    old.write_bytes(b"sound")
    project = tmp_path / "film.foley"
    moved = collect_takes([old, tmp_path / "gone.wav"], project)
    assert moved == {old: takes_folder_of(project) / old.name}
    assert moved[old].read_bytes() == old.read_bytes() == b"sound"
    assert collect_takes(moved.values(), project) == {}


def test_collecting_copies_where_links_are_not_possible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    old = new_take_path(None, "anvil")
    old.write_bytes(b"sound")
    moved = collect_takes([old], tmp_path / "film.foley")
    assert moved[old].read_bytes() == b"sound"
    assert [path.name for path in moved[old].parent.iterdir()] == [old.name]


def test_a_file_in_the_way_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "film takes").write_bytes(b"")
    with pytest.raises(FoleyError, match="cannot be created"):
        new_take_path(tmp_path / "film.foley", "take")
    old = new_take_path(None, "anvil")
    old.write_bytes(b"sound")
    with pytest.raises(FoleyError, match="cannot be brought"):
        collect_takes([old], tmp_path / "film.foley")


def test_takes_of_the_example_do_not_go_beside_it() -> None:
    path = new_take_path(example_dir() / "example.foley", "Bell 1")
    assert path.parent == unsaved_takes_folder()
