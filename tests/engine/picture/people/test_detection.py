from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.engine.picture.people.detection import SIDE, Letterboxed, regions_of


def answers() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return np.zeros((2254, 12), np.float32), np.full(2254, -20, np.float32)


def test_a_wide_picture_lies_in_the_middle_and_points_come_back() -> None:
    shown = Letterboxed.of(np.full((90, 160, 3), 255, np.uint8))
    assert shown.square.shape == (SIDE, SIDE, 3)
    assert shown.square[: shown.top].max() == 0
    assert shown.square[shown.top + 2 : -shown.top - 2].min() == 255
    assert shown.to_picture(np.array([112.0, 112.0])) == pytest.approx([80, 45], abs=0.5)
    high = Letterboxed.of(np.full((1600, 900, 3), 255, np.uint8))
    assert high.top == 0 < high.left


def test_one_region_a_person_from_the_hips_and_the_reach_that_are_answered() -> None:
    boxes, scores = answers()
    # The anchor of column 10 and row 5 of 28, each 8 pixels wide: its middle lies at 84, 44.
    for anchor, score in ((2 * (5 * 28 + 10), 4.0), (2 * (5 * 28 + 11), 2.0)):
        boxes[anchor, :4] = 0, 0, 60, 60
        boxes[anchor, 4:8] = (0, 10, 0, -20) if score == 4 else (-8, 10, -8, -20)
        scores[anchor] = score
    far = 1568 + 2 * (10 * 14 + 2)
    boxes[far, :8], scores[far] = (0, 0, 40, 40, 0, 0, 0, -16), 1.0
    shown = Letterboxed.of(np.zeros((SIDE, SIDE, 3), np.uint8))
    first, second = regions_of(boxes, scores, shown)
    assert (first.x, first.y, first.side) == pytest.approx((84, 54, 2.5 * 30))
    assert (second.x, second.y, second.side) == pytest.approx((2.5 * 16, 10.5 * 16, 2.5 * 16))


def test_what_is_not_sure_is_nobody() -> None:
    boxes, scores = answers()
    scores[7] = -0.1
    assert regions_of(boxes, scores, Letterboxed.of(np.zeros((SIDE, SIDE, 3), np.uint8))) == []
