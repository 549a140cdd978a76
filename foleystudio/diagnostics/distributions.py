"""The libraries that the studio is made of, by what their packages say of themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

_NAME = re.compile(r"^[A-Za-z0-9][\w.-]*")
_TEXTS = re.compile(r"(?i)/(licen[cs]e|copying|notice)[^/]*$|/licenses/")
_HOMES = ("homepage", "home", "repository", "source", "source code", "github")
"""Labels of a package's pages, what says most of it first."""

CARRIED_EXTRAS = ("interchange",)
"""Of the studio's own extras those that the installers bring: listed where they are installed."""

_OF_THE_GPU = re.compile(r"(cuda|nvidia)-|triton$")
"""What a build of torch for GPUs brings: whether it is there is the machine's matter, the page tells of it in words."""

_STAND_INS = {"opencv-python": "opencv-python-headless"}
"""Packages of which another brings the same module: the frozen app has those."""


@dataclass(frozen=True)
class Distribution:
    """One library.

    Parameters
    ----------
    name, version
        As its package has them.
    licence
        What its package says it is under; empty when it says nothing short.
    home
        Where it is at home on the web; empty when it does not say.
    texts
        Files of its licences.
    """

    name: str
    version: str
    licence: str
    home: str
    texts: tuple[Path, ...]


@cache
def runtime_distributions() -> tuple[str, ...]:
    """Names of the packages that the studio needs, with all that those need in turn, in the order of the alphabet.

    Extras are left out but for those that the installers bring, and so is what other systems or versions of Python ask
    for, or a GPU.
    """
    found: dict[str, str] = {}
    asked = _requirements("foleystudio")
    while asked:
        name = asked.pop()
        if not _is_there(name):
            name = _STAND_INS.get(_plain(name), name)
        if _plain(name) not in found and not _OF_THE_GPU.match(_plain(name)) and _is_there(name):
            found[_plain(name)] = metadata.metadata(name)["Name"]
            asked += _requirements(name)
    return tuple(found[name] for name in sorted(found))


def distribution(name: str) -> Distribution:
    """What a package says of itself.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        When there is no such package.
    """
    about = metadata.metadata(name)
    files = metadata.files(name) or []
    texts = (Path(str(file.locate())) for file in files if _is_text(file.as_posix()))
    return Distribution(about["Name"], about["Version"], _licence(about), _home(about), tuple(sorted(texts)))


def _field(about: metadata.PackageMetadata, name: str) -> str:
    return str(about[name]) if name in about else ""


def _is_text(name: str) -> bool:
    return ".dist-info/" in name and _TEXTS.search(name) is not None and not name.endswith((".py", ".pyc"))


def _home(about: metadata.PackageMetadata) -> str:
    entries = (entry.partition(",") for entry in about.get_all("Project-URL") or ())
    pages = {label.strip().lower(): page.strip() for label, _, page in entries}
    named = (pages[label] for label in _HOMES if label in pages)
    return next(named, "") or _field(about, "Home-page") or next(iter(pages.values()), "")


def _licence(about: metadata.PackageMetadata) -> str:
    """A short word for it: the expression, else the classifiers', else the first line of what is said."""
    expression = _field(about, "License-Expression")
    if expression:
        return expression
    classified = [entry for entry in about.get_all("Classifier") or () if entry.startswith("License ::")]
    words = [entry.split("::")[-1].strip() for entry in classified]
    said = _field(about, "License").strip().splitlines()
    return "; ".join(word for word in words if word != "OSI Approved") or (said[0][:80] if said else "")


def _requirements(name: str) -> list[str]:
    """What a package needs here: names, without extras."""
    needed = []
    for line in metadata.requires(name) or ():
        wanted, _, marker = line.partition(";")
        match = _NAME.match(wanted.strip())
        if match and ("extra" not in marker or (name == "foleystudio" and _carried(marker))):
            needed.append(match[0])
    return needed


def _carried(marker: str) -> bool:
    return any(f"extra == {quote}{extra}{quote}" in marker for extra in CARRIED_EXTRAS for quote in "'\"")


def _is_there(name: str) -> bool:
    try:
        metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
