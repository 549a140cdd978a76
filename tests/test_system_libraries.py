"""A library that the system lacks is named, with the line that installs it there, before anything else fails."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from foleystudio.system_libraries import (
    QT,
    RENDER,
    SOUND,
    WAYLAND,
    X11,
    Lack,
    Library,
    install_line,
    lack_behind,
    lack_of_window,
    missing,
    window_libraries,
)

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere wheels bring everything")

CURSOR = next(library for library in X11 if "cursor" in library.soname)
EGL = next(library for library in QT if "EGL" in library.soname)


def on(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """As on a system with one package manager."""
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == program else None)


def lacking(monkeypatch: pytest.MonkeyPatch, *sonames: str) -> None:
    """As on a system whose loader does not find some libraries."""

    def load(name: str) -> None:
        if name in sonames:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(ctypes, "CDLL", load)


@pytest.mark.parametrize(
    ("program", "line"),
    [
        ("apt-get", "sudo apt-get update && sudo apt-get install --yes --no-install-recommends libxcb-cursor0 libegl1"),
        ("dnf", "sudo dnf install -y xcb-util-cursor libglvnd-egl"),
        ("pacman", "sudo pacman -S --needed xcb-util-cursor libglvnd"),
        ("zypper", ""),
    ],
)
def test_each_system_gets_its_line(monkeypatch: pytest.MonkeyPatch, program: str, line: str) -> None:
    on(monkeypatch, program)
    lacking(monkeypatch, "libxcb-cursor.so.0", "libEGL.so.1")
    lack = Lack([CURSOR, EGL], "the window cannot open")
    assert lack.line == line
    text = str(lack)
    assert text.startswith("this system lacks libxcb-cursor.so.0, libEGL.so.1, without which the window cannot open; ")
    assert line in text
    assert ("package manager" in text) == (not line)


def test_packages_that_bring_several_are_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, "dnf")
    assert install_line(X11).split().count("libxcb") == 1


def test_what_a_window_needs_depends_on_its_display() -> None:
    assert set(window_libraries({"DISPLAY": ":0"})) == {*RENDER, *QT, *X11}
    assert set(window_libraries({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"})) == {*RENDER, *QT, *X11}
    both = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "w", "XDG_SESSION_TYPE": "wayland"}
    assert set(window_libraries(both)) == {*RENDER, *QT, *WAYLAND}
    assert set(window_libraries({"QT_QPA_PLATFORM": "offscreen:x=1", "DISPLAY": ":0"})) == {*RENDER, *QT}
    assert set(window_libraries({**both, "QT_QPA_PLATFORM": "xcb;wayland"})) == {*RENDER, *QT, *X11}


def test_what_loads_is_not_lacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing([Library("libc.so.6", "libc6", "glibc", "glibc")]) == []
    lacking(monkeypatch, SOUND[0].soname)
    assert lack_of_window({"DISPLAY": ":0"}) is None, "without a sound card's library the picture plays in silence"
    lacking(monkeypatch, CURSOR.soname)
    lack = lack_of_window({"DISPLAY": ":0"})
    assert lack is not None
    assert lack.libraries == [CURSOR]


def test_imports_that_fail_for_a_library_tell_which(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, "apt-get")
    why = "cannot open shared object file: No such file or directory"
    known = lack_behind(ImportError(f"libGL.so.1: {why}"))
    assert known is not None
    assert known.line.endswith(" libgl1")
    other = lack_behind(OSError(f"libsomething-x2.so.9: {why}"))
    assert other is not None
    assert "libsomething-x2.so.9" in str(other)
    assert lack_behind(ImportError("no module named x")) is None


_STARTED = """
import ctypes, sys
real = ctypes.CDLL
def load(name, *rest, **how):
    if name in {lacking!r}:
        raise OSError(name + ": cannot open shared object file: No such file or directory")
    return real(name, *rest, **how)
ctypes.CDLL = load
from foleystudio.__main__ import main
code = main({arguments!r})
assert "PySide6" not in sys.modules
sys.exit(code)
"""


def start(arguments: list[str], lacking: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """The program as it is started by hand, with a loader that does not find some libraries."""
    program = _STARTED.format(lacking=lacking, arguments=arguments)
    environment = {**os.environ, "PATH": os.environ["PATH"], **variables}
    environment.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_started_by_hand_the_program_names_the_library_and_not_qt_s_plugin(tmp_path: Path) -> None:
    managers = tmp_path / "bin"
    managers.mkdir()
    (managers / "pacman").write_text("#!/bin/sh\n")
    (managers / "pacman").chmod(0o755)
    ran = start([], ["libxcb-cursor.so.0"], DISPLAY=":4711", PATH=str(managers))
    assert ran.returncode == 2
    assert ran.stderr == (
        "foleystudio: this system lacks libxcb-cursor.so.0, without which the window cannot open; install it with\n"
        "    sudo pacman -S --needed xcb-util-cursor\n"
    )


def test_a_verb_whose_packages_lack_a_library_says_so_too(tmp_path: Path) -> None:
    (tmp_path / "cv2.py").write_text(
        "raise ImportError('libGL.so.1: cannot open shared object file: No such file or directory')\n"
    )
    root = Path(__file__).parent.parent
    clip, out = root / "resources" / "example" / "clip.mp4", tmp_path / "x.json"
    command = [sys.executable, "-m", "foleystudio", "events", str(clip), "--timing", "picture", "-o", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "FOLEYSTUDIO_CACHE": str(tmp_path / "cache")}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=root)
    assert ran.returncode == 2
    assert ran.stderr.startswith("foleystudio: this system lacks libGL.so.1; install it with")
    assert "Traceback" not in ran.stderr
