"""Rows of a clip's people: kept by the file's contents, made again when they are damaged, stopped when asked."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio import errors
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.picture.people import people as people_module
from foleystudio.engine.picture.people.looks import COLOURS
from foleystudio.engine.picture.people.people import JOINTS, People, people_of
from foleystudio.paths import cache_dir
from foleystudio.timebase import FrameTimes
from tests.conftest import MakeClip
from tests.engine.picture.people.actors import SIZE, Actors, body_at, picture_of


@pytest.fixture(autouse=True)
def actors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Actors:
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(tmp_path / "cache"))
    asked = Actors()
    monkeypatch.setattr(people_module, "load_pose_model", lambda: asked)
    return asked


def walking_clip(make_clip: MakeClip) -> Clip:
    return open_clip(
        make_clip("walk.mp4", size=SIZE, frames=30, picture=lambda number: picture_of((60 + 4 * number, 90)))
    )


def of_pictures(rate: int, count: int, *, still: bool = False) -> People:
    frames = FrameTimes.regular(count, Fraction(rate))
    pictures = (picture_of((60 if still else 60 + 120 * n / rate, 90)) for n in range(count))
    return People.of_pictures(pictures, frames, Actors())


def test_who_is_in_a_clip_comes_as_a_track_of_joints(make_clip: MakeClip) -> None:
    (track,) = people_of(walking_clip(make_clip)).tracks()
    assert track.frames.tolist() == list(range(30))
    assert track.points.shape == (30, len(JOINTS), 2)
    middle = track.points.mean(1) * SIZE[1]
    wanted = [body_at(60 + 4 * n, 90).points[[0, *range(11, 17), *range(23, 33)]].mean(0) for n in range(30)]
    np.testing.assert_allclose(middle, wanted, atol=0.6)
    assert track.confirmed[0] == 1
    assert np.nanmin(track.confirmed) == 1
    assert np.isnan(track.confirmed).sum() >= 25, "the whole picture is searched seldom"
    assert track.looks.shape == (30, COLOURS)
    assert track.visible == pytest.approx(0.9, abs=1e-3)


def test_the_second_time_nobody_is_asked(make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = walking_clip(make_clip)
    first = np.array(people_of(clip).rows)
    monkeypatch.setattr(people_module, "load_pose_model", None)
    again = people_of(clip)
    assert isinstance(again.rows, np.memmap)
    np.testing.assert_array_equal(again.rows, first)


def test_damaged_rows_are_made_again(make_clip: MakeClip) -> None:
    clip = walking_clip(make_clip)
    first = np.array(people_of(clip).rows)
    (kept,) = [f for f in cache_dir().rglob("*") if f.is_file() and f.parent.name.startswith("people")]
    kept.write_bytes(kept.read_bytes()[:-50])
    np.testing.assert_array_equal(people_of(clip).rows, first)


def test_it_tells_how_far_it_is_and_stops_within_a_frame(make_clip: MakeClip) -> None:
    clip = walking_clip(make_clip)
    told: list[float] = []

    def stop_at_the_tenth() -> bool:
        return len(told) >= 10

    with pytest.raises(errors.CancelledError):
        people_of(clip, lambda share, _stage: told.append(share), stop_at_the_tenth)
    assert len(told) == 10
    assert told == sorted(told)
    assert not [f for f in cache_dir().rglob("*.npy") if f.parent.name.startswith("people")]


@pytest.mark.parametrize(("rate", "looked"), [(15, 15), (25, 25), (30, 30), (50, 25), (60, 30), (240, 30)])
def test_frames_that_follow_each_other_fast_are_left_out(rate: int, looked: int) -> None:
    assert int(of_pictures(rate, rate).looked_at.sum()) == pytest.approx(looked, abs=1)


def test_frames_that_repeat_the_one_before_are_left_out() -> None:
    people = of_pictures(30, 20, still=True)
    assert people.looked_at.tolist() == [True] + [False] * 19


def test_places_are_finer_than_half_precision() -> None:
    """At the right of a wide picture half precision knows thousandths of its height only."""
    frames = FrameTimes.regular(1, Fraction(30))
    (track,) = People.of_pictures(iter([picture_of((250, 90))]), frames, Actors()).tracks()
    wanted = body_at(250, 90).points[0] / SIZE[1]
    assert track.points[0, 0] == pytest.approx(wanted, abs=2e-6)


def test_of_an_hour_full_of_shots_everybody_has_a_number_of_their_own() -> None:
    count = 2_100
    frames = FrameTimes.regular(count, Fraction(30))
    cuts = (np.maximum(picture_of((160, 90))[::2, ::2], 110 * (n % 2)).astype(np.uint8) for n in range(count))
    tracks = People.of_pictures(cuts, frames, Actors()).tracks()
    assert [track.number for track in tracks] == list(range(count))
    assert {len(track.frames) for track in tracks} == {1}


def test_a_picture_without_anybody_has_none_and_rows_of_another_shape_are_refused() -> None:
    frames = FrameTimes.regular(5, Fraction(30))
    people = People.of_pictures((picture_of() for _ in range(5)), frames, Actors())
    assert people.tracks() == []
    assert people.aspect == pytest.approx(16 / 9, abs=1e-3)
    with pytest.raises(ValueError, match="people's rows"):
        People(people.rows[:, 1:], frames)
