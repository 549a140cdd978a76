"""Takes come along with a saved project: sounds only, whole, each for itself, and nothing that a project only names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from foleystudio.errors import CancelledError, FoleyError
from foleystudio.project.document import Project
from foleystudio.project.storage import bringing
from foleystudio.project.storage.bringing import bring_takes, looks_like_sound, takes_to_bring
from foleystudio.project.storage.saved import load_project, save_with_takes
from foleystudio.project.takes import Take, new_take_path, takes_folder_of


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "data"))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return tmp_path / "film.foley"


def _sound(path: Path, size: int = 20) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF".ljust(size, b"s"))
    return path


def _made(name: str, size: int) -> Path:
    return _sound(new_take_path(None, name), size)


def _refuse_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)


def test_bringing_keeps_the_old_files(tmp_path: Path, film: Path) -> None:
    old = _made("anvil", 5)
    moved = bring_takes([old, tmp_path / "gone.wav"], film).moved
    assert moved == {old: takes_folder_of(film) / old.name}
    assert moved[old].read_bytes() == old.read_bytes() == b"RIFFs"
    assert takes_to_bring(moved.values(), film) == ()


def test_takes_are_copied_where_links_are_not_possible_and_its_progress_told(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refuse_links(monkeypatch)
    monkeypatch.setattr(bringing, "_COPIED_AT_ONCE", 10)
    told: list[float] = []
    moved = bring_takes([_made("anvil", 25), _made("door", 75)], film, progress=told.append).moved
    assert [new.stat().st_size for new in moved.values()] == [25, 75]
    assert {path.name for path in takes_folder_of(film).iterdir()} == {new.name for new in moved}
    assert told == sorted(told)
    assert [told[0], told[3], told[-1]] == [0, 0.25, 1]


def test_bringing_that_is_cancelled_or_fails_leaves_nothing(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _refuse_links(monkeypatch)
    monkeypatch.setattr(bringing, "_COPIED_AT_ONCE", 10)
    wanted = [_made("anvil", 25), _made("door", 75)]
    asked: list[float] = []
    with pytest.raises(CancelledError):
        bring_takes(wanted, film, progress=asked.append, cancelled=lambda: len(asked) == 8)
    assert not takes_folder_of(film).exists()
    with pytest.raises(FoleyError, match="cannot be brought"):
        bring_takes(wanted, film, lambda path: path.unlink() is None if path == wanted[1] else True)
    assert not takes_folder_of(film).exists()
    assert wanted[0].is_file()


def test_a_file_in_the_way_of_the_folder_is_reported(film: Path) -> None:
    (film.parent / "film takes").write_bytes(b"")
    with pytest.raises(FoleyError, match="cannot be brought"):
        bring_takes([_made("anvil", 5)], film)


def test_what_is_no_sound_is_not_brought_whatever_a_project_calls_it(tmp_path: Path, film: Path) -> None:
    secret, link = tmp_path / "secret" / "key", tmp_path / "link.wav"
    secret.parent.mkdir()
    secret.write_text("the key")
    link.symlink_to(secret)
    project = Project().with_track()
    for path in (secret, link):
        project = project.with_take(0, Take(path, "take", 1))
    saved = save_with_takes(project, film)
    assert saved.moved == {}
    assert not takes_folder_of(film).exists()
    assert [take.path for take in load_project(film).project.takes] == [secret, link]
    assert not looks_like_sound(tmp_path)


def test_a_sound_of_elsewhere_is_copied_and_no_link_to_it(tmp_path: Path, film: Path) -> None:
    far = _sound(tmp_path / "elsewhere" / "far.wav")
    (new,) = bring_takes([far], film).moved.values()
    far.write_bytes(b"RIFF another sound later")
    assert new.read_bytes() == b"RIFF".ljust(20, b"s")


def test_two_takes_of_one_name_are_kept_apart(tmp_path: Path, film: Path) -> None:
    one, other = _sound(tmp_path / "a" / "take.wav", 20), _sound(tmp_path / "b" / "take.wav", 30)
    moved = bring_takes([one, other], film).moved
    assert {old: new.stat().st_size for old, new in moved.items()} == {one: 20, other: 30}
    assert [new.name for new in moved.values()] == ["take.wav", "take 2.wav"]


def test_an_older_file_of_that_name_stays_and_is_not_the_take(tmp_path: Path, film: Path) -> None:
    older, take = _sound(takes_folder_of(film) / "take.wav", 10), _sound(tmp_path / "a" / "take.wav", 20)
    (takes_folder_of(film) / "take 2.wav").symlink_to(tmp_path / "nowhere.wav")
    brought = bring_takes([take], film)
    assert brought.moved == {take: takes_folder_of(film) / "take 3.wav"}
    assert older.stat().st_size == 10
    again = bring_takes([take], film)
    assert (again.moved, again.made) == (brought.moved, ()), "the very same is there already"
