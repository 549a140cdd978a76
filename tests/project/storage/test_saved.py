import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.settings import Renderer, SynthesisSettings
from foleystudio.project.storage import saved
from foleystudio.project.storage.missing import find_moved, missing_files
from foleystudio.project.storage.saved import (
    LoadedProject,
    decode_project,
    encode_project,
    load_project,
    note_saved,
    save_project,
    save_with_takes,
)
from foleystudio.project.takes import Provenance, Take, new_take_path
from tests.project.storage.full import full_project

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "data"))


def test_every_field_survives_a_round_trip(tmp_path: Path) -> None:
    project = full_project(tmp_path)
    assert decode_project(encode_project(project, tmp_path), tmp_path) == project
    assert decode_project(encode_project(project)) == project


def test_the_full_project_leaves_no_field_at_its_default(tmp_path: Path) -> None:
    project = full_project(tmp_path)
    for value in (project, project.tracks[0], project.guide, project.tracks[0].takes[0]):
        defaults = {f: v.default for f, v in value.__dataclass_fields__.items()}
        left = [name for name, default in defaults.items() if getattr(value, name) == default]
        assert left == []


@pytest.mark.parametrize("version", range(1, saved.FORMAT_VERSION + 1))
def test_projects_of_every_version_still_open(version: int) -> None:
    # Samples are files as that version wrote them: never rewritten, one more with each format.
    file = SAMPLES / f"v{version}.foley"
    # What a format did not know is as it was then.
    shaping = 1.0 if version > 1 else SynthesisSettings().shaping
    assert load_project(file).project == full_project(
        SAMPLES, shaping, guide_ambience=version > 2, has_cuts=version > 3, sound_track=1 if version > 4 else None,
        has_proposals=version > 5, has_layers=version > 6, has_regions=version > 7,
        has_curves=version > 8,
    )  # fmt: skip


def test_the_newest_sample_is_what_is_written_today() -> None:
    written = msgspec.json.decode(encode_project(full_project(SAMPLES), SAMPLES))
    sample = msgspec.json.decode((SAMPLES / f"v{saved.FORMAT_VERSION}.foley").read_bytes())
    assert written["project"] == sample["project"]


def test_converters_run_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(tree: dict[str, Any]) -> dict[str, Any]:
        return {**tree, "offset_ms": tree.pop("lag_s") * 100}

    def second(tree: dict[str, Any]) -> dict[str, Any]:
        return {**tree, "offset_ms": tree["offset_ms"] * 10}

    monkeypatch.setattr(saved, "FORMAT_VERSION", 3)
    monkeypatch.setattr(saved, "_CONVERTERS", {1: first, 2: second})
    old = msgspec.json.encode({"foleystudio": 1, "project": {"lag_s": 0.5}})
    assert decode_project(old).offset_ms == 500.0
    assert decode_project(encode_project(Project(offset_ms=3.0))).offset_ms == 3.0


def test_a_folder_with_its_project_can_move(tmp_path: Path) -> None:
    home = tmp_path / "job" / "project"
    project = full_project(home)
    project = replace(project, clip=tmp_path / "job" / "footage" / "clip.mp4")  # beside the project's folder
    (home).mkdir(parents=True)
    save_project(project, home / "film.foley")
    shutil.move(tmp_path / "job", tmp_path / "elsewhere")
    loaded = load_project(tmp_path / "elsewhere" / "project" / "film.foley").project
    assert loaded.clip == tmp_path / "elsewhere" / "footage" / "clip.mp4"
    assert loaded.references[0].path == tmp_path / "elsewhere" / "project" / "sounds" / "anvil.flac"


def test_far_away_files_keep_their_place(tmp_path: Path) -> None:
    far = Path("/media/library/drum.wav").absolute()
    home = tmp_path / "a" / "b"
    home.mkdir(parents=True)
    save_project(Project().with_reference(far), home / "film.foley")
    assert load_project(home / "film.foley").project.references[0].path == far


def _naming(model: str) -> Project:
    """A project whose track, and the take on it, name a model."""
    project = Project().with_track(renderer=Renderer.HYBRID)
    project = project.with_changed_track(replace(project.tracks[0], model=model))
    made = Provenance(renderer=Renderer.HYBRID, model=model)
    return project.with_take(0, Take(Path("/takes/one.wav").absolute(), "one", 1, provenance=made))


def _models(project: Project) -> list[str | None]:
    made = project.takes[0].provenance
    return [project.tracks[0].model, made.model if made is not None else None]


