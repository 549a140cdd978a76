import numpy as np

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.dsp.spectra.mel_config import mel_columns
from foleystudio.engine.varietysound.generation.held import band_weights, clearness, held

WEIGHTS = band_weights(STUDIO)
ALL, NONE = np.ones(3), np.zeros(3)
TOLD = np.random.default_rng(0).normal(-3.0, 1.0, (128, 3)).astype(np.float32)


def _level_db(mel: np.ndarray) -> np.ndarray:
    return np.asarray(10 * np.log10(WEIGHTS @ np.exp(2 * mel)))


def test_weights_tell_the_level_of_noise_of_any_colour() -> None:
    white = np.random.default_rng(1).standard_normal(44_100).astype(np.float32)
    dark = np.convolve(white, np.ones(8) / 8, mode="same").astype(np.float32)
    told = [np.mean(_level_db(mel_columns(noise, STUDIO))) for noise in (white, dark)]
    levels = [20 * np.log10(np.std(noise)) for noise in (white, dark)]
    assert abs((told[0] - told[1]) - (levels[0] - levels[1])) < 0.7


def test_what_became_too_soft_goes_back_and_nothing_rises_above_what_was_told() -> None:
    softer = TOLD - np.float32(2.0)
    softer[:40] = TOLD[:40] + np.float32(0.1)
    softer[:40, 1] = -9.0
    made = held(softer, TOLD, WEIGHTS, ALL)
    assert (_level_db(made) > _level_db(TOLD) - 3.01).all()
    assert (made[40:] <= TOLD[40:] + 1e-5).all()


def test_a_change_of_colour_stays() -> None:
    tilted = TOLD + np.linspace(0.3, -0.3, 128, dtype=np.float32)[:, None]
    np.testing.assert_allclose(held(tilted, TOLD, WEIGHTS, ALL), tilted, atol=1e-4)


def test_noise_may_go() -> None:
    gone = np.full_like(TOLD, -9.0)
    np.testing.assert_allclose(held(gone, TOLD, WEIGHTS, NONE), gone, atol=1e-4)
    clear = clearness(np.array([1e-2, 1e-5, 1e-5]), np.array([1e-5, 1e-5, 0.0]))
    np.testing.assert_array_equal(clear, [1.0, 0.0, 1.0])
