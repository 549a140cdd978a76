"""Which sound is whose in a report's folder: what the listening test and the scoring read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.json_text import json_of, parsed, read_bytes

MANIFEST_NAME = "manifest.json"
RECORDED = "recorded"
"""Stands, in tables, for the clips' own sounds."""

Pairing = Literal["original", "swapped", "timbre"]

_KIND = "foleystudio-sounds"  # of every manifest that a listening test can be made of
_VERSION = 1
_Place = Annotated[str, Meta(pattern=r"^[\w-][\w.-]*(/[\w-][\w.-]*)*\Z", max_length=400)]
"""A path within the report's folder: no name of it leads out."""


@dataclass(frozen=True)
class PairSounds:
    """A video, a reference, and what the systems made of the two; places are relative to the report's folder.

    Parameters
    ----------
    name
        Unique.
    pairing
        ``original``: the reference is the video's own sound; ``swapped``: another clip's of the category;
        ``timbre``: one of several references on one of several videos.
    category
        Empty where folders tell none.
    clip
        The pictures, without sound.
    real
        The video's own recorded sound.
    reference
        The sound whose timbre is asked for.
    sounds
        By system.
    tests
        What listeners are asked of it.
    """

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,200}\Z")]
    pairing: Pairing
    category: str
    clip: _Place
    real: _Place
    reference: _Place
    sounds: dict[str, _Place]
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """All pairs of a report.

    Parameters
    ----------
    seed
        Drew them.
    seconds
        Length of every generated sound and its video.
    systems
        What those that have sounds are called in tables, by name.
    cases
        The pairs, in the order in which they were drawn.
    """

    seed: int
    seconds: float
    systems: dict[str, str]
    cases: tuple[PairSounds, ...]
    kind: str = _KIND
    version: int = _VERSION


def write_manifest(report: Path, manifest: Manifest) -> None:
    """Write it into a report's folder, whole or not at all.

    Raises
    ------
    FoleyError
        When it cannot be written.
    """
    with whole_file(report / MANIFEST_NAME) as temporary:
        temporary.write_bytes(msgspec.json.format(json_of(msgspec.to_builtins(manifest)), indent=1) + b"\n")


def read_manifest(report: Path) -> Manifest:
    """The manifest of a report's folder.

    Raises
    ------
    FoleyError
        When there is none, or it is damaged.
    """
    path = report / MANIFEST_NAME
    if not os.path.lexists(path):
        remedy = "run foleystudio experiment up to its stage generate"
        raise FoleyError("it holds no sounds of an experiment", file=report, remedy=remedy)
    try:
        manifest = msgspec.convert(parsed(read_bytes(path)), Manifest)
    except (ValueError, msgspec.MsgspecError) as error:
        raise FoleyError("it cannot be read", file=path, remedy="run the stage generate again") from error
    if (manifest.kind, manifest.version) != (_KIND, _VERSION):
        raise FoleyError("it is of another version", file=path, remedy="run the stage generate again")
    return manifest
