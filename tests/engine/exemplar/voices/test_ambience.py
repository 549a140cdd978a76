"""Ambience is the background of a sound, without what happens in it."""

from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.render import render_blocks
from foleystudio.engine.exemplar.voices.ambience import ambience_of
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, hiss, knock, knocks

NOISY = knocks((0.5, 1.5, 2.5), 4.0, noise=0.01)


def _level(wave: np.ndarray) -> float:
    return float(np.sqrt(np.mean(wave.astype(np.float64) ** 2)))


def _take(share: float, background: Sound | None, reference: Sound | None = None) -> np.ndarray:
    asked = SynthesisRequest(
        3.0,
        EventTrack((Event(2.5, 1.0),)),
        (reference or as_sound(knock()),),
        background,
        SynthesisSettings(ambience=share),
    )
    return np.concatenate(list(render_blocks(plan(asked))))


def test_only_the_background_is_left() -> None:
    ambience = ambience_of(NOISY, RATE_HZ)
    assert ambience is not None
    wave = ambience.texture.read(0, 0, 10 * RATE_HZ)[:, 0]
    levels = np.sqrt((wave.astype(np.float64) ** 2).reshape(-1, 2400).mean(axis=1))
    assert levels.max() / levels.min() < 1.6
    # White, as the noise is: the knocks are tones below 2 kHz.
    power = np.abs(np.fft.rfft(wave)) ** 2
    assert power[len(power) // 2 :].sum() > 0.4 * power.sum()


def test_level_is_that_beside_the_loudest_moment() -> None:
    ambience = ambience_of(NOISY, RATE_HZ)
    assert ambience is not None
    peak = np.abs(NOISY.samples).max()
    assert ambience.level == pytest.approx(0.01 * 10 ** (-3 / 20) / peak, rel=0.3)


def test_fader() -> None:
    quiet = [_level(_take(share, NOISY)[: 2 * RATE_HZ]) for share in (0.0, 0.5, 1.0)]
    assert quiet[0] == 0.0
    assert quiet[2] == pytest.approx(2 * quiet[1], rel=0.01)


def test_without_a_background_it_is_the_references() -> None:
    assert _level(_take(1.0, None, NOISY)[: 2 * RATE_HZ]) > 0.001
    assert _level(_take(1.0, None, as_sound(knock()))[:RATE_HZ]) < 0.2


@pytest.mark.parametrize(
    "background",
    [
        Sound(np.zeros((48_000, 1), np.float32), RATE_HZ),
        Sound(np.zeros((0, 2), np.float32), RATE_HZ),
    ],
)
def test_a_silent_background_gives_none(background: Sound) -> None:
    assert ambience_of(background, RATE_HZ) is None
    assert _level(_take(1.0, background)[: 2 * RATE_HZ]) == 0.0


def test_short_and_stereo_backgrounds_work() -> None:
    for seconds in (0.01, 0.2, 3.0):
        take = _take(1.0, hiss(seconds, channels=2))
        assert take.shape == (144_000, 2)
        assert np.isfinite(take).all()
        assert _level(take[:RATE_HZ]) > 0.01


def test_a_background_recorded_as_such_is_played_as_it_is() -> None:
    swell = 10 ** (3 * np.sin(2 * np.pi * 0.5 * np.arange(4 * RATE_HZ) / RATE_HZ) / 20)
    room = Sound((hiss(4.0, channels=2).samples * swell[:, None]).astype(np.float32), RATE_HZ)
    ambience = ambience_of(room, RATE_HZ)
    assert ambience is not None
    wave = ambience.texture.read(5, 0, RATE_HZ)
    start = int(np.argmin(np.abs(room.samples[:, 0] / _level(room.samples) - wave[500, 0]))) - 500
    np.testing.assert_allclose(
        wave[300:], room.samples[start + 300 : start + RATE_HZ] / _level(room.samples), atol=1e-3
    )


def test_a_background_without_end_is_no_loop() -> None:
    ambience = ambience_of(NOISY, RATE_HZ)
    assert ambience is not None
    wave = ambience.texture.read(1, 0, 24 * RATE_HZ)[:, 0].astype(np.float64)
    spectrum = np.fft.rfft(wave, 1 << 22)
    again = np.fft.irfft(np.abs(spectrum) ** 2)[: len(wave) // 2] / np.sum(wave**2)
    assert np.abs(again[RATE_HZ // 5 :]).max() < 0.3
