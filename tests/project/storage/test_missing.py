from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from foleystudio.project.document import Project
from foleystudio.project.storage.missing import MissingFile, find_moved, missing_files, spelt_as_here
from foleystudio.project.storage.saved import decode_project, load_project, save_project

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows takes these names apart itself")


def _made(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def _missing(*paths: Path | str) -> list[MissingFile]:
    return [MissingFile(Path(path), "reference", Path(path).stem) for path in paths]


@POSIX
@pytest.mark.parametrize(
    ("named", "there"),
    [
        (r"C:\Users\me\clip.mp4", "clip.mp4"),
        (r"\\server\films\clip.mp4", "clip.mp4"),
        (r"D:\Filme\HAMMER.MP4", "hammer.mp4"),
        (r"media\clip.mp4", "clip.mp4"),
        ("/Volumes/Film/hammer.mp4", "HAMMER.MP4"),
        ("/Volumes/Film/" + unicodedata.normalize("NFD", "Gießkännchen é.wav"), "Gießkännchen é.wav"),
        ("/films/Gießkännchen é.wav", unicodedata.normalize("NFD", "GIESSKÄNNCHEN É.WAV")),
        ("C:\\T\\" + unicodedata.normalize("NFD", "Tür.wav"), "tür.WAV"),
    ],
)
def test_files_of_other_systems_are_found_by_name(tmp_path: Path, named: str, there: str) -> None:
    _made(tmp_path / "deep" / "er" / there)
    assert find_moved(_missing(named), tmp_path) == {Path(named): tmp_path / "deep" / "er" / there}


@POSIX
def test_of_several_the_one_that_lies_and_is_spelt_most_alike_is_taken(tmp_path: Path) -> None:
    left, right, other = (tmp_path / folder / "hit.wav" for folder in ("left", "right", "a"))
    _made(left, right, other, tmp_path / "a" / "Knock.wav", tmp_path / "z" / "knock.wav")
    wanted = (r"C:\Foley\Left\hit.wav", r"C:\Foley\right\HIT.wav", "/gone/knock.wav")
    assert find_moved(_missing(*wanted), tmp_path) == {
        Path(wanted[0]): left,
        Path(wanted[1]): right,
        Path(wanted[2]): tmp_path / "z" / "knock.wav",
    }


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    _made(tmp_path / "knocks.wav")
    assert find_moved(_missing("/gone/knock.wav"), tmp_path) == {}
    assert missing_files(Project(clip=tmp_path / ("x" * 400)))[0].kind == "clip"


@POSIX
@pytest.mark.parametrize(
    ("saved", "there"),
    [
        ("media/Clip É.mp4", "Media/" + unicodedata.normalize("NFD", "CLIP é.MP4")),
        (r"media\\clip.mp4", "media/clip.mp4"),
    ],
)
def test_a_project_of_another_system_finds_what_lies_beside_it(tmp_path: Path, saved: str, there: str) -> None:
    _made(tmp_path / there)
    (tmp_path / "film.foley").write_text(f'{{"foleystudio": 1, "project": {{"clip": "{saved}"}}}}', encoding="utf-8")
    loaded = load_project(tmp_path / "film.foley")
    assert loaded.missing == ()
    assert loaded.project.clip == tmp_path / there


@POSIX
def test_a_drive_is_looked_for_by_name_only(tmp_path: Path) -> None:
    project = decode_project(rb'{"foleystudio": 1, "project": {"clip": "C:\\Users\\me\\clip.mp4"}}', tmp_path)
    _made(tmp_path / "clip.mp4")
    assert spelt_as_here(project) == project
    (missing,) = missing_files(project)
    assert missing.name == "clip.mp4"
    mended = project.relocated(find_moved([missing], tmp_path))
    assert mended.clip == tmp_path / "clip.mp4"


@POSIX
def test_names_that_are_no_text_are_saved_and_come_back(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    clip = folder / os.fsdecode(b"clip \xff%20.mp4")
    _made(clip, tmp_path / os.fsdecode(b"far \xe9.wav"))
    project = replace(Project(clip=clip), offset_ms=1.0).with_reference(tmp_path / os.fsdecode(b"far \xe9.wav"))
    assert project.references[0].name == "far \ufffd"
    for file in (folder / "film.foley", tmp_path / "film.foley"):
        save_project(project, file)
        assert load_project(file).project == project
        assert load_project(file).missing == ()


@pytest.mark.skipif(os.name == "nt", reason="there are no such files on Windows")
def test_what_is_found_is_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clip.mp4")
    (tmp_path / "knock.wav").symlink_to("/dev/zero")
    missing = [MissingFile(Path("/gone") / name, "clip", name) for name in ("clip.mp4", "knock.wav")]
    assert find_moved(missing, tmp_path) == {}
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "clip.mp4").touch()
    assert find_moved(missing, tmp_path) == {Path("/gone/clip.mp4"): tmp_path / "deep" / "clip.mp4"}


def test_paths_that_cannot_be_looked_at_are_missing(tmp_path: Path) -> None:
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    odd = [tmp_path / ("x" * 300), tmp_path / ("y/" * 3000), circle, circle / "below", Path("a\0b")]
    project = Project(clip=odd[0])
    for path in odd:
        project = project.with_reference(path, "odd")
    file = tmp_path / "film.foley"
    save_project(project, file)
    loaded = load_project(file)
    assert len(loaded.missing) == 1 + len(odd)
    save_project(loaded.project, file)
