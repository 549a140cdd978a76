"""The installers, of a made-up app: what they hold, and that taking them off leaves nothing."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path, PurePosixPath

import pytest

from installer.frozen import contents, linux

pytestmark = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="Debian's tools look at what was made")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "foleystudio"
    (folder / "_internal").mkdir(parents=True)
    program = folder / "foleystudio"
    program.write_text('#!/bin/sh\necho started "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (folder / "_internal" / "library.so").write_bytes(b"x" * 5000)
    (folder / "_internal" / "link.so").symlink_to("library.so")
    return folder


def dpkg(*arguments: object) -> str:
    done = subprocess.run(["dpkg-deb", *map(str, arguments)], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_debian_package_is_one(app: Path, tmp_path: Path) -> None:
    package = linux.debian_package(app, tmp_path, "1.2.3")
    fields = dpkg("--field", package)
    assert "Package: foleystudio\nVersion: 1.2.3\n" in fields
    assert "libportaudio2" in fields
    dpkg("--extract", package, tmp_path / "root")
    installed = {str(file.relative_to(tmp_path / "root")) for file in (tmp_path / "root").rglob("*") if file.is_file()}
    assert {
        "usr/bin/foleystudio",
        "usr/lib/foleystudio/_internal/link.so",
        "usr/share/applications/foleystudio.desktop",
        "usr/share/mime/packages/foleystudio.xml",
        "usr/share/icons/hicolor/scalable/apps/foleystudio.svg",
        "usr/share/doc/foleystudio/copyright",
    } <= installed
    said = subprocess.run([tmp_path / "root/usr/bin/foleystudio", "a"], capture_output=True, text=True, check=True)
    assert said.stdout == "started a\n"
    listed = dpkg("--contents", package)
    names = [PurePosixPath(line.split()[5]) for line in listed.splitlines()]
    late = [name for number, name in enumerate(names) if number and name.parent not in names[:number]]
    assert late == [], "dpkg makes no folder that is not named before what lies in it"
    assert all(" root/root " in line for line in listed.splitlines())


def test_equal_apps_make_equal_packages(app: Path, tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        made.append(linux.debian_package(app, tmp_path / name, "1").read_bytes())
    assert made[0] == made[1]


def test_the_archive_goes_into_the_users_menu_and_out_again(app: Path, tmp_path: Path) -> None:
    with tarfile.open(linux.archive(app, tmp_path, "1")) as archive:
        archive.extractall(tmp_path / "there", filter="tar")
    here = tmp_path / "there" / "foleystudio-1"
    home = tmp_path / "home"
    home.mkdir()
    (home / "film.foley").touch()
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    subprocess.run([here / "install.sh"], env=environment, capture_output=True, check=True)
    entry = (home / ".local/share/applications/foleystudio.desktop").read_text("utf-8")
    assert f'Exec="{here}/foleystudio" %F' in entry
    assert (home / ".local/bin/foleystudio").resolve() == here / "foleystudio"
    subprocess.run([here / "uninstall.sh"], env=environment, capture_output=True, check=True)
    mime_caches = {home / ".local/share/mime" / name for name in ("mime.cache", "globs", "globs2", "magic")}
    left = {file for file in home.rglob("*") if file.is_file() and "foley" in file.name} - mime_caches
    assert left == {home / "film.foley"}


def test_the_file_type_is_well_formed() -> None:
    root = ET.fromstring((linux.HERE / "desktop" / "foleystudio.xml").read_text("utf-8"))
    assert [glob.get("pattern") for glob in root.iter() if glob.tag.endswith("}glob")] == ["*.foley"]


def test_the_app_leaves_out_what_nothing_opens_and_what_the_system_has() -> None:
    rows = [
        ("models/pose/config.json", "/here/config.json", "DATA"),
        ("PySide6/Qt/qml/QtQuick/a.so", "/env/a.so", "BINARY"),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", "/env/libQt6Widgets.so.6", "BINARY"),
        ("libQt6Widgets.so.6", "PySide6/Qt/lib/libQt6Widgets.so.6", "SYMLINK"),
        ("PySide6/Qt/lib/libQt6Quick.so.6", "/env/libQt6Quick.so.6", "BINARY"),
        ("libQt6Quick.so.6", "PySide6/Qt/lib/libQt6Quick.so.6", "SYMLINK"),
        ("torch/include/a.h", "/env/a.h", "DATA"),
        ("libasound.so.2", "/usr/lib/x86_64-linux-gnu/libasound.so.2", "BINARY"),
        ("libffi.so.8", "/usr/lib/x86_64-linux-gnu/libffi.so.8", "BINARY"),
    ]
    assert [row[0] for row in contents.kept(rows)] == [
        "models/pose/config.json", "PySide6/Qt/lib/libQt6Widgets.so.6", "libQt6Widgets.so.6", "libffi.so.8",
    ]  # fmt: skip


def test_torch_gets_the_sources_that_it_reads(tmp_path: Path) -> None:
    (tmp_path / "torch" / "inner").mkdir(parents=True)
    (tmp_path / "torch" / "inner" / "config.py").write_text("install_config_module(here)\n", encoding="utf-8")
    (tmp_path / "torch" / "other.py").write_text("pass\n", encoding="utf-8")
    found = list(contents.sources_read_by_torch(tmp_path / "torch"))
    assert found == [(str(tmp_path / "torch" / "inner" / "config.py"), str(Path("torch") / "inner"))]
