"""What files are called: as long as disks allow, across systems, through links, and where no text can say it."""

from __future__ import annotations

import errno
import os
import unicodedata
from pathlib import Path, PureWindowsPath

PART = ".part"
"""How the hidden names end of what is not whole yet."""

_LONGEST = 255  # bytes that nearly all file systems allow a name; Windows' units
_PART_STEM = 80  # bytes of the file's own name in that of its part: enough to tell whose it is


def longest_name(folder: Path) -> int:
    """How many bytes a name may have in a folder (UTF-16 units on Windows)."""
    try:
        return min(_LONGEST, os.pathconf(folder, "PC_NAME_MAX"))
    except (AttributeError, OSError, ValueError):  # Windows, a folder that is not there, a disk that does not say
        return _LONGEST


def size_of(name: str) -> int:
    """How much of a name's allowance a text takes: disks count bytes, Windows' UTF-16 units."""
    return len(name.encode("utf-16-le", "surrogatepass")) // 2 if os.name == "nt" else len(os.fsencode(name))


def shortened(text: str, most: int) -> str:
    """As much of a text as takes no more than ``most`` of a name; accents are not torn from their letters."""
    if size_of(text) <= most:
        return text
    kept = next((n for n in range(len(text) - 1, -1, -1) if size_of(text[:n]) <= most), 0)
    while kept and _belongs_to_the_one_before(text[kept]):
        kept -= 1
    return text[:kept].rstrip("\u200d .")


def _belongs_to_the_one_before(letter: str) -> bool:
    return bool(unicodedata.combining(letter)) or letter == "\ufe0f"


def part_path(place: Path) -> Path:
    """A fresh hidden name beside a file, for what becomes that file once it is whole."""
    ending = f"-{os.urandom(4).hex()}{PART}"
    room = min(_PART_STEM, longest_name(place.parent) - len(ending) - 1)
    return place.with_name(f".{shortened(place.name, room)}{ending}")


def linked(path: Path) -> Path:
    """What a symbolic link leads to, also through other links; any other path, and links in a circle, as they are."""
    try:
        return path.resolve() if path.is_symlink() else path
    except (OSError, RuntimeError):  # RuntimeError: how Python 3.11 tells of a circle
        return path


def is_file(path: Path) -> bool:
    """Whether there is an ordinary file; what cannot be looked at (no permission, no possible name) is none.

    As `Path.is_file` from Python 3.14 on: earlier ones raise where a folder is closed to them or a name too long.
    """
    return os.path.isfile(path)


def is_folder(path: Path) -> bool:
    """Whether there is a folder; what cannot be looked at is none."""
    return os.path.isdir(path)


def exists(path: Path) -> bool:
    """Whether there is anything; what cannot be looked at is not there."""
    return os.path.exists(path)


def real_place(path: Path) -> Path:
    """Where writing to a path goes: what a symbolic link leads to, else the path itself.

    Raises
    ------
    OSError
        When links lead in a circle, or to what is no ordinary file (a device, say).
    """
    place = linked(path)
    if place.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if place.exists() and not place.is_file():
        reason = errno.EISDIR if place.is_dir() else errno.ENODEV
        raise OSError(reason, os.strerror(reason))
    return place


def foreign_name(path: Path) -> str:
    """The last part of a path, also of one that another system wrote ("clip.mp4" where drives have letters)."""
    if os.name == "nt" or "\\" not in path.name:
        return path.name
    return PureWindowsPath(path.name).name


def spelt_here(path: Path) -> Path | None:
    """The path that is there under another spelling: other case, accents as letters of their own, marks for bytes."""
    here = Path(path.anchor or ".")
    for part in [name for name in path.parts if name != path.anchor]:
        if not os.path.lexists(here / part):
            wanted = alike(as_text(part))
            try:
                part = next(name for name in sorted(os.listdir(here)) if alike(as_text(name)) == wanted)
            except (OSError, StopIteration):
                return None
        here /= part
    return here


def meant(path: Path) -> Path:
    """The path that a text was meant to name, where bytes that are no Unicode were shown as marks."""
    if os.path.lexists(path) or "\ufffd" not in str(path):
        return path
    folder = path.parent if os.path.lexists(path.parent) else spelt_here(path.parent) or path.parent
    return spelt_here(folder / path.name) or folder / path.name


def alike(name: str) -> str:
    """What names have in common that some systems hold for the same: other case, accents as letters of their own."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def as_text(name: str) -> str:
    """A name that can be shown and saved as text; what is no Unicode in it shows as a replacement mark."""
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # halves of letters that stand for no byte, as files of other programs have them
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in name)
