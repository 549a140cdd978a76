"""Recipes: read, made a project of, and written again."""

from __future__ import annotations

import json
import tomllib
from functools import partial
from pathlib import Path
from random import Random

import tomli_w

from foleystudio.engine.recipes.of_clip import project_of
from foleystudio.engine.recipes.recipe import decode_recipe, read_recipe, recipe_text
from tests.engine.recipes.made import TWO_TRACKS, written
from tests.fuzz.kinds import Doing, Kind, Place, mangled
from tests.fuzz.trees import spoilt

_EXAMPLE = "recipe.toml"
_CUT = '[[sound]]\npath = "low.wav"\nkind = "repetitions"\nslices = [[0.0, 0.005, 0.3]]\n'


def prepare(examples: Path) -> None:
    """A recipe with its sounds and files of events."""
    _use(written(examples, f"offset_ms = 3.0\nguide = {{ mute = false }}\n{_CUT}{TWO_TRACKS}"))


def draw(draw: Random, place: Place) -> Doing:
    """The recipe with some of its values spoilt, or its bytes."""
    example = (place.examples / _EXAMPLE).read_bytes()
    for name in ("low.wav", "high.wav", "low.json", "high.json"):
        (place.given / name).write_bytes((place.examples / name).read_bytes())
    file = place.given / _EXAMPLE
    try:
        tree = json.loads(spoilt(tomllib.loads(example.decode()), draw))
        file.write_bytes(tomli_w.dumps(tree).encode())
    except (ValueError, TypeError, AttributeError, RecursionError):  # there is no TOML of it
        file.write_bytes(mangled(example, draw))
    return partial(_use, file)


def _use(file: Path) -> None:
    recipe = read_recipe(file)
    project_of(recipe, file, file.with_name("clip.mp4"))
    assert decode_recipe(recipe_text(recipe).encode(), file) == recipe, "what was written is another recipe"


KIND = Kind("recipe", prepare, draw)
