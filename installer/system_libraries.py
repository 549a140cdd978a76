"""System libraries that no Python package brings: found by loading them, installed with apt where that may be done."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


class SetUpError(Exception):
    """The set-up stops; the text says what to do."""


@dataclass(frozen=True)
class Need:
    """Something the system must have.

    Parameters
    ----------
    package
        Debian's name of the package that brings it.
    there
        Whether it is there already.
    """

    package: str
    there: Callable[[], bool]


def _library(package: str, soname: str) -> Need:
    def loads() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return Need(package, loads)


def _program(package: str, name: str) -> Need:
    return Need(package, lambda: shutil.which(name) is not None)


def _file(package: str, *patterns: str) -> Need:
    return Need(package, lambda: any(any(Path("/").glob(pattern)) for pattern in patterns))


ENVIRONMENTS = Need(f"python3.{sys.version_info[1]}-venv", lambda: importlib.util.find_spec("ensurepip") is not None)
"""For making an environment: Debian's Python comes without this part of its standard library."""

RENDER = (_library("libgl1", "libGL.so.1"), _library("libglib2.0-0", "libgthread-2.0.so.0"))
"""For the command line: what OpenCV links to."""

OFFSCREEN = (
    *RENDER,
    _library("libportaudio2", "libportaudio.so.2"),
    _library("libegl1", "libEGL.so.1"),
    _library("libxkbcommon0", "libxkbcommon.so.0"),
    _library("libdbus-1-3", "libdbus-1.so.3"),
    _library("libfontconfig1", "libfontconfig.so.1"),
    _file(
        "fonts-dejavu-core", "usr/share/fonts/**/*.ttf", "usr/share/fonts/**/*.otf", "usr/local/share/fonts/**/*.ttf"
    ),
)
"""For playing and for Qt without a display."""

WINDOW = (
    *OFFSCREEN,
    _library("libx11-xcb1", "libX11-xcb.so.1"),
    _library("libxcb-cursor0", "libxcb-cursor.so.0"),
    _library("libxcb-icccm4", "libxcb-icccm.so.4"),
    _library("libxcb-image0", "libxcb-image.so.0"),
    _library("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    _library("libxcb-randr0", "libxcb-randr.so.0"),
    _library("libxcb-render0", "libxcb-render.so.0"),
    _library("libxcb-render-util0", "libxcb-render-util.so.0"),
    _library("libxcb-shape0", "libxcb-shape.so.0"),
    _library("libxcb-shm0", "libxcb-shm.so.0"),
    _library("libxcb-sync1", "libxcb-sync.so.1"),
    _library("libxcb-xfixes0", "libxcb-xfixes.so.0"),
    _library("libxcb-xkb1", "libxcb-xkb.so.1"),
    _library("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
)
"""For a window under X (Wayland needs less)."""

TESTS = (
    *WINDOW,
    _program("xvfb", "Xvfb"),
    _program("pulseaudio", "pulseaudio"),
    _program("pulseaudio-utils", "parec"),
    _file("libasound2-plugins", "usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"),
)
"""For the tests: a virtual display and a virtual sound card too."""


def missing(needs: Iterable[Need]) -> list[str]:
    """Packages to install, in order; none on macOS and Windows, whose wheels bring everything."""
    if not sys.platform.startswith("linux"):
        return []
    return [need.package for need in needs if not need.there()]


def ensure(needs: Iterable[Need]) -> None:
    """Install what is missing.

    Raises
    ------
    SetUpError
        When something is missing that may not or cannot be installed from here.
    """
    packages = missing(needs)
    if packages:
        _apt_install(packages)


def install_line(packages: Iterable[str]) -> str:
    """The line that installs packages by hand."""
    return f"sudo apt-get update && sudo apt-get install --yes --no-install-recommends {' '.join(packages)}"


def _apt_install(packages: list[str]) -> None:
    line = install_line(packages)
    if shutil.which("apt-get") is None:
        raise SetUpError(
            f"these system libraries are missing (Debian's names): {' '.join(packages)}; "
            f"install them with your system's package manager. On Debian or Ubuntu the line is\n    {line}"
        )
    if os.geteuid() != 0:  # only reached on Linux
        raise SetUpError(f"system libraries are missing; run this line, then the same command again\n    {line}")
    print(f"foleystudio: installing system libraries: {' '.join(packages)}", file=sys.stderr, flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # A failed update may leave lists that are good enough; the install itself is what counts. What apt
    # prints goes to stderr: stdout is for the program that is started afterwards.
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*quiet, "update"], env=env, stdout=sys.stderr, check=False)
    install = [*quiet, "install", "--yes", "--no-install-recommends", *packages]
    if subprocess.run(install, env=env, stdout=sys.stderr, check=False).returncode:
        raise SetUpError(f"apt-get could not install them (its message is above); the line is\n    {line}")
