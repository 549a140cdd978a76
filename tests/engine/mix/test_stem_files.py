from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from foleystudio.engine.mix.stem_files import put, side_folder, stem_paths
from foleystudio.errors import FoleyError


def test_a_stem_is_called_after_its_film_and_track(tmp_path: Path) -> None:
    out = tmp_path / "film.wav"
    assert stem_paths(out, ["Steps", "steps", "a/b: c", " . ", "../../etc"]) == [
        tmp_path / f"film - {name}.wav" for name in ("Steps", "steps 2", "a-b- c", "track", "-..-etc")
    ]


@pytest.mark.parametrize("film", ["漢" * 80, "🥁" * 62, "x" * 251])
def test_stems_of_long_names_fit_the_disk_and_keep_their_track_s(tmp_path: Path, film: str) -> None:
    tracks = ["步" * 60, "步" * 60, "Foley 1"]
    paths = stem_paths(tmp_path / f"{film}.wav", tracks)
    for path, track in zip(paths, tracks, strict=True):
        path.touch()
        assert track in path.name
    assert len({path.name for path in tmp_path.iterdir()}) == 3
    with side_folder(tmp_path / f"{film}.wav") as side:
        assert side.parent == tmp_path
        (side / paths[0].name).touch()
    assert not side.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_link_leads_on_to_its_place(tmp_path: Path, elsewhere: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    made, real, link = tmp_path / "made", tmp_path / "real.wav", tmp_path / "link.wav"
    made.write_bytes(b"new")
    real.write_bytes(b"old")
    link.symlink_to(real)
    if elsewhere:
        replace = Path.replace

        def refuse(self: Path, target: Path) -> Path:
            if self == made:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", refuse)
    put(made, link)
    assert real.read_bytes() == b"new"
    assert link.is_symlink()


def test_no_place_for_a_stem_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "made").touch()
    (tmp_path / "folder.wav").mkdir()
    with pytest.raises(FoleyError, match="a folder has that name"):
        put(tmp_path / "made", tmp_path / "folder.wav")
    with pytest.raises(FoleyError, match="its folder does not exist"), side_folder(tmp_path / "none" / "a.wav"):
        pytest.fail("there is nowhere to write")
