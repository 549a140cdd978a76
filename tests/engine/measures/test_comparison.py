"""Hits beside each other: their waves begin at the attack, their spectra and decays say what they are."""

from __future__ import annotations

import numpy as np
import pytest

from foleystudio.engine.measures.comparison import AFTER_S, BEFORE_S, read_hit

RATE_HZ = 48_000


def _ring(hertz: float, decay_s: float, level: float = 0.5) -> np.ndarray:
    t = np.arange(RATE_HZ) / RATE_HZ
    return (level * np.sin(2 * np.pi * hertz * t) * np.exp(-t / decay_s)).astype(np.float32)[:, None]


def test_wave_spectrum_and_decay_are_the_hits() -> None:
    samples = np.concatenate([np.zeros((RATE_HZ, 1), np.float32), _ring(1000, 0.1)])
    hit = read_hit(samples, RATE_HZ, RATE_HZ)
    assert hit.times_s[0] == pytest.approx(-BEFORE_S)
    assert len(hit.wave) == round((BEFORE_S + AFTER_S) * RATE_HZ)
    assert not hit.wave[: round(BEFORE_S * RATE_HZ)].any()
    assert hit.hertz[int(np.argmax(hit.spectrum_db))] == pytest.approx(1000, rel=0.13)
    fall = np.interp([0.1, 0.3], hit.decay_s, hit.decay_db)
    assert fall[0] - fall[1] == pytest.approx(20 * np.log10(np.e) * 2, abs=0.5)


def test_a_hit_at_the_edge_of_a_sound_is_read_as_far_as_it_goes() -> None:
    for attack in (0, 100, RATE_HZ - 10):
        hit = read_hit(_ring(500, 0.2), RATE_HZ, attack)
        assert np.isfinite(hit.spectrum_db).all()
        assert np.isfinite(hit.decay_db).all()


def test_twice_as_loud_is_six_decibels_more() -> None:
    one, other = (read_hit(_ring(1000, 0.2, level), RATE_HZ, 0) for level in (0.2, 0.4))
    assert other.loudness_db - one.loudness_db == pytest.approx(6.02, abs=0.01)
    top = int(np.argmax(one.spectrum_db))
    assert other.spectrum_db[top] - one.spectrum_db[top] == pytest.approx(6.02, abs=0.05)
