from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.waves.channels import is_anything, mean_of_channels


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_mean_is_numpys_to_the_bit(channels: int, dtype: type) -> None:
    sound = np.random.default_rng(0).normal(size=(1000, channels)).astype(np.float32)
    mean = mean_of_channels(sound, dtype)
    np.testing.assert_array_equal(mean, sound.mean(axis=1, dtype=dtype))
    assert mean.dtype == dtype
    mean[:] = 0
    assert sound.any(), "the sound is its own still"


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_one_channel_is_enough_to_be_heard(channels: int) -> None:
    sound = np.zeros((5, channels), np.float32)
    sound[3, -1], sound[4, 0] = np.nan, -1e-30
    np.testing.assert_array_equal(is_anything(sound), [False, False, False, True, True])
