"""Two tracks with their own events by a recipe: every stem sounds at its own events only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.engine.recipes.render import ProjectRender, render_project, render_recipe
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.storage.saved import load_project, save_project
from tests.conftest import MakeClip
from tests.engine.recipes.made import RATE_HZ, TWO_TRACKS, written

HITS_S = {"Low": (0.5, 1.5), "High": (1.0,)}


@pytest.fixture
def clip(make_clip: MakeClip) -> Path:
    """Two silent seconds."""
    return make_clip("film.mp4", frames=50)


def _heard(path: Path) -> NDArray[np.float32]:
    heard: NDArray[np.float32] = np.abs(read_sound(path, RATE_HZ).samples).max(axis=1)
    return heard


def _sounding_at(path: Path, hits_s: tuple[float, ...]) -> None:
    """It sounds within the hits' 0.42 s, and to the sample nowhere else."""
    heard = _heard(path)
    rest = heard.copy()
    for at_s in hits_s:
        first, last = round((at_s - 0.02) * RATE_HZ), round((at_s + 0.42) * RATE_HZ)
        assert heard[first:last].max() > 0.01
        rest[first:last] = 0
    assert rest.max() < 2e-6  # the dither of 24 bits


def test_every_stem_sounds_at_its_own_events_only(tmp_path: Path, clip: Path) -> None:
    recipe, out = written(tmp_path, TWO_TRACKS), tmp_path / "out.wav"
    made = render_recipe(clip, recipe, ProjectRender(out, tmp_path / "stems"))
    assert made.performed.made == ("Low", "High")
    for name, hits_s in HITS_S.items():
        _sounding_at(tmp_path / "stems" / f"out - {name}.wav", hits_s)
    _sounding_at(out, (0.5, 1.0, 1.5))
    high = read_sound(tmp_path / "stems" / "out - High.wav", RATE_HZ).samples
    assert np.abs(high[:, 0]).max() < 2e-6  # all to the right
    assert {path.name for path in tmp_path.iterdir()} >= {"out.wav", "stems"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_into_a_video_and_again_the_same(tmp_path: Path, clip: Path) -> None:
    recipe = written(tmp_path, TWO_TRACKS)
    sounds = []
    for name in ("a.wav", "b.wav"):
        render_recipe(clip, recipe, ProjectRender(tmp_path / name))
        sounds.append((tmp_path / name).read_bytes()[-100_000:])
    assert sounds[0] == sounds[1]
    render_recipe(clip, recipe, ProjectRender(tmp_path / "out.mkv"))
    assert _heard(tmp_path / "out.mkv").max() > 0.05


def test_a_project_is_rendered_without_its_takes_and_stays_as_it_is(tmp_path: Path, clip: Path) -> None:
    recipe = written(tmp_path, TWO_TRACKS)
    by_recipe = tmp_path / "by recipe.wav"
    made = render_recipe(clip, recipe, ProjectRender(by_recipe))
    file = tmp_path / "film.foley"
    save_project(made.project, file)  # its takes are gone by now
    before = file.read_bytes()
    again = render_project(file, ProjectRender(tmp_path / "by project.wav"))
    assert again.performed.made == ("Low", "High")
    np.testing.assert_array_equal(_heard(by_recipe), _heard(tmp_path / "by project.wav"))
    assert file.read_bytes() == before
    assert load_project(file).project.tracks[0].active_take is not None


def test_a_project_whose_sound_is_gone_says_so(tmp_path: Path, clip: Path) -> None:
    recipe = written(tmp_path, TWO_TRACKS)
    made = render_recipe(clip, recipe, ProjectRender(tmp_path / "a.wav"))
    save_project(made.project, tmp_path / "film.foley")
    (tmp_path / "low.wav").unlink()
    with pytest.raises(FoleyError, match=r"low\.wav is not there"):
        render_project(tmp_path / "film.foley", ProjectRender(tmp_path / "b.wav"))


def test_nothing_is_left_of_what_was_cancelled_or_cannot_be(tmp_path: Path, clip: Path) -> None:
    recipe = written(tmp_path, TWO_TRACKS)
    there = set(tmp_path.iterdir())
    calls = iter([False] * 30 + [True] * 1_000)
    with pytest.raises(CancelledError):
        render_recipe(clip, recipe, ProjectRender(tmp_path / "out.wav"), cancelled=lambda: next(calls))
    with pytest.raises(FoleyError, match="what kind of file"):
        render_recipe(clip, recipe, ProjectRender(tmp_path / "out.txt"))
    with pytest.raises(FoleyError, match="overwritten"):
        render_recipe(clip, recipe, ProjectRender(clip))
    assert set(tmp_path.iterdir()) == there


def test_progress_rises_to_the_end(tmp_path: Path, clip: Path) -> None:
    told: list[float] = []
    recipe = written(tmp_path, TWO_TRACKS)
    wanted = ProjectRender(tmp_path / "out.wav", tmp_path / "stems")
    render_recipe(clip, recipe, wanted, progress=lambda share, _: told.append(share))
    assert told == sorted(told)
    assert told[-1] > 0.99
