from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from foleystudio.gui.look.theme import Scheme
from foleystudio.gui.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))
    return Settings()


def test_values_come_back_with_their_types(settings: Settings) -> None:
    settings.put("a", True)
    settings.put("b", 2.5)
    settings.put("c", "x")
    settings.store.sync()
    again = Settings()
    assert (again.switch("a", False), again.number("b", 0), again.text("c", "")) == (True, 2.5, "x")
    assert (again.switch("d", True), again.number("e", 7), again.text("f", "y")) == (True, 7, "y")
    assert again.state("a") is None


def test_a_number_that_is_none_is_its_default(settings: Settings) -> None:
    settings.put("b", "many")
    assert settings.number("b", 3) == 3


def test_recent_files_are_latest_first_once_each_and_only_those_that_exist(settings: Settings, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.foley" for n in range(12)]
    for file in files:
        file.touch()
        settings.put_recent(file)
    settings.put_recent(files[5])
    assert settings.recent()[:2] == [files[5], files[11]]
    assert len(settings.recent()) == 10
    files[11].unlink()
    assert files[11] not in settings.recent()


def test_folders_are_remembered_while_they_exist(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    folder.mkdir()
    settings.put_folder("Open", folder / "a.wav")
    assert settings.folder("Open") == str(folder)
    folder.rmdir()
    assert settings.folder("Open") == ""


def test_what_a_hand_or_an_earlier_start_left_in_the_file_gets_its_type_again(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "settings.ini"
    file.write_text("[General]\ntheme=drak\nlist=a, b\nmany=nan\nnothing=@Invalid()\none=x\n")
    again = Settings()
    assert again.member("theme", Scheme.SYSTEM) is Scheme.SYSTEM
    assert again.text("list", "") == "a,b"
    assert again.number("many", 2) == 2
    assert (again.text("nothing", "y"), again.texts("nothing"), again.texts("one")) == ("y", None, ["x"])
    again.put("theme", Scheme.LIGHT)
    assert again.member("theme", Scheme.SYSTEM) is Scheme.LIGHT
    again.store.sync()
    assert Settings().member("theme", Scheme.SYSTEM) is Scheme.LIGHT


@pytest.mark.skipif(os.name == "nt", reason="names are always text on Windows")
def test_files_whose_names_are_no_text_are_remembered(settings: Settings, tmp_path: Path) -> None:
    files = [tmp_path / os.fsdecode(name) for name in (b"caf\xe9.mp4", b"file:a.mp4", b"a b%20\xff.foley")]
    for file in files:
        file.touch()
        settings.put_recent(file)
    settings.store.sync()
    assert Settings().recent() == files[::-1]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's files by itself")
def test_settings_are_for_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))
    for _ in range(2):
        settings = Settings()
        settings.put("recent", [str(tmp_path)])
        settings.store.sync()
        assert stat.S_IMODE((tmp_path / "settings.ini").stat().st_mode) == 0o600
        (tmp_path / "settings.ini").chmod(0o644)