@pytest.mark.parametrize("model", ["net", "job/hammers/net", "trained/hammers"])
def test_a_model_beside_or_below_the_project_moves_with_it(tmp_path: Path, model: str) -> None:
    home = tmp_path / "all" / "job"
    home.mkdir(parents=True)
    folder = (home if model == "net" else home.parent) / model
    project = _naming(str(folder))
    save_project(project, home / "film.foley")
    assert load_project(home / "film.foley").project == project
    shutil.move(tmp_path / "all", tmp_path / "elsewhere")
    moved = load_project(tmp_path / "elsewhere" / "job" / "film.foley").project
    assert _models(moved) == [str(tmp_path / "elsewhere" / folder.relative_to(tmp_path / "all"))] * 2


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_model_below_a_project_behind_a_link_moves_with_it(tmp_path: Path) -> None:
    (tmp_path / "job").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "job")
    save_project(_naming(str(tmp_path / "job" / "net")), tmp_path / "link" / "film.foley")
    (tmp_path / "job").rename(tmp_path / "elsewhere")
    moved = load_project(tmp_path / "elsewhere" / "film.foley").project
    assert _models(moved) == [str(tmp_path / "elsewhere" / "net")] * 2


@pytest.mark.parametrize("model", ["hammers", "/media/models/hammers"])
def test_an_installed_or_far_away_model_keeps_its_name(tmp_path: Path, model: str) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    save_project(_naming(model), tmp_path / "a" / "b" / "film.foley")
    assert _models(load_project(tmp_path / "a" / "b" / "film.foley").project) == [model] * 2


@pytest.mark.skipif(os.name == "nt", reason="there these are paths like any other")
@pytest.mark.parametrize(
    ("named", "opened"),
    [
        (".\\nets\\hammers", "{home}/nets/hammers"),
        ("..\\hammers", "{home}/../hammers"),
        ("D:\\nets\\hammers", "D:\\nets\\hammers"),
    ],
)
def test_a_models_path_from_windows_is_understood(tmp_path: Path, named: str, opened: str) -> None:
    home = tmp_path / "a" / "b"
    home.mkdir(parents=True)
    wanted = opened.format(home=home)
    project = decode_project(encode_project(_naming(named)), home)
    assert _models(project) == [os.path.normpath(wanted)] * 2


def test_missing_media_are_listed_and_found_again(tmp_path: Path) -> None:
    project = full_project(tmp_path)
    save_project(project, tmp_path / "film.foley")
    loaded = load_project(tmp_path / "film.foley")
    assert [m.kind for m in loaded.missing] == ["clip", "reference", "take", "take"]
    found_here = tmp_path / "archive" / "deep"
    found_here.mkdir(parents=True)
    for name in ("clip ü.mp4", "anvil.flac", "one.wav"):
        (found_here / name).touch()
    mended = loaded.project.relocated(find_moved(loaded.missing, tmp_path / "archive"))
    assert missing_files(mended) == ()
    assert mended.clip == found_here / "clip ü.mp4"


def test_saving_brings_the_takes_along(tmp_path: Path) -> None:
    sound = new_take_path(None, "anvil")
    sound.write_bytes(b"RIFF sound")
    document = Document(Project().with_track())
    document.edit("Generate", document.project.with_take(0, Take(sound, "anvil", 1)))
    file = tmp_path / "Mein Film" / "film.foley"
    file.parent.mkdir()
    note_saved(document, save_with_takes(document.project, file))
    assert not document.is_modified
    assert document.file == file
    loaded = load_project(file)
    assert loaded.missing == ()
    assert loaded.project == document.project
    assert loaded.project.takes[0].path.parent == tmp_path / "Mein Film" / "film takes"


def test_a_failed_save_leaves_nothing_beside_the_project(tmp_path: Path) -> None:
    sound = new_take_path(None, "anvil")
    sound.write_bytes(b"RIFF sound")
    project = Project().with_track().with_take(0, Take(sound, "anvil", 1))
    in_the_way = tmp_path / "films" / "film.foley"
    in_the_way.mkdir(parents=True)
    with pytest.raises(FoleyError, match="cannot be written"):
        save_with_takes(project, in_the_way)
    with pytest.raises(FoleyError, match="cannot be written"):
        save_with_takes(Project(), in_the_way)
    assert list(in_the_way.parent.iterdir()) == [in_the_way], "no takes folder"
    assert sound.is_file()


