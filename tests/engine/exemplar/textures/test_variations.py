"""What comes again is varied as much as it takes, and no more."""

from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.textures.variations import Variations, own_likeness, variations_of

RATE_HZ = 48_000


def _noise(low_hz: float, high_hz: float, seconds: float = 4.0) -> Wave:
    spectrum = np.fft.rfft(np.random.default_rng(2).standard_normal(round(seconds * RATE_HZ)))
    hz = np.fft.rfftfreq(round(seconds * RATE_HZ), 1 / RATE_HZ)
    spectrum[(hz < low_hz) | (hz > high_hz)] = 0
    return np.asarray(np.fft.irfft(spectrum), dtype=np.float32)


def _motor() -> Wave:
    t = np.arange(3 * RATE_HZ) / RATE_HZ
    partials = [np.sin(2 * np.pi * 50 * n * t + n) / n for n in range(1, 20)]
    return np.asarray(np.sum(partials, axis=0), dtype=np.float32)


def test_hiss_moves_by_some_per_mille_and_a_rumble_further() -> None:
    hiss, deep = variations_of(_noise(500, 20_000), RATE_HZ), variations_of(_noise(150, 350), RATE_HZ)
    assert hiss.speeds[0] == 1.0
    assert hiss.speeds[1] == pytest.approx(1.006)
    assert hiss.dispersed_below_hz == 0
    assert 1.01 < deep.speeds[1] < 1.03
    assert len(set(hiss.speeds)) == len(hiss.speeds) >= 5
    assert max(abs(speed - 1) for speed in (*hiss.speeds, *deep.speeds)) < 0.0401


def test_what_no_speed_makes_another_sound_gets_other_phases() -> None:
    assert variations_of(_noise(20, 110), RATE_HZ).dispersed_below_hz > 100


def test_what_repeats_itself_is_left_alone() -> None:
    assert variations_of(_motor(), RATE_HZ) == Variations((1.0,))


def test_what_has_a_pitch_hardly_moves() -> None:
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    # Partials that beat: a drone that doesn't come back to itself within seconds.
    partials = np.random.default_rng(0).uniform(100, 900, 12)
    drone = np.sum([np.sin(2 * np.pi * hz * t) for hz in partials], axis=0).astype(np.float32)
    speeds = variations_of(drone, RATE_HZ).speeds
    assert len(speeds) > 1
    assert abs(speeds[1] - 1) < 0.0081


@pytest.mark.parametrize("length", [1, 50, 2000, 12_000])
def test_short_and_silent_sounds_work(length: int) -> None:
    assert variations_of(_noise(500, 20_000)[:length], RATE_HZ).speeds[0] == 1.0
    assert variations_of(np.zeros(length, dtype=np.float32), RATE_HZ).speeds[0] == 1.0


def test_own_likeness_is_that_of_other_places() -> None:
    noise = _noise(500, 5_000)[: 2 * 12_000]
    assert own_likeness(noise).max() < 0.5
    assert own_likeness(np.concatenate([noise[:12_000], noise[:12_000]])).min() > 0.99
