"""Other phases below a frequency, and nothing else changed."""

from __future__ import annotations

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.dispersion import dispersed

RATE_HZ = 48_000


def _through(samples: Wave, seed: int = 1) -> Wave:
    return dispersed(samples, RATE_HZ, seed, 400.0, 0.2, 8.0)


def _rumble(channels: int = 1) -> Wave:
    noise = np.random.default_rng(0).standard_normal((2 * RATE_HZ, channels))
    spectrum = np.fft.rfft(noise, axis=0)
    spectrum[: 2 * 20] = 0
    spectrum[2 * 150 :] = 0
    return (np.fft.irfft(spectrum, axis=0) * 10).astype(np.float32)


def _most_alike(one: Wave, other: Wave) -> float:
    size = 1 << 18
    match = np.fft.irfft(np.fft.rfft(one[:, 0], size) * np.conj(np.fft.rfft(other[:, 0], size)))
    return float(np.abs(match).max() / np.sqrt(np.sum(one**2) * np.sum(other**2)))


def test_a_rumble_becomes_another_one_of_the_same_spectrum() -> None:
    rumble = _rumble()
    one, other = _through(rumble, 1), _through(rumble, 2)
    assert max(_most_alike(rumble, one), _most_alike(one, other)) < 0.7
    power = [np.abs(np.fft.rfft(wave[:, 0])) ** 2 for wave in (rumble, one)]
    bands = [np.add.reduceat(p, 2 * np.array([30, 50, 70, 90, 110, 130, 150]))[:-1] for p in power]
    assert np.abs(10 * np.log10(bands[1] / bands[0])).max() < 1.0


def test_what_lies_higher_is_left_as_it_is() -> None:
    click = np.zeros((9600, 1), dtype=np.float32)
    click[4800] = 1.0
    high = np.fft.rfft(_through(click)[:, 0]) / np.fft.rfft(click[:, 0])
    above = slice(round(450 * 9600 / RATE_HZ), None)
    np.testing.assert_allclose(high[above], 1.0, atol=0.02)


def test_nothing_sounds_before_and_length_and_stereo_stay() -> None:
    rumble = _rumble()
    late = np.concatenate([np.zeros((RATE_HZ, 1), np.float32), rumble])
    out = _through(np.concatenate([late, -0.5 * late], axis=1))
    assert out.shape == (len(late), 2)
    assert out.dtype == np.float32
    np.testing.assert_allclose(out[:, 1], -0.5 * out[:, 0], atol=1e-5)
    assert np.abs(out[: RATE_HZ - 2400]).max() < 0.05 * np.abs(out).max()


def test_seeds_differ_and_repeat() -> None:
    rumble = _rumble()
    np.testing.assert_array_equal(_through(rumble, 3), _through(rumble, 3))
    assert not np.array_equal(_through(rumble, 3), _through(rumble, 4))