def test_what_was_edited_while_it_was_saved_is_not_taken_for_saved(tmp_path: Path) -> None:
    sound = new_take_path(None, "anvil")
    sound.write_bytes(b"RIFF sound")
    document = Document(Project().with_track())
    document.edit("Generate", document.project.with_take(0, Take(sound, "anvil", 1)))
    saved = save_with_takes(document.project, tmp_path / "film.foley")
    document.edit("Offset", replace(document.project, offset_ms=3.0))
    note_saved(document, saved)
    assert document.is_modified
    assert document.project.takes[0].path.parent == tmp_path / "film takes"
    document.undo()
    assert not document.is_modified


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe random",
        b"[]",
        b"{}",
        b'{"foleystudio": "1"}',
        b'{"foleystudio": 1, "project": []}',
        b'{"foleystudio": 1, "project": {"tracks": [{"name": "t", "active": 3}]}}',
        b'{"foleystudio": 1, "project": {"clip": 3}}',
        b'{"foleystudio": 1, "project": {"offset_ms": null}}',
        b'{"foleystudio": 0, "project": {}}',
        b'{"version": 1, "events": []}',
    ],
)
def test_files_that_are_no_project_are_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "broken.foley"
    file.write_bytes(data)
    with pytest.raises(FoleyError) as caught:
        load_project(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert caught.value.remedy


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    whole = encode_project(full_project(tmp_path)).rstrip()
    for length in range(0, len(whole), 37):
        with pytest.raises(FoleyError):
            decode_project(whole[:length])


def test_a_newer_format_asks_for_a_newer_studio() -> None:
    with pytest.raises(FoleyError, match="newer foleystudio"):
        decode_project(b'{"foleystudio": 99, "project": {}}')


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no such file"):
        load_project(tmp_path / "none.foley")


def test_an_unwritable_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="cannot be written"):
        save_project(Project(), tmp_path / "no such folder" / "film.foley")
    (tmp_path / "file").touch()
    with pytest.raises(FoleyError, match="cannot be written"):
        save_project(Project(), tmp_path / "file" / "film.foley")


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    file = tmp_path / "film.foley"
    save_project(Project(offset_ms=1.0), file)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os if failing == "fsync" else Path, failing, full)
    document = Document(Project(offset_ms=2.0))
    document.edit("Offset", Project(offset_ms=3.0))
    with pytest.raises(FoleyError, match="No space left"):
        note_saved(document, save_with_takes(document.project, file))
    assert document.is_modified
    monkeypatch.undo()
    assert load_project(file).project.offset_ms == 1.0
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == ["film.foley"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_really_is_full() -> None:
    with pytest.raises(FoleyError, match="cannot be written"):
        save_project(Project(), Path("/dev/full/film.foley"))


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_saved_file_is_as_readable_as_any(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    save_project(Project(), tmp_path / "film.foley")
    assert (tmp_path / "film.foley").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_takes_of_an_earlier_generation_say_that_they_would_sound_different() -> None:
    old = load_project(SAMPLES / "v3.foley").project.takes[0].provenance
    assert old is not None
    assert not old.sounds_as_made
    assert Provenance().sounds_as_made


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_project_behind_a_link_stays_there_with_all_that_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    real, link = tmp_path / "disk" / "film.foley", tmp_path / "shortcut.foley"
    clip, take = tmp_path / "disk" / "clip.mp4", tmp_path / "unsaved.wav"
    clip.touch()
    take.write_bytes(b"RIFF sound")
    project = Project(clip=clip).with_track()
    save_project(project, real)
    link.symlink_to(real)
    saved = save_with_takes(project.with_take(project.tracks[0].key, Take(take, "take", 5)), link)
    assert link.is_symlink()
    assert [path.parent.name for path in saved.moved.values()] == ["film takes"]
    for file in (real, link):
        assert load_project(file) == LoadedProject(saved.project, ())


@pytest.mark.parametrize("name", ["漢" * 80, "🥁" * 61, "x" * 249])
def test_projects_of_long_names_are_saved_with_their_takes(tmp_path: Path, name: str) -> None:
    take = tmp_path / "unsaved.wav"
    take.write_bytes(b"RIFF sound")
    project = Project().with_track()
    saved = save_with_takes(project.with_take(project.tracks[0].key, Take(take, "take", 5)), tmp_path / f"{name}.foley")
    assert load_project(saved.file).project == saved.project


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_project_that_an_editor_has_marked_opens(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "film.foley"
    project = full_project(tmp_path)
    file.write_bytes(encode_project(project, tmp_path).decode().encode(encoding))
    assert load_project(file).project == project
