from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.waves.fades import FadeShape, crossfade, fade_curve, fade_in, fade_out
from tests.dsp.sounds import noise


@pytest.mark.parametrize(("shape", "power"), [("linear", 1), ("cosine", 1), ("equal-power", 2)])
@pytest.mark.parametrize("n_samples", [1, 2, 97])
def test_curve_and_mirror_add_up(shape: FadeShape, power: int, n_samples: int) -> None:
    curve = fade_curve(n_samples, shape).astype(np.float64)
    np.testing.assert_allclose(curve**power + curve[::-1] ** power, 1.0, atol=1e-6)
    assert (np.diff(curve) > 0).all()


def test_fades_leave_the_rest_and_the_input_alone() -> None:
    wave = noise(1000).reshape(500, 2)
    before = wave.copy()
    out = fade_out(fade_in(wave, 100), 50)
    np.testing.assert_array_equal(wave, before)
    np.testing.assert_array_equal(out[100:450], wave[100:450])
    assert np.abs(out[0]).max() < 1e-3
    assert np.abs(out[-1]).max() < 1e-3


@pytest.mark.parametrize("n_samples", [0, 1, 3])
def test_fade_longer_than_the_sound(n_samples: int) -> None:
    assert fade_out(fade_in(noise(n_samples), 10), 10).shape == (n_samples,)


def test_crossfade_of_a_sound_with_itself_is_seamless() -> None:
    wave = noise(600)
    np.testing.assert_allclose(crossfade(wave[:400], wave[300:], 100, "linear"), wave, atol=1e-6)


def test_crossfade_keeps_the_power_of_unrelated_sounds() -> None:
    joined = crossfade(noise(40_000, 1), noise(40_000, 2), 20_000)
    assert len(joined) == 60_000
    assert np.std(joined[20_000:40_000]) == pytest.approx(0.1, rel=0.03)


def test_crossfade_is_no_longer_than_either() -> None:
    assert len(crossfade(noise(10), noise(100), 50)) == 100
    assert len(crossfade(noise(10), noise(100), 0)) == 110
