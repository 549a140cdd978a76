from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.paths import example_dir
from tests.cli.conftest import Foley, hits
from tests.conftest import MakeClip
from tests.engine.recipes.made import TWO_TRACKS, written


@pytest.fixture
def clip(make_clip: MakeClip) -> Path:
    """Two seconds with two knocks."""
    return make_clip("film.mov", frames=50, audio=hits([0.5, 1.2], 2.0))


def test_a_clip_by_a_recipe_with_stems(foley: Foley, clip: Path, tmp_path: Path) -> None:
    recipe, out = written(tmp_path, TWO_TRACKS), tmp_path / "out.mov"
    outcome = foley("render", clip, "--recipe", recipe, "-o", out, "--stems", tmp_path / "stems", "--json")
    assert outcome.code == 0, outcome.err
    made = outcome.json()
    assert [track["name"] for track in made["tracks"]] == ["Low", "High"]
    assert made["tracks"][0] | {"made": True} == made["tracks"][0]
    assert [Path(path).name for path in made["files"]] == ["out.mov", "out - Low.wav", "out - High.wav"]
    assert all(Path(path).is_file() for path in made["files"])
    assert "LUFS" in outcome.err
    asked = ("render", clip, "--recipe", recipe, "-o", out, "--per-layer")
    outcome = foley(*asked, "--stems", tmp_path / "layers", "--json")
    names = [Path(path).name for path in outcome.json()["files"][1:]]
    assert names == ["out - Low.wav", "out - High, high (attack).wav", "out - High, low + high (tail).wav"]
    assert foley(*asked).refused("--per-layer is for stems", "--stems")


def test_a_project_without_a_window(foley: Foley, tmp_path: Path) -> None:
    outcome = foley("render", example_dir() / "example.foley", "-o", tmp_path / "out.wav", "--json")
    assert outcome.code == 0, outcome.err
    assert [track["made"] for track in outcome.json()["tracks"]] == [False]
    assert (tmp_path / "out.wav").stat().st_size > 100_000


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--reference", "low.wav"], "--reference"),
        (["--timing", "guide"], "--timing"),
        (["--seed", "3"], "the knobs"),
        (["--sensitivity", "0.7"], "--sensitivity"),
    ],
)
def test_what_a_recipe_says_itself_is_refused(
    foley: Foley, clip: Path, tmp_path: Path, given: list[str], told: str
) -> None:
    recipe = written(tmp_path, TWO_TRACKS)
    assert foley("render", clip, "--recipe", recipe, "-o", tmp_path / "o.wav", *given).refused(told, "leave out")


def test_what_does_not_go_together_is_refused(foley: Foley, clip: Path, knock: Path, tmp_path: Path) -> None:
    recipe, out = written(tmp_path, TWO_TRACKS), tmp_path / "o.wav"
    assert foley("render", clip, "-o", out).refused("no reference sound", "--recipe")
    assert foley("render", clip, "-r", knock, "-o", out, "--stems", tmp_path / "s").refused("--stems")
    assert foley("render", tmp_path / "a.foley", "--recipe", recipe, "-o", out).refused("a.foley is a project")
    assert foley("render", tmp_path / "a.foley", "-o", out).refused("a.foley: there is no such file")
    recipe.write_text("track = 3", encoding="utf-8")
    assert foley("render", clip, "--recipe", recipe, "-o", out).refused("recipe.toml", "no recipe")
    assert not out.exists()
