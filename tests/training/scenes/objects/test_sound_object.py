import numpy as np

from foleystudio.training.scenes.objects.sound_object import (
    SCENE_RATE_HZ,
    normalised,
    random_spectrum,
    seconds_axis,
    shaped_noise,
)


def test_shaped_noise_has_the_asked_spectrum() -> None:
    points = np.array([20.0, 900.0, 1100.0, 20_000.0])
    noise = shaped_noise(SCENE_RATE_HZ, (points, np.array([1.0, 1.0, 0.001, 0.001])), np.random.default_rng(0))
    power = np.square(np.abs(np.fft.rfft(noise)))
    assert power[:1000].sum() > 100 * power[1200:].sum()
    assert 0.9 < float(np.sqrt(np.mean(noise**2))) < 1.1


def test_normalised_leaves_silence_alone() -> None:
    assert not normalised(np.zeros(5, dtype=np.float32)).any()
    assert float(np.abs(normalised(np.array([0.1, -0.2], dtype=np.float32))).max()) == 1.0


def test_axis_and_spectrum_are_usable() -> None:
    assert len(seconds_axis(0.0)) == 1
    frequency, gain = random_spectrum(np.random.default_rng(1), -3.0)
    assert np.all(np.diff(frequency) > 0)
    assert np.all(gain > 0)
