"""Any layout to stereo."""

import numpy as np
import pytest

from foleystudio.media.sound.downmix import stereo_matrix, to_stereo


def test_mono_goes_to_both_sides_unchanged() -> None:
    mono = np.linspace(-1, 1, 50, dtype=np.float32)[:, None]
    assert np.array_equal(to_stereo(mono), np.repeat(mono, 2, axis=1))


def test_stereo_stays_itself() -> None:
    stereo = np.zeros((4, 2), np.float32)
    assert to_stereo(stereo) is stereo


@pytest.mark.parametrize("names", [("FL", "FR", "FC", "LFE", "BL", "BR"), ("FL", "FR", "FC", "LFE", "SL", "SR"), ()])
def test_5_1_by_bs_775(names: tuple[str, ...]) -> None:
    half = 0.5**0.5
    expected = [[1, 0], [0, 1], [half, half], [0, 0], [half, 0], [0, half]]
    assert np.allclose(stereo_matrix(6, names), expected)
    each = np.eye(6, dtype=np.float32)
    assert np.allclose(to_stereo(each, names), expected)


def test_names_count_more_than_the_number_of_channels() -> None:
    assert np.allclose(stereo_matrix(4, ("FL", "FR", "FC", "BC")), [[1, 0], [0, 1], [0.5**0.5] * 2, [0.5, 0.5]])
    assert np.allclose(stereo_matrix(4, ("", "", "", "")), stereo_matrix(4))


@pytest.mark.parametrize("channels", range(1, 33))
def test_every_number_of_channels_is_heard_on_both_sides(channels: int) -> None:
    matrix = stereo_matrix(channels)
    assert matrix.shape == (channels, 2)
    assert matrix.sum(axis=0)[0] == pytest.approx(matrix.sum(axis=0)[1], rel=0.5)
    assert (matrix.sum(axis=0) > 0).all()
