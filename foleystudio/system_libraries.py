"""System libraries that no Python package brings: which there must be, whether they load, and how to install them.

Standard library only: it is asked before anything else can be loaded, by the set-up too.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Library:
    """A shared library.

    Parameters
    ----------
    soname
        What the loader calls it.
    apt, dnf, pacman
        The package that brings it on Debian and Ubuntu, on Fedora, and on Arch.
    """

    soname: str
    apt: str
    dnf: str
    pacman: str


RENDER = (
    Library("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
    Library("libgthread-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
)
"""For the command line: what OpenCV links to."""

SOUND = (Library("libportaudio.so.2", "libportaudio2", "portaudio", "portaudio"),)
"""For playing; without it the picture plays in silence."""

QT = (
    Library("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
)
"""For Qt, with or without a display."""

X11 = (
    Library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    Library("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb"),
    Library("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
    Library("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb"),
    Library("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb"),
    Library("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
)
"""For a window under X."""

WAYLAND = (
    Library("libwayland-client.so.0", "libwayland-client0", "libwayland-client", "wayland"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"),
)
"""For a window under Wayland."""

_KNOWN = {library.soname: library for library in (*RENDER, *SOUND, *QT, *X11, *WAYLAND)}
_LINES = {
    "apt": "sudo apt-get update && sudo apt-get install --yes --no-install-recommends {packages}",
    "dnf": "sudo dnf install -y {packages}",
    "pacman": "sudo pacman -S --needed {packages}",
}
_PROGRAMS = {"apt": "apt-get", "dnf": "dnf", "pacman": "pacman"}
_NOT_LOADED = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")


@dataclass
class Lack:
    """What a system lacks, and what to do about it.

    Parameters
    ----------
    libraries
        Those that do not load.
    what_for
        What cannot be done without them ("the window cannot open").
    """

    libraries: Sequence[Library]
    what_for: str = ""
    line: str = field(init=False)

    def __post_init__(self) -> None:
        self.line = install_line(self.libraries)

    def __str__(self) -> str:
        names = ", ".join(library.soname for library in self.libraries)
        needs = f", without which {self.what_for}" if self.what_for else ""
        they = "it" if len(self.libraries) == 1 else "them"
        return f"this system lacks {names}{needs}; {_how(they, self.line)}"


def is_there(library: Library) -> bool:
    """Whether a library loads."""
    try:
        ctypes.CDLL(library.soname)
    except OSError:
        return False
    return True


def missing(libraries: Iterable[Library]) -> list[Library]:
    """Those that do not load; none on macOS and Windows, whose wheels bring everything."""
    if not sys.platform.startswith("linux"):
        return []
    return [library for library in libraries if not is_there(library)]


def window_libraries(environment: Mapping[str, str] = os.environ) -> tuple[Library, ...]:
    """What a window needs on the display that Qt will choose."""
    platform = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if not platform:
        is_wayland = environment.get("WAYLAND_DISPLAY") and (
            environment.get("XDG_SESSION_TYPE") == "wayland" or not environment.get("DISPLAY")
        )
        platform = "wayland" if is_wayland else "xcb"
    if platform == "xcb":
        return (*RENDER, *QT, *X11)
    return (*RENDER, *QT, *WAYLAND) if platform.startswith("wayland") else (*RENDER, *QT)


def lack_of_window(environment: Mapping[str, str] = os.environ) -> Lack | None:
    """What keeps a window from opening; None when nothing does."""
    found = missing(window_libraries(environment))
    return Lack(found, "the window cannot open") if found else None


def lack_behind(error: BaseException) -> Lack | None:
    """The library that an import failed for; None when that was not why."""
    found = _NOT_LOADED.search(str(error))
    if found is None or not isinstance(error, ImportError | OSError):
        return None
    name = found[1]
    return Lack([_KNOWN.get(name, Library(name, "", "", ""))])


def package_manager() -> str:
    """``apt``, ``dnf`` or ``pacman``; empty where there is none of them."""
    return next((name for name, program in _PROGRAMS.items() if shutil.which(program)), "")


def install_line(libraries: Iterable[Library]) -> str:
    """The line that installs libraries on this system; empty where it is not known."""
    manager, wanted = package_manager(), list(libraries)
    packages = [getattr(library, manager) for library in wanted] if manager else []
    if not packages or not all(packages):
        return ""
    return _LINES[manager].format(packages=" ".join(dict.fromkeys(packages)))


def _how(what: str, line: str) -> str:
    if line:
        return f"install {what} with\n    {line}"
    return f"install {what} with your system's package manager."
