"""The steady part of a reference: without attacks, evened out, and coloured like what it follows."""

from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.levels import level_curve
from foleystudio.engine.exemplar.reference import prepare
from foleystudio.engine.exemplar.texture import SteadyPart, joined_runs, runs_of
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, hiss, knock, knocks


def _tone(hz: float, seconds: float) -> Wave:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (0.3 * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def _centre_hz(wave: Wave) -> float:
    power = np.abs(np.fft.rfft(wave[:, 0])) ** 2
    return float(np.linspace(0, RATE_HZ / 2, len(power)) @ power / power.sum())


def test_runs_are_the_long_stretches_of_true() -> None:
    mask = np.array([1, 1, 0, 1, 0, 1, 1, 1], dtype=bool)
    assert runs_of(mask, 2) == [(0, 2), (5, 8)]
    assert runs_of(np.zeros(3, dtype=bool), 1) == []


def test_a_decay_is_evened_out() -> None:
    exemplar = prepare(as_sound(knock(3.0, decay_s=0.5)), RATE_HZ)
    levels = level_curve(exemplar.steady.samples, RATE_HZ, 0.05)[6:-6]
    assert 20 * np.log10(levels.max() / levels.min()) < 3.0
    assert np.sqrt(np.mean(levels**2)) == pytest.approx(1.0, abs=0.1)


def test_attacks_are_kept_out() -> None:
    reference = knocks((0.2, 1.2, 2.2), 3.2, noise=0.02)
    steady = prepare(reference, RATE_HZ).steady
    pieces = np.abs(np.diff(steady.samples[:, 0]))
    attack = np.abs(np.diff(reference.samples[:, 0])).max() / 0.02
    assert pieces.max() < 0.5 * attack


def test_noise_between_hits_is_not_taken_for_the_sound() -> None:
    # The knocks are tones below 2 kHz, the floor is white.
    steady = prepare(knocks((0.2, 1.2, 2.2), 3.2, noise=0.001), RATE_HZ).steady
    assert _centre_hz(steady.samples) < 3000


def test_a_hit_goes_on_in_its_own_colour() -> None:
    both = np.concatenate([_tone(300, 2.0), _tone(5000, 2.0)])[:, None]
    steady = SteadyPart.of(both, RATE_HZ, (), -120.0)
    low = steady.like(_tone(300, 0.4)[:, None]).read(0, 0, 96_000)
    high = steady.like(_tone(5000, 0.4)[:, None]).read(0, 0, 96_000)
    assert _centre_hz(low) < 500
    assert _centre_hz(high) > 4500


@pytest.mark.parametrize("length", [1, 100, 3000])
def test_whatever_is_short_can_be_followed(length: int) -> None:
    steady = prepare(hiss(2.0), RATE_HZ).steady
    assert np.isfinite(steady.like(hiss(1.0).samples[:length]).read(0, 0, 5000)).all()


def test_joined_runs_have_no_jumps() -> None:
    samples = _tone(100, 1.0)[:, None]
    joined = joined_runs(samples, level_curve(samples, RATE_HZ, 0.03), [(10, 60), (73, 150)], RATE_HZ)
    assert len(joined) == (50 + 77) * 240 - 960
    assert np.abs(np.diff(joined[:, 0])).max() < 3 * np.abs(np.diff(samples[:, 0])).max() / 0.2


@pytest.mark.parametrize("ratio", [0.5, 1.5, 2.0])
@pytest.mark.parametrize("seconds", [0.2, 2.0])
def test_repitched_textures_are_higher_or_lower(ratio: float, seconds: float) -> None:
    tone = _tone(1000, seconds)[:, None]
    steady = SteadyPart.of(tone, RATE_HZ, (), -120.0)
    wave = steady.repitched(ratio).like(tone).read(0, 0, 48_000)
    assert _centre_hz(wave) == pytest.approx(1000 * ratio, rel=0.05)
    assert steady.repitched(1.0) is steady


def test_repitched_textures_are_taken_from_the_same_places() -> None:
    both = np.concatenate([_tone(300, 2.0), _tone(2500, 2.0)])[:, None]
    steady = SteadyPart.of(both, RATE_HZ, (), -120.0).repitched(2.0)
    assert _centre_hz(steady.like(_tone(2500, 0.4)[:, None]).read(0, 0, 96_000)) > 4500
