from __future__ import annotations

import cv2
import numpy as np
import pytest

from foleystudio.engine.picture.people.regions import Region


def test_a_region_stands_upright_about_the_hips() -> None:
    region = Region.about(np.array([100.0, 80.0]), np.array([100.0, 40.0]))
    assert (region.x, region.y, region.side, region.angle) == (100, 80, 100, 0)
    lying = Region.about(np.array([100.0, 80.0]), np.array([140.0, 80.0]))
    assert lying.angle == pytest.approx(np.pi / 2)


@pytest.mark.parametrize("angle", [0.0, 0.4, -1.2])
def test_what_is_cut_out_is_brought_back(angle: float) -> None:
    """A dot in the picture is found in the square, and its place there leads back to the dot."""
    picture = np.zeros((240, 320, 3), np.uint8)
    cv2.circle(picture, (150, 90), 3, (255, 255, 255), -1)
    region = Region(160, 110, 120, angle)
    y, x = np.argwhere(cv2.GaussianBlur(region.cut(picture, 256)[..., 0], (0, 0), 4) > 100).mean(0)
    (back,) = region.to_picture(np.array([[(x + 0.5) / 256, (y + 0.5) / 256]]))
    assert back == pytest.approx([150.5, 90.5], abs=0.7)


def test_overlap_is_of_intersection_and_union() -> None:
    region = Region(50, 50, 20, 0)
    assert region.overlap(region) == pytest.approx(1)
    assert region.overlap(region.moved(10, 0)) == pytest.approx(1 / 3)
    assert region.overlap(region.moved(0, 40)) == 0


def test_beyond_the_picture_it_is_black() -> None:
    picture = np.full((50, 50, 3), 200, np.uint8)
    assert Region(-200, 0, 20, 0).cut(picture, 16).max() == 0
