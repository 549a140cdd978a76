"""Files that a project names and the disk has not: which they are, and finding them again by name."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath

from foleystudio.files.file_names import alike, foreign_name, is_file, spelt_here
from foleystudio.project.document import Project

_MOST_FILES_SEARCHED = 20_000  # so that a search that begins at a disk's root ends


@dataclass(frozen=True)
class MissingFile:
    """A file that the project names and the disk has not.

    Parameters
    ----------
    path
        Where it should be.
    kind
        ``clip``, ``reference`` or ``take``.
    name
        What the user calls it.
    """

    path: Path
    kind: str
    name: str


def missing_files(project: Project) -> tuple[MissingFile, ...]:
    """Files that a project names and the disk has not."""
    named = [
        *([MissingFile(project.clip, "clip", foreign_name(project.clip))] if project.clip else []),
        *(MissingFile(r.path, "reference", r.name) for r in project.references),
        *(MissingFile(t.path, "take", t.name) for t in project.takes),
    ]
    return tuple(file for file in named if not is_file(file.path))


def spelt_as_here(project: Project) -> Project:
    """A project whose missing files are those that are there under the same path, spelt in this system's way."""
    found = {file.path: spelt_here(_with_slashes(file.path)) for file in missing_files(project)}
    return project.relocated({old: new for old, new in found.items() if new is not None and is_file(new)})


def _with_slashes(path: Path) -> Path:
    """A path below the project's folder as this system writes it; one that begins at a drive stays as it is."""
    is_foreign = foreign_name(path) != path.name and not PureWindowsPath(path.name).anchor
    return path.with_name(path.name.split("\\")[0]).joinpath(*path.name.split("\\")[1:]) if is_foreign else path


def find_moved(missing: Iterable[MissingFile], folder: Path) -> dict[Path, Path]:
    """Look for missing files by name under a folder; answers old path -> new path, for ``Project.relocated``.

    Names count as the same whatever their case and the way that their accents are written, as other systems have it.
    Of several files of a name, the one that lies most like the missing one is taken.
    """
    wanted: dict[str, list[Path]] = {}
    for file in missing:
        paths = wanted.setdefault(alike(foreign_name(file.path)), [])
        if file.path not in paths:
            paths.append(file.path)
    best: dict[Path, tuple[int, bool]] = {}
    found: dict[Path, Path] = {}
    searched = 0
    for here, _, names in os.walk(folder):
        for name in names:
            if alike(name) not in wanted or not is_file(Path(here) / name):
                continue  # nothing else opens a pipe or a device, whatever it is called
            for old in wanted[alike(name)]:
                likeness = (_common_end(old, Path(here) / name), name == foreign_name(old))
                if old not in best or likeness > best[old]:
                    best[old], found[old] = likeness, Path(here) / name
        searched += len(names)
        if searched > _MOST_FILES_SEARCHED or _all_are_sure(wanted, best):
            break
    return found


def _all_are_sure(wanted: dict[str, list[Path]], best: dict[Path, tuple[int, bool]]) -> bool:
    """Whether nothing better can come: each name is wanted once, and found spelt in the same way."""
    return all(len(paths) == 1 and best.get(paths[0], (0, False))[1] for paths in wanted.values())


def _common_end(old: Path, new: Path) -> int:
    """How many of the last parts of two paths are alike."""
    count = 0
    for one, other in zip(reversed(_parts(old)), reversed(new.parts), strict=False):
        if alike(one) != alike(other):
            break
        count += 1
    return count


def _parts(path: Path) -> tuple[str, ...]:
    """Parts of a path, those of one that another system wrote told apart."""
    if foreign_name(path) == path.name:
        return path.parts
    written: PurePath = PureWindowsPath(path.name)
    return (*path.parts[:-1], *written.parts)
