"""What is to be judged: cases with the sounds that systems made for them, read from a manifest or from folders."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import exists, is_file, is_folder
from foleystudio.files.json_text import parsed, read_bytes

MANIFEST_NAME = "manifest.json"
MANIFEST_KIND = "foleystudio-sounds"
VERSION = 1
CLIPS, REFERENCES, REAL = "clips", "references", "real"
"""Folders beside those of the systems: pictures, what they were performed with, and real recordings of the pictures."""

NO_SYSTEMS = frozenset({REAL, "early", "late", "wrong", "reference"})
"""What no system may be called: what else is heard in a test."""

_REMEDY = f"give a {MANIFEST_NAME} that an experiment wrote, or a folder with {CLIPS} and a folder a system"


class Scale(StrEnum):
    """What is judged on five points."""

    REALISM = "realism"
    ALIGNMENT = "alignment"
    TIMBRE = "timbre"


@dataclass(frozen=True)
class Case:
    """One clip, what it is performed with, and the sounds to be judged.

    Parameters
    ----------
    name
        No other case has it.
    category
        For scores by category, and for anchors: a wrong sound is one of another category.
    clip
        The picture.
    sounds
        System -> its sound, from the beginning of the picture on.
    reference
        What it is to sound like; None where timbre is not judged.
    real
        The real recording of the picture; None for the clip's own sound.
    start_s, duration_s
        Which part of the clip, in seconds; all of it by default.
    scales
        What it is judged on.
    reference_category
        Of the reference, where it is not the clip's.
    """

    name: str
    category: str
    clip: Path
    sounds: Mapping[str, Path]
    reference: Path | None = None
    real: Path | None = None
    start_s: float = 0.0
    duration_s: float | None = None
    scales: frozenset[Scale] = frozenset(Scale)
    reference_category: str = ""

    @property
    def timbre_category(self) -> str:
        """Of the reference."""
        return self.reference_category or self.category


@dataclass(frozen=True)
class Source:
    """Systems and cases.

    Parameters
    ----------
    systems
        Name -> what a table calls it, in the tables' order.
    cases
        At least one.
    """

    systems: Mapping[str, str]
    cases: tuple[Case, ...]


def read_source(path: Path) -> Source:
    """Read a manifest, the folder that it lies in, or a folder of systems.

    A folder of systems holds ``clips``, perhaps ``references`` and ``real`` (recordings that take the place of the
    clips' own sound), and a folder a system; files belong together by their
    names (``clips/dog-1.mp4``, ``references/dog-1.wav``, ``hybrid/dog-1.flac``), of which what comes before a number
    is the category.

    Raises
    ------
    FoleyError
        When it cannot be read, is none of these, or names files that are not there.
    """
    if not is_folder(path):
        return _read_manifest(path)
    if exists(path / MANIFEST_NAME):
        return _read_manifest(path / MANIFEST_NAME)
    return _read_folder(path)


def only(source: Source, systems: Collection[str]) -> Source:
    """A source with some of its systems alone; cases that none of them has a sound for are left out.

    Raises
    ------
    FoleyError
        When it has no system of such a name.
    """
    if unknown := sorted(set(systems) - set(source.systems)):
        raise FoleyError(f"there is no system {unknown[0]!r}", remedy=f"choose among {', '.join(source.systems)}")
    kept = {name: title for name, title in source.systems.items() if name in systems}
    cases = (replace(case, sounds={n: s for n, s in case.sounds.items() if n in kept}) for case in source.cases)
    return Source(kept, tuple(case for case in cases if case.sounds))


def _read_folder(folder: Path) -> Source:
    if not is_folder(folder / CLIPS):
        raise FoleyError(f"it has neither a {MANIFEST_NAME} nor a folder {CLIPS}", file=folder, remedy=_REMEDY)
    references, real = (_by_stem(folder / name) if is_folder(folder / name) else {} for name in (REFERENCES, REAL))
    systems = {
        place.name: _by_stem(place)
        for place in sorted(folder.iterdir())
        if is_folder(place) and place.name not in (CLIPS, REFERENCES, REAL) and not place.name.startswith(".")
    }
    if taken := NO_SYSTEMS & systems.keys():
        raise FoleyError("no system may be called so", file=folder / min(taken), remedy="call its folder otherwise")
    cases = []
    for stem, clip in _by_stem(folder / CLIPS).items():
        sounds = {system: found[stem] for system, found in systems.items() if stem in found}
        if sounds:
            cases.append(Case(stem, category_of(stem), clip, sounds, references.get(stem), real.get(stem)))
    if not cases:
        raise FoleyError(f"no system has a sound named as one of its {CLIPS}", file=folder, remedy=_REMEDY)
    return Source({system: system for system in systems if any(system in case.sounds for case in cases)}, tuple(cases))


def _by_stem(folder: Path) -> dict[str, Path]:
    return {file.stem: file for file in sorted(folder.iterdir()) if is_file(file) and not file.name.startswith(".")}


def category_of(stem: str) -> str:
    """``dog-12`` is a dog."""
    return re.sub(r"[-_ ]*\d+$", "", stem) or stem


def _read_manifest(path: Path) -> Source:
    try:
        value = parsed(read_bytes(path))
        if not isinstance(value, dict) or value.get("kind") != MANIFEST_KIND:
            raise ValueError("it is no manifest of sounds")
        if value.get("version") != VERSION:
            raise ValueError(f"its version is {value.get('version')!r}, and {VERSION} is known")
        systems = {str(name): str(title) for name, title in _dict(value, "systems").items()}
        cases = tuple(_case(each, path.parent, systems) for each in _list(value, "cases"))
        if taken := NO_SYSTEMS & systems.keys():
            raise ValueError(f"no system may be called {min(taken)!r}")
        names = [case.name for case in cases]
        if len(set(names)) < len(names):
            raise ValueError("two of its cases have one name")
        if not cases:
            raise ValueError("it has no cases")
    except ValueError as error:
        raise FoleyError(str(error), file=path, remedy=_REMEDY) from error
    return Source(systems, cases)


def _case(value: Any, folder: Path, systems: Mapping[str, str]) -> Case:
    if not isinstance(value, dict):
        raise ValueError("one of its cases is no object")
    name = value.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError("one of its cases has no name")
    sounds = {str(key): _path(each, folder) for key, each in _dict(value, "sounds").items()}
    unknown = sorted(set(sounds) - set(systems))
    if unknown or not sounds:
        raise ValueError(f"its case {name!r} has {'a sound of no system: ' + unknown[0] if unknown else 'no sounds'}")
    reference = value.get("reference")
    real = value.get("real")
    return Case(
        name,
        str(value.get("category") or category_of(name)),
        _path(value.get("clip"), folder),
        sounds,
        _path(reference, folder) if reference is not None else None,
        _path(real, folder) if real is not None else None,
        _seconds(value.get("start_s", 0.0), name),
        _seconds(value["duration_s"], name) if value.get("duration_s") is not None else None,
        frozenset(map(Scale, _list(value, "tests"))) if value.get("tests") is not None else frozenset(Scale),
        str(value.get("reference_category") or ""),
    )


def _dict(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    if not isinstance(found, dict):
        raise ValueError(f"its {key!r} is no object")
    return found


def _list(value: dict[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    if not isinstance(found, list):
        raise ValueError(f"its {key!r} is no list")
    return found


def _path(value: object, folder: Path) -> Path:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError(f"expected a file's name, got {value!r}")
    path = folder / value
    if not is_file(path):
        raise FoleyError("there is no such file, though the manifest names it", file=path, remedy="make it anew")
    return path


def _seconds(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError(f"its case {name!r} has a time that is none: {value!r}")
    return float(value)
