from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from foleystudio.files.file_names import (
    alike,
    as_text,
    exists,
    foreign_name,
    is_file,
    is_folder,
    longest_name,
    meant,
    part_path,
    real_place,
    shortened,
    size_of,
    spelt_here,
)


@pytest.mark.parametrize("name", ["a" * 251, "漢" * 80, "🥁" * 60, "é" * 120, "👩🏽‍🚀" * 14])
def test_a_part_s_name_fits_wherever_the_file_s_does(tmp_path: Path, name: str) -> None:
    place = tmp_path / f"{name}.mov"
    part = part_path(place)
    part.touch()
    assert part.parent == tmp_path
    assert part != part_path(place)
    place.touch()


def test_names_are_cut_by_bytes_and_between_letters() -> None:
    assert shortened("knock", 60) == "knock"
    assert shortened("漢" * 30, 60) == "漢" * 20
    assert shortened("a" * 9 + "e\u0301", 10) == "a" * 9  # not an e that has lost its accent
    assert shortened("ab 🥁", 6) == "ab"
    assert shortened("x" * 9 + "👩\u200d🚀", 13) == "x" * 9 + "👩"
    assert shortened("caf\udce9", 3) == "caf"


@pytest.mark.skipif(os.name == "nt", reason="Windows counts in UTF-16 units")
def test_what_is_no_text_counts_as_the_byte_it_is() -> None:
    assert size_of("caf\udce9") == 4
    assert size_of("é漢🥁") == 9


def test_a_folder_that_is_not_there_has_the_usual_limit(tmp_path: Path) -> None:
    assert longest_name(tmp_path / "none") == 255


def test_the_last_part_of_any_system_s_path() -> None:
    assert foreign_name(Path("C:\\Users\\me\\clip.mp4")) == "clip.mp4"
    assert foreign_name(Path("\\\\server\\films\\Reel 1\\clip.mp4")) == "clip.mp4"
    assert foreign_name(Path("..\\media\\clip.mp4")) == "clip.mp4"
    assert foreign_name(Path("/films/clip.mp4")) == "clip.mp4"


def test_names_that_some_systems_hold_for_the_same() -> None:
    assert alike("HAMMER.MP4") == alike("hammer.mp4")
    assert alike("cafe\u0301.mp4") == alike("CAFÉ.mp4")
    assert alike("Straße.wav") == alike("STRASSE.wav")
    assert alike("a.wav") != alike("b.wav")


def test_what_no_text_can_say_is_shown_by_a_mark() -> None:
    assert as_text("caf\udce9") == "caf\ufffd"
    assert as_text("Füße 漢") == "Füße 漢"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are always text there")
def test_what_was_shown_with_marks_is_found(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"d\xe9p\xf4t")
    folder.mkdir()
    (folder / os.fsdecode(b"\xff.wav")).touch()
    seen = tmp_path / "d\ufffdp\ufffdt"
    assert meant(seen / "\ufffd.wav") == folder / os.fsdecode(b"\xff.wav")
    assert meant(seen / "new.wav") == folder / "new.wav"
    assert meant(tmp_path / "\ufffd new.wav") == tmp_path / "\ufffd new.wav"
    assert spelt_here(tmp_path / "none" / "a.wav") is None


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_where_links_lead(tmp_path: Path) -> None:
    real, link, farther, gone = (tmp_path / name for name in ("real.wav", "link.wav", "farther.wav", "gone.wav"))
    real.touch()
    link.symlink_to(real)
    farther.symlink_to(link)
    gone.symlink_to(tmp_path / "not yet.wav")
    assert [real_place(path) for path in (real, link, farther)] == [real] * 3
    assert real_place(gone) == tmp_path / "not yet.wav"
    assert real_place(tmp_path / "new.wav") == tmp_path / "new.wav"
    one, other = tmp_path / "one.wav", tmp_path / "other.wav"
    one.symlink_to(other)
    other.symlink_to(one)
    device = tmp_path / "device.wav"
    device.symlink_to("/dev/null")
    for path in (one, device, tmp_path):
        with pytest.raises(OSError, match=r"."):
            real_place(path)


def test_what_cannot_be_looked_at_is_not_there(tmp_path: Path) -> None:
    circle, file = tmp_path / "circle", tmp_path / "file"
    circle.symlink_to(circle)
    file.touch()
    for odd in (tmp_path / ("x" * 300), Path("a\0b"), circle, circle / "below", file / "below", tmp_path / "\udce9"):
        assert [is_file(odd), is_folder(odd), exists(odd)] == [False] * 3, odd
    assert is_file(file)
    assert is_folder(tmp_path)
    assert exists(tmp_path)


@pytest.mark.parametrize("answer", [PermissionError(13, "closed"), OSError(36, "too long"), ValueError("a NUL"), False])
def test_it_is_not_there_whatever_this_python_says_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Exception | bool
) -> None:
    """Up to 3.13 `Path.exists` raises some errors of looking, up to 3.11 others than later; from 3.14 on none."""
    (tmp_path / "file").touch()

    def look(_path: Path, **_how: object) -> bool:
        if isinstance(answer, Exception):
            raise answer
        return answer

    for name in ("exists", "is_file", "is_dir"):
        monkeypatch.setattr(Path, name, look)
    test_what_cannot_be_looked_at_is_not_there(tmp_path)
    assert exists(tmp_path / "file")


def test_a_closed_folder_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    own = os.stat

    def closed(path: Any, *args: Any, **how: Any) -> os.stat_result:
        if str(path).endswith("file"):
            raise PermissionError(13, "closed")
        return own(path, *args, **how)

    monkeypatch.setattr(os, "stat", closed)
    assert [look(tmp_path / "file") for look in (is_file, is_folder, exists)] == [False] * 3


def test_halves_of_letters_are_shown_as_marks() -> None:
    assert as_text("a\ud800b\udce9") == "a\ufffdb\ufffd"
