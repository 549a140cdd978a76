from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.request import RenderedTake, SynthesisRequest, WrittenTake, never_cancelled
from foleystudio.engine.takes.rendering_cache import RenderingCache, ReplacedFiles, SpareCopy, file_state
from foleystudio.project.events import EventTrack


def files(folder: Path, count: int, size: int) -> list[Path]:
    paths = [folder / f"{n}.wav" for n in range(count)]
    for path in paths:
        path.write_bytes(bytes(size))
    return paths


def test_the_oldest_replaced_files_go_when_they_take_too_much(tmp_path: Path) -> None:
    paths, replaced = files(tmp_path, 5, 100), ReplacedFiles(limit_bytes=250)
    for path in paths:
        replaced.note_made(path)
        replaced.add(path, wanted=[paths[1]])
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["1.wav", "4.wav"]


def test_at_the_end_only_what_the_project_names_stays(tmp_path: Path) -> None:
    paths, replaced = files(tmp_path, 3, 10), ReplacedFiles()
    for path in paths:
        replaced.note_made(path)
        replaced.add(path, wanted=())
    replaced.add(tmp_path / "never there.wav", wanted=())
    replaced.clear(wanted=[paths[2]])
    assert list(tmp_path.iterdir()) == [paths[2]]


def test_a_file_that_cannot_be_deleted_does_not_keep_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, replaced = files(tmp_path, 2, 10), ReplacedFiles()
    for path in paths:
        replaced.note_made(path)
        replaced.add(path, wanted=())
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path == paths[0]:
            raise PermissionError(13, "used by another process")
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    replaced.clear(wanted=())
    assert list(tmp_path.iterdir()) == [paths[0]]


def rendering(n: int) -> RenderedTake:
    sound = Sound(np.zeros((n, 1), np.float32), 48_000)
    return RenderedTake(sound, SynthesisRequest(1.0, EventTrack(), ()))


def test_renderings_are_kept_within_their_limit_latest_first() -> None:
    kept = RenderingCache(limit_bytes=1000)
    for key in range(4):
        kept.put(key, rendering(100))
    assert [key for key in range(4) if kept.get(key)] == [2, 3]
    kept.put(9, rendering(10_000))
    assert kept.get(9) is not None
    kept.put(9, None)
    assert kept.get(9) is None
    kept.clear()
    assert kept.get(3) is None


def test_files_from_before_the_session_are_never_deleted(tmp_path: Path) -> None:
    paths, replaced = files(tmp_path, 3, 100), ReplacedFiles(limit_bytes=0)
    for path in paths:
        replaced.add(path, wanted=())
    replaced.clear(wanted=())
    assert all(path.exists() for path in paths)


def test_what_a_saved_project_names_stays_until_it_is_saved_without_it(tmp_path: Path) -> None:
    paths, replaced = files(tmp_path, 3, 100), ReplacedFiles(limit_bytes=0)
    replaced.note_saved(tmp_path / "one.foley", [paths[0]])
    replaced.note_saved(tmp_path / "two.foley", [paths[1]])
    replaced.note_saved(tmp_path / "two.foley", [paths[2]])
    for path in paths:
        replaced.note_made(path)
        replaced.add(path, wanted=())
    replaced.clear(wanted=())
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["0.wav", "2.wav"]


def written(path: Path) -> WrittenTake:
    path.write_bytes(bytes(100))
    return WrittenTake(path, file_state(path), SynthesisRequest(1.0, EventTrack(), ()), None, {}, 48_000, 1)


def test_the_spare_copy_is_of_the_latest_take_and_is_given_once(tmp_path: Path) -> None:
    spare, first, second = SpareCopy(), written(tmp_path / "a.wav"), written(tmp_path / "b.wav")
    for take in (first, second):
        spare.prepare(take, never_cancelled)
    assert len(list(tmp_path.iterdir())) == 3, "one copy at a time"
    assert spare.of(first) is None
    given = spare.of(second)
    assert given is not None
    assert given.read_bytes() == second.path.read_bytes()
    assert spare.of(second) is None
    spare.close()
    assert given.exists(), "it is whose it was given to"


@pytest.mark.parametrize("why", ["changed", "gone", "no room", "closed", "let go"])
def test_no_spare_copy_is_left_that_is_of_no_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    spare, take = SpareCopy(), written(tmp_path / "a.wav")
    if why == "changed":
        take.path.write_bytes(bytes(200))
    elif why == "gone":
        take.path.unlink()
    elif why == "no room":
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(1000, 300, 700))
    elif why == "closed":
        spare.close()
    spare.prepare(take, never_cancelled)
    if why == "let go":
        spare.let_go()
    assert spare.of(take) is None
    assert list(tmp_path.iterdir()) == ([] if why == "gone" else [take.path])
