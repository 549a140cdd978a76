from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.engine.recipes.recipe import read_recipe, recipe_text
from foleystudio.errors import FoleyError
from foleystudio.project.sounds.layers import Role
from tests.engine.recipes.made import TWO_TRACKS, written


def test_what_is_read_is_written_and_read_again(tmp_path: Path) -> None:
    recipe = read_recipe(written(tmp_path, TWO_TRACKS))
    assert [track.name for track in recipe.track] == ["Low", "High"]
    assert recipe.track[1].layer[0].role is Role.ATTACK
    assert recipe.guide.mute
    again = tmp_path / "again.toml"
    again.write_text(recipe_text(recipe), encoding="utf-8")
    assert read_recipe(again) == recipe
    assert "None" not in again.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("track = [", "not TOML"),
        ("", "no recipe"),
        ("track = []", "no recipe"),
        ('[[track]]\nlayer = [{ sounds = ["a.wav"], gain = 3 }]', "known there are sounds, role, gain_db"),
        ('[[track]]\nnme = "x"\nlayer = [{ sounds = ["a.wav"] }]', "known there are name, template"),
        ('guide = { gain = 1 }\n[[track]]\nlayer = [{ sounds = ["a.wav"] }]', "known there are mute, solo"),
        ('trak = 1\n[[track]]\nlayer = [{ sounds = ["a.wav"] }]', "known there are version"),
        ('[[track]]\nlayer = [{ sounds = ["a.wav"], role = "heel" }]', "heel"),
        ('[[track]]\nlayer = [{ sounds = ["a.wav"], gain_db = 1e9 }]', "no recipe"),
        ('[[track]]\npan = 7\nlayer = [{ sounds = ["a.wav"] }]', "no recipe"),
        ('version = 9\n[[track]]\nlayer = [{ sounds = ["a.wav"] }]', "version 9"),
    ],
)
def test_what_is_no_recipe_is_said_in_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "spoilt ü.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FoleyError, match=r"spoilt ü\.toml") as refused:
        read_recipe(file)
    assert told in str(refused.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xff\xfe\x00track")
    with pytest.raises(FoleyError, match="not TOML"):
        read_recipe(file)
