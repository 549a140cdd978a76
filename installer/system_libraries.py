"""System libraries that no Python package brings: found by loading them, installed with apt where that may be done."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from foleystudio import system_libraries as libraries
from foleystudio.system_libraries import Library, is_there


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
    library
        What of the system's it is; None for a program or a file.
    """

    package: str
    there: Callable[[], bool]
    library: Library | None = None


def _libraries(*libraries: Library) -> tuple[Need, ...]:
    return tuple(Need(library.apt, partial(is_there, library), library) for library in libraries)


def _program(package: str, name: str) -> Need:
    return Need(package, lambda: shutil.which(name) is not None)


def _file(package: str, *patterns: str) -> Need:
    return Need(package, lambda: any(any(Path("/").glob(pattern)) for pattern in patterns))


ENVIRONMENTS = Need(f"python3.{sys.version_info[1]}-venv", lambda: importlib.util.find_spec("ensurepip") is not None)
"""For making an environment: Debian's Python comes without this part of its standard library."""

RENDER = _libraries(*libraries.RENDER)
"""For the command line."""

OFFSCREEN = (
    *RENDER,
    *_libraries(*libraries.SOUND, *libraries.QT),
    _file(
        "fonts-dejavu-core", "usr/share/fonts/**/*.ttf", "usr/share/fonts/**/*.otf", "usr/local/share/fonts/**/*.ttf"
    ),
)
"""For playing and for Qt without a display."""

WINDOW = (*OFFSCREEN, *_libraries(*libraries.X11))
"""For a window under X (Wayland needs less)."""

TESTS = (
    *WINDOW,
    _program("xvfb", "Xvfb"),
    _program("pulseaudio", "pulseaudio"),
    _program("pulseaudio-utils", "parec"),
    _file("libasound2-plugins", "usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"),
)
"""For the tests: a virtual display and a virtual sound card too."""

BROWSER = Need(
    "chromium-driver", lambda: shutil.which("chromedriver") is not None or bool(os.environ.get("CHROMEWEBDRIVER"))
)
"""For tests of pages in a real browser, which are skipped without one."""


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
    lacking = [need for need in needs if missing([need])]
    if lacking and shutil.which("apt-get") is None:
        raise SetUpError(_elsewhere(lacking))
    if lacking:
        _apt_install([need.package for need in lacking])


def ensure_if_possible(need: Need) -> bool:
    """Install what is good to have, where it may be installed from here; answers whether it is there."""
    if missing([need]) and os.geteuid() == 0 and shutil.which("apt-get") is not None:
        try:
            _apt_install([need.package])
        except SetUpError as error:
            print(f"foleystudio: {error}", file=sys.stderr, flush=True)
    return not missing([need])


def install_line(packages: Iterable[str]) -> str:
    """The line that installs packages by hand."""
    return f"sudo apt-get update && sudo apt-get install --yes --no-install-recommends {' '.join(packages)}"


def _elsewhere(lacking: list[Need]) -> str:
    line = libraries.install_line(need.library for need in lacking if need.library is not None)
    others = [need.package for need in lacking if need.library is None or not line]
    texts = [f"system libraries are missing; run this line, then the same command again\n    {line}"] if line else []
    if others:
        texts.append(
            f"these are missing (Debian's names): {' '.join(others)}; install them with your system's package manager. "
            f"On Debian or Ubuntu the line is\n    {install_line(others)}"
        )
    return "\n".join(texts)


def _apt_install(packages: list[str]) -> None:
    line = install_line(packages)
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
