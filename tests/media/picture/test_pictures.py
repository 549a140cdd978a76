"""Frames to upright arrays on square pixels."""

from fractions import Fraction

import av
import numpy as np
import pytest

from foleystudio.media.picture.pictures import MaxSize, PictureMaker, display_size, fit, square_pixels


def frame_of(picture: np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(picture, format="rgb24")


def test_square_pixels() -> None:
    assert square_pixels(720, 576, Fraction(16, 15)) == (768, 576)
    assert square_pixels(720, 576, None) == (720, 576)
    assert square_pixels(720, 576, Fraction(0)) == (720, 576)


def test_display_size_turns() -> None:
    assert display_size(1920, 1080, None, 90) == (1080, 1920)
    assert display_size(1920, 1080, None, 180) == (1920, 1080)
    assert display_size(1440, 1080, Fraction(4, 3), 270) == (1080, 1920)


@pytest.mark.parametrize(
    ("box", "size"),
    [(None, (1920, 1080)), (160, (160, 90)), ((160, 45), (80, 45)), ((4000, 4000), (1920, 1080)), ((1, 1), (1, 1))],
)
def test_fit(box: MaxSize, size: tuple[int, int]) -> None:
    assert fit(1920, 1080, box) == size


def test_full_size_is_unchanged() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (37, 53, 3), dtype=np.uint8)
    assert np.array_equal(PictureMaker(None).picture(frame_of(picture)), picture)


def test_gray_is_luma() -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[:, 16:] = 255
    grey = PictureMaker(None, grey=True).picture(frame_of(picture))
    assert grey.shape == (32, 32)
    assert grey[:, :14].max() <= 2
    assert grey[:, 18:].min() >= 253


def test_pixels_are_widened() -> None:
    assert PictureMaker(Fraction(2)).picture(frame_of(np.zeros((20, 10, 3), np.uint8))).shape == (20, 20, 3)


@pytest.mark.parametrize(("height", "matrix"), [(96, 601), (720, 709)])
def test_untold_colours_follow_the_size(height: int, matrix: int) -> None:
    """Pure green by the matrix that such a picture is made with."""
    kr, kb = (0.299, 0.114) if matrix == 601 else (0.2126, 0.0722)
    luma = 16 + 219 * (1 - kr - kb)
    blue = 128 + 224 * (-(1 - kr - kb) / (2 * (1 - kb)))
    red = 128 + 224 * (-(1 - kr - kb) / (2 * (1 - kr)))
    planes = np.concatenate(
        [
            np.full((height, 64), round(luma), np.uint8),
            np.full((height // 4, 64), round(blue), np.uint8),
            np.full((height // 4, 64), round(red), np.uint8),
        ]
    )
    picture = PictureMaker(None).picture(av.VideoFrame.from_ndarray(planes, format="yuv420p"))
    middle = picture[height // 2, 32].astype(int)
    assert np.abs(middle - [0, 255, 0]).max() <= 3
