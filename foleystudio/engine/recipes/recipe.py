"""The recipe as values, and the TOML that it is read from and written to."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec

from foleystudio.errors import FoleyError
from foleystudio.files.json_text import read_bytes
from foleystudio.project.proposals import DEFAULT_SENSITIVITY
from foleystudio.project.ranges import (
    FARTHEST_MS,
    MOST_LAYERS,
    MOST_REFERENCES,
    MOST_SLICES,
    MOST_TRACKS,
    WIDEST_DB,
    WIDEST_SEMITONES,
)
from foleystudio.project.settings import Voices
from foleystudio.project.sounds.layers import Role
from foleystudio.project.sounds.reference_cuts import ReferenceKind

SUFFIX = ".toml"
VERSION = 1  # of the format; a higher one is refused
_LARGEST_BYTES = 4 << 20
"""Of a recipe; each is a page of text."""

_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Pan = Annotated[float, msgspec.Meta(ge=-1, le=1)]
_Decibels = Annotated[float, msgspec.Meta(ge=-WIDEST_DB, le=WIDEST_DB)]
_Milliseconds = Annotated[float, msgspec.Meta(ge=-FARTHEST_MS, le=FARTHEST_MS)]
_Name = Annotated[str, msgspec.Meta(max_length=4096)]


class _Table(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file; what is as usual is not written, what nobody knows is refused."""


class RecipeSound(_Table, frozen=True, kw_only=True):
    """How a sound is cut, where that is not left to itself: ``path`` as layers name it.

    ``slices`` are lists of three numbers: where a hit begins, strikes and ends, in seconds of the file.
    """

    path: _Name
    kind: ReferenceKind | None = None
    in_s: float = 0.0
    out_s: float | None = None
    slices: Annotated[tuple[tuple[float, float, float], ...], msgspec.Meta(max_length=MOST_SLICES)] = ()


class RecipeLayer(_Table, frozen=True, kw_only=True):
    """Sounds, by their paths, and how they take part: see `project.sounds.layers.Layer`."""

    sounds: Annotated[tuple[_Name, ...], msgspec.Meta(min_length=1, max_length=MOST_REFERENCES)]
    role: Role = Role.WHOLE
    gain_db: _Decibels = 0.0
    pitch_semitones: Annotated[float, msgspec.Meta(ge=-WIDEST_SEMITONES, le=WIDEST_SEMITONES)] = 0.0
    offset_ms: _Milliseconds = 0.0
    softest: _Share = 0.0
    hardest: _Share = 1.0
    until_ms: Annotated[float, msgspec.Meta(ge=1)] | None = None
    mute: bool = False


class RecipeTrack(_Table, frozen=True, kw_only=True):
    """A track: when it sounds (``timing``, or a file of ``events``), with what (``layer``), and how (``knobs``).

    ``template`` gives the name, the timing and the knobs that are not named, and a colour; ``knobs`` go by their
    names in a saved project.
    """

    name: _Name = ""
    template: _Name = ""
    timing: _Name = ""
    events: _Name = ""
    sensitivity: _Share = DEFAULT_SENSITIVITY
    voices: Voices = Voices.IGNORE
    person: Annotated[int, msgspec.Meta(ge=1, le=1000)] | None = None
    renderer: _Name = ""
    model: _Name = ""
    gain_db: _Decibels = 0.0
    pan: _Pan = 0.0
    mute: bool = False
    solo: bool = False
    knobs: dict[str, bool | int | float | str] = {}
    layer: Annotated[tuple[RecipeLayer, ...], msgspec.Meta(min_length=1, max_length=MOST_LAYERS)]


class RecipeGuide(_Table, frozen=True, kw_only=True):
    """How the clip's own sound is mixed: not at all, unless the recipe says so."""

    mute: bool = True
    solo: bool = False
    gain_db: _Decibels = 0.0
    pan: _Pan = 0.0


class Recipe(_Table, frozen=True, kw_only=True):
    """What a clip is performed with."""

    version: Annotated[int, msgspec.Meta(ge=1)] = VERSION
    offset_ms: _Milliseconds = 0.0
    guide: RecipeGuide = RecipeGuide()
    sound: Annotated[tuple[RecipeSound, ...], msgspec.Meta(max_length=MOST_REFERENCES)] = ()
    track: Annotated[tuple[RecipeTrack, ...], msgspec.Meta(min_length=1, max_length=MOST_TRACKS)]


_TABLES: dict[str, type[_Table]] = {
    "": Recipe,
    "guide": RecipeGuide,
    "sound": RecipeSound,
    "track": RecipeTrack,
    "layer": RecipeLayer,
}
_LOOKS_LIKE = 'it should hold [[track]] tables, each with [[track.layer]] and sounds = ["knock.wav"]'


def read_recipe(file: Path) -> Recipe:
    """Read a recipe.

    Raises
    ------
    FoleyError
        When it cannot be read, is no TOML, of a later version, or says what no recipe says.
    """
    return decode_recipe(read_bytes(file, _LARGEST_BYTES), file)


def decode_recipe(data: bytes, file: Path) -> Recipe:
    """A recipe of the bytes of its file.

    Raises
    ------
    FoleyError
        As `read_recipe`.
    """
    try:
        tree = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise FoleyError(f"it is not TOML ({error})", file=file, remedy=_LOOKS_LIKE) from error
    version = tree.get("version", VERSION)
    if isinstance(version, int) and version > VERSION:
        raise FoleyError(
            f"it is a recipe of version {version}, this foleystudio reads up to {VERSION}",
            file=file, remedy="update foleystudio",
        )  # fmt: skip
    try:
        return msgspec.convert(tree, Recipe)
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        told = str(error).replace("`", "").replace("Object", "It").replace(" - at $", " - at ")
        raise FoleyError(f"it is no recipe ({told})", file=file, remedy=_remedy(told)) from error


def _remedy(told: str) -> str:
    """What the table may say where it says what nobody knows, else what a recipe looks like."""
    if "unknown field" not in told:
        return _LOOKS_LIKE
    where = re.findall(r"\.(\w+)", told.partition(" - at ")[2])
    table = _TABLES[where[-1] if where else ""]
    return "known there are " + ", ".join(table.__struct_fields__)


def recipe_text(recipe: Recipe) -> str:
    """The TOML of a recipe."""
    import tomli_w  # only a recipe that is written needs it

    tree = {"version": VERSION} | _without_none(msgspec.to_builtins(recipe))
    return tomli_w.dumps(tree)


def _without_none(value: Any) -> Any:
    """What TOML can say: it has no word for nothing."""
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    return [_without_none(inner) for inner in value] if isinstance(value, list | tuple) else value
