from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.engine.picture.people.looks import COLOURS, apart, looks_of, usual_looks

SHIRT, TROUSERS, WALL = (200, 30, 40), (30, 60, 160), (90, 140, 90)


def lab(colour: tuple[int, int, int]) -> NDArray[np.float64]:
    shade = np.array([[colour]], np.float32) / 255
    return np.asarray(cv2.cvtColor(shade, cv2.COLOR_RGB2LAB)[0, 0], np.float64)


def dressed(left: float = 40.0) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """A picture of a red shirt over blue trousers, and the landmark net's points of who wears them."""
    picture = np.full((120, 100, 3), WALL, np.uint8)
    first, stop = round(left), round(left) + 20
    picture[20:60, max(0, first) : max(0, stop)] = SHIRT
    picture[60:100, max(0, first) : max(0, stop)] = TROUSERS
    points = np.zeros((33, 2))
    for (right_one, left_one), y in (((12, 11), 20), ((24, 23), 60), ((26, 25), 90)):
        points[right_one], points[left_one] = (left + 4, y), (left + 16, y)
    return picture, points


def test_shirt_and_trousers_are_told_and_the_wall_is_not() -> None:
    looks = looks_of(*dressed())
    assert looks.shape == (COLOURS,)
    np.testing.assert_allclose(looks, np.concatenate([lab(SHIRT), lab(TROUSERS)]), atol=1.0)


def test_what_is_beyond_the_picture_is_not_known() -> None:
    picture, points = dressed()
    looks = looks_of(picture[:60], points)
    assert not np.isnan(looks[:3]).any()
    assert np.isnan(looks[3:]).all()
    assert np.isnan(looks_of(picture, points - 500)).all()


def test_the_part_that_differs_most_tells_two_apart() -> None:
    looks = looks_of(*dressed())
    other = looks.copy()
    other[3:] += [0, 30, 40]
    assert apart(looks, looks) == 0
    assert apart(looks, other) == pytest.approx(50)
    other[3:] = np.nan
    assert apart(looks, other) == 0, "by what is known of both"
    assert np.isnan(apart(looks, np.full(COLOURS, np.nan)))


def test_usual_looks_are_those_of_most_frames_that_show_them() -> None:
    looks = np.tile(looks_of(*dressed()), (9, 1))
    wanted = looks[0].copy()
    looks[3], looks[5, 3:] = 0.0, np.nan
    np.testing.assert_allclose(usual_looks(looks), wanted)
    assert np.isnan(usual_looks(np.full((2, COLOURS), np.nan))).all()
